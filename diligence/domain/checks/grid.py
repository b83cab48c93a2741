"""Sets of point totals over several axes: every reachable combination, as bits of one integer.

Bit `x·stride` stands for the totals x. Adding points shifts all totals at once, so that hundreds of
questions are added up in milliseconds, exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod

from diligence.domain.checks.work import MOST_CELLS, TooLargeError

Move = tuple[int, ...]
"""Points an answer adds, axis by axis, in whole units."""

EMPTY = 0
ORIGIN = 1
"""The set that holds only the totals 0, 0, …"""


@dataclass(slots=True)
class Grid:
    """Totals from 0 to `tops` on each axis.

    Beyond the top, totals stay at the top where `keeps` says so, and are dropped elsewhere.
    Adding to more totals than are worked with raises TooLargeError.
    """

    tops: tuple[int, ...]
    keeps: tuple[bool, ...]
    _spans: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _rooms: dict[Move, int] = field(default_factory=dict)

    def cost(self, move: Move) -> int:
        """Steps of adding these points once."""
        if not any(move):
            return 0
        held = sum(
            min(points, top)
            for points, top, keeps in zip(move, self.tops, self.keeps, strict=True)
            if keeps
        )
        return (1 + held) * (1 + self.cells // 50_000)

    def _require_small(self) -> None:
        if self.cells > MOST_CELLS:
            raise TooLargeError

    @property
    def cells(self) -> int:
        return prod(top + 1 for top in self.tops)

    def span(self, axis: int, low: int, high: int) -> int:
        """All totals with `low` to `high` points on the axis; none where low is above high."""
        high = min(high, self.tops[axis])
        key = (axis, low, high)
        if key not in self._spans:
            self._spans[key] = EMPTY if low > high else self._striped(axis, low, high)
        return self._spans[key]

    def _striped(self, axis: int, low: int, high: int) -> int:
        self._require_small()
        stride = self._stride(axis)
        band = ((1 << stride * (high - low + 1)) - 1) << stride * low
        width = stride * (self.tops[axis] + 1)
        times = self.cells // width
        made, done = band, 1
        while done < times:
            more = min(done, times - done)
            part = made if more == done else made & ((1 << width * more) - 1)
            made |= part << width * done
            done += more
        return made

    def _stride(self, axis: int) -> int:
        return prod(top + 1 for top in self.tops[:axis])

    def added(self, cells: int, move: Move) -> int:
        """The totals after adding these points to each."""
        if not any(move):
            return cells
        rest = list(move)
        for axis, points in enumerate(move):
            if points and self.keeps[axis]:
                cells = self._held(cells, axis, min(points, self.tops[axis]))
                rest[axis] = 0
        if any(points > top for points, top in zip(rest, self.tops, strict=True)):
            return EMPTY
        return (cells & self._room(tuple(rest))) << sum(
            points * self._stride(axis) for axis, points in enumerate(rest)
        )

    def _held(self, cells: int, axis: int, points: int) -> int:
        """Adds points on an axis whose totals stop at the top."""
        stride, top = self._stride(axis), self.tops[axis]
        moved = (cells & self.span(axis, 0, top - points)) << points * stride
        for total in range(top - points + 1, top + 1):
            moved |= (cells & self.span(axis, total, total)) << (top - total) * stride
        return moved

    def _room(self, move: Move) -> int:
        """Totals that stay within the tops when these points are added."""
        if move not in self._rooms:
            self._require_small()
            room = (1 << self.cells) - 1
            for axis, points in enumerate(move):
                if points:
                    room &= self.span(axis, 0, self.tops[axis] - points)
            self._rooms[move] = room
        return self._rooms[move]

    def any_of(self, cells: int, moves: Iterable[Move]) -> int:
        """The totals after adding one of these moves."""
        found = EMPTY
        for move in moves:
            found |= self.added(cells, move)
        return found

    def first(self, cells: int) -> Move:
        """The coordinates of the lowest set bit. Raises ValueError for an empty set."""
        if not cells:
            raise ValueError("Nothing is in the set.")
        index = (cells & -cells).bit_length() - 1
        found = []
        for top in self.tops:
            index, total = divmod(index, top + 1)
            found.append(total)
        return tuple(found)
