"""Proves that an edition builds on another: all of it is there, and nothing became milder.

What officers fill in is one whole document: the parent's parts as they are, and the edition's own.
Own parts may ask more, raise flags and lower the numbers at which a level is reached. From this
follows, and a property test tries it, that no answer gives a lower outcome than under the parent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import TypeVar

from diligence.domain import places
from diligence.domain.answers import Answers
from diligence.domain.canonical import number
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.language_names import named as language_named
from diligence.domain.locks import SEVERITY, limit_of, lock_of, named
from diligence.domain.questionnaire import (
    Ancestor,
    Dimension,
    Flag,
    FlagRule,
    Help,
    Measure,
    Option,
    Question,
    Questionnaire,
    Section,
    Side,
)
from diligence.domain.translating import OWN_WORDS, own_translations
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Step

__all__ = ["CHECK", "ancestry", "composed", "limit_of", "lock_of", "restricted"]

CHECK = "inherit"
"""The code of the check that its findings belong to."""

_MISSING = gettext_noop("“%(name)s” of %(parent)s is missing.")
_TAKE_BACK = gettext_noop("Put it back: what is inherited stays.")
_CHANGED = gettext_noop("“%(name)s” differs from %(parent)s in: %(member)s.")
_AS_IT_WAS = gettext_noop("Restore it, and add a part of your own beside it.")
_ADDED_OPTION = gettext_noop("“%(name)s” of %(parent)s has got an option of its own: %(member)s.")
_OWN_QUESTION = gettext_noop("Remove it, and ask in a question of your own.")
_MOVED = gettext_noop("The inherited parts stand in another order than in %(parent)s.")
_IN_ORDER = gettext_noop("Restore their order; your own may stand anywhere between them.")
_ADDED_FRAME = gettext_noop("“%(name)s” is no part of %(parent)s.")
_NO_FRAME = gettext_noop("Remove it: dimensions and sides are the same at every level.")
_MILDER = gettext_noop("%(value)s is milder than in %(parent)s, where it is %(limit)s.")
_RAISE = gettext_noop("Use the inherited value, or a more severe one.")
_LINE = gettext_noop("The line of descent does not name %(parent)s and what that builds on.")
_LINE_REMEDY = gettext_noop("Take over the edition by an update; it writes the line of descent.")
_LANGUAGE = gettext_noop("%(parent)s is written in another language.")
_LANGUAGE_REMEDY = gettext_noop("Write in that language, and add a translation.")
_ENDS = gettext_noop("The own triage question “%(name)s” can end the appraisal.")
_ENDS_REMEDY = gettext_noop("Let every answer lead to the next question, to the rest or to advice.")
_LOWERS = gettext_noop(
    "The own measure “%(name)s” lowers what remains after mitigation: %(member)s."
)
_LOWERS_REMEDY = gettext_noop("Let it reduce nothing, or say why it deserves to.")

_OURS = gettext_noop(
    "%(count)s inherited texts in %(language)s are this organisation's translation, not that of "
    "%(parent)s."
)
_OURS_REMEDY = gettext_noop(
    "The page of the review shows them beside the original: whoever approves the draft approves "
    "that they say the same."
)

_Told = dict[str, str]


def restricted(baseline: Questionnaire, answers: Answers) -> dict[str, object]:
    """The answers to questions that `baseline` has, in its triage or after it."""
    known = baseline.positions.keys() | {question.id for question in baseline.triage}
    return {id: answer for id, answer in answers.items() if id in known}


def ancestry(parent: Questionnaire, digest: str) -> tuple[Ancestor, ...]:
    """The lineage of an edition that builds on `parent`, whose document has this digest."""
    return (Ancestor(parent.id, parent.edition, digest), *parent.lineage)


def composed(
    child: Questionnaire, parent: Questionnaire, *, digest: str = ""
) -> tuple[Finding, ...]:
    """Everything that keeps `child` from being a composition over `parent`; judgements about own
    measures that reduce. `digest` is that of the parent's document; without it only the names of
    the lineage are compared."""
    told = {"parent": named(parent)}
    steps: tuple[Callable[[Questionnaire, Questionnaire, _Told], Iterable[Finding]], ...] = (
        _frame,
        _matrices,
        _thresholds,
        _rules,
        _lists,
        _questions,
        _triage,
        _translations,
        _own_translations,
        _measures,
    )
    return (
        *_lineage(child, parent, digest, told),
        *(finding for step in steps for finding in step(child, parent, told)),
    )


def _error(place: str, problem: str, remedy: str, told: _Told) -> Finding:
    return Finding(CHECK, place, Sentence(problem, told), Sentence(remedy, {}), Weight.ERROR)


def _lineage(
    child: Questionnaire, parent: Questionnaire, digest: str, told: _Told
) -> Iterator[Finding]:
    nearest = child.lineage[0] if child.lineage else None
    expected = ancestry(parent, digest or (nearest.digest if nearest else ""))
    if child.lineage != expected:
        yield _error("lineage", _LINE, _LINE_REMEDY, told)


def _frame(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    if child.language != parent.language:
        yield _error("language", _LANGUAGE, _LANGUAGE_REMEDY, told)
    frame: tuple[tuple[str, Sequence[Dimension | Side], Sequence[Dimension | Side]], ...] = (
        ("dimensions", child.dimensions, parent.dimensions),
        ("sides", child.sides, parent.sides),
    )
    for list_, ours, theirs in frame:
        yield from _members(list_, ours, theirs, told, _same)
        known = {item.id for item in theirs}
        for name in (item.id for item in ours if item.id not in known):
            place = places.at(list_, name)
            yield _error(place, _ADDED_FRAME, _NO_FRAME, told | {"name": name})


def _matrices(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    inherited_matrices = {d.id: d.matrix for d in parent.dimensions}
    for dimension in child.dimensions:
        theirs_ = inherited_matrices.get(dimension.id, ())
        place = places.at("dimensions", dimension.id, "matrix")
        for ours_row, their_row in zip(dimension.matrix, theirs_, strict=False):
            for band, limit in zip(ours_row, their_row, strict=False):
                if band.rank < limit.rank:
                    yield _milder(place, band.value, limit.value, told)


def _milder(place: str, value: str, limit: str, told: _Told) -> Finding:
    return _error(place, _MILDER, _RAISE, told | {"value": value, "limit": limit})


def _thresholds(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    given = dict(child.thresholds)
    for axis, limits in parent.thresholds:
        place = places.at("thresholds", axis)
        steps = given.get(axis, ())
        if len(steps) != len(limits):
            yield _error(place, _MISSING, _TAKE_BACK, told | {"name": axis})
        for step, limit in zip(steps, limits, strict=False):
            if step > limit:
                yield _milder(place, str(number(step)), str(number(limit)), told)


def _rules(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    ours, theirs = child.rules, parent.rules
    if theirs.accumulate and not ours.accumulate:
        yield _milder("rules/accumulate", "false", "true", told)
    for name in ("unknown_floor", "unknown_limit", "high_refer"):
        value, limit = getattr(ours, name), getattr(theirs, name)
        if value > limit:
            yield _milder(places.at("rules", name), str(value), str(limit), told)
    if ours.hub_from.rank > theirs.hub_from.rank:
        yield _milder("rules/hub_from", ours.hub_from.value, theirs.hub_from.value, told)


_Plain = Dimension | Side | Flag | FlagRule | Section | Measure
_Member = TypeVar("_Member", bound=_Plain | Question | Option)


def _members(
    list_: str,
    ours: Sequence[_Member],
    theirs: Sequence[_Member],
    told: _Told,
    differs: Callable[[str, _Member, _Member, _Told], Iterable[Finding]],
    key: str = "id",
) -> Iterator[Finding]:
    """Findings about inherited members of a list: missing, different, in another order."""
    given = {str(getattr(item, key)): item for item in ours}
    for item in theirs:
        name = str(getattr(item, key))
        place = places.at(list_, name)
        if name not in given:
            yield _error(place, _MISSING, _TAKE_BACK, told | {"name": name})
        else:
            yield from differs(place, given[name], item, told | {"name": name})
    inherited = [str(getattr(item, key)) for item in theirs]
    kept = [name for name in given if name in set(inherited)]
    if kept != [name for name in inherited if name in given]:
        yield _error(list_, _MOVED, _IN_ORDER, told)


def _same(place: str, ours: _Plain, theirs: _Plain, told: _Told) -> Iterator[Finding]:
    """A member that is inherited as it is, a dimension's matrix apart."""
    for field in fields(theirs):
        if field.name != "matrix" and getattr(ours, field.name) != getattr(theirs, field.name):
            member = told | {"member": field.name}
            yield _error(places.at(place, field.name), _CHANGED, _AS_IT_WAS, member)


