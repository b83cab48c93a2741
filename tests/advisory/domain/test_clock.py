"""The hub's clock stands still while the organisation owes an answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory.domain.clock import resumed
from advisory.domain.working_days import is_working_day, working_days_between
from portal.countries import EU


def test_the_working_days_waited_are_added():
    # Asked on Friday, answered on Wednesday: three working days.
    moved = resumed(date(2026, 12, 1), date(2026, 11, 20), date(2026, 11, 25), "NL")
    assert moved == date(2026, 12, 4)


def test_an_answer_on_the_same_day_moves_nothing():
    day = date(2026, 11, 20)
    assert resumed(date(2026, 12, 1), day, day, "NL") == date(2026, 12, 1)


def test_waiting_over_a_weekend_alone_adds_nothing():
    moved = resumed(date(2026, 12, 1), date(2026, 11, 20), date(2026, 11, 22), "NL")
    assert moved == date(2026, 12, 1)


@settings(deadline=None)  # the first look at a calendar loads it
@given(
    due_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    paused=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    waited=st.integers(0, 90),
    state=st.sampled_from(EU),
)
def test_the_hub_has_as_many_working_days_left_as_when_it_asked(due_on, paused, waited, state):
    answered = paused + timedelta(days=waited)
    moved = resumed(due_on, paused, answered, state)
    assert is_working_day(moved, state) or moved == due_on
    left = working_days_between(paused, due_on, state)
    assert working_days_between(answered, moved, state) in (left, left + 1)


def test_an_answer_before_its_question_is_refused():
    with pytest.raises(ValueError, match="before its question"):
        resumed(date(2026, 12, 1), date(2026, 11, 20), date(2026, 11, 19), "NL")
