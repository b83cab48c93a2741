"""Puts a form that was read into one native document: conditions, frame, translations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from diligence.domain.conditions import All, Condition, ConditionError, names, parse, to_text
from diligence.domain.places import fingerprint, texts
from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange import frame, logic, native
from diligence.exchange.carried import Frame
from diligence.exchange.fitting import Known, as_it_is, fitted, in_circles
from diligence.exchange.losses import FormRefusedError, Imported, Loss, Losses, LossKind
from diligence.exchange.reading import QuestionnaireError
from diligence.exchange.tables import FileRefusedError
from diligence.exchange.writing import FORMAT

_CIRCLE = gettext_noop("The conditions of these questions depend on each other in a circle.")
_SHOWN_ALWAYS = gettext_noop("Shown always until an author writes the condition anew.")
_RULE = gettext_noop("The rule's condition doesn't fit the questions, so the rule is left out.")
_NO_SCORES = gettext_noop(
    "The form carries no points. Dimensions, thresholds, matrices, rules and flags of the EU "
    "baseline stand in the draft as a start; say which questions feed which axis, and their points."
)
_NO_TRIAGE = gettext_noop("The form has no triage. Add triage questions, each option with a route.")
_DEFECT = gettext_noop("The questionnaire can't be used until this is repaired in the draft.")
_NO_QUESTIONS: Final = gettext_noop(
    "There is no question in the file that a questionnaire here can ask. What stands in it is "
    "listed with the reason."
)
NOTICED: Final = gettext_noop("Noticed while the file was opened.")


TEXT_MAX: Final = 8_000_000
"""Characters of a form's texts and conditions, repeated where they are: a draft holds no more."""
_LONG: Final = gettext_noop(
    "The questions, choices and conditions of “%(title)s” have more than %(most)s characters "
    "together. Divide the form into several."
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition as it stands in the file, and where. `on_ids`: in our own syntax, on ids."""

    text: str
    sheet: str
    row: int
    column: str
    on_ids: bool = False


@dataclass(slots=True)
class Made:
    """A question in the making: its name in the file, its native members, its codes by what they
    were, and the conditions it is asked under (its groups' first)."""

    name: str
    members: dict[str, Any]
    codes: dict[str, str] = field(default_factory=dict)
    shown_if: list[Expression] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.members["id"])


@dataclass(slots=True)
class Form:
    """What a reader found out. `own` says that it comes from an export of this product."""

    id: str
    edition: str
    title: str
    language: str
    about: str = ""
    own: bool = False
    sections: list[dict[str, Any]] = field(default_factory=list)
    triage: list[Made] = field(default_factory=list)
    questions: list[Made] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    """Members that the form gives itself: dimensions, thresholds, measures, lineage, …"""
    translations: list[dict[str, str]] = field(default_factory=list)
    """Place, language, text, and `of`: the fingerprint of what it translates, "" for today's."""
    translated: tuple[str, ...] = ()
    """Languages that come first, in this order, even without any text."""


def frame_of(parts: Mapping[str, Any], wanted_rules: set[str]) -> tuple[dict[str, Any], Frame]:
    """The frame a form gives or else the baseline's, and what scores can refer to in it."""
    given = frame.frame() | dict(parts)
    own = "dimensions" in parts
    measures = given.get("measures")
    known = {m["id"] for m in measures} if measures is not None else frame.measure_ids()
    rules = set() if own else {rule["id"] for rule in frame.flag_rules(wanted_rules)}
    flags = frozenset(flag["code"] for flag in given["flags"])
    return given, Frame(tuple(frame.axes(given)), frozenset(known), flags, frozenset(rules - flags))


def assemble(form: Form, given: dict[str, Any], raised: set[str], format_: str,
             losses: Losses) -> Imported:  # fmt: skip
    """The document. `raised` are the ids of baseline flag rules that the form's options name.

    Raises FileRefusedError for a form that repeats its texts until they fill the memory.
    """
    if _characters(form) > TEXT_MAX:
        raise too_long(form.title)
    _conditions(form, losses)
    if not form.own:
        _told_missing(form, losses)
    used = {m for made in form.questions for m in made.members.get("measures", ())}
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": form.id,
        "edition": form.edition,
        "title": form.title,
        "language": form.language,
        "about": form.about,
        **given,
        "triage": [made.members for made in form.triage],
        "sections": form.sections,
        "questions": [made.members for made in form.questions],
    }
    document.setdefault("measures", frame.measures(used))
    document.setdefault("flag_rules", frame.flag_rules(raised))
    document["flag_rules"] = _rules(document["flag_rules"], form, losses)
    document["translations"] = _translations(form, document)
    document = {name: v for name, v in document.items() if v not in (None, "", [], {})}
    return Imported(format_, _checked(document, losses), losses.listed())


def too_long(title: str) -> FileRefusedError:
    """The refusal of a form whose texts, repeated in each of its questions, are no draft's."""
    return FileRefusedError(_LONG, title=title[:100], most=f"{TEXT_MAX:,}")


def _characters(form: Form) -> int:
    conditions = (len(e.text) + _EACH for made in form.questions for e in made.shown_if)
    texts_ = (len(entry["text"]) for entry in form.translations)
    members = ([made.members for made in (*form.questions, *form.triage)], form.sections)
    return sum(conditions) + sum(texts_) + sum(map(_held, members))


_EACH: Final = 16
"""What a condition counts beside its characters: reading it takes as long as some of them."""


def _held(value: object) -> int:
    """Characters of all texts in a value."""
    if isinstance(value, str):
        return len(value)
    inside = value.values() if isinstance(value, Mapping) else value
    return sum(map(_held, inside)) if isinstance(inside, Iterable) else 0


