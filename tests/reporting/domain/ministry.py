"""A ministry that wrote every draft itself, keeps all it was shown, and solves for the rest.

Written independently of the product: integer programs by HiGHS over what is stored for showing.
Whoever writes drafts decides what outcome each way of answering has, in every simulation. So the
only unknown is how many appraisals were answered in each of these ways (kinds), by quarter,
technology area and type of organisation; every number shown is a sum of them, known to within two
because it is rounded to five, and every share a bound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

OUTCOMES = ("low", "medium", "high", "refer")
TECHNOLOGY = ("sensitive", "other", "none")
TYPES = ("rto", "university")
READINGS = ("before", "least", "most")
APART = 2
"""What a number rounded to five can be away from the true one."""

Group = tuple[int, int, int, int]
"""Kind of answers, window, technology area, type."""


@dataclass(frozen=True)
class Asked:
    """One simulation as its author knows it: by reading the outcome of each kind, and up to which
    window appraisals are inside."""

    outcomes: Mapping[str, Sequence[int]]
    windows: int


@dataclass
class Ministry:
    """What was shown, as bounds on sums of groups."""

    kinds: int
    windows: int
    groups: list[Group] = field(default_factory=list)
    rows: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        sizes = (self.kinds, self.windows, len(TECHNOLOGY), len(TYPES))
        self.groups = list(product(*map(range, sizes)))

    def of(self, holds: Callable[[Group], bool]) -> np.ndarray:
        return np.array([float(holds(group)) for group in self.groups])

    def know(self, what: np.ndarray, low: float, high: float) -> None:
        self.rows.append(what)
        self.low.append(low)
        self.high.append(high)

    def cell(self, asked: Asked, reading: str, split: str, row: str, column: str) -> np.ndarray:
        """The groups that a cell of a table adds up."""

        def holds(group: Group) -> bool:
            kind, window, area, type_ = group
            of = {
                "before": OUTCOMES[asked.outcomes["before"][kind]],
                "technology": TECHNOLOGY[area],
                "type": TYPES[type_],
            }
            inside = window < asked.windows
            in_column = column in {"*", OUTCOMES[asked.outcomes[reading][kind]]}
            return inside and in_column and row in {"*", of[split]}

        return self.of(holds)

    def see(self, asked: Asked, document: Mapping[str, Any]) -> None:
        """Every number of every table, rounded as it is shown."""
        for reading, splits in document.items():
            for split, table in splits.items():
                for row, cells in table["cells"].items():
                    for column, value in cells.items():
                        if isinstance(value, int):
                            what = self.cell(asked, reading, split, row, column)
                            self.know(what, max(0, value - APART), value + APART)

    def hear(self, asked: Asked, reading: str, percent: int) -> None:
        """About so many per cent of the outcomes change, in steps of ten."""

        def changes(group: Group) -> bool:
            was, now = (asked.outcomes[r][group[0]] for r in ("before", reading))
            return group[1] < asked.windows and was != now

        part, base = self.of(changes), self.of(lambda group: group[1] < asked.windows)
        self.know(100 * part - (percent - 5) * base, 0, np.inf)
        self.know(100 * part - (percent + 5) * base, -np.inf, 0)

    def interval(self, what: np.ndarray, enough: int, true: int) -> tuple[int, int]:
        """Lowest and highest number that fits everything shown; not searched further than
        `enough` away from the true one on either side."""
        near = LinearConstraint(what[None, :], true - enough, true + enough)
        return self._end(what, near, 1), self._end(what, near, -1)

    def _end(self, what: np.ndarray, near: LinearConstraint, sign: int) -> int:
        shown = LinearConstraint(np.array(self.rows), self.low, self.high) if self.rows else None
        solved = milp(
            sign * what,
            constraints=[near, *([shown] if shown else [])],
            integrality=np.ones(len(what)),
            bounds=Bounds(0, np.inf),
            options={"mip_rel_gap": 0, "time_limit": 20},
        )
        assert solved.status == 0, solved.message
        return round(sign * solved.fun)
