"""Percentages, medians and ratios come out rounded, or not at all."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.domain.audit import Hidden
from reporting.domain.cells import TOTAL, Absent, Cell, Shown, Table
from reporting.domain.measures import (
    ShownRatio,
    Step,
    median,
    quantile,
    ratio,
    share,
    share_of,
)
from reporting.domain.rules import RULES, Audience, DisclosureClass, Reason
from reporting.domain.suppression import suppress

CASES = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
ORGANISATIONS = RULES[DisclosureClass.ORGANISATIONS, Audience.PUBLISHABLE]
DURATIONS = RULES[DisclosureClass.DURATIONS, Audience.PUBLISHABLE]
RATIOS = RULES[DisclosureClass.RATIOS, Audience.PUBLISHABLE]
REPEATABLE = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def broad(count: int) -> Cell:
    return Cell(count, count, min(count, 1), 1 if count > 1 else 0)


@pytest.mark.parametrize(
    ("numerator", "rest", "expected"),
    [
        (20, 20, Shown(50)),
        (10, 70, Shown(13)),
        (0, 40, Shown(0)),
        (40, 0, Shown(100)),
        (10, 9, Hidden(Reason.BASE, primary=True)),
        (9, 40, Hidden(Reason.THRESHOLD, primary=True)),
        (40, 9, Hidden(Reason.THRESHOLD, primary=True)),
        (2, 3, Hidden(Reason.THRESHOLD, primary=True)),
    ],
)
def test_shares_of_cases(numerator: int, rest: int, expected: Shown | Hidden) -> None:
    """12.5 % rounds up to 13; numerator and rest must both be large enough."""
    assert share(broad(numerator), broad(rest), broad(numerator + rest), CASES) == expected


@pytest.mark.parametrize(
    ("numerator", "rest", "expected"),
    [
        (5, 5, Shown(50)),
        (0, 9, Hidden(Reason.BASE, primary=True)),
        (0, 10, Shown(0)),
        (4, 8, Hidden(Reason.THRESHOLD, primary=True)),
    ],
)
def test_shares_of_organisations(numerator: int, rest: int, expected: Shown | Hidden) -> None:
    base = Cell(numerator + rest, numerator + rest)
    got = share(Cell(numerator, numerator), Cell(rest, rest), base, ORGANISATIONS)
    assert got == expected


def test_one_organisation_behind_the_rest_withholds_the_share() -> None:
    """Who knows its own 30 cases would learn nothing; everybody else would learn of it."""
    got = share(broad(30), Cell(30, 1, 30, 0, "x"), Cell(60, 31, 30, 1), CASES)
    assert got == Hidden(Reason.CONTRIBUTORS, primary=True)


def test_halves_make_up_the_base() -> None:
    with pytest.raises(ValueError, match="add up"):
        share(broad(10), broad(10), broad(21), CASES)


def test_shares_come_from_shown_cells_only() -> None:
    rows, counts = ("a", "b", "c", "d"), (4, 30, 40, 0)
    table = Table(
        rows,
        ("q",),
        {(row, "q"): broad(count) for row, count in zip(rows, counts, strict=True)},
        column_totals={"q": broad(74)},
    )
    audited = suppress(table, CASES)
    assert isinstance(audited.at(TOTAL, "q"), Shown)
    assert isinstance(share_of(audited, "a", "q", CASES), Hidden)
    assert isinstance(share_of(audited, "b", "q", CASES), Hidden)
    assert share_of(audited, "c", "q", CASES) == Shown(54)
    assert share_of(audited, "d", "q", CASES) == Shown(0)


def test_a_share_without_published_base_is_an_error() -> None:
    table = Table(("a",), ("q",), {("a", "q"): broad(40)})
    with pytest.raises(KeyError):
        share_of(suppress(table, CASES), "a", "q", CASES)


# --- Durations ---


def test_medians_are_rounded() -> None:
    """Twelve cases of 11 and twelve of 14 days: 12.5 days, so 13; in steps of five minutes 15."""
    durations = {11: 12, 14: 12}
    assert median(durations, broad(24), DURATIONS, Step.DAY) == Shown(13)
    assert median(durations, broad(24), DURATIONS, Step.FIVE_MINUTES) == Shown(15)


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        (broad(19), Reason.THRESHOLD),
        (Cell(40, 2, 20, 20), Reason.CONTRIBUTORS),
        (Cell(40, 4, 35, 3), Reason.DOMINANCE),
    ],
)
def test_few_cases_have_no_median(behind: Cell, reason: Reason) -> None:
    got = median({7: behind.count}, behind, DURATIONS, Step.DAY)
    assert got == Hidden(reason, primary=True)


def test_no_cases_have_no_median_either() -> None:
    assert median({}, Cell(0, 0), DURATIONS, Step.DAY) == Absent(structural=False)


def test_a_quantile_near_the_end_is_withheld() -> None:
    """Of 20 cases two lie above the ninth tenth: nearly a maximum. Of 40, four do."""
    ninth = Fraction(9, 10)
    few, enough = dict.fromkeys(range(20), 1), dict.fromkeys(range(40), 1)
    assert quantile(few, ninth, broad(20), DURATIONS, Step.DAY) == Hidden(
        Reason.THRESHOLD, primary=True
    )
    assert quantile(enough, ninth, broad(40), DURATIONS, Step.DAY) == Shown(36)


def test_durations_and_cases_must_agree() -> None:
    with pytest.raises(ValueError, match="3 durations, but 4"):
        median({1: 3}, broad(4), DURATIONS, Step.DAY)


@given(st.lists(st.integers(0, 400), min_size=20, max_size=60))
@settings(REPEATABLE, max_examples=60)
def test_a_median_has_half_of_the_cases_on_either_side(values: list[int]) -> None:
    durations = {value: values.count(value) for value in values}
    got = median(durations, broad(len(values)), DURATIONS, Step.DAY)
    assert isinstance(got, Shown)
    ordered = sorted(values)
    middle = len(values) // 2
    lower = ordered[middle] if len(values) % 2 else ordered[middle - 1]
    assert lower <= got.value <= ordered[middle] + (ordered[middle] != lower)


# --- Ratios ---


def test_ratios_have_one_decimal() -> None:
    assert ratio(broad(30), broad(60), broad(20), broad(90), RATIOS) == ShownRatio(23)


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((10, 29, 10, 60), Reason.THRESHOLD),
        ((10, 60, 10, 29), Reason.THRESHOLD),
        ((0, 60, 10, 60), Reason.GROUP),
        ((10, 60, 0, 60), Reason.GROUP),
        ((60, 60, 10, 60), Reason.GROUP),
        ((0, 0, 10, 60), Reason.BASE),
    ],
)
def test_ratios_of_small_groups_are_withheld(numbers: tuple[int, ...], reason: Reason) -> None:
    part, base, reference, reference_base = (broad(number) for number in numbers)
    got = ratio(part, base, reference, reference_base, RATIOS)
    assert got == Hidden(reason, primary=True)


def test_a_part_is_part_of_its_base() -> None:
    with pytest.raises(ValueError, match="exceed"):
        ratio(broad(61), broad(60), broad(1), broad(60), RATIOS)
