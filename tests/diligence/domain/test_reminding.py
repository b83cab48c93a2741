"""Reminders, digests, what fits into a day, and until when something may rest."""

import uuid
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain import due, reminding
from diligence.domain.due import Effort, Kind
from diligence.domain.reminding import (
    ASSUMED,
    DEFAULTS,
    FARTHEST,
    MOST,
    OffsetsError,
    is_digest_day,
    is_reminded,
    offsets_from,
    suggested,
    told_since,
    why_not_until,
    written,
)
from diligence.domain.working_days import is_working_day

DAY = date(2026, 11, 18)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
offsets = st.sets(st.integers(-FARTHEST, FARTHEST), max_size=MOST).map(
    lambda found: tuple(sorted(found, reverse=True))
)


def later(count):
    return DAY + timedelta(days=count)


@given(offsets)
def test_what_is_written_is_read_back(found):
    assert offsets_from(written(found)) == found


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused_with_a_reason(text):
    try:
        found = offsets_from(text)
    except OffsetsError:
        return
    assert len(found) <= MOST
    assert list(found) == sorted(set(found), reverse=True)
    assert all(abs(offset) <= FARTHEST for offset in found)


def test_lists_are_read_as_people_write_them():
    assert offsets_from(" 1;30 7,, 7 −7 +3") == (30, 7, 3, 1, -7)
    assert offsets_from("") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30, soon", "“soon” is no number of days"),
        ("1.5", "whole numbers"),
        ("366", "at most 365"),
        ("1 2 3 4 5 6 7 8 9 10 11", "at most 10"),
        ("٣", "no number"),
    ],
)
def test_errors_name_what_is_wrong(text, told):
    with pytest.raises(OffsetsError, match=told):
        offsets_from(text)


def test_the_usual_days_can_be_written_by_anybody():
    assert set(DEFAULTS) == set(Kind)
    for usual in DEFAULTS.values():
        assert offsets_from(written(usual)) == usual


@given(offsets, days, st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_each_reminder_falls_into_exactly_one_digest(found, day, gaps):
    """However the days of the digests lie, nothing is told twice or left out."""
    start = day - timedelta(days=60)
    edges = [start]
    for gap in gaps:
        edges.append(edges[-1] + timedelta(days=gap))
    told = [
        sum(is_reminded([each], day, after=a, until=b) for a, b in pairwise(edges))
        for each in found
    ]
    inside = [start < day - timedelta(days=each) <= edges[-1] for each in found]
    assert told == [int(each) for each in inside]


@given(days)
def test_a_weekly_digest_comes_once_a_week_and_a_daily_one_on_working_days(day):
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    working = [each for each in week if is_working_day(each, "NL")]
    assert [d for d in week if is_digest_day(d, "NL", weekly=False)] == working
    assert [d for d in week if is_digest_day(d, "NL", weekly=True)] == working[:1]


def test_a_digest_begins_where_the_latest_ended():
    assert told_since(DAY, later(-3), weekly=False) == later(-3)
    assert told_since(DAY, None, weekly=False) == later(-1)
    assert told_since(DAY, None, weekly=True) == later(-7)
    assert told_since(DAY, later(-90), weekly=False) == later(-1)


def _start(number, on):
    return due.start(uuid.UUID(int=number), on, DAY)


def _answers(number, on):
    key = uuid.UUID(int=number)
    return due.appraisal(key, key, triage=False, begun=on - timedelta(days=14), starts_on=None)


def test_the_earliest_come_first_until_the_time_is_used():
    items = [_start(n, later(n)) for n in range(9)]
    found = suggested(items, ASSUMED, DAY)
    assert [each.item for each in found] == items[:4]
    assert sum(each.minutes for each in found) == 20


def test_what_does_not_fit_is_offered_in_part_where_answers_are_saved():
    first, then = suggested([_start(1, later(1)), _answers(2, later(2))], ASSUMED, DAY)
    assert (first.part, first.minutes) == (False, 5)
    assert (then.part, then.minutes) == (True, 15)
    (alone,) = suggested([_answers(2, later(2))], {**ASSUMED, Effort.ANSWERS: 15}, DAY)
    assert (alone.part, alone.minutes) == (False, 15)


def test_nothing_is_suggested_that_nobody_can_move_yet():
    key = uuid.UUID(int=5)
    silent = due.colleague(key, key, step=key, name="V", replied=None, lapses=later(1))
    assert suggested([due.expiry(key, later(100)), silent], ASSUMED, DAY) == ()


efforts = st.fixed_dictionaries({effort: st.integers(0, 90) for effort in Effort})


@given(efforts, st.lists(st.tuples(st.booleans(), st.integers(-30, 30)), max_size=20))
def test_suggestions_never_take_longer_than_there_is(takes, rows):
    items = due.ordered(
        (_answers if long else _start)(n, later(on)) for n, (long, on) in enumerate(rows, 1)
    )
    found = suggested(items, takes, DAY)
    assert sum(each.minutes for each in found) <= reminding.MINUTES_A_DAY
    assert [each.item for each in found] == due.ordered(each.item for each in found)
    assert sum(each.part for each in found) <= 1


def test_until_when_something_may_rest():
    assert why_not_until(DAY, DAY) is not None
    assert why_not_until(later(1), DAY) is None
    assert why_not_until(later(180), DAY) is None
    assert "180" in str(why_not_until(later(181), DAY))
    key = uuid.UUID(int=5)
    asked = due.reply(key, key, step=key, asked=DAY, needed=None)
    assert reminding.passes_a_firm_day(asked, later(8))
    assert not reminding.passes_a_firm_day(asked, later(7))
    assert not reminding.passes_a_firm_day(_start(1, DAY), later(30))
