"""What is due when and why: the rules on which everything in time rests."""

import uuid
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from diligence.choices import DueKind
from diligence.domain import due
from diligence.domain.due import Because, Kind, When

ROW, OTHER, THIRD = (uuid.UUID(int=n) for n in (1, 2, 3))
DAY = date(2026, 11, 18)
"""A Wednesday."""

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def later(count):
    return DAY + timedelta(days=count)


def test_every_kind_has_its_label():
    assert {kind.value for kind in Kind} == set(DueKind.values)


def test_a_start_is_due_by_itself():
    ahead = due.start(ROW, later(3), DAY)
    assert (ahead.due, ahead.because) == (later(3), Because.STARTS)
    assert due.start(ROW, DAY, DAY).because is Because.STARTED


def test_an_appraisal_is_due_by_the_start_or_two_weeks_after_it_was_begun():
    def item(starts_on):
        return due.appraisal(ROW, OTHER, triage=True, begun=DAY, starts_on=starts_on)

    assert item(later(200)).due == later(200)
    assert item(later(-5)).due == later(14)
    assert item(None).due == later(14)
    assert item(None).since == DAY


def test_a_hubs_question_is_due_in_a_week_or_by_the_day_that_was_named():
    usual = due.reply(ROW, OTHER, step=THIRD, asked=DAY, needed=None)
    named = due.reply(ROW, OTHER, step=THIRD, asked=DAY, needed=later(3))
    assert (usual.due, usual.because, usual.firm) == (later(7), Because.ASKED, True)
    assert (named.due, named.because) == (later(3), Because.NEEDED)
    assert due.reply(ROW, OTHER, step=THIRD, asked=DAY, needed=later(30)).due == later(7)


def test_a_decision_waits_for_advice_that_is_expected():
    case = due.Case(ROW, OTHER, scored=DAY)
    assert due.decision(case).due == later(14)
    advised = due.decision(due.Case(ROW, OTHER, scored=DAY, advice_due=later(20)))
    assert (advised.due, advised.because, advised.since) == (later(34), Because.ADVICE, later(20))
    starts = due.decision(due.Case(ROW, OTHER, scored=DAY, starts_on=later(60)))
    assert (starts.due, starts.because, starts.since) == (later(60), Because.RESULT, DAY)
    assert due.decision(due.Case(ROW, OTHER, DAY, to_send=True)).because is Because.TO_SEND


def test_a_legal_clearance_ends_on_a_day_that_is_firm():
    legal = due.clearance(ROW, OTHER, step=THIRD, until=later(9), flag="LEGAL-EXPORT")
    asked = due.clearance(ROW, OTHER, step=THIRD, until=later(9), flag="REFER")
    assert (legal.firm, asked.firm) == (True, False)


def test_a_colleagues_reply_is_due_in_a_week_and_silence_when_the_link_lapses():
    def item(replied):
        return due.colleague(ROW, OTHER, step=THIRD, name="Vera", replied=replied, lapses=later(14))

    assert (item(None).due, item(None).because) == (later(14), Because.LAPSES)
    assert (item(DAY).due, item(DAY).because) == (later(7), Because.REPLIED)


def test_what_cannot_be_moved_yet_is_not_ready():
    assert not due.expiry(ROW, later(90)).is_ready(DAY)
    assert due.expiry(ROW, later(60)).is_ready(DAY)
    measure = due.measure(ROW, OTHER, due_on=later(90), done=False, code="M17")
    done = due.measure(ROW, OTHER, due_on=later(90), done=True, code="M17")
    assert (measure.is_ready(DAY), done.is_ready(DAY)) == (False, True)
    assert due.start(ROW, later(300), DAY).is_ready(DAY)


def test_weeks_end_on_sunday():
    expected = {
        -1: When.OVERDUE,
        0: When.WEEK,
        4: When.WEEK,
        5: When.FORTNIGHT,
        18: When.FORTNIGHT,
        19: When.LATER,
    }
    assert {n: due.when(later(n), DAY) for n in expected} == expected


@given(days, st.lists(days, max_size=40))
def test_counts_cover_every_item_once(today, dues):
    items = [due.start(uuid.UUID(int=n), day, today) for n, day in enumerate(dues)]
    counts = due.counted(items, today)
    assert sum(counts.values()) == len(items)
    assert set(counts) == set(When)
    order = [due.when(item.due, today) for item in due.ordered(items)]
    assert order == sorted(order, key=list(When).index)


@given(days, days, st.none() | days)
def test_nothing_is_due_before_it_came_up(today, since, starts_on):
    for item in (
        due.appraisal(ROW, OTHER, triage=False, begun=since, starts_on=starts_on),
        due.unknown(ROW, OTHER, scored=since, starts_on=starts_on),
        due.decision(due.Case(ROW, OTHER, since, starts_on)),
        due.review(ROW, OTHER, marked=since),
    ):
        assert item.due > since
