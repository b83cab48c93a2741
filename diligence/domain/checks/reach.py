"""Whether every band of every dimension, and of the whole, can be reached by some answers.

The bands of a dimension are exact: all totals of its two axes that answers can give are worked out.
For the whole, answers are worsened step by step until each band has an example; without one, the
bands of the dimensions say whether it is impossible.
"""

from collections.abc import Iterator

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.grid import ORIGIN, Grid, Move
from diligence.domain.checks.space import Choice
from diligence.domain.checks.sums import Sums
from diligence.domain.questionnaire import Dimension, Question, Questionnaire
from diligence.domain.scoring import score
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import Band

_BAND = _(
    "No answers reach “%(band)s” for “%(dimension)s”: its levels reach %(first)s (%(points)s "
    "points of %(needed)s) and %(second)s (%(points_too)s points of %(needed_too)s) at most."
)
_BAND_REMEDY = _("Change points, thresholds or the matrix so that some answers reach it.")
_WHOLE = _("No answers reach “%(band)s” for the whole questionnaire.")
_WHOLE_UNSHOWN = _("No example was found that reaches “%(band)s” for the whole questionnaire.")
_WHOLE_REMEDY = _("Give a worked case that reaches it, or change points, thresholds or rules.")
_RULE = _(
    "The rule “%(rule)s” needs level %(level)s of “%(axis)s”, which the points do not reach: "
    "%(points)s at most."
)
_RULE_REMEDY = _("Lower the level it needs, or the threshold.")

Bands = dict[str, set[Band]]


def bands(questionnaire: Questionnaire, sums: Sums) -> Iterator[Finding]:
    """Bands of dimensions and of the whole, and flag rules, that no answers reach."""
    reached: Bands = {}
    highest = _highest(sums)
    for index, dimension in enumerate(questionnaire.dimensions):
        reached[dimension.id] = _reached(sums, dimension, index)
        expected = {band for row in dimension.matrix for band in row}
        for band in sorted(expected - reached[dimension.id], key=lambda band: band.rank):
            yield _unreached(sums, dimension, band, highest[2 * index : 2 * index + 2], index)
    for rule in questionnaire.flag_rules:
        axis = questionnaire.axes.index(rule.axis) if rule.axis else 0
        if rule.level and sums.level(axis, highest[axis]) < rule.level:
            told = {
                "rule": rule.id,
                "level": str(rule.level),
                "axis": rule.axis or "",
                "points": f"{sums.points(axis, highest[axis]):f}",
            }
            place = places.at("flag_rules", rule.id)
            yield Finding(
                "unreachable",
                place,
                Sentence(_RULE, told),
                Sentence(_RULE_REMEDY, {}),
                Weight.ERROR,
            )
    yield from _whole(questionnaire, sums, reached)


def _highest(sums: Sums) -> Move:
    """The most units of each axis by itself, over all cases of each group."""
    found = []
    for axis in range(len(sums.axes)):
        total = 0
        for group in sums.groups:
            total += max(
                sum(sums.move(q, c)[axis] for q, c in case.fixed)
                + sum(
                    max((sums.move(q, c)[axis] for c in sums.space.choices[q.id]), default=0)
                    for q in case.free
                )
                for case in group.cases
            )
        found.append(total)
    return tuple(found)


def _reached(sums: Sums, dimension: Dimension, index: int) -> set[Band]:
    axes = (2 * index, 2 * index + 1)
    grid = Grid(tuple(sums.steps[axis][-1] for axis in axes), (True, True))

    def move(question: Question, choice: Choice) -> Move:
        whole = sums.move(question, choice)
        return tuple(whole[axis] for axis in axes)

    cells = sums.reached(grid, ORIGIN, move, lambda question, choice: True)
    found = set()
    for first, row in enumerate(dimension.matrix):
        for second, band in enumerate(row):
            spans = (_within(sums, axes[0], first), _within(sums, axes[1], second))
            if cells & grid.span(0, *spans[0]) & grid.span(1, *spans[1]):
                found.add(band)
    return found


def _within(sums: Sums, axis: int, level: int) -> tuple[int, int]:
    """The units of a level, from and to."""
    steps = (0, *sums.steps[axis])
    return steps[level], steps[level + 1] - 1 if level + 1 < len(steps) else steps[level]


