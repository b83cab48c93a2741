"""What can be answered, in as few answers as make a difference to conditions and points.

Two answers to a question are the same here when every comparison about them has the same result
and they give the same points and flags. Numbers, dates and texts fall into as many answers as the
values they are compared with divide them into.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from diligence.domain.answers import problem_with
from diligence.domain.checks.work import TooLargeError, Work
from diligence.domain.conditions import Compare, In, Includes, evaluate, leaves
from diligence.domain.questionnaire import EXCLUSIVE_CODES, UNKNOWN, Option, Question, Questionnaire
from diligence.enums import QuestionType

MOST_CHOICES = 4_000
"""Different answers to one multiple choice, beyond which it is not taken apart."""

Leaf = Compare | Includes | In
Signature = tuple[bool, ...]


class TooManyError(ValueError):
    """More combinations than are tried."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer for all that are like it. `signature` is what the comparisons say of it."""

    answer: object
    signature: Signature
    points: Decimal = Decimal(0)
    flags: frozenset[str] = frozenset()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Every question's choices and the comparisons about it that conditions and rules make."""

    choices: dict[str, tuple[Choice, ...]]
    leaves: dict[str, tuple[Leaf, ...]]
    too_many: frozenset[str]
    work: Work = field(default_factory=Work, compare=False)


def space_of(questionnaire: Questionnaire) -> Space:
    """Choices of every question that may decide something; those with too many are named.

    Raises TooLargeError.
    """
    about = _leaves(questionnaire)
    work = Work()
    choices: dict[str, tuple[Choice, ...]] = {}
    too_many: set[str] = set()
    for question in questionnaire.questions:
        try:
            choices[question.id] = tuple(_choices(question, about.get(question.id, ()), work))
        except TooManyError:
            too_many.add(question.id)
            try:
                choices[question.id] = tuple(_choices(question, (), work))
            except TooManyError:
                raise TooLargeError(question.id) from None
    return Space(choices, about, frozenset(too_many), work)


def _leaves(questionnaire: Questionnaire) -> dict[str, tuple[Leaf, ...]]:
    conditions = [q.condition for q in questionnaire.questions if q.condition]
    conditions += [rule.when for rule in questionnaire.flag_rules]
    about: dict[str, dict[Leaf, None]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Leaf):
                about.setdefault(leaf.question, {})[leaf] = None
    return {id: tuple(found) for id, found in about.items()}


def _choices(question: Question, about: tuple[Leaf, ...], work: Work) -> Iterator[Choice]:
    """One choice for each different signature, points, flags and don't-know."""
    seen: set[tuple[object, ...]] = set()
    for answer, options in _answers(question, about, work):
        work.spend(5 + len(about) + len(options))
        summed = sum((option.points for option in options), Decimal(0))
        capped = summed if question.cap is None else min(summed, question.cap)
        flags = frozenset(flag for option in options for flag in option.flags)
        unknown = any(option.code == UNKNOWN for option in options)
        signature = tuple(evaluate(leaf, {question.id: answer}) is True for leaf in about)
        key = (signature, capped, flags, unknown)
        if key not in seen:
            seen.add(key)
            yield Choice(answer, signature, capped, flags, unknown)


def _answers(
    question: Question, about: tuple[Leaf, ...], work: Work
) -> Iterable[tuple[object, tuple[Option, ...]]]:
    match question.type:
        case QuestionType.MULTI:
            return _several(question, about, work)
        case QuestionType.NUMBER:
            found: Iterable[object] = _numbers(about)
        case QuestionType.DATE:
            found = _dates(about)
        case kind if kind.has_options:
            return [(option.code, (option,)) for option in question.options]
        case _:
            found = ("…", *(value for leaf in about for value in _texts(leaf)))
    return [(a, ()) for a in found if problem_with(question, a, required=True) is None]


def _several(
    question: Question, about: tuple[Leaf, ...], work: Work
) -> Iterator[tuple[object, tuple[Option, ...]]]:
    """Selections that differ in a compared code, in points or in flags."""
    compared = {leaf.code for leaf in about if isinstance(leaf, Includes)}
    states: dict[tuple[object, ...], tuple[Option, ...]] = {(): ()}
    for option in question.options:
        if option.code in EXCLUSIVE_CODES:
            yield [option.code], (option,)
            continue
        for chosen in list(states.values()):
            more = (*chosen, option)
            work.spend(2 + len(more))
            states.setdefault(_state(more, compared, question.cap), more)
        if len(states) > MOST_CHOICES:
            raise TooManyError(question.id)
    for chosen in states.values():
        if chosen:
            yield [option.code for option in chosen], chosen


def _state(
    chosen: tuple[Option, ...], compared: set[str], cap: Decimal | None
) -> tuple[object, ...]:
    summed = sum((option.points for option in chosen), Decimal(0))
    codes = frozenset(option.code for option in chosen if option.code in compared)
    flags = frozenset(flag for option in chosen for flag in option.flags)
    return codes, summed if cap is None else min(summed, cap), flags


def _numbers(about: tuple[Leaf, ...]) -> list[object]:
    values = sorted({leaf.value for leaf in about if isinstance(leaf, Compare)} - _words(about))
    found: list[Decimal] = [Decimal(0)]
    for value in values:
        exact = Decimal(value)
        found += [exact - 1, exact, exact + 1]
    found = sorted(set(found))
    between = [(low + high) / 2 for low, high in pairwise(found)]
    return [*found, *between]


def _words(about: tuple[Leaf, ...]) -> set[str | Decimal]:
    return {
        leaf.value for leaf in about if isinstance(leaf, Compare) and isinstance(leaf.value, str)
    }


def _dates(about: tuple[Leaf, ...]) -> list[object]:
    found = {date.min, date.max}
    for leaf in about:
        for text in _texts(leaf):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                continue
            found.add(day)
            if date.min < day < date.max:
                found |= {day - timedelta(days=1), day + timedelta(days=1)}
    return [day.isoformat() for day in sorted(found)]


def _texts(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Compare(_, _, str(value)):
            return (value,)
        case In(_, codes):
            return codes
        case _:
            return ()
