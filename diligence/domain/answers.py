"""What is wrong with one answer by itself, in plain words.

Answers arrive as JSON values: a code for a choice, a list of codes for a multiple choice, a number,
an ISO date, a text; countries and organisations are one text or a list of texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diligence.domain.questionnaire import EXCLUSIVE_CODES, Question
from diligence.enums import ProblemCode, QuestionType

Answers = Mapping[str, object]

LARGEST_NUMBER = 10**15


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the answer to `question`."""

    question: str
    problem: str
    code: ProblemCode


def shown(value: object) -> str:
    """A value as it may stand in a message: quoted, and short."""
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def problem_with(question: Question, answer: object, *, required: bool) -> Problem | None:
    """The first problem of an answer that was given (not: that it is missing)."""
    found = _FINDERS.get(question.type, _choice)(question, answer)
    if found is None and answer == [] and required:
        found = (ProblemCode.EMPTY, "Choose at least one option.")
    return None if found is None else Problem(question.id, found[1], found[0])


_Found = tuple[ProblemCode, str] | None


def _wrong(expected: str) -> _Found:
    return ProblemCode.WRONG_TYPE, f"The answer must be {expected}."


def _unlisted(question: Question, code: str) -> _Found:
    listed = ", ".join(question.codes)
    return ProblemCode.UNLISTED, f"{shown(code)} is not one of the options: {listed}."


def _choice(question: Question, answer: object) -> _Found:
    if not isinstance(answer, str):
        return _wrong("the code of one option, as text")
    return None if answer in question.codes else _unlisted(question, answer)


def _multi(question: Question, answer: object) -> _Found:
    if not isinstance(answer, list | tuple) or not all(isinstance(code, str) for code in answer):
        return _wrong("a list of option codes")
    codes = question.codes
    seen: set[str] = set()
    for code in answer:
        if code not in codes:
            return _unlisted(question, code)
        if code in seen:
            return ProblemCode.DUPLICATE, f"{shown(code)} is chosen twice."
        seen.add(code)
    for code in EXCLUSIVE_CODES:
        if code in seen and len(seen) > 1:
            return ProblemCode.EXCLUSIVE, f"{shown(code)} excludes every other option."
    return None


def _number(question: Question, answer: object) -> _Found:
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal):
        return _wrong("a number")
    if -LARGEST_NUMBER < answer < LARGEST_NUMBER:  # False for infinities and NaN
        return None
    return ProblemCode.MALFORMED, "The number must have at most 15 digits before the point."


def _date(question: Question, answer: object) -> _Found:
    if not isinstance(answer, str):
        return _wrong("a date as text, like 2026-03-31")
    try:
        known = date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        known = False
    if known:
        return None
    return ProblemCode.MALFORMED, f"{shown(answer)} is not a date like 2026-03-31."


def _text(question: Question, answer: object) -> _Found:
    return None if isinstance(answer, str) else _wrong("text")


def _names(question: Question, answer: object) -> _Found:
    listed = answer if isinstance(answer, list | tuple) else (answer,)
    if all(isinstance(name, str) and name for name in listed):
        return None
    return _wrong("text, or a list of texts, none of them empty")


_FINDERS = {
    QuestionType.MULTI: _multi,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
    QuestionType.COUNTRY: _names,
    QuestionType.ORGANISATION: _names,
}