def _unreached(sums: Sums, dimension: Dimension, band: Band, highest: Move, index: int) -> Finding:
    first, second = 2 * index, 2 * index + 1
    told = {
        "band": band.value,
        "dimension": dimension.title,
        "first": str(sums.level(first, highest[0])),
        "second": str(sums.level(second, highest[1])),
        "points": f"{sums.points(first, highest[0]):f}",
        "points_too": f"{sums.points(second, highest[1]):f}",
        "needed": f"{sums.points(first, sums.steps[first][-1]):f}",
        "needed_too": f"{sums.points(second, sums.steps[second][-1]):f}",
    }
    place = places.at("dimensions", dimension.id, "matrix")
    problem, remedy = Sentence(_BAND, told), Sentence(_BAND_REMEDY, {})
    return Finding("unreachable", place, problem, remedy, Weight.ERROR)


def _whole(questionnaire: Questionnaire, sums: Sums, reached: Bands) -> Iterator[Finding]:
    open_ = {Band.LOW, Band.MEDIUM, Band.HIGH}
    for answers in _examples(questionnaire, sums):
        sums.space.work.spend(10 + len(questionnaire.questions))
        open_.discard(score(questionnaire, answers).band)
        if not open_:
            return
    for band in sorted(open_, key=lambda band: band.rank):
        told = {"band": band.value}
        if _possible(questionnaire, reached, band):
            problem, check, weight = _WHOLE_UNSHOWN, "not_shown", Weight.JUDGEMENT
        else:
            problem, check, weight = _WHOLE, "unreachable", Weight.ERROR
        yield Finding(check, "rules", Sentence(problem, told), Sentence(_WHOLE_REMEDY, {}), weight)


def _possible(questionnaire: Questionnaire, reached: Bands, band: Band) -> bool:
    """Whether the dimensions leave the band open; False proves that nothing reaches it."""
    rules = questionnaire.rules
    raised = all(found - {Band.LOW} for found in reached.values())
    match band:
        case Band.LOW:
            return all(Band.LOW in found for found in reached.values())
        case Band.MEDIUM:
            unknown = sum(question.offers_unknown for question in questionnaire.questions)
            several = len(reached) > 1 or not rules.accumulate
            medium = any(Band.MEDIUM in found for found in reached.values())
            return (medium and several) or unknown >= rules.unknown_floor
        case Band.HIGH:
            high = any(Band.HIGH in found for found in reached.values())
            return high or (rules.accumulate and raised)


def _examples(questionnaire: Questionnaire, sums: Sums) -> Iterator[dict[str, object]]:
    """Answers from the mildest on, worsened question by question, dimension by dimension."""
    for start in _starts(sums):
        yield start
        for dimension in questionnaire.dimensions:
            answers = dict(start)
            for question in _feeding(questionnaire, dimension):
                for choice in sorted(sums.space.choices[question.id], key=_grave):
                    answers[question.id] = choice.answer
                    yield answers
        answers = dict(start)
        for question in questionnaire.questions:
            for choice in sums.space.choices[question.id]:
                if choice.unknown:
                    answers[question.id] = choice.answer
                    yield answers


def _starts(sums: Sums) -> Iterator[dict[str, object]]:
    """Mild answers: once as mild as can be, once such that the most questions are asked."""
    mild = {
        id: min(choices, key=_grave).answer for id, choices in sums.space.choices.items() if choices
    }
    yield dict(mild)
    for group in sums.groups:
        widest = max(group.cases, key=lambda case: len(case.fixed) + len(case.free))
        mild |= {question.id: choice.answer for question, choice in widest.fixed}
    yield mild


def _grave(choice: Choice) -> tuple[bool, bool, object]:
    return choice.unknown, bool(choice.flags), choice.points


def _feeding(questionnaire: Questionnaire, dimension: Dimension) -> list[Question]:
    axes = {axis for axis in questionnaire.axes if axis.startswith(f"{dimension.id}.")}
    feeding = [q for q in questionnaire.questions if axes & {axis for axis, _ in q.feeds}]
    return sorted(feeding, key=lambda q: sum(axis not in axes for axis, _ in q.feeds))
