"""Fits conditions read from a file to the questions made of it: names, codes, kinds of answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from diligence.domain.conditions import (
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    ConditionError,
    In,
    Includes,
    Not,
    leaves,
    names,
    parse,
    to_text,
)
from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange.logic import LogicError

_ABSENT = gettext_noop("The condition looks at a field that is not among the questions kept.")
_SELF = gettext_noop("The condition looks at its own question.")
_CODE = gettext_noop("The condition asks for a choice that its list doesn't have.")
_ORDER = gettext_noop("The condition orders answers that are no numbers.")
_PLACE = gettext_noop("A country or organisation must decide nothing here, so it can't be asked.")
_LONG = gettext_noop("The expression is longer or nested deeper than a condition here may be.")
_DAY = gettext_noop("Days are compared here as 2026-12-31.")
_EXACTLY: Final = gettext_noop(
    "“Is” on a question with several answers is read as “includes”: other answers may stand beside."
)


@dataclass(frozen=True, slots=True)
class Known:
    """A question that was kept: its id, its kind, and its codes by what they were in the file."""

    id: str
    type: QuestionType
    codes: Mapping[str, str] = field(default_factory=dict)


def fitted(
    condition: Condition, known: Mapping[str, Known], own: str
) -> tuple[Condition, set[str]]:
    """The condition on ids and codes as they are now, and what changed its meaning.

    `own` is the file's name of the question that has the condition. Raises LogicError.
    """
    notes: set[str] = set()
    if own in names(condition):
        raise LogicError(_SELF)
    made = _fit(condition, known, notes)
    try:
        parse(to_text(made))
    except ConditionError:
        raise LogicError(_LONG) from None
    return made, notes


def in_circles(conditions: Mapping[str, Iterable[str]]) -> set[str]:
    """Ids whose conditions lead back to themselves, from the ids each condition names.

    What stands between two circles belongs to them; what leads to one or away from one does not.
    """
    waits = {id: {name for name in named if name in conditions} for id, named in conditions.items()}
    stuck = _endless(waits)
    # Behind a circle, but not in it, stands what no other one left over waits for.
    awaited: dict[str, set[str]] = {id: set() for id in stuck}
    for id in stuck:
        for name in waits[id] & stuck:
            awaited[name].add(id)
    return _endless(awaited)


def _endless(leads_to: Mapping[str, set[str]]) -> set[str]:
    """What is left when ids that lead to none are taken away, again and again; each seen once."""
    comes_from: dict[str, list[str]] = {id: [] for id in leads_to}
    for id, named in leads_to.items():
        for name in named:
            comes_from[name].append(id)
    open_ends = {id: len(named) for id, named in leads_to.items()}
    ready = [id for id, count in open_ends.items() if not count]
    while ready:
        for id in comes_from[ready.pop()]:
            open_ends[id] -= 1
            if not open_ends[id]:
                ready.append(id)
    return {id for id, count in open_ends.items() if count}


def _fit(condition: Condition, known: Mapping[str, Known], notes: set[str]) -> Condition:
    match condition:
        case Not(term):
            return Not(_fit(term, known, notes))
        case All(terms):
            return All(tuple(_fit(term, known, notes) for term in terms))
        case AnyOf(terms):
            return AnyOf(tuple(_fit(term, known, notes) for term in terms))
        case _:
            return _leaf(condition, known, notes)


def _leaf(
    leaf: Compare | Includes | In | Answered, known: Mapping[str, Known], notes: set[str]
) -> Condition:
    question = known.get(leaf.question)
    if question is None:
        raise LogicError(_ABSENT)
    if question.type.names_a_place_or_body:
        raise LogicError(_PLACE)
    match leaf:
        case Answered():
            return Answered(question.id)
        case Includes(_, code):
            return _includes(question, code)
        case In(_, codes):
            return _is_in(question, codes)
        case Compare(_, operator, value):
            return _compare(question, operator, value, notes)


def _code(question: Known, written: str) -> str:
    """The code now, from the code in the file; codes that are numbers are compared as such."""
    if written in question.codes:
        return question.codes[written]
    number = _number(written)
    for there, now in question.codes.items():
        if number is not None and _number(there) == number:
            return now
    raise LogicError(_CODE)


def _number(text: str | Decimal) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _includes(question: Known, written: str) -> Condition:
    if question.type is QuestionType.MULTI:
        return Includes(question.id, _code(question, written))
    if question.type.has_options:
        return Compare(question.id, "=", _code(question, written))
    raise LogicError(_CODE)


def _is_in(question: Known, written: tuple[str, ...]) -> Condition:
    if not question.type.has_options:
        raise LogicError(_CODE)
    codes = tuple(_code(question, code) for code in written)
    if question.type is not QuestionType.MULTI:
        return In(question.id, codes)
    terms = tuple(Includes(question.id, code) for code in codes)
    return terms[0] if len(terms) == 1 else AnyOf(terms)


def _compare(question: Known, operator: str, value: str | Decimal, notes: set[str]) -> Condition:
    if operator not in ("=", "!="):
        return _ordered(question, operator, value)
    if question.type is QuestionType.MULTI:
        notes.add(_EXACTLY)
        included = Includes(question.id, _code(question, _spelled(value)))
        return included if operator == "=" else Not(included)
    if question.type.has_options:
        return Compare(question.id, operator, _code(question, _spelled(value)))
    if question.type is QuestionType.NUMBER:
        return Compare(question.id, operator, _as_number(value))
    if question.type is QuestionType.DATE:
        return Compare(question.id, operator, _as_day(value))
    return Compare(question.id, operator, value)


def _ordered(question: Known, operator: str, value: str | Decimal) -> Condition:
    if question.type is QuestionType.DATE:
        return Compare(question.id, operator, _as_day(value))
    if question.type is QuestionType.MULTI:
        raise LogicError(_ORDER)
    if question.type.has_options and not all(_numbers(question.codes.values())):
        raise LogicError(_ORDER)
    return Compare(question.id, operator, _as_number(value))


def _numbers(codes: Iterable[str]) -> Iterator[bool]:
    return (_number(code) is not None for code in codes if code != "unknown")


def _spelled(value: str | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else value


def _as_number(value: str | Decimal) -> Decimal:
    number = _number(value)
    if number is None:
        raise LogicError(_ORDER)
    return number


def _as_day(value: str | Decimal) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise LogicError(_DAY) from None


def as_it_is(text: str, known: Mapping[str, Known], own: str, *, exact: bool) -> Condition | None:
    """The condition a text spells in our own syntax, where it fits the questions unchanged.

    None where it doesn't. Without `exact`, a choice compared with a number is to be read as its
    code, hence not taken unchanged.
    """
    try:
        condition = parse(text)
    except ConditionError:
        return None
    named = names(condition)
    if own in named or not all(name in known for name in named):
        return None
    fits = all(_sound(leaf, known[leaf.question], exact=exact) for leaf in leaves(condition))
    return _renamed(condition, known) if fits else None


def _sound(leaf: Condition, question: Known, *, exact: bool) -> bool:
    kind, codes = question.type, set(question.codes.values())
    if kind.names_a_place_or_body:
        return False
    match leaf:
        case Includes(_, code):
            return kind is QuestionType.MULTI and code in codes
        case In(_, asked):
            return kind is not QuestionType.MULTI and (not kind.has_options or codes >= set(asked))
        case Compare(_, operator, value):
            equality = operator in ("=", "!=")
            if kind is QuestionType.MULTI:
                return False
            if isinstance(value, str):
                listed = not kind.has_options or value in codes
                return listed if equality else kind is QuestionType.DATE
            return exact or not (equality and kind.has_options)
    return True


def _renamed(condition: Condition, known: Mapping[str, Known]) -> Condition:
    match condition:
        case Not(term):
            return Not(_renamed(term, known))
        case All(terms):
            return All(tuple(_renamed(term, known) for term in terms))
        case AnyOf(terms):
            return AnyOf(tuple(_renamed(term, known) for term in terms))
        case _:
            return replace(condition, question=known[condition.question].id)
