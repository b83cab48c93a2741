"""Where a draft's triage would have led earlier appraisals: counted in chunks that add up.

Appraisals that ended at the triage hold triage answers only, so that the triage is all that can be
tried on them: what those that now go on would have answered then, nobody knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.simulating import LEAST, MOST, READINGS, Tally, median_of, pace
from diligence.domain.vector_judging import OUTCOMES
from diligence.domain.vector_triage import ENDS, GOES_ON, ends
from diligence.domain.vectors import Columns

NO_SCORE: Final = 255
"""In place of an outcome: the appraisal was never scored."""
STOPS: Final = tuple(end for end in ENDS if end not in GOES_ON)
_FIRST_ON: Final = len(STOPS)


@dataclass(frozen=True, slots=True)
class Triaged:
    """Appraisals of one edition whose triage is finished, under the draft's ids.

    `before`: places of where it led in ENDS; `outcome`: places in OUTCOMES, or NO_SCORE;
    `minutes`: active minutes of the triage, 0 where they were not measured.
    """

    edition: Questionnaire
    columns: Columns
    before: NDArray[np.uint8]
    outcome: NDArray[np.uint8]
    minutes: NDArray[np.int64]


def tallied(draft: Questionnaire, chunk: Triaged) -> Tally:
    """Every count of one chunk."""
    own, now = ends(chunk.edition, chunk.columns), ends(draft, chunk.columns)
    readings = {LEAST: now.least, MOST: now.most}
    rows = chunk.columns.rows
    went_on = chunk.before >= _FIRST_ON
    asked = np.full(rows, len(chunk.edition.triage), np.uint16)
    return {
        "appraisals": rows,
        "apart": int(np.count_nonzero((own.least != chunk.before) | (own.most != chunk.before))),
        "open": int(np.count_nonzero(now.least != now.most)),
        "matrix": {r: _pairs(chunk.before, ENDS, after, ENDS) for r, after in readings.items()},
        "stopped": {r: _stopped(after, chunk.outcome) for r, after in readings.items()},
        "begun": {
            r: int(np.count_nonzero((after >= _FIRST_ON) & ~went_on))
            for r, after in readings.items()
        },
        "questions": {"before": int(asked.sum()), "after": rows * len(draft.triage)},
        "pace": pace(chunk.minutes, asked),
    }


def _pairs(
    first: NDArray[Any], firsts: tuple[Any, ...], second: NDArray[Any], seconds: tuple[Any, ...]
) -> dict[str, int]:
    """How often two things come together, named `first>second`."""
    found = np.bincount(first.astype(np.intp) * len(seconds) + second)
    return {
        f"{firsts[pair // len(seconds)]}>{seconds[pair % len(seconds)]}": int(found[pair])
        for pair in np.flatnonzero(found)
    }


def _stopped(after: NDArray[np.uint8], outcome: NDArray[np.uint8]) -> dict[str, int]:
    """Scored appraisals that the draft's triage would have ended, by the outcome they had."""
    lost = (after < _FIRST_ON) & (outcome != NO_SCORE)
    return _pairs(after[lost], ENDS, outcome[lost], OUTCOMES)


# --- The result of all chunks -------------------------------------------------------------------
def concluded(tally: Tally, full: Mapping[str, Any] | None) -> dict[str, Any]:
    """The result as it is stored. `full`: minutes of one full questionnaire as it was and in each
    reading, where they are known."""
    matrix = {r: _table(tally["matrix"][r], ENDS, ENDS) for r in READINGS}
    goes_on = {"before": sum(sum(row) for row in matrix[LEAST][_FIRST_ON:])} | {
        r: sum(sum(row[_FIRST_ON:]) for row in matrix[r]) for r in READINGS
    }
    return {
        "appraisals": tally["appraisals"],
        "apart": tally["apart"],
        "open": tally["open"],
        "matrix": matrix,
        "goes_on": goes_on,
        "stopped": {r: _table(tally["stopped"][r], STOPS, OUTCOMES) for r in READINGS},
        "begun": tally["begun"],
        "burden": _burden(tally, goes_on, full),
    }


def _table(
    pairs: Mapping[str, int], rows: tuple[Any, ...], columns: tuple[Any, ...]
) -> list[list[int]]:
    return [[pairs.get(f"{row}>{column}", 0) for column in columns] for row in rows]


def _burden(
    tally: Tally, goes_on: Mapping[str, int], full: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Minutes of all these appraisals together: the triage, and the questionnaires it leads to.

    None where the pace was not measured. Whoever newly goes on counts with the questions in the
    middle of those that went on before; rounded to five minutes.
    """
    measured = sum(tally["pace"].values())
    tenths = median_of(tally["pace"]) if measured else None
    questions = tally["questions"]
    named = {"before": "before", LEAST: "after", MOST: "after"}
    triage = {
        name: None if tenths is None else 5 * round(questions[when] * tenths / 50)
        for name, when in named.items()
    }
    each = {name: None if full is None else full[name] for name in named}
    answering = {
        name: None if minutes is None else goes_on[name] * minutes for name, minutes in each.items()
    }
    both = {name: _sum(triage[name], answering[name]) for name in named}
    return {"measured": measured, "triage": triage, "full": answering, "all": both}


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
