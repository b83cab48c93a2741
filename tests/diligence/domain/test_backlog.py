"""Which partnership is triaged first, why, and how long the rest takes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain import backlog
from diligence.domain.backlog import Turn, Waiting, ordered, place, time_left, typical_seconds

TODAY = date(2026, 11, 22)
REGISTERED = datetime(2026, 1, 1, tzinfo=UTC)


def row(id: str, starts: int | None = None, ends: int | None = None, **more) -> Waiting:
    """A partnership that starts and ends so many days from today."""
    days = [None if each is None else TODAY + timedelta(days=each) for each in (starts, ends)]
    told = {"technology": False, "registered_at": REGISTERED} | more
    return Waiting(id, days[0], days[1], **told)


def order(*rows: Waiting) -> str:
    return "".join(each.id for each in ordered(rows, TODAY))


def test_what_runs_comes_first_then_what_starts_soon_then_the_rest():
    rows = [row("e", -400, -1), row("d"), row("c", 61), row("b", 60), row("a", 0)]
    assert order(*rows) == "abcde"


def test_a_technology_area_counts_within_its_turn_and_not_beyond_it():
    assert order(row("b", 10), row("a", 50, technology=True)) == "ab"
    assert order(row("b", 90, technology=True), row("a", 10)) == "ab"


def test_then_the_earlier_start_then_who_was_registered_first():
    later = REGISTERED + timedelta(days=1)
    assert order(row("b", 20), row("a", 10)) == "ab"
    assert order(row("b", registered_at=later), row("a")) == "ab"


@pytest.mark.parametrize(
    ("waiting", "turn", "says"),
    [
        (row("a", -3), Turn.STARTED, "Started 2026-11-19"),
        (row("a", 3), Turn.SOON, "Starts 2026-11-25, within two months"),
        (row("a", 300), Turn.LATER, "Starts 2027-09-18"),
        (row("a"), Turn.UNDATED, "No start date"),
        (row("a", -9, -2), Turn.OVER, "Its end date, 2026-11-20, has passed"),
    ],
)
def test_every_place_says_why(waiting, turn, says):
    found = place(waiting, TODAY)
    assert found.key[0] is turn
    assert str(found.because[0]).startswith(says)
    assert len(found.because) == 1


def test_a_technology_area_is_said_as_well():
    found = place(row("a", 3, technology=True), TODAY)
    assert [str(each) for each in found.because][1:] == ["in a critical technology area"]


DAYS = st.one_of(st.none(), st.integers(-900, 900))
ROWS = st.lists(st.tuples(DAYS, DAYS, st.booleans()), max_size=12)


@given(ROWS)
def test_the_order_is_one_whatever_order_the_rows_come_in(drawn):
    rows = [
        row(f"{index:02}", start, end, technology=area)
        for index, (start, end, area) in enumerate(drawn)
    ]
    assert ordered(rows, TODAY) == ordered(reversed(rows), TODAY)
    keys = [place(each, TODAY).key for each in ordered(rows, TODAY)]
    assert keys == sorted(keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


def at(*seconds: float) -> list[datetime]:
    return [REGISTERED + timedelta(seconds=each) for each in seconds]


def test_the_typical_row_is_the_median_gap_to_five_seconds():
    assert typical_seconds(at(0, 22, 45, 68, 90, 112)) == 20
    assert typical_seconds(at(112, 90, 68, 45, 22, 0)) == 20


def test_pauses_and_what_a_machine_sent_do_not_count():
    finished = at(0, 0.1, 0.2, 0.3, 0.4, 0.5, 400, 800, 1200)
    assert typical_seconds(finished) is None
    worked = at(*(each * 30 for each in range(6)), 5000, 5000.5)
    assert typical_seconds(worked) == 30


def test_too_few_rows_say_nothing():
    assert backlog.FEWEST == 5
    assert typical_seconds(at(0, 20, 40, 60, 80)) is None
    assert typical_seconds([]) is None


@pytest.mark.parametrize(
    ("rows", "seconds", "says"),
    [
        (1, 20, "under a minute"),
        (4, 20, "about 2 minutes"),
        (60, 20, "about 20 minutes"),
        (180, 20, "about an hour"),
        (400, 20, "about 2 hours"),
    ],
)
def test_the_time_left_is_said_roundly(rows, seconds, says):
    assert str(time_left(rows, seconds)) == says