def _lists(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    yield from _members("flags", child.flags, parent.flags, told, _same, "code")
    yield from _members("flag_rules", child.flag_rules, parent.flag_rules, told, _same)
    yield from _members("sections", child.sections, parent.sections, told, _same)
    yield from _members("measures", child.measures, parent.measures, told, _same)


def _questions(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    yield from _members("questions", child.questions, parent.questions, told, _question)


_LOOSE = ("id", "options", "help", "measures")


def _question(place: str, ours: Question, theirs: Question, told: _Told) -> Iterator[Finding]:
    for field in fields(Question):
        if field.name in _LOOSE or getattr(ours, field.name) == getattr(theirs, field.name):
            continue
        at = places.at(place, field.name)
        yield _error(at, _CHANGED, _AS_IT_WAS, told | {"member": field.name})
    yield from _options(places.at(place, "options"), ours.options, theirs.options, told)
    yield from _help(places.at(place, "help"), ours.help, theirs.help, told)
    kept = [measure for measure in ours.measures if measure in theirs.measures]
    if kept != [*theirs.measures]:
        at = places.at(place, "measures")
        yield _error(at, _CHANGED, _AS_IT_WAS, told | {"member": "measures"})


def _options(
    place: str, ours: tuple[Option, ...], theirs: tuple[Option, ...], told: _Told
) -> Iterator[Finding]:
    """Codes, words, points and flags stay, and none is added; a triage route may rise."""
    yield from _members(place, ours, theirs, told, _option, "code")
    inherited = {option.code for option in theirs}
    for option in ours:
        if option.code not in inherited:
            told_ = told | {"member": option.code}
            yield _error(places.at(place, option.code), _ADDED_OPTION, _OWN_QUESTION, told_)


def _option(place: str, ours: Option, theirs: Option, told: _Told) -> Iterator[Finding]:
    for name in ("label", "points", "flags"):
        if getattr(ours, name) != getattr(theirs, name):
            yield _error(places.at(place, name), _CHANGED, _AS_IT_WAS, told | {"member": name})
    if theirs.route is None or ours.route is theirs.route:
        return
    if ours.route is None or SEVERITY[ours.route] < SEVERITY[theirs.route]:
        value = "" if ours.route is None else ours.route.value
        yield _milder(places.at(place, "route"), value, theirs.route.value, told)


def _help(place: str, ours: Help, theirs: Help, told: _Told) -> Iterator[Finding]:
    for name in ("why", "how", "counts"):
        if not getattr(ours, name).startswith(getattr(theirs, name)):
            at = places.at(place, name)
            yield _error(at, _CHANGED, _AS_IT_WAS, told | {"member": f"help/{name}"})


def _triage(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    yield from _members("triage", child.triage, parent.triage, told, _question)
    inherited = {question.id for question in parent.triage}
    for question in child.triage:
        ends = next((o for o in question.options if o.route is Step.OUT), None)
        if question.id not in inherited and ends is not None:
            place = places.at("triage", question.id, "options", ends.code, "route")
            yield _error(place, _ENDS, _ENDS_REMEDY, {"name": question.id})


def _translations(child: Questionnaire, parent: Questionnaire, told: _Told) -> Iterator[Finding]:
    """What the parent translates stays, except where an added sentence of help made it stale."""
    source = places.texts(child)
    given = {t.language: {text.place: text for text in t.texts} for t in child.translations}
    for translation in parent.translations:
        ours = given.get(translation.language, {})
        for text in translation.texts:
            at = places.at("translations", translation.language, "texts", text.place)
            name = f"{text.place} ({translation.language})"
            stale = text.of != places.fingerprint(source.get(text.place, ""))
            if text.place in OWN_WORDS or ("/help/" in text.place and stale):
                continue
            if text.place not in ours:
                yield _error(at, _MISSING, _TAKE_BACK, told | {"name": name})
            elif ours[text.place] != text:
                member = told | {"name": name, "member": "text"}
                yield _error(at, _CHANGED, _AS_IT_WAS, member)


def _own_translations(
    child: Questionnaire, parent: Questionnaire, told: _Told
) -> Iterator[Finding]:
    """Nobody above has read them, so they are worth knowing of, language by language."""
    for language, listed in own_translations(child, parent).items():
        said: dict[str, str | Sentence] = {
            **told,
            "count": str(len(listed)),
            "language": language_named(language),
        }
        place = places.at("translations", language)
        remedy = Sentence(_OURS_REMEDY, {})
        yield Finding(CHECK, place, Sentence(_OURS, said), remedy, Weight.NOTE)


def _measures(child: Questionnaire, parent: Questionnaire, _told: _Told) -> Iterator[Finding]:
    inherited = {measure.id for measure in parent.measures}
    for measure in child.measures:
        lowers = _lowers(measure, parent)
        if measure.id not in inherited and lowers:
            told = {"name": measure.id, "member": ", ".join(lowers)}
            yield Finding(
                CHECK,
                places.at("measures", measure.id, "reduces" if measure.reduces else "clears"),
                Sentence(_LOWERS, told),
                Sentence(_LOWERS_REMEDY, {}),
                Weight.JUDGEMENT,
            )


def _lowers(measure: Measure, parent: Questionnaire) -> list[str]:
    """The axes an own measure reduces, and the inherited flags it proposes to clear."""
    flags = {flag.code for flag in parent.flags} | {
        f"{question.id}:{option.code}"
        for question in parent.questions
        for option in question.options
        if option.flags
    }
    reduced = [axis for axis, levels in measure.reduces if levels]
    return reduced + [cleared for cleared in measure.clears if cleared in flags]
