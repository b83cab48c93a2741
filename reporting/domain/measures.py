"""Percentages, medians and ratios: single figures that may be shown, or why not.

A figure is worth showing only where its parts are: a percentage beside its base tells its
numerator, so it follows the rules of both halves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from math import ceil

from reporting.domain.audit import Audited, Hidden
from reporting.domain.cells import TOTAL, Absent, Cell, Shown
from reporting.domain.rules import Reason, Thresholds

Share = Shown | Hidden | Absent


@dataclass(frozen=True, slots=True)
class ShownRatio:
    """A ratio that may be shown, to one decimal."""

    tenths: int


class Step(IntEnum):
    """What a duration is rounded to."""

    DAY = 1
    FIVE_MINUTES = 5


def _half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def share(numerator: Cell, complement: Cell, base: Cell, rule: Thresholds) -> Shown | Hidden:
    """Whole percent of the base, where the base, the numerator and the rest all may be shown.

    `complement` is the rest of the base. Raises ValueError when both halves don't make it up.
    """
    if numerator.count + complement.count != base.count:
        raise ValueError("A share's numerator and complement must add up to its base.")
    if reason := rule.primary(base):
        return Hidden(reason, primary=True)
    if base.count < max(rule.share_base, 1):
        return Hidden(Reason.BASE, primary=True)
    if rule.group(numerator, base.count):
        return Hidden(Reason.GROUP, primary=True)
    for half in (numerator, complement):
        if reason := rule.primary(half):
            return Hidden(reason, primary=True)
    return Shown(_half_up(Fraction(100 * numerator.count, base.count)))


def share_of(audited: Audited, row: str, column: str, rule: Thresholds) -> Share:
    """Whole percent of a column that one cleared cell makes up; from shown numbers only.

    KeyError when the column's total isn't published.
    """
    part, base = audited.at(row, column), audited.at(TOTAL, column)
    if not isinstance(part, Shown):
        return part
    if not isinstance(base, Shown):
        return base
    if base.value < max(rule.share_base, 1):
        return Hidden(Reason.BASE, primary=False)
    if 0 < base.value - part.value < rule.cases:
        return Hidden(Reason.THRESHOLD, primary=False)
    return Shown(_half_up(Fraction(100 * part.value, base.value)))


def median(durations: Mapping[int, int], behind: Cell, rule: Thresholds, step: Step) -> Share:
    """Median of durations, rounded; see `quantile`."""
    return quantile(durations, Fraction(1, 2), behind, rule, step)


def quantile(
    durations: Mapping[int, int], of: Fraction, behind: Cell, rule: Thresholds, step: Step
) -> Share:
    """The duration that this part of the cases doesn't exceed, rounded to the step.

    `durations`: cases by duration, in days or minutes. `behind`: the same cases by organisation.
    Never a smallest or largest value: as many cases as organisations are asked for must lie
    beyond it on either side. Raises ValueError when the two counts differ.
    """
    cases = sum(durations.values())
    if cases != behind.count:
        raise ValueError(f"{cases} durations, but {behind.count} cases behind them.")
    if not cases:
        return Absent(structural=False)
    if reason := rule.primary(behind):
        return Hidden(reason, primary=True)
    middle = of * cases
    first, second = ceil(middle), int(middle) + 1
    if min(first - 1, cases - second) < rule.contributors:
        return Hidden(Reason.THRESHOLD, primary=True)
    exact = Fraction(_ranked(durations, first) + _ranked(durations, second), 2)
    return Shown(step * _half_up(exact / step))


def _ranked(durations: Mapping[int, int], rank: int) -> int:
    """The rank-th shortest duration, counted from 1."""
    passed = 0
    for duration in sorted(durations):
        passed += durations[duration]
        if passed >= rank:
            return duration
    raise ValueError(f"There is no {rank}th of {passed} durations.")


def ratio(
    part: Cell, base: Cell, reference: Cell, reference_base: Cell, rule: Thresholds
) -> ShownRatio | Hidden:
    """How many times as often something happens in one group as in the reference group.

    Withheld when a group is too small, and when none or all of a group are concerned: then there
    is no ratio, or it tells of everybody. Raises ValueError when a part exceeds its base.
    """
    if part.count > base.count or reference.count > reference_base.count:
        raise ValueError("A part can't exceed its base.")
    for group in (base, reference_base):
        if not group.count:
            return Hidden(Reason.BASE, primary=True)
        if reason := rule.primary(group):
            return Hidden(reason, primary=True)
    if part.count in {0, base.count} or reference.count in {0, reference_base.count}:
        return Hidden(Reason.GROUP, primary=True)
    exact = Fraction(part.count * reference_base.count, base.count * reference.count)
    return ShownRatio(_half_up(10 * exact))
