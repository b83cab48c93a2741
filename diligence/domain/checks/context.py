"""How far the country-context answers move the band: alone, and together with all others.

Over every total that the other answers can give while the band is low, the totals of the country
answers are added, and the bands are read again. Exact where the totals are few enough to be worked
out over all axes at once; beyond, each dimension is looked at by itself, which allows for more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from diligence.domain import places
from diligence.domain.checks.balance import dimension_bands, overall, worst_move
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.grid import EMPTY, ORIGIN, Grid, Move
from diligence.domain.checks.space import Choice
from diligence.domain.checks.sums import Admits, Case, Sums, admitted, chosen, together
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import Band, Factor

MOST_CELLS = 4_000_000
MOST_COUNTRY_TOTALS = 64

_MOVES = _(
    "Together with other answers, the country context (%(questions)s) moves the band from low to "
    "high: for example %(example)s. Alone it reaches %(alone)s."
)
_MAY_MOVE = _(
    "It cannot be excluded that, together with other answers, the country context (%(questions)s) "
    "moves the band from low to high. Alone it reaches %(alone)s."
)
_REMEDY = _("Lower its points or weights, or let it feed fewer dimensions.")

Totals = dict[Move, int]


@dataclass(frozen=True, slots=True)
class _View:
    """Some dimensions, their axes, and the grid of totals in which all of them are low."""

    sums: Sums
    dimensions: tuple[int, ...]
    axes: tuple[int, ...]
    grid: Grid

    @property
    def nothing(self) -> Move:
        return (0,) * len(self.axes)

    def move(self, question: Question, choice: Choice) -> Move:
        whole = self.sums.move(question, choice)
        return tuple(whole[axis] for axis in self.axes)


def country_context(questionnaire: Questionnaire, sums: Sums) -> Iterator[Finding]:
    """A judgement where the group moves the band from low to high."""
    members = [q for q in questionnaire.questions if _is_context(q)]
    if not members:
        return
    context = frozenset(question.id for question in members)
    everything = tuple(range(len(questionnaire.dimensions)))
    whole = _view(sums, everything)
    if whole is None:
        return
    if whole.grid.cells <= MOST_CELLS:
        example = _example(whole, context, known_only=True)
        problem = _MOVES if example and sums.exact else _MAY_MOVE
        example = example or _example(whole, context, known_only=False)
    else:
        problem, example = _MAY_MOVE, _by_dimension(sums, everything, context)
    if example:
        told = {
            "questions": ", ".join(question.id for question in members),
            "example": example,
            "alone": _alone(sums, members).value,
        }
        place = places.at("questions", members[0].id)
        said = Sentence(problem, told)
        yield Finding("country_context", place, said, Sentence(_REMEDY, {}), Weight.JUDGEMENT)


def _is_context(question: Question) -> bool:
    """Scores the context of a country; a question that carries a flag addresses somebody."""
    scores = any(option.points for option in question.options) and bool(question.feeds)
    return question.factor is Factor.COUNTRY and scores and not question.carries_flag


def _alone(sums: Sums, members: list[Question]) -> Band:
    total: Move = (0,) * len(sums.axes)
    for question in members:
        more = worst_move(sums, question, lambda _question, _choice: True)
        total = tuple(map(sum, zip(total, more, strict=True)))
    return overall(sums, total)


def _view(sums: Sums, dimensions: tuple[int, ...]) -> _View | None:
    """None where some dimension is never low."""
    axes: list[int] = []
    tops: list[int] = []
    keeps: list[bool] = []
    for index in dimensions:
        matrix = sums.questionnaire.dimensions[index].matrix
        low = [
            (first, second)
            for first, row in enumerate(matrix)
            for second, band in enumerate(row)
            if band is Band.LOW
        ]
        if not low:
            return None
        for side in (0, 1):
            axis = 2 * index + side
            level, steps = max(pair[side] for pair in low), sums.steps[axis]
            axes.append(axis)
            keeps.append(level == len(steps))
            tops.append(steps[-1] if level == len(steps) else steps[level] - 1)
    return _View(sums, dimensions, tuple(axes), Grid(tuple(tops), tuple(keeps)))


def _by_dimension(sums: Sums, dimensions: tuple[int, ...], context: frozenset[str]) -> str:
    """What dimensions one by one cannot exclude; empty when they exclude it."""
    raised = []
    for index in dimensions:
        view = _view(sums, (index,))
        totals = {} if view is None else _reached(view, context, known_only=False)
        bands = set() if view is None else _after(view, totals)
        if Band.HIGH in bands:
            return sums.questionnaire.dimensions[index].id
        raised.append(Band.MEDIUM in bands)
    return "…" if sums.questionnaire.rules.accumulate and all(raised) else ""


def _after(view: _View, totals: Totals) -> set[Band]:
    """The bands that a single dimension rises to from low."""
    return {
        band
        for added, cells in totals.items()
        for band in Band
        if cells & _risen(view, added, 0, band)
    }


def _example(view: _View, context: frozenset[str], *, known_only: bool) -> str:
    """Totals of the other answers from which the country answers lead to high, in words."""
    for added, cells in sorted(_reached(view, context, known_only=known_only).items()):
        hit = cells & _led_to_high(view, added)
        if hit:
            return _told(view, view.grid.first(hit), added)
    return ""


def _told(view: _View, before: Move, added: Move) -> str:
    after = tuple(map(sum, zip(before, added, strict=True)))
    bands = zip(
        view.sums.questionnaire.dimensions,
        dimension_bands(view.sums, before),
        dimension_bands(view.sums, after),
        strict=True,
    )
    return "; ".join(
        f"{dimension.id} {_points(view, before, n)} → {_points(view, after, n)}: {old} → {new}"
        for n, (dimension, old, new) in enumerate(bands)
        if old is not new
    )


def _points(view: _View, totals: Move, dimension: int) -> str:
    axes = (2 * dimension, 2 * dimension + 1)
    return " + ".join(f"{view.sums.points(axis, totals[axis]):f}" for axis in axes)


def _reached(view: _View, context: frozenset[str], *, known_only: bool) -> Totals:
    """By the totals of the country answers, the totals of all others that are still low."""
    totals: Totals = {view.nothing: ORIGIN}

    def admits(question: Question, choice: Choice) -> bool:
        return question.id in context or not (choice.flags or (choice.unknown and known_only))

    for group in view.sums.groups:
        now: Totals = {}
        for case in admitted(group, admits):
            for added, cells in totals.items():
                more, left = _of_case(view, case, cells, context, admits)
                key = tuple(map(sum, zip(added, more, strict=True)))
                now[key] = now.get(key, EMPTY) | left
        totals = now if len(now) <= MOST_COUNTRY_TOTALS else _bounded(now)
    return totals


def _of_case(
    view: _View, case: Case, cells: int, context: frozenset[str], admits: Admits
) -> tuple[Move, int]:
    """What the country answers of the case add, and where the others of it lead."""
    grid = view.grid
    country = [view.move(q, c) for q, c in case.fixed if q.id in context]
    others = [view.move(q, c) for q, c in case.fixed if q.id not in context]
    cells = grid.added(cells, together(grid, others))
    for question in case.free:
        choices = chosen(view.sums.space, question, admits)
        if question.id in context:
            country.append(view.move(question, max(choices, key=lambda choice: choice.points)))
        else:
            cells = grid.any_of(cells, {view.move(question, choice) for choice in choices})
    return together(grid, country), cells


def _bounded(totals: Totals) -> Totals:
    """One upper bound for all: allows for more than can happen."""
    cells = EMPTY
    for found in totals.values():
        cells |= found
    return {tuple(map(max, zip(*totals, strict=True))): cells}


def _led_to_high(view: _View, added: Move) -> int:
    """The low totals that these points turn to high."""
    high, raised = EMPTY, -1
    low = -1
    for place in range(len(view.dimensions)):
        parts = {band: _risen(view, added, place, band) for band in Band}
        low &= parts[Band.LOW] | parts[Band.MEDIUM] | parts[Band.HIGH]
        high |= parts[Band.HIGH]
        raised &= parts[Band.MEDIUM] | parts[Band.HIGH]
    if view.sums.questionnaire.rules.accumulate:
        high |= raised
    return low & high


def _risen(view: _View, added: Move, place: int, band: Band) -> int:
    """The totals in which the dimension is low before and has this band after."""
    matrix = view.sums.questionnaire.dimensions[view.dimensions[place]].matrix
    cells = EMPTY
    for first_before, first_after, first in _stretches(view, 2 * place, added[2 * place]):
        for before, after, second in _stretches(view, 2 * place + 1, added[2 * place + 1]):
            was = matrix[first_before][before]
            if was is Band.LOW and matrix[first_after][after] is band:
                cells |= first & second
    return cells


def _stretches(view: _View, place: int, added: int) -> Iterator[tuple[int, int, int]]:
    """Totals of an axis by their level before and after adding these points."""
    axis, top = view.axes[place], view.grid.tops[place]
    start = 0
    while start <= top:
        levels = view.sums.level(axis, start), view.sums.level(axis, start + added)
        end = start
        while end < top and levels == (
            view.sums.level(axis, end + 1),
            view.sums.level(axis, end + 1 + added),
        ):
            end += 1
        yield *levels, view.grid.span(place, start, end)
        start = end + 1
