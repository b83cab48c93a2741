"""How a hub's queue would go on when more, or fewer, cases arrive: an estimate, said to be one.

Two ways beside each other. The *fluid* one is arithmetic on averages. The *simulated* one draws
whole weeks from those observed, with replacement, and so keeps how uneven they were; its draws
are fixed by a seed, so that the same observations always give the same forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

HORIZON: Final = 104
"""Weeks looked ahead; what would breach later is said not to."""
DRAWS: Final = 400
FEWEST_WEEKS: Final = 8
"""Fewer observed weeks than this say nothing about a queue."""
_SEED: Final = 20261122


@dataclass(frozen=True, slots=True)
class Observed:
    """Whole weeks of a queue, oldest first; `waiting` cases are open at their end.

    `target_weeks`: how long an answer may take.
    """

    arrivals: Sequence[int]
    answered: Sequence[int]
    waiting: int
    target_weeks: float

    @property
    def enough(self) -> bool:
        return len(self.arrivals) >= FEWEST_WEEKS and sum(self.answered) > 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Averages a week, and weeks until a new case would wait longer than the target.

    `fluid`, `middle`, `early`: None where that does not happen within the horizon. `early` is the
    earliest tenth of the draws, `middle` their median. `share`: of the draws that breach at all.
    `waiting`: cases waiting at the end of each quarter of a year, in the middle of the draws.
    """

    arrivals: float
    capacity: float
    fluid: int | None
    middle: int | None
    early: int | None
    share: float
    waiting: tuple[int, ...]


def forecast(observed: Observed, factor: float) -> Forecast:
    """With arrivals multiplied by `factor`. Raises ValueError where too little was observed.

    Capacity is what was answered a week: a hub that had little to do can do more than this says.
    """
    if not observed.enough:
        raise ValueError(f"{len(observed.arrivals)} weeks are too few to look ahead from.")
    arrivals = float(np.mean(observed.arrivals)) * factor
    capacity = float(np.mean(observed.answered))
    limit = observed.target_weeks * capacity
    middle, early, share, waiting = _drawn(observed, factor, limit)
    return Forecast(
        round(arrivals, 2),
        round(capacity, 2),
        _fluid(observed.waiting, arrivals - capacity, limit),
        middle,
        early,
        share,
        waiting,
    )


def _fluid(waiting: int, growth: float, limit: float) -> int | None:
    """Weeks until the backlog is more than can be answered within the target."""
    if waiting > limit:
        return 0
    if growth <= 0:
        return None
    weeks = int((limit - waiting) // growth) + 1
    return weeks if weeks <= HORIZON else None


def _drawn(
    observed: Observed, factor: float, limit: float
) -> tuple[int | None, int | None, float, tuple[int, ...]]:
    rng = np.random.default_rng(_SEED)
    shape = (DRAWS, HORIZON)
    came = np.array(observed.arrivals)[rng.integers(0, len(observed.arrivals), shape)] * factor
    # What is left after the whole cases comes as one more case with that probability.
    whole = np.floor(came)
    came = whole + (rng.random(shape) < came - whole)
    went = np.array(observed.answered)[rng.integers(0, len(observed.answered), shape)]
    waiting = np.full(DRAWS, float(observed.waiting))
    first = np.full(DRAWS, HORIZON + 1)
    first[waiting > limit] = 0
    quarters = []
    for week in range(HORIZON):
        waiting = np.maximum(0, waiting + came[:, week] - went[:, week])
        first = np.where((waiting > limit) & (first > week + 1), week + 1, first)
        if week % 13 == 12:
            quarters.append(round(float(np.median(waiting))))
    return (
        _within(float(np.median(first))),
        _within(float(np.quantile(first, 0.1))),
        round(float(np.mean(first <= HORIZON)), 2),
        tuple(quarters),
    )


def _within(weeks: float) -> int | None:
    return round(weeks) if weeks <= HORIZON else None
