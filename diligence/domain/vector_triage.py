"""Where the triage of a questionnaire leads many appraisals at once.

What nobody answered may turn out in several ways. So each row carries the set of ends it can still
come to, as bits, and every question turns one set into another: looked up, answer by answer. Where
all is answered, the set has one end, the same that `triage.triage` gives.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.vectors import Columns, translated
from diligence.enums import Step

Sets = NDArray[np.uint8]


class End(StrEnum):
    """Where a finished triage leads, the mildest first."""

    OUT_OF_SCOPE = "out_of_scope"
    ENDED_LOW = "ended_low"
    FULL = "full"
    REFER = "refer"
    """To the full questionnaire, and to the hub whatever is answered there."""


ENDS = tuple(End)
GOES_ON = (End.FULL, End.REFER)
_BEGIN = np.uint8(1 << ENDS.index(End.ENDED_LOW))
"""A triage in which nothing was said yet would end low."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The mildest and the severest end of each row, as places in ENDS; the same where all is
    answered."""

    least: Sets
    most: Sets


def ends(questionnaire: Questionnaire, columns: Columns) -> Ends:
    """Where the triage leads each row, and may lead where answers are missing."""
    told = possible_ends(questionnaire, columns)
    bits = np.arange(1 << len(ENDS))
    least = np.array([0, *(int(n & -n).bit_length() - 1 for n in map(int, bits[1:]))], np.uint8)
    most = np.array([0, *(int(n).bit_length() - 1 for n in bits[1:])], np.uint8)
    return Ends(least[told], most[told])


def possible_ends(questionnaire: Questionnaire, columns: Columns) -> Sets:
    """Every end that a row can come to: bit n stands for ENDS[n]."""
    found = np.full(columns.rows, _BEGIN, np.uint8)
    for question in questionnaire.triage:
        column = columns[question.id]
        turns = np.stack([_turn(_steps(question, answer)) for answer in column.answers])
        found = turns[column.codes, found]
    return found


def _steps(question: Question, answer: object) -> frozenset[Step]:
    """What an answer asks for; where there is none, whatever could be answered."""
    known = translated(question, answer, required=True)
    option = question.option(known) if isinstance(known, str) else None
    if option is not None and option.route is not None:
        return frozenset({option.route})
    return frozenset(option.route for option in question.options if option.route is not None)


def _turn(steps: frozenset[Step]) -> Sets:
    """The set that each of the sets of ends becomes after a question."""
    after = [
        sum({1 << ENDS.index(_after(end, step)) for step in steps}) if steps else 1 << at
        for at, end in enumerate(ENDS)
    ]
    turned = np.zeros(1 << len(ENDS), np.uint8)
    for at, bits in enumerate(after):
        within = np.arange(len(turned)) >> at & 1 == 1
        turned[within] |= np.uint8(bits)
    return turned


def _after(end: End, step: Step) -> End:
    """The first answer that asks for more, or ends the matter, decides; any may refer."""
    if end is End.OUT_OF_SCOPE or step is Step.NEXT:
        return end
    if step is Step.REFER:
        return End.REFER
    if end is End.ENDED_LOW:
        return End.OUT_OF_SCOPE if step is Step.OUT else End.FULL
    return end
