"""Scores of a Member State's appraisals under a draft, and what its ministry is told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diligence.domain.forecasting import Observed, forecast
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.simulating import LEAST, MOST, burden, explaining, histogram, pace
from diligence.domain.vector_judging import DESTINATIONS
from diligence.domain.vector_scoring import Scores, program
from diligence.domain.vectors import Columns
from diligence.enums import Destination
from reporting.domain.cells import TOTAL, Cell
from reporting.domain.rescored import WITHHELD, as_document, cleared, enough, rounded, tenths
from reporting.domain.rows import BEFORE, RULE, Mask, Rows, Trial

_HUB: Final = DESTINATIONS.index(Destination.HUB)
SHARES: Final = 10
"""Drivers that are named: enough to see what matters, too few to be a table of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Appraisals answered in one edition, and their places among all rows."""

    edition: Questionnaire
    columns: Columns
    places: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class History:
    """Every score of some quarters, sorted by appraisal and submission.

    `at`: seconds since the epoch. `left_out`: scores of editions that can't be read here.
    """

    rows: Rows
    appraisal: NDArray[np.int64]
    at: NDArray[np.float64]
    refers: Mask
    minutes: NDArray[np.int64]
    parts: tuple[Part, ...]
    left_out: Cell

    def inside(self, since: datetime, until: datetime) -> Mask:
        """The latest score of each appraisal that was scored in these quarters."""
        found = np.zeros(len(self.at), np.bool_)
        places = np.flatnonzero((self.at >= since.timestamp()) & (self.at < until.timestamp()))
        last = np.ones(len(places), np.bool_)
        last[:-1] = self.appraisal[places[1:]] != self.appraisal[places[:-1]]
        found[places[last]] = True
        return found


@dataclass(frozen=True, slots=True)
class Scored:
    """One reading of all rows."""

    outcome: NDArray[np.int64]
    to_hub: Mask
    asked: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft over its quarters: what is shown is made of this."""

    draft: Questionnaire
    trial: Trial
    scored: Mapping[str, Scored]


def tried(history: History, draft: Questionnaire, since: datetime, until: datetime) -> Tried:
    """A draft tried on the appraisals of some quarters."""
    scored = {
        BEFORE: _scored(history, None, possible=False),
        LEAST: _scored(history, draft, possible=False),
        MOST: _scored(history, draft, possible=True),
    }
    outcomes = {reading: each.outcome for reading, each in scored.items()}
    return Tried(draft, Trial(history.inside(since, until), outcomes), scored)


def _scored(history: History, draft: Questionnaire | None, *, possible: bool) -> Scored:
    """Under the draft; under each appraisal's own edition where there is none."""
    count = len(history.at)
    outcome, asked = np.zeros(count, np.int64), np.zeros(count, np.int64)
    to_hub = history.refers.copy()
    for part in history.parts:
        told: Scores = program(draft or part.edition, part.columns, possible=possible).scores(
            part.columns
        )
        outcome[part.places] = told.outcome
        asked[part.places] = told.asked
        to_hub[part.places] |= told.leads_to == _HUB
    return Scored(outcome, to_hub, asked)


@dataclass(frozen=True, slots=True)
class Queue:
    """Referrals of a Member State in whole weeks, oldest first; `arrived`: by sender."""

    observed: Observed
    arrived: Cell


def result(
    history: History, now: Tried, earlier: Sequence[Tried], queue: Queue | None
) -> dict[str, Any]:
    """What the ministry is told: cleared tables, shares, medians and a forecast."""
    rows, trial = history.rows, now.trial
    readings = (LEAST, MOST) if trial.open else (LEAST,)
    tables = as_document(cleared(rows, trial, [each.trial for each in earlier]))
    shown = bool(tables)
    return {
        "appraisals": _all(tables),
        "left_out": None if RULE.primary(history.left_out) else rounded(history.left_out.count),
        "open": trial.open,
        "tables": tables,
        "changed": {
            r: tenths(rows, trial.outcomes[r] != trial.outcomes[BEFORE], trial.inside)
            if shown
            else None
            for r in readings
        },
        "drivers": _drivers(history, now) if shown else [],
        "burden": _burden(history, now, readings) if shown else None,
        "queue": _queue(history, now, readings, queue) if shown else None,
    }


def _all(tables: Mapping[str, Any]) -> int | str:
    """How many were tried, where the tables may say so."""
    if not tables:
        return WITHHELD
    told: int | str = tables[LEAST][BEFORE]["cells"][TOTAL][TOTAL]
    return told


def _drivers(history: History, now: Tried) -> list[dict[str, Any]]:
    """Changes that explain most, as tenths of the changed outcomes; few, and never a count."""
    reading = MOST if now.trial.open else LEAST
    was, after = now.trial.outcomes[BEFORE], now.trial.outcomes[reading]
    changed = (was != after) & now.trial.inside
    explained: dict[str, Mask] = {}
    for part in history.parts:
        rows = np.flatnonzero(changed[part.places])
        if not len(rows):
            continue
        columns, places = part.columns.taken(rows), part.places[rows]
        for change, back in explaining(part.edition, now.draft, columns, was[places], reading):
            mask = explained.setdefault(
                f"{change.of}:{change.id}", np.zeros(len(changed), np.bool_)
            )
            mask[places] |= back
    told: list[dict[str, Any]] = []
    for key, mask in explained.items():
        of, _, id = key.partition(":")
        share = tenths(history.rows, mask, changed)
        if share:
            told.append({"of": of, "id": id, "share": share})
    return sorted(told, key=lambda each: (-each["share"], each["id"]))[:SHARES]


def _burden(history: History, now: Tried, readings: Sequence[str]) -> dict[str, Any] | None:
    """Medians, where enough appraisals stand behind them."""
    inside = now.trial.inside
    if not enough(history.rows, inside):
        return None
    asked = {r: histogram(now.scored[r].asked[inside]) for r in (BEFORE, *readings)}
    timed = inside & (history.minutes > 0)
    known = enough(history.rows, timed)
    before = now.scored[BEFORE].asked.astype(np.uint16)
    told = burden(asked, pace(history.minutes[timed], before[timed]) if known else {})
    return {"minutes": told["minutes"], "questions": told["questions"]}


def _queue(
    history: History, now: Tried, readings: Sequence[str], queue: Queue | None
) -> dict[str, Any] | None:
    """The hubs' queue with arrivals changed as referrals change; None where too little is known."""
    inside = now.trial.inside
    cells = {r: history.rows.count(now.scored[r].to_hub & inside) for r in (BEFORE, *readings)}
    few = any(RULE.primary(each) or not each.count for each in cells.values())
    if queue is None or few or RULE.primary(queue.arrived) or not queue.observed.enough:
        return None
    told = {}
    for reading, each in cells.items():
        # In steps of a twentieth, so that the factor tells no count.
        factor = round(20 * each.count / cells[BEFORE].count) / 20
        found = asdict(forecast(queue.observed, factor))
        found["arrivals"], found["capacity"] = (
            round(2 * found[name]) / 2 for name in ("arrivals", "capacity")
        )
        found["waiting"] = [rounded(waiting) for waiting in found["waiting"]]
        told[reading] = {"factor": factor, **found}
    return {
        "weeks": len(queue.observed.arrivals),
        "target": round(queue.observed.target_weeks, 1),
        "waiting": rounded(queue.observed.waiting),
        "readings": told,
    }
