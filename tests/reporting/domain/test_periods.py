"""Quarters, the biennium they belong to, and which of them are due."""

from datetime import UTC, date, datetime

import pytest

from reporting.domain.periods import Quarter, due


@pytest.mark.parametrize(
    ("key", "starts", "ends", "cycle", "following"),
    [
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31), "2025-2026", "2025-Q2"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2025-2026", "2027-Q1"),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30), "2023-2024", "2024-Q4"),
    ],
)
def test_a_quarter_knows_its_days_and_its_cycle(key, starts, ends, cycle, following):
    quarter = Quarter.parse(key)
    assert (quarter.starts_on, quarter.ends_on, quarter.cycle) == (starts, ends, cycle)
    assert str(quarter.next()) == following
    assert quarter.next().previous() == quarter
    assert {Quarter.of(starts), Quarter.of(ends)} == {quarter}


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-q1", "1999-Q1", "2026-Q1-Q2"])
def test_anything_else_is_no_quarter(text: str):
    with pytest.raises(ValueError, match="Write it like 2026-Q3"):
        Quarter.parse(text)


def test_a_quarter_begins_and_ends_at_local_midnight():
    since, until = Quarter(2026, 3).instants()
    assert since == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert until == Quarter(2026, 4).instants()[0]


def test_a_quarter_is_due_some_days_after_its_end():
    first = Quarter(2026, 1)
    assert due(first, date(2026, 4, 9), []) == []
    assert due(first, date(2026, 4, 10), []) == [first]
    assert due(first, date(2026, 11, 1), []) == [first, Quarter(2026, 2), Quarter(2026, 3)]


def test_a_series_grows_at_its_end_only():
    assert due(Quarter(2025, 1), date(2026, 11, 1), ["2026-Q2"]) == [Quarter(2026, 3)]
    assert due(Quarter(2026, 4), date(2026, 11, 1), ["2026-Q2"]) == []
