"""Working days per Member State, against a count by hand."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory.domain.working_days import add, due, is_working_day, working_days_between
from portal.countries import EU

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
STATES = st.sampled_from(EU)


def slowly(a: date, b: date, state: str) -> int:
    """Day by day, with the calendar asked anew."""
    calendar = holidays.country_holidays(state, years=range(2023, 2031))
    days = (a + timedelta(days=n) for n in range(1, (b - a).days + 1))
    return sum(day.weekday() < 5 and day not in calendar for day in days)


@settings(deadline=None)  # the first look at a calendar loads it
@given(a=DAYS, length=st.integers(0, 800), state=STATES)
def test_counting_equals_a_walk_day_by_day(a, length, state):
    b = a + timedelta(days=length)
    assert working_days_between(a, b, state) == slowly(a, b, state)
    assert working_days_between(b, a, state) == -slowly(a, b, state)


@settings(deadline=None)  # the first look at a calendar loads it
@given(start=DAYS, days=st.integers(0, 60), state=STATES)
def test_what_is_added_is_what_is_counted(start, days, state):
    end = add(start, days, state)
    assert working_days_between(start, end, state) == days
    assert end == start if not days else is_working_day(end, state)


@pytest.mark.parametrize(
    ("received", "days", "state", "expected"),
    [
        (date(2026, 11, 23), 15, "NL", date(2026, 12, 14)),
        (date(2026, 12, 23), 3, "NL", date(2026, 12, 29)),  # Friday 25 is a holiday
        (date(2026, 12, 23), 3, "SE", date(2026, 12, 29)),
        (date(2026, 4, 30), 1, "SE", date(2026, 5, 4)),  # May Day falls on a Friday
        (date(2026, 4, 30), 1, "NL", date(2026, 5, 1)),  # and is worked in the Netherlands
        (date(2026, 11, 21), 1, "NL", date(2026, 11, 23)),  # a Saturday's mail
        (date(2026, 11, 21), 0, "NL", date(2026, 11, 23)),
        (date(2026, 11, 23), 0, "NL", date(2026, 11, 23)),
    ],
)
def test_due_dates(received, days, state, expected):
    assert due(received, days, state) == expected


def test_every_member_state_has_a_calendar():
    assert all(not is_working_day(date(2026, 1, 1), state) for state in EU)


@pytest.mark.parametrize("state", ["", "XX", "EL"])
def test_a_code_without_a_calendar_is_named(state):
    with pytest.raises(ValueError, match="calendar of public holidays"):
        due(date(2026, 11, 23), 3, state)


def test_days_are_never_taken_away():
    with pytest.raises(ValueError, match="from 0 on"):
        add(date(2026, 11, 23), -1, "NL")
