"""Somebody who collects all that was ever shown and solves for what was not.

Written independently of the product: linear programs over the published numbers, by HiGHS. It
takes patterns, never a table, so it can know nothing that readers don't.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from reporting.domain.cells import TOTAL, Key, Pattern

Sum = dict[int, float]
INFINITE = 1 << 60


@dataclass
class Adversary:
    """Adds up every edition of every split for every audience, and own knowledge."""

    places: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sums: list[tuple[Sum, float]] = field(default_factory=list)
    at_least: dict[int, float] = field(default_factory=dict)
    at_most: dict[int, float] = field(default_factory=dict)
    matrix: csr_matrix | None = None

    def place(self, split: str, row: str, column: str) -> int:
        return self.places.setdefault((split, row, column), len(self.places))

    def see(self, pattern: Pattern, split: str = "") -> None:
        """Every number shown is a sum of cells; cells that are absent hold nothing."""
        there = {key for key in (*pattern.shown, *pattern.hidden) if TOTAL not in key}
        for row, column in there:
            self.place(split, row, column)
        for (row, column), value in pattern.shown.items():
            inside = [key for key in there if row in {key[0], TOTAL} and column in {key[1], TOTAL}]
            self.sums.append(({self.place(split, *key): 1.0 for key in inside}, value))

    def link(self, splits: Iterable[str]) -> None:
        """Splits of the same series have the same totals in every column, shown or not."""
        first, *others = splits
        columns = {column for _, _, column in self.places}
        for other in others:
            for column in columns:
                tie = {p: 1.0 for k, p in self.places.items() if k[::2] == (first, column)}
                tie |= {p: -1.0 for k, p in self.places.items() if k[::2] == (other, column)}
                self.sums.append((tie, 0))

    def know(self, key: Key, value: int, split: str = "") -> None:
        self.sums.append(({self.place(split, *key): 1.0}, value))

    def know_at_least(self, key: Key, value: int, split: str = "") -> None:
        place = self.place(split, *key)
        self.at_least[place] = max(value, self.at_least.get(place, 0))

    def hear_share(self, key: Key, percent: int, base: int, split: str = "") -> None:
        """A whole percent of a known base bounds its numerator on both sides."""
        place = self.place(split, *key)
        self.at_least[place] = (percent - 0.5) * base / 100
        self.at_most[place] = (percent + 0.5) * base / 100

    def interval(self, key: Key, split: str = "") -> tuple[int, int]:
        """Lowest and highest value that fits everything; whole numbers."""
        return self._bound(key, split, 1), self._bound(key, split, -1)

    def _bound(self, key: Key, split: str, sign: int) -> int:
        goal = np.zeros(len(self.places))
        row, column = key
        for (name, r, c), place in self.places.items():
            if name == split and row in {r, TOTAL} and column in {c, TOTAL}:
                goal[place] = sign
        solved = linprog(
            goal,
            A_eq=self._matrix(),
            b_eq=[v for _, v in self.sums],
            bounds=self._bounds(),
            method="highs",
        )
        if solved.status == 3:
            return INFINITE
        assert solved.status == 0, solved.message
        best = sign * solved.fun
        return int(np.ceil(best - 1e-6) if sign > 0 else np.floor(best + 1e-6))

    def _bounds(self) -> list[tuple[float, float | None]]:
        return [(self.at_least.get(p, 0), self.at_most.get(p)) for p in range(len(self.places))]

    def _matrix(self) -> csr_matrix:
        """The sums as rows; built anew only when something was learned."""
        size = (len(self.sums), len(self.places))
        if self.matrix is None or self.matrix.shape != size:
            entries = [
                (factor, number, place)
                for number, (each, _) in enumerate(self.sums)
                for place, factor in each.items()
            ]
            factors, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
            self.matrix = csr_matrix((factors, (rows, columns)), size)
        return self.matrix
