"""What differs between two editions of a questionnaire, by what it means rather than by lines.

Ids are identity: a part with another id is another part, however alike its words. A rename is
therefore a removal and an addition; nothing is guessed. Each change names its place
(`diligence.domain.places`), which stands in the earlier edition, the later one, or both. Changes
come in the order of the later edition, a removed part where its list ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from diligence.domain.longest import steady
from diligence.domain.places import at, texts
from diligence.domain.questionnaire import Option, Question, Questionnaire, Translated, Translation


class Kind(StrEnum):
    """What a change is about.

    `wording`: words of questions, titles, flags. `help`: words beside a question, and its basis.
    `options`: which answers there are, and what they are called. `logic`: when something is asked,
    flagged, or leads where. `points`: what answers count. `measures`: what is suggested, and what
    it lowers. `translation`: the same in another language.
    """

    WORDING = "wording"
    HELP = "help"
    OPTIONS = "options"
    LOGIC = "logic"
    POINTS = "points"
    MEASURES = "measures"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    TRANSLATION = "translation"


MEANING = frozenset({Kind.OPTIONS, Kind.LOGIC, Kind.POINTS, Kind.MEASURES})
"""Kinds of which an answer, or what comes of it, may be another afterwards."""
WORDS = frozenset({Kind.WORDING, Kind.HELP, Kind.TRANSLATION})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are what stands at the place as the domain holds it
    (a text, a Decimal, a Condition, an Option …), None where there is nothing. `language` is that
    of a translation, '' for the questionnaire's own words."""

    kind: Kind
    place: str
    before: Any = None
    after: Any = None
    language: str = ""

    @property
    def subject(self) -> str:
        """The part that it belongs to: `questions/A1`, `rules`, or '' for the whole."""
        parts = self.place.split("/")
        if parts[0] in ("rules", "thresholds", "languages", "lineage", "translations"):
            return parts[0]
        return at(*parts[:2]) if parts[0] in _LISTS else ""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many questions (triage ones included) differ, each counted once, and whether anything
    differs that belongs to no question. `wording` ones differ in words only, `moved` ones only in
    where they stand."""

    added: int = 0
    removed: int = 0
    meaning: int = 0
    wording: int = 0
    moved: int = 0
    elsewhere: int = 0


def summary(changes: Iterable[Change]) -> Summary:
    """Counts questions by the weightiest thing that differs in them."""
    kinds: dict[str, set[Kind]] = {}
    elsewhere = 0
    for change in changes:
        if change.subject.startswith(("questions/", "triage/")):
            kinds.setdefault(change.subject, set()).add(change.kind)
        else:
            elsewhere += 1
    counts = dict.fromkeys(("added", "removed", "meaning", "wording", "moved"), 0)
    for found in kinds.values():
        counts[_weightiest(found)] += 1
    return Summary(**counts, elsewhere=elsewhere)


def _weightiest(kinds: set[Kind]) -> str:
    if Kind.ADDED in kinds:
        return "added"
    if Kind.REMOVED in kinds:
        return "removed"
    if kinds & MEANING:
        return "meaning"
    return "wording" if kinds & WORDS else "moved"


def compare(before: Questionnaire, after: Questionnaire) -> tuple[Change, ...]:
    """Every difference; empty exactly where the two documents are the same."""
    return tuple(_compared(before, after))


_Fields = Sequence[tuple[str, Kind]]
_Part = Callable[[str, Any, Any], Iterator[Change]]

_WHOLE: _Fields = (
    ("id", Kind.WORDING),
    ("edition", Kind.WORDING),
    ("title", Kind.WORDING),
    ("language", Kind.WORDING),
    ("about", Kind.WORDING),
    ("lineage", Kind.LOGIC),
)
_DIMENSION: _Fields = (("title", Kind.WORDING), ("matrix", Kind.LOGIC))
_SIDE: _Fields = (("title", Kind.WORDING), ("reduction", Kind.MEASURES))
_RULES = ("accumulate", "unknown_floor", "unknown_limit", "high_refer", "hub_from")
_FLAG: _Fields = (("words", Kind.WORDING), ("target", Kind.LOGIC))
_FLAG_RULE: _Fields = tuple(
    (name, Kind.LOGIC) for name in ("when", "question", "flag", "axis", "level")
)
_SECTION: _Fields = (("title", Kind.WORDING),)
_QUESTION: _Fields = (
    ("section", Kind.MOVED),
    ("text", Kind.WORDING),
    ("short", Kind.WORDING),
    ("type", Kind.OPTIONS),
    ("condition", Kind.LOGIC),
    ("cap", Kind.POINTS),
    ("measures", Kind.MEASURES),
    ("factor", Kind.LOGIC),
    ("scope", Kind.LOGIC),
    ("valid_months", Kind.LOGIC),
    ("basis", Kind.HELP),
    ("tags", Kind.HELP),
)
_HELP = ("why", "how", "counts")
_OPTION: _Fields = (
    ("label", Kind.OPTIONS),
    ("points", Kind.POINTS),
    ("flags", Kind.LOGIC),
    ("route", Kind.LOGIC),
)
_MEASURE: _Fields = tuple(
    (name, Kind.MEASURES) for name in ("name", "kind", "evidence", "reduces", "clears", "residual")
)
_LISTS = (
    "dimensions",
    "sides",
    "flags",
    "flag_rules",
    "triage",
    "sections",
    "questions",
    "measures",
)


def _compared(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    yield from _members("", before, after, _WHOLE)
    yield from _list("dimensions", before, after, _plain(_DIMENSION))
    yield from _list("sides", before, after, _plain(_SIDE))
    yield from _mapping("thresholds", before.thresholds, after.thresholds, Kind.LOGIC)
    yield from _members("rules", before.rules, after.rules, [(name, Kind.LOGIC) for name in _RULES])
    yield from _list("flags", before, after, _plain(_FLAG))
    yield from _list("flag_rules", before, after, _plain(_FLAG_RULE), Kind.LOGIC, Kind.LOGIC)
    yield from _list("triage", before, after, _question)
    yield from _list("sections", before, after, _plain(_SECTION))
    yield from _list("questions", before, after, _question)
    yield from _list("measures", before, after, _plain(_MEASURE))
    yield from _languages(before, after)
    yield from _translations(before, after)


def _plain(fields: _Fields) -> _Part:
    return lambda place, before, after: _members(place, before, after, fields)


def _members(place: str, before: object, after: object, fields: _Fields) -> Iterator[Change]:
    for name, kind in fields:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Change(kind, at(place, name) if place else name, was, now)


def _mapping(
    place: str,
    before: Iterable[tuple[str, Any]],
    after: Iterable[tuple[str, Any]],
    kind: Kind,
) -> Iterator[Change]:
    was, now = dict(before), dict(after)
    for name in dict.fromkeys((*now, *was)):
        if was.get(name) != now.get(name):
            yield Change(kind, at(place, name), was.get(name), now.get(name))


def _named(parts: Iterable[Any]) -> dict[str, Any]:
    return {getattr(part, "id", None) or part.code: part for part in parts}


def _list(
    name: str,
    before: Questionnaire,
    after: Questionnaire,
    inside: _Part,
    added: Kind = Kind.ADDED,
    removed: Kind = Kind.REMOVED,
) -> Iterator[Change]:
    """Members of a list by their ids: what is in them, what came, what went, what moved."""
    was, now = _named(getattr(before, name)), _named(getattr(after, name))
    moved = _displaced(list(was), list(now))
    for id, part in now.items():
        place = at(name, id)
        if id not in was:
            yield Change(added, place, None, part)
            continue
        found = list(inside(place, was[id], part))
        yield from found
        if id in moved and not any(change.kind is Kind.MOVED for change in found):
            yield Change(Kind.MOVED, place, _follows(id, was), _follows(id, now))
    for id, part in was.items():
        if id not in now:
            yield Change(removed, at(name, id), part, None)


def _displaced(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest that moved among those in both: all others keep their order."""
    position = {id: n for n, id in enumerate(before)}
    common = [id for id in after if id in position]
    kept = steady([position[id] for id in common])
    return frozenset(id for n, id in enumerate(common) if n not in kept)


