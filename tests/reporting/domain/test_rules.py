"""Limits of each class for each audience, and tables that cannot be."""

from typing import Any

import pytest

from reporting.domain.audit import Finding
from reporting.domain.cells import TOTAL, Cell, Table
from reporting.domain.rules import RULES, Audience, DisclosureClass, Reason
from tests.reporting.domain.worlds import broad, grid

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]


def test_every_class_has_limits_for_every_audience() -> None:
    assert set(RULES) == {(each, audience) for each in DisclosureClass for audience in Audience}


@pytest.mark.parametrize("each", DisclosureClass)
def test_the_ministry_never_sees_less_than_everybody(each: DisclosureClass) -> None:
    public, ministry = RULES[each, Audience.PUBLISHABLE], RULES[each, Audience.INTERNAL]
    assert ministry.cases <= public.cases
    assert ministry.contributors <= public.contributors
    assert ministry.dominance == public.dominance
    assert ministry.width <= public.width


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell(9, 9, 1, 1), Reason.THRESHOLD),
        (Cell(10, 10, 1, 1), None),
        (Cell(40, 2, 20, 20), Reason.CONTRIBUTORS),
        (Cell(100, 5, 80, 9), Reason.DOMINANCE),
        (Cell(100, 5, 80, 8), None),
        (Cell(0, 0), None),
    ],
)
def test_a_cell_by_itself(cell: Cell, reason: Reason | None) -> None:
    """80 and 9 leave 11, which is less than 15 % of 80; 80 and 8 leave 12, which is just enough."""
    assert PUBLISHABLE.primary(cell) is reason


def test_a_large_cell_of_one_organisation_needs_a_wide_interval() -> None:
    """15 % of 500, and as far above its value."""
    cell = Cell(500, 1, 500, 0, "x")
    assert (PUBLISHABLE.needed_width(cell), PUBLISHABLE.lift(cell)) == (75, 75)
    assert PUBLISHABLE.needed_width(broad(4)) == 8
    assert INTERNAL.needed_width(broad(4)) == 3


def test_what_others_hold_lessens_the_room_above() -> None:
    """The others' 5 blur the largest already; 15 % of 100 less these 5 are left to be blurred."""
    assert PUBLISHABLE.lift(Cell(125, 4, 100, 20)) == 10


@pytest.mark.parametrize(
    ("width", "above", "passed"), [(8, 4, True), (7, 4, False), (8, 3, False), (80, 80, True)]
)
def test_a_finding_passes_by_width_and_by_room_above(width: int, above: int, passed: bool) -> None:
    assert Finding(0, width, width, above, needed=8, lift=4).passed is passed


def test_the_p_percent_rule_asks_for_contributions() -> None:
    with pytest.raises(ValueError, match="largest contribution"):
        PUBLISHABLE.primary(Cell(20, 4))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((3, 4), "contributors"),
        ((3, 0), "contributors"),
        ((5, 2, 3, 4), "second"),
        ((5, 2, 4, 3), "together"),
        ((9, 2, 4, 4), "larger"),
    ],
)
def test_impossible_cells_are_refused(numbers: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Cell(*numbers)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"total": broad(41)}, "is 41, its cells sum to 40"),
        ({"row_totals": {"r0": broad(20)}}, "every row"),
        ({"cells": {("r9", "c0"): broad(4)}}, "Not in the table"),
        ({"structural": frozenset({("r0", "c0")})}, "at once"),
    ],
)
def test_impossible_tables_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grid([[10, 10], [10, 10]], **changes)


def test_a_row_cannot_be_called_total() -> None:
    with pytest.raises(ValueError, match="distinct names"):
        Table((TOTAL,), ("c",), {})
