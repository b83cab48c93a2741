"""Counts by organisation, and that what must be equal is."""

import json

import pytest

from reporting.domain.cells import Cell
from reporting.domain.tallies import (
    CountsDiffer,
    Tally,
    Tenant,
    by_organisation,
    cell,
    require_equal,
)

COUNTS = {"low": {"a": 2, "b": 1}, "high": {"a": 4}}


def test_a_cell_says_what_stands_behind_it():
    assert cell(by_organisation(COUNTS.values())) == Cell(7, 2, 6, 1)
    assert cell({"a": 3, "b": 0}) == Cell(3, 1, 3, 0, "a")
    assert cell({}) == Cell(0, 0)


def test_equal_counts_pass():
    require_equal("x", COUNTS, {"low": 3, "high": 4}, 9, excluded=2)


@pytest.mark.parametrize(
    ("by_category", "every", "told"),
    [
        ({"low": 3, "high": 5}, 8, "x: high differ"),
        ({"low": 3}, 3, "x: high differ"),
        ({"low": 3, "high": 4, "medium": 1}, 8, "x: medium differ"),
        ({"low": 3, "high": 4}, 8, "hold 7 cases, and there are 8"),
    ],
)
def test_unequal_counts_are_named(by_category, every, told):
    with pytest.raises(CountsDiffer, match=told):
        require_equal("x", COUNTS, by_category, every)


def test_it_comes_back_from_storage_as_it_was():
    tally = Tally({"a": Tenant("rto", "small")}, {"scored.band": COUNTS})
    assert Tally.from_document(json.loads(json.dumps(tally.as_document()))) == tally
