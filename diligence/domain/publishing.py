"""What an author is told before publishing: answers that would hide a scored question.

Where a worse answer hides a question that scores, worsening an answer could lower the outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from diligence.domain.conditions import Condition, evaluate, names
from diligence.domain.questionnaire import UNKNOWN, Option, Question, Questionnaire
from diligence.enums import QuestionType

MOST_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Hiding:
    """Changing `question` from one option to a worse one hides `hidden`, which scores."""

    question: str
    mild: str
    worse: str
    hidden: str


@dataclass(frozen=True, slots=True)
class TooMany:
    """The condition of `question` has more combinations of answers than are tried."""

    question: str


def hiding_answers(questionnaire: Questionnaire) -> tuple[Hiding | TooMany, ...]:
    """Every worse answer that hides a scored question, once a pair of questions."""
    found: dict[tuple[str, str], Hiding | TooMany] = {}
    for question in questionnaire.questions:
        if question.condition is None or not (question.feeds or question.carries_flag):
            continue
        for item in _hiding(questionnaire, question):
            found.setdefault((item.question, question.id), item)
    return tuple(found.values())


def _hiding(questionnaire: Questionnaire, hidden: Question) -> Iterator[Hiding | TooMany]:
    condition = hidden.condition
    if condition is None:
        return
    named = [q for q in questionnaire.questions if q.id in names(condition) and q.options]
    size = 1
    for question in named:
        size *= len(question.options)
    if size > MOST_COMBINATIONS:
        yield TooMany(hidden.id)
        return
    for combination in product(*(question.options for question in named)):
        chosen = dict(zip((q.id for q in named), combination, strict=True))
        if evaluate(condition, _answers(named, chosen)) is True:
            yield from _hidden_by_worse(hidden.id, condition, named, chosen)


def _hidden_by_worse(
    hidden: str, condition: Condition, named: list[Question], chosen: dict[str, Option]
) -> Iterator[Hiding]:
    """Single changes for the worse, from answers that show the question to some that don't."""
    for question in named:
        mild = chosen[question.id]
        for worse in question.options:
            changed = _answers(named, chosen | {question.id: worse})
            if is_worse(worse, mild) and evaluate(condition, changed) is not True:
                yield Hiding(question.id, mild.code, worse.code, hidden)


def _answers(named: list[Question], chosen: dict[str, Option]) -> dict[str, object]:
    return {
        q.id: [chosen[q.id].code] if q.type is QuestionType.MULTI else chosen[q.id].code
        for q in named
    }


def is_worse(worse: Option, mild: Option) -> bool:
    """A known answer with more points or flags, and not fewer of either, than another known one."""
    if UNKNOWN in (worse.code, mild.code):
        return False
    not_less = worse.points >= mild.points and set(worse.flags) >= set(mild.flags)
    return not_less and (worse.points > mild.points or set(worse.flags) > set(mild.flags))
