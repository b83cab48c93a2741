"""Answers of many appraisals as columns, and what an edition's parts make of each answer.

A column holds one small number a row and, once, the answer each number stands for. So what an
answer does is worked out once an answer, by the engine that scores a single appraisal, and then
only looked up, row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from diligence.domain.answers import problem_with
from diligence.domain.packing import BITS, answer_of
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import QuestionType

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

_NARROW = 16
"""Up to so many options, the words that occur are found by marking, not by sorting."""


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one question: row by row a place in `answers`, where None is no answer."""

    codes: Codes
    answers: tuple[object, ...]

    def taken(self, rows: NDArray[Any]) -> "Column":
        return Column(self.codes[rows], self.answers)


@dataclass(frozen=True, slots=True)
class Columns:
    """What was answered in `rows` appraisals; a question without a column was never answered."""

    rows: int
    by_question: Mapping[str, Column] = field(default_factory=dict)

    def __getitem__(self, question: str) -> Column:
        found = self.by_question.get(question)
        if found is None or not self.rows:
            return Column(np.zeros(self.rows, np.uint8), (None,))
        return found

    def taken(self, rows: NDArray[Any]) -> "Columns":
        """These rows alone, by a mask or by their places."""
        chosen = {id: column.taken(rows) for id, column in self.by_question.items()}
        kept = int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)
        return Columns(kept, chosen)

    @property
    def bytes(self) -> int:
        return sum(column.codes.nbytes for column in self.by_question.values())


def load(questionnaire: Questionnaire, packed: Sequence[bytes]) -> Columns:
    """Packed answers of one edition as columns. Raises ValueError where they aren't of it."""
    width = len(questionnaire.questions)
    if wrong := next((len(one) for one in packed if len(one) != 4 * width), 0):
        raise ValueError(f"{wrong} bytes, where this edition has {4 * width}.")
    words = np.frombuffer(b"".join(packed), dtype="<u4").reshape(len(packed), width)
    return from_words(questionnaire, words)


def from_words(questionnaire: Questionnaire, words: NDArray[np.uint32]) -> Columns:
    """The same from a matrix: a row an appraisal, a column a question."""
    # One pass over the memory instead of one a question.
    turned = np.ascontiguousarray(words.T)
    columns = {
        question.id: _column(question, turned[place])
        for place, question in enumerate(questionnaire.questions)
        if question.options and len(question.options) <= BITS
    }
    return Columns(len(words), columns)


def _column(question: Question, words: NDArray[np.uint32]) -> Column:
    if len(question.options) <= _NARROW and (not len(words) or int(words.max()) < 1 << _NARROW):
        seen = np.zeros(1 << _NARROW, bool)
        seen[words] = True
        found = np.flatnonzero(seen)
        places = np.zeros(1 << _NARROW, _narrowest(len(found)))
        places[found] = np.arange(len(found))
        codes = places[words]
    else:
        found, inverse = np.unique(words, return_inverse=True)
        codes = inverse.astype(_narrowest(len(found)))
    return Column(codes, tuple(answer_of(question, int(word)) for word in found))


def _narrowest(values: int) -> type[np.unsignedinteger[Any]]:
    if values <= 1 << 8:
        return np.uint8
    return np.uint16 if values <= 1 << 16 else np.uint32


def written(answers: Sequence[object]) -> Column:
    """A column of answers as they are written: for questions without options, which pack none."""
    places: dict[str, int] = {}
    found: list[object] = []
    codes = np.zeros(len(answers), np.uint32)
    for row, answer in enumerate(answers):
        name = repr(answer)
        if name not in places:
            places[name] = len(found)
            found.append(answer)
        codes[row] = places[name]
    return Column(codes.astype(_narrowest(len(found))), tuple(found))


def translated(question: Question, answer: object, *, required: bool) -> object | None:
    """An answer given in another edition, read in this one; None where it can't be used.

    Options are matched by their codes. A single answer becomes a choice of one and the other way
    round; an answer naming an option that is gone counts as not given.
    """
    if answer is None:
        return None
    if question.type is QuestionType.MULTI and isinstance(answer, str):
        answer = [answer]
    elif question.type is not QuestionType.MULTI and question.options and _is_one(answer):
        answer = answer[0]
    return answer if problem_with(question, answer, required=required) is None else None


def _is_one(answer: object) -> TypeGuard[Sequence[object]]:
    return isinstance(answer, list | tuple) and len(answer) == 1


def all_translated(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, Any]:
    """All answers of one appraisal, read in another edition: what scoring it by itself starts
    from, as tests and benchmarks do to compare."""
    found: dict[str, Any] = {}
    for question in questionnaire.questions:
        required = question.id in questionnaire.required
        answer = translated(question, answers.get(question.id), required=required)
        if answer is not None:
            found[question.id] = answer
    return found
