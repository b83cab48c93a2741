"""Which points can come together: questions that conditions join, and those that stand alone.

Questions that conditions connect form one group; the answers of the controlling questions are tried
in all combinations, and under each the questions that are asked add up independently. Groups are
independent of each other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import ceil, gcd, prod

from diligence.domain.checks.grid import EMPTY, Grid, Move
from diligence.domain.checks.logic import truth
from diligence.domain.checks.space import Choice, Space
from diligence.domain.conditions import leaves, names
from diligence.domain.questionnaire import Question, Questionnaire

MOST_CASES = 2_000
"""Combinations of controlling answers that are tried in one group."""

Admits = Callable[[Question, Choice], bool]
MoveOf = Callable[[Question, Choice], Move]


@dataclass(frozen=True, slots=True)
class Case:
    """One way the controlling questions can be answered: those asked, and what else is asked."""

    fixed: tuple[tuple[Question, Choice], ...]
    free: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`exact` is False where combinations were too many: then each question may be hidden or not,
    by itself, which allows for more than can really happen."""

    cases: tuple[Case, ...]
    exact: bool = True

    @property
    def members(self) -> set[str]:
        """Ids of the questions that some answers ask."""
        return {
            question.id
            for case in self.cases
            for question in (*(asked for asked, _choice in case.fixed), *case.free)
        }


class Sums:
    """The points of a questionnaire in whole units, and its groups."""

    def __init__(self, questionnaire: Questionnaire, space: Space) -> None:
        self.questionnaire = questionnaire
        self.space = space
        self.axes = questionnaire.axes
        self.units = tuple(map(self._unit, self.axes))
        thresholds = dict(questionnaire.thresholds)
        self.steps = tuple(
            tuple(ceil(step / unit) for step in thresholds[axis])
            for axis, unit in zip(self.axes, self.units, strict=True)
        )
        self.groups = tuple(self._groups())
        self.exact = all(group.exact for group in self.groups)
        self._held: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            for id in group.members:
                self._held.setdefault(id, []).append(number)

    def holding(self, ids: Iterable[str]) -> Iterator[Group]:
        """The groups in which one of these questions stands, in their order."""
        numbers = {number for id in ids for number in self._held.get(id, ())}
        return (self.groups[number] for number in sorted(numbers))

    def _unit(self, axis: str) -> Decimal:
        """The largest step of which all contributions to the axis are multiples."""
        scale = Decimal(10) ** 8
        parts = [
            int(choice.points * weight * scale)
            for question in self.questionnaire.questions
            for fed, weight in question.feeds
            if fed == axis
            for choice in self.space.choices[question.id]
        ]
        return Decimal(gcd(*parts)) / scale if any(parts) else Decimal(1)

    def move(self, question: Question, choice: Choice) -> Move:
        """What an answer adds to each axis, in its units."""
        if not choice.points:
            return (0,) * len(self.axes)
        fed = dict(question.feeds)
        return tuple(
            int(choice.points * fed[axis] / unit) if axis in fed else 0
            for axis, unit in zip(self.axes, self.units, strict=True)
        )

    def level(self, axis: int, units: int) -> int:
        return sum(units >= step for step in self.steps[axis])

    def points(self, axis: int, units: int) -> Decimal:
        return (units * self.units[axis]).normalize()

    def _groups(self) -> Iterator[Group]:
        for members in _connected(self.questionnaire):
            if len(members) == 1:
                yield Group((Case((), members),))
            else:
                yield from self._joined(members)

    def _joined(self, members: tuple[Question, ...]) -> Iterator[Group]:
        ids = {name for q in members if q.condition for name in names(q.condition)}
        controllers = [question for question in members if question.id in ids]
        choices = [self.space.choices[question.id] for question in controllers]
        if prod(map(len, choices)) > MOST_CASES or ids & self.space.too_many:
            for question in members:
                yield Group((Case((), (question,)), Case((), ())), exact=False)
            return
        seen: dict[object, Case] = {}
        cost = sum(2 + 2 * len(leaves(q.condition)) if q.condition else 2 for q in members)
        for picked in product(*choices):
            self.space.work.spend(cost)
            case = self._case(members, dict(zip(ids_of(controllers), picked, strict=True)))
            key = tuple((q.id, c.points, c.flags, c.unknown) for q, c in case.fixed)
            seen.setdefault((key, ids_of(case.free)), case)
        yield Group(tuple(seen.values()))

    def _case(self, members: tuple[Question, ...], picked: dict[str, Choice]) -> Case:
        asked: dict[str, Choice] = {}
        fixed: list[tuple[Question, Choice]] = []
        free: list[Question] = []
        for question in members:
            condition = question.condition
            if condition is not None and truth(condition, asked) is not True:
                continue
            if question.id in picked:
                asked[question.id] = picked[question.id]
                fixed.append((question, picked[question.id]))
            else:
                free.append(question)
        return Case(tuple(fixed), tuple(free))

    def reached(self, grid: Grid, start: int, move: MoveOf, admits: Admits) -> int:
        """All totals that complete answers can give, of answers that are admitted."""
        cells = start
        for group in self.groups:
            cells = added(self, grid, cells, group, move, admits)
        return cells


def added(sums: Sums, grid: Grid, cells: int, group: Group, move: MoveOf, admits: Admits) -> int:
    """The totals after the answers of one group."""
    found = EMPTY
    for case in admitted(group, admits):
        sums.space.work.spend(1 + len(case.fixed) + len(case.free))
        joined = together(grid, [move(q, c) for q, c in case.fixed])
        sums.space.work.spend(grid.cost(joined))
        now = grid.added(cells, joined)
        for question in case.free:
            choices = chosen(sums.space, question, admits)
            moves = {move(question, choice) for choice in choices}
            sums.space.work.spend(len(choices) + sum(map(grid.cost, moves)))
            now = grid.any_of(now, moves)
        found |= now
    return found


def together(grid: Grid, moves: list[Move]) -> Move:
    return tuple(map(sum, zip(*moves, strict=True))) if moves else (0,) * len(grid.tops)


def admitted(group: Group, admits: Admits) -> list[Case]:
    """The cases whose controlling answers are admitted; all of them where none is."""
    kept = [case for case in group.cases if all(admits(q, c) for q, c in case.fixed)]
    return kept or list(group.cases)


def chosen(space: Space, question: Question, admits: Admits) -> list[Choice]:
    """The choices that are admitted; all of them where none is."""
    choices = space.choices[question.id]
    return [choice for choice in choices if admits(question, choice)] or list(choices)


def ids_of(questions: list[Question] | tuple[Question, ...]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


def _connected(questionnaire: Questionnaire) -> list[tuple[Question, ...]]:
    """The questions in sets that conditions join, each in an order that can be asked."""
    home = {question.id: question.id for question in questionnaire.questions}

    def root(id: str) -> str:
        while home[id] != id:
            home[id] = home[home[id]]
            id = home[id]
        return id

    for question in questionnaire.questions:
        for name in names(question.condition) if question.condition else ():
            home[root(name)] = root(question.id)
    sets: dict[str, list[Question]] = {}
    for question in questionnaire.order:
        sets.setdefault(root(question.id), []).append(question)
    return [tuple(members) for members in sets.values()]
