"""Which case comes first: one rule, its reason in words, no country in it."""

import inspect
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.domain.triage import FIRST, FLAG_DAYS, GRAVE_DAYS, LAST, Reason, priority

TODAY = date(2026, 11, 22)
DUE = date(2026, 12, 14)
DATES = st.none() | st.dates(date(2001, 1, 1), date(2080, 1, 1))
OUTCOMES = st.sampled_from(["", "low", "medium", "high", "refer"])
FLAGS = st.lists(st.sampled_from(["REFER:B4", "REFER", "LEGAL-EXPORT", "LEGAL-FDI:C2"]))


def rank(**given):
    usual = {"outcome": "medium", "flags": [], "due_on": DUE, "needed_by": None, "today": TODAY}
    return priority(**(usual | given)).rank


def test_the_earlier_due_date_comes_first():
    assert rank(due_on=DUE) < rank(due_on=DUE + timedelta(days=1))


def test_what_is_needed_before_it_is_due_counts_from_then():
    found = priority(
        outcome="medium", flags=[], due_on=DUE, needed_by=date(2026, 12, 1), today=TODAY
    )
    assert found.rank == rank(due_on=date(2026, 12, 1))
    assert found.because == "Needed by 1 Dec 2026, before it is due."


def test_what_is_needed_after_it_is_due_changes_nothing():
    assert rank(needed_by=DUE + timedelta(days=9)) == rank()


@pytest.mark.parametrize("outcome", ["high", "refer"])
def test_a_grave_outcome_counts_as_a_week(outcome):
    assert rank() - rank(outcome=outcome) == GRAVE_DAYS


def test_a_flag_that_asks_the_hub_counts_once_and_a_legal_one_not_at_all():
    assert rank() - rank(flags=["REFER:B4", "REFER:C1"]) == FLAG_DAYS
    assert rank(flags=["LEGAL-EXPORT"]) == rank()


def test_the_sentence_names_every_ground():
    found = priority(outcome="high", flags=["REFER:B4"], due_on=DUE, needed_by=None, today=TODAY)
    assert found.because == (
        "Due on 14 Dec 2026; high risk counts as 7 days earlier; "
        "a flag that asks the hub counts as 3 days earlier."
    )
    assert [ground.reason for ground in found.grounds] == [Reason.DUE, Reason.HIGH, Reason.FLAG]


@given(outcome=OUTCOMES, flags=FLAGS, due_on=DATES, needed_by=DATES, later=st.integers(0, 900))
def test_a_stored_rank_never_ages(outcome, flags, due_on, needed_by, later):
    given = {"outcome": outcome, "flags": flags, "due_on": due_on, "needed_by": needed_by}
    now = priority(**given, today=TODAY)
    then = priority(**given, today=TODAY + timedelta(days=later))
    assert FIRST < now.rank < LAST
    if due_on or needed_by:
        assert now == then


@given(outcome=OUTCOMES, flags=FLAGS, due_on=DATES, needed_by=DATES)
def test_a_graver_case_never_comes_later(outcome, flags, due_on, needed_by):
    given = {"due_on": due_on, "needed_by": needed_by, "today": TODAY}
    mild = priority(outcome="low", flags=[], **given)
    assert priority(outcome=outcome, flags=flags, **given).rank <= mild.rank


def test_no_country_sender_or_partner_can_be_given():
    assert set(inspect.signature(priority).parameters) == {
        "outcome",
        "flags",
        "due_on",
        "needed_by",
        "today",
    }