def _follows(id: str, parts: Mapping[str, Any]) -> str:
    """The id that stands before this one, '' for the first."""
    ids = list(parts)
    place = ids.index(id)
    return ids[place - 1] if place else ""


def _question(place: str, before: Question, after: Question) -> Iterator[Change]:
    yield from _members(place, before, after, _QUESTION)
    yield from _members(
        at(place, "help"), before.help, after.help, [(name, Kind.HELP) for name in _HELP]
    )
    yield from _mapping(at(place, "feeds"), before.feeds, after.feeds, Kind.POINTS)
    yield from _options(at(place, "options"), before.options, after.options)


def _options(place: str, before: tuple[Option, ...], after: tuple[Option, ...]) -> Iterator[Change]:
    was, now = _named(before), _named(after)
    for code, option in now.items():
        if code not in was:
            yield Change(Kind.OPTIONS, at(place, code), None, option)
        else:
            yield from _members(at(place, code), was[code], option, _OPTION)
    for code, option in was.items():
        if code not in now:
            yield Change(Kind.OPTIONS, at(place, code), option, None)
    if _displaced(list(was), list(now)):
        yield Change(Kind.OPTIONS, place, tuple(was), tuple(now))


# --- Languages ----------------------------------------------------------------------------------
def _languages(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Languages that it must be complete in."""
    was, now = before.languages, after.languages
    for language in dict.fromkeys((*now, *was)):
        if (language in was) is not (language in now):
            told = (language in was or None, language in now or None)
            yield Change(Kind.TRANSLATION, "languages", *told, language=language)
    if was != now and set(was) == set(now):
        yield Change(Kind.MOVED, "languages", was, now)


def _translations(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Translated texts, at the place of the words they translate; then the order they stand in."""
    was, now = ({t.language: t for t in q.translations} for q in (before, after))
    present = texts(before).keys() | texts(after).keys()
    for language in dict.fromkeys((*now, *was)):
        for place, old, new in _texts(was.get(language), now.get(language)):
            where = place if place in present else at("translations", language)
            yield Change(Kind.TRANSLATION, where, old, new, language)
    both = [{x: t for x, t in side.items() if x in was and x in now} for side in (was, now)]
    orders = [tuple((x, *_places(t, both, x)) for x, t in side.items()) for side in both]
    if orders[0] != orders[1]:
        yield Change(Kind.MOVED, "translations", orders[0], orders[1])


def _places(
    translation: Translation, both: Sequence[Mapping[str, Translation]], language: str
) -> tuple[str, ...]:
    """The places of the texts that are translated before and after, in order."""
    known = [{text.place for text in side[language].texts} for side in both]
    return tuple(text.place for text in translation.texts if text.place in known[0] & known[1])


def _texts(
    before: Translation | None, after: Translation | None
) -> Iterator[tuple[str, Translated | None, Translated | None]]:
    was = {t.place: t for t in before.texts} if before else {}
    now = {t.place: t for t in after.texts} if after else {}
    for place in dict.fromkeys((*now, *was)):
        if was.get(place) != now.get(place):
            yield place, was.get(place), now.get(place)
