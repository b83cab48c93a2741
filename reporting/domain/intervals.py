"""Between which values a reader can place each unknown number, from the sums that are shown.

Numbers are whole and never negative; equations have the coefficients +1 and -1, and the true
values solve them. When every unknown stands in at most two equations, with opposite signs, the
equations are a network: unknowns are its edges, and how far one can rise or fall is a maximum
flow. Two-dimensional tables with all their margins are such networks, and stay so when one
dimension is published as running totals. Any other system is solved by an exact simplex method.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, Protocol

from reporting.domain.simplex import Simplex

Unknown = tuple[str, str, int]
"""Row, column, and 0; a total over columns has the number of columns that it runs over."""

Equation = Mapping[Unknown, int]
"""Coefficients, +1 or -1, of a sum whose value a reader knows."""

BOUNDLESS: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a reader must think possible; `high` None when there is no highest."""

    low: int
    high: int | None

    @property
    def width(self) -> int:
        return BOUNDLESS if self.high is None else self.high - self.low


class Solver(Protocol):
    """Finds how far an unknown can move from its true value while all sums stay."""

    def rise(self, unknown: Unknown, enough: int = BOUNDLESS) -> int: ...

    def fall(self, unknown: Unknown) -> int: ...


class Intervals:
    """Feasible intervals of `unknown` numbers, all others being known."""

    def __init__(
        self,
        values: Mapping[Unknown, int],
        equations: Sequence[Equation],
        unknown: Iterable[Unknown],
    ) -> None:
        self._values = values
        hidden = sorted(unknown)
        self._hidden = frozenset(hidden)
        left = _left(equations, self._hidden)
        ends = orient(left)
        self.solver: Solver = (
            Simplex(values, left, hidden) if ends is None else Network(values, ends, hidden)
        )

    def of(self, unknown: Unknown) -> Interval:
        value = self._values[unknown]
        if unknown not in self._hidden:
            return Interval(value, value)
        rise = self.solver.rise(unknown)
        high = None if rise >= BOUNDLESS else value + rise
        return Interval(value - self.solver.fall(unknown), high)

    def room(self, unknown: Unknown, width: int, above: int) -> tuple[int, int]:
        """Width of the interval and room above the value, looked into no further than asked."""
        if unknown not in self._hidden:
            return 0, 0
        return room(self.solver, unknown, width, above)


def room(solver: Solver, unknown: Unknown, width: int, above: int) -> tuple[int, int]:
    """Width and room above the value of an unknown; where both suffice they may be larger still."""
    fall = solver.fall(unknown)
    rise = solver.rise(unknown, max(above, width - fall, 0))
    return rise + fall, rise


def _left(equations: Sequence[Equation], hidden: frozenset[Unknown]) -> list[dict[Unknown, int]]:
    """What the equations still say once every known number is taken over to the other side."""
    left = (
        {unknown: factor for unknown, factor in equation.items() if unknown in hidden}
        for equation in equations
    )
    return [equation for equation in left if equation]


def orient(equations: Sequence[Equation]) -> dict[Unknown, tuple[int, int]] | None:
    """The network that the equations are: from node to node, per unknown; None if they are none.

    Node 0 is the ground, where sums that nobody knows begin and end. Each equation is a node;
    turning its sign must make the two coefficients of every unknown opposite.
    """
    places: dict[Unknown, list[tuple[int, int]]] = {}
    for node, equation in enumerate(equations, start=1):
        for unknown, factor in equation.items():
            places.setdefault(unknown, []).append((node, factor))
    if any(len(found) > 2 for found in places.values()):
        return None
    signs = _signs(places, len(equations))
    if signs is None:
        return None
    ends = {}
    for unknown, found in places.items():
        at = {factor * signs[node]: node for node, factor in found}
        ends[unknown] = (at.get(1, 0), at.get(-1, 0))
    return ends


def _signs(places: Mapping[Unknown, list[tuple[int, int]]], nodes: int) -> list[int] | None:
    """A sign for every equation, so that each unknown enters one and leaves the other."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(nodes + 1)]
    for found in places.values():
        if len(found) == 2:
            (one, first), (other, second) = found
            beside[one].append((other, -first * second))
            beside[other].append((one, -first * second))
    signs = [0] * (nodes + 1)
    for start in range(1, nodes + 1):
        if not signs[start] and not _spread(start, signs, beside):
            return None
    return signs


def _spread(start: int, signs: list[int], beside: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Sign everything that hangs together with `start`; False when two signs would be needed."""
    signs[start] = 1
    queue = [start]
    while queue:
        node = queue.pop()
        for other, turn in beside[node]:
            if not signs[other]:
                signs[other] = signs[node] * turn
                queue.append(other)
            elif signs[other] != signs[node] * turn:
                return False
    return True