def _translations(form: Form, document: dict[str, Any]) -> list[dict[str, Any]]:
    """By language, in the order of the places; later texts of a place replace earlier ones."""
    if not form.translations:
        return [{"language": language, "texts": []} for language in form.translated]
    whole = native.read(document).questionnaire
    today = texts(whole) if whole is not None else {}
    order = {place: number for number, place in enumerate(today)}
    found: dict[str, dict[str, dict[str, str]]] = {code: {} for code in form.translated}
    for entry in form.translations:
        place, text = entry["place"], entry["text"]
        of = entry["of"] or (fingerprint(today[place]) if place in today else "")
        if text.strip() and of:
            told = {"place": place, "text": text, "of": of}
            found.setdefault(entry["language"], {})[place] = told
    return [
        {
            "language": language,
            "texts": sorted(by_place.values(), key=lambda t: order.get(t["place"], len(order))),
        }
        for language, by_place in found.items()
    ]


def _checked(document: dict[str, Any], losses: Losses) -> dict[str, Any]:
    """The document in its usual spelling; one that still has defects stays as it is."""
    try:
        return native.dump(native.load(document))
    except QuestionnaireError as error:
        for defect in error.defects:
            what = f"{defect.place}: {defect.problem} {defect.remedy}"
            losses.add(LossKind.SCORING, "", 0, "", what, _DEFECT)
    return document


def _told_missing(form: Form, losses: Losses) -> None:
    if not any(made.members.get("feeds") for made in form.questions):
        losses.add(LossKind.SCORING, "", 0, "", form.title, _NO_SCORES)
    if not form.triage:
        losses.add(LossKind.SCORING, "", 0, "", form.title, _NO_TRIAGE)


def nothing_left(losses: Losses) -> FormRefusedError:
    """The refusal of a form without any question, with what became of its rows."""
    dropped = [loss for loss in losses.listed() if loss.kind is LossKind.QUESTION]
    return FormRefusedError([Loss("", 0, "", "", _NO_QUESTIONS, LossKind.QUESTION), *dropped])


def known_of(form: Form) -> dict[str, Known]:
    """The questions that conditions can look at, by their names in the file."""
    return {
        made.name: Known(made.id, QuestionType(made.members["type"]), made.codes)
        for made in form.questions
    }


def _conditions(form: Form, losses: Losses) -> None:
    known = known_of(form)
    by_id = {one.id: _same_codes(one) for one in known.values()}
    told: set[Expression] = set()
    conditions: dict[str, Condition] = {}
    for made in form.questions:
        terms = [
            term
            for expression in made.shown_if
            if (term := _term(expression, made, (known, by_id), form.own, told, losses)) is not None
        ]
        if terms:
            conditions[made.id] = terms[0] if len(terms) == 1 else All(tuple(_flat(terms)))
    circular = in_circles({id: names(condition) for id, condition in conditions.items()})
    for made in form.questions:
        condition = conditions.get(made.id)
        if condition is None:
            continue
        where = made.shown_if[-1]
        place = (where.sheet, where.row, where.column)
        if made.id in circular:
            losses.add(LossKind.LOGIC, *place, to_text(condition), _CIRCLE)
        elif not _readable(condition):
            losses.add(LossKind.LOGIC, *place, to_text(condition), _SHOWN_ALWAYS)
        else:
            made.members["condition"] = to_text(condition)


def _term(
    expression: Expression, made: Made, known: tuple[Mapping[str, Known], Mapping[str, Known]],
    own: bool, told: set[Expression], losses: Losses,
) -> Condition | None:  # fmt: skip
    if expression.on_ids:
        return _read(expression, known[1], made.id, own, told, losses)
    return _read(expression, known[0], made.name, own, told, losses)


def _same_codes(one: Known) -> Known:
    return Known(one.id, one.type, {code: code for code in one.codes.values()})


def _flat(terms: list[Condition]) -> list[Condition]:
    return [inner for term in terms for inner in (term.terms if isinstance(term, All) else (term,))]


def _readable(condition: Condition) -> bool:
    try:
        parse(to_text(condition))
    except ConditionError:
        return False
    return True


def _read(
    expression: Expression, known: Mapping[str, Known], own: str, exact: bool,
    told: set[Expression], losses: Losses,
) -> Condition | None:  # fmt: skip
    """The condition, or None where it holds always or can't be kept, which is told once."""
    place = (expression.sheet, expression.row, expression.column)
    found = as_it_is(expression.text, known, own, exact=exact)
    if found is not None:
        return found
    notes: set[str] = set()
    try:
        condition = logic.read(expression.text)
        if condition is not None:
            condition, notes = fitted(condition, known, own)
    except logic.LogicError as error:
        notes, condition = {str(error)}, None
    if expression not in told:
        for note in sorted(notes):
            losses.add(LossKind.LOGIC, *place, expression.text, note)
        if notes:
            told.add(expression)
    return condition


def _rules(rules: list[dict[str, Any]], form: Form, losses: Losses) -> list[dict[str, Any]]:
    """The flag rules whose condition fits the questions."""
    codes = {one.id: _same_codes(one) for one in known_of(form).values()}
    kept = []
    for rule in rules:
        when = as_it_is(str(rule.get("when", "")), codes, "", exact=True)
        if when is not None and rule.get("question") in names(when):
            kept.append(rule)
        else:
            what = f"{rule.get('id')}: {rule.get('when')}"
            losses.add(LossKind.SCORING, "rs_flag_rules", 0, "when", what, _RULE)
    return kept
