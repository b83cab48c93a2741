"""Positions in a list, as an address carries them."""

import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from advisory.choices import OPEN_STATES
from advisory.domain.queue import OPEN, STATES, Order, Tab, is_overdue, position, read_position

ROW = SimpleNamespace(
    id=uuid.UUID(int=7),
    priority=9817,
    due_on=date(2026, 12, 1),
    received_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (Order.PRIORITY, (9817, date(2026, 12, 1), ROW.id)),
        (Order.DUE, (date(2026, 12, 1), ROW.id)),
        (Order.RECEIVED, (ROW.received_at, ROW.id)),
    ],
)
def test_a_position_is_read_as_it_was_written(order, values):
    assert read_position(order, position(order, ROW)) == values


def test_a_row_without_due_date_has_a_position_too():
    bare = SimpleNamespace(id=ROW.id, priority=3, due_on=None)
    assert read_position(Order.PRIORITY, position(Order.PRIORITY, bare)) == (3, None, ROW.id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "~~",
        "1~2~3",
        "-1~2026-12-01~00000000-0000-0000-0000-000000000007",
        "99999999~2026-12-01~00000000-0000-0000-0000-000000000007",
        "1~2026-13-01~00000000-0000-0000-0000-000000000007",
        "2026-12-01~00000000-0000-0000-0000-000000000007",
    ],
)
def test_what_is_no_position_is_none(text):
    assert read_position(Order.PRIORITY, text) is None


def test_a_moment_without_zone_is_no_position():
    naive = f"2026-11-20T09:30:00~{ROW.id}"
    assert read_position(Order.RECEIVED, naive) is None


def test_the_lists_share_out_every_state():
    assert set(STATES[Tab.OPEN]) | set(STATES[Tab.CLOSED]) == {
        state for states in STATES.values() for state in states
    }
    assert not set(STATES[Tab.OPEN]) & set(STATES[Tab.CLOSED])
    assert [str(state) for state in OPEN] == [str(state) for state in OPEN_STATES]


def test_nothing_is_overdue_while_the_hub_waits_or_after_it_answered():
    today = date(2026, 12, 2)
    late = date(2026, 12, 1)
    assert is_overdue("taken", late, today)
    assert not is_overdue("taken", today, today)
    assert not is_overdue("waiting", late, today)
    assert not is_overdue("issued", late, today)
    assert not is_overdue("queued", None, today)