class Network:
    """Maximum flows among the unknowns: an edge can gain without bound, and lose its value."""

    def __init__(
        self,
        values: Mapping[Unknown, int],
        ends: Mapping[Unknown, tuple[int, int]],
        hidden: Sequence[Unknown],
    ) -> None:
        """Edges 2k and 2k+1 are the rise and the fall of the k-th unknown."""
        self._values = values
        self._ends = ends
        self._edge = {unknown: 2 * k for k, unknown in enumerate(hidden)}
        self._to: list[int] = []
        self._free: list[int] = []
        nodes = 1 + max((node for pair in ends.values() for node in pair), default=0)
        self._out: list[list[int]] = [[] for _ in range(nodes)]
        for unknown in hidden:
            start, end = ends.get(unknown, (0, 0))
            self._out[start].append(len(self._to))
            self._out[end].append(len(self._to) + 1)
            self._to += [end, start]
            self._free += [BOUNDLESS, values[unknown]]

    def rise(self, unknown: Unknown, enough: int = BOUNDLESS) -> int:
        """`BOUNDLESS` when nothing holds it; 0 when it is known. Stops looking at `enough`."""
        if unknown not in self._edge:
            return 0
        start, end = self._ends.get(unknown, (0, 0))
        if start == end:
            return BOUNDLESS
        return min(self._flow(end, start, self._without(unknown), enough), BOUNDLESS)

    def fall(self, unknown: Unknown) -> int:
        """At most its value; 0 when it is known."""
        if unknown not in self._edge:
            return 0
        value = self._values[unknown]
        start, end = self._ends.get(unknown, (0, 0))
        if start == end or value == 0:
            return value
        return min(self._flow(start, end, self._without(unknown), value), value)

    def cheapest(
        self,
        unknown: Unknown,
        costs: Mapping[Unknown, int],
        ends: Mapping[Unknown, tuple[int, int]],
    ) -> list[Unknown] | None:
        """Shown numbers to withhold, of least cost, so that the unknown can rise further.

        `costs`: what may be withheld; `ends`: all edges of the same network, by the same nodes.
        None when nothing helps.
        """
        if unknown not in self._edge:
            return None
        free = self._without(unknown)
        start, end = self._ends[unknown]
        self._flow(end, start, free)
        steps: list[list[tuple[int, int, Unknown | None]]] = [[] for _ in self._out]
        for node, edges in enumerate(self._out):
            steps[node] += [(self._to[edge], 0, None) for edge in edges if free[edge] > 0]
        for shown, cost in costs.items():
            a, b = ends[shown]
            steps[a].append((b, cost, shown))
            if self._values[shown] > 0:
                steps[b].append((a, cost, shown))
        return _shortest(steps, end, start)

    def _without(self, unknown: Unknown) -> list[int]:
        free = self._free.copy()
        edge = self._edge[unknown]
        free[edge] = free[edge + 1] = 0
        return free

    def _flow(self, source: int, sink: int, free: list[int], enough: int = BOUNDLESS) -> int:
        """Shortest augmenting paths until `enough` flows; `free` is used up on the way."""
        flow = 0
        while flow < enough:
            path = self._path(source, sink, free)
            if path is None:
                break
            most = min(free[edge] for edge in path)
            for edge in path:
                free[edge] -= most
                free[edge ^ 1] += most
            flow += most
        return flow

    def _path(self, source: int, sink: int, free: list[int]) -> list[int] | None:
        came = {source: -1}
        queue = deque([source])
        while queue:
            node = queue.popleft()
            for edge in self._out[node]:
                target = self._to[edge]
                if free[edge] > 0 and target not in came:
                    came[target] = edge
                    if target == sink:
                        return self._back(came, sink)
                    queue.append(target)
        return None

    def _back(self, came: Mapping[int, int], sink: int) -> list[int]:
        path, node = [], sink
        while (edge := came[node]) >= 0:
            path.append(edge)
            node = self._to[edge ^ 1]
        return path


def _shortest(
    steps: Sequence[Sequence[tuple[int, int, Unknown | None]]], source: int, sink: int
) -> list[Unknown] | None:
    """Dijkstra's shortest path; what stands on it, without what costs nothing."""
    best = {source: 0}
    came: dict[int, tuple[int, Unknown | None]] = {}
    queue = [(0, source)]
    while queue:
        cost, node = heappop(queue)
        if node == sink:
            return _taken(came, source, sink)
        for target, price, shown in steps[node] if cost == best[node] else ():
            if cost + price < best.get(target, BOUNDLESS):
                best[target] = cost + price
                came[target] = (node, shown)
                heappush(queue, (cost + price, target))
    return None


def _taken(came: Mapping[int, tuple[int, Unknown | None]], source: int, sink: int) -> list[Unknown]:
    found, node = [], sink
    while node != source:
        node, shown = came[node]
        if shown is not None:
            found.append(shown)
    return found
