"""Exact bounds of unknown whole numbers under any sums, where they are no network.

Bounds are those of the linear relaxation, rounded inwards to whole numbers: a reader who reasons
with whole numbers can at most do better by integrality, which is why required widths stay well
above 1. Arithmetic is by fractions; nothing is lost by rounding.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final

_NO_BOUND: Final = 1 << 60

Row = dict[int, Fraction]
"""Coefficients by column, without zeros."""


class Simplex:
    """Maximises and minimises one unknown at a time, each time from where it stands."""

    def __init__(
        self,
        values: Mapping[tuple[str, str, int], int],
        equations: Sequence[Mapping[tuple[str, str, int], int]],
        hidden: Sequence[tuple[str, str, int]],
    ) -> None:
        self._values = values
        self._column = {unknown: k for k, unknown in enumerate(hidden)}
        self._rows: list[Row] = []
        self._right: list[Fraction] = []
        self._basis: list[int] = []
        self._start(equations)

    def rise(self, unknown: tuple[str, str, int], enough: int = _NO_BOUND) -> int:
        """How far above its true value it can lie; `1 << 60` without bound."""
        del enough  # The highest value costs no more than any other.
        best = self._maximise({self._column[unknown]: Fraction(1)})
        return _NO_BOUND if best is None else floor(best) - self._values[unknown]

    def fall(self, unknown: tuple[str, str, int]) -> int:
        """How far below its true value it can lie."""
        best = self._maximise({self._column[unknown]: Fraction(-1)})
        return self._values[unknown] - ceil(-best if best is not None else Fraction(0))

    def _start(self, equations: Sequence[Mapping[tuple[str, str, int], int]]) -> None:
        """A first vertex: an artificial unknown per equation, driven to nothing, then left out."""
        width = len(self._column)
        for number, equation in enumerate(equations):
            right = sum(factor * self._values[unknown] for unknown, factor in equation.items())
            sign = -1 if right < 0 else 1
            row = {self._column[u]: Fraction(sign * factor) for u, factor in equation.items()}
            self._rows.append(row | {width + number: Fraction(1)})
            self._right.append(Fraction(sign * right))
            self._basis.append(width + number)
        self._maximise({width + number: Fraction(-1) for number in range(len(equations))})
        for number in range(len(self._rows) - 1, -1, -1):
            if self._basis[number] >= width:
                self._expel(number, width)
        self._rows = [{k: x for k, x in row.items() if k < width} for row in self._rows]

    def _expel(self, row: int, width: int) -> None:
        """Let a real unknown take the place of an artificial one; an empty equation goes."""
        entering = min((k for k in self._rows[row] if k < width), default=None)
        if entering is None:
            del self._rows[row], self._right[row], self._basis[row]
        else:
            self._pivot(row, entering)

    def _maximise(self, goal: Row) -> Fraction | None:
        """Highest value of the goal, by Bland's rule, which never circles; None without bound."""
        goal, value = self._reduced(goal)
        while (entering := min((k for k, x in goal.items() if x > 0), default=None)) is not None:
            leaving = self._leaving(entering)
            if leaving is None:
                return None
            self._pivot(leaving, entering)
            factor = goal[entering]
            value += factor * self._right[leaving]
            _subtract(goal, factor, self._rows[leaving])
        return value

    def _reduced(self, goal: Row) -> tuple[Row, Fraction]:
        """The goal in terms of what is not in the basis, and its value here."""
        reduced, value = dict(goal), Fraction(0)
        for number, column in enumerate(self._basis):
            if (factor := goal.get(column)) is not None:
                value += factor * self._right[number]
                _subtract(reduced, factor, self._rows[number])
        return reduced, value

    def _leaving(self, entering: int) -> int | None:
        ratios = [
            (self._right[number] / row[entering], self._basis[number], number)
            for number, row in enumerate(self._rows)
            if row.get(entering, 0) > 0
        ]
        return min(ratios)[2] if ratios else None

    def _pivot(self, row: int, column: int) -> None:
        factor = self._rows[row][column]
        if factor != 1:
            self._rows[row] = {k: x / factor for k, x in self._rows[row].items()}
            self._right[row] /= factor
        for number, other in enumerate(self._rows):
            if number != row and (times := other.get(column)) is not None:
                _subtract(other, times, self._rows[row])
                self._right[number] -= times * self._right[row]
        self._basis[row] = column


def _subtract(row: Row, times: Fraction, other: Row) -> None:
    for k, x in other.items():
        left = row.get(k, 0) - times * x
        if left:
            row[k] = left
        else:
            row.pop(k, None)
