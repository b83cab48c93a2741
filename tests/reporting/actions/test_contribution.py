"""Preparing a contribution: what is stored, what is refused, what a colleague's save does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.authority import Refused
from portal.models import Organisation
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for
from reporting.actions import contribution, cycles
from reporting.models import ChapterText, Contribution, Declaration, FrameCell, ReportingCycle
from reporting.queries import contribution as reading
from tests.cast import Member
from tests.reporting import countries


# --- Cycles -----------------------------------------------------------------------------------
def test_a_cycle_is_two_calendar_years(cycle: ReportingCycle):
    assert (cycle.key, str(cycle.starts_on), str(cycle.ends_on)) == (
        "2025-2026",
        "2025-01-01",
        "2026-12-31",
    )
    assert cycles.first_free_year() == 2027


@pytest.mark.parametrize(
    ("year", "freeze", "field"),
    [(2026, date(2028, 1, 1), "first_year"), (2027, date(2028, 6, 1), "freezes_on")],
)
def test_a_cycle_that_overlaps_or_freezes_too_early_is_refused_by_field(
    cycle: ReportingCycle, carl: Member, year: int, freeze: date, field: str
):
    with acting_for(carl.organisation), pytest.raises(ValidationError) as refused:
        cycles.add(first_year=year, freezes_on=freeze, by=carl.actor)
    assert list(refused.value.message_dict) == [field]


def test_only_the_commission_keeps_cycles(cycle: ReportingCycle, petra: Member):
    with acting_for(petra.organisation):
        with pytest.raises(Refused):
            cycles.add(first_year=2027, freezes_on=date(2029, 3, 1), by=petra.actor)
        with pytest.raises(ReportingCycle.DoesNotExist):
            cycles.change(cycle.pk, freezes_on=date(2027, 5, 1), by=petra.actor)


def test_dates_move_until_a_return_is_confirmed(cycle, carl, frozen, confirm_it):
    with acting_for(carl.organisation):
        assert cycles.change(cycle.pk, freezes_on=date(2027, 5, 1), by=carl.actor)
    confirm_it(frozen)
    with acting_for(carl.organisation), pytest.raises(Refused, match="dates stay"):
        cycles.change(cycle.pk, freezes_on=date(2027, 6, 1), by=carl.actor)


# --- Frame ------------------------------------------------------------------------------------
def test_a_frozen_frame_stays(frozen: Contribution, as_petra: Member):
    assert frozen.frame_frozen_by == "Petra Policy"
    with pytest.raises(Refused, match="frozen"):
        contribution.enter_frame(
            frozen.pk, counts={}, source="Other", revision=None, by=as_petra.actor
        )
    with pytest.raises(Refused):
        contribution.freeze_frame(frozen.pk, by=as_petra.actor)
    assert reading.frame_counts(frozen) == countries.FRAME


def test_a_frame_smaller_than_the_platform_cannot_be_frozen(
    begun: Contribution, university_a: Organisation, as_petra: Member
):
    contribution.enter_frame(
        begun.pk,
        counts={("rto", "small"): 5},
        source="Register",
        revision=begun.revision,
        by=as_petra.actor,
    )
    with pytest.raises(ValidationError) as refused:
        contribution.freeze_frame(begun.pk, by=as_petra.actor)
    assert "1 of them are on this platform already" in refused.value.messages[0]
    assert "University" in refused.value.messages[0]


def test_an_empty_frame_cannot_be_frozen(begun: Contribution, as_petra: Member):
    with pytest.raises(ValidationError) as refused:
        contribution.freeze_frame(begun.pk, by=as_petra.actor)
    assert "empty" in refused.value.messages[0]


def test_a_frame_a_colleague_changed_meanwhile_is_not_overwritten(
    begun: Contribution, as_petra: Member
):
    seen = begun.revision
    contribution.enter_frame(
        begun.pk, counts={("rto", "small"): 5}, source="A", revision=seen, by=as_petra.actor
    )
    with pytest.raises(contribution.Conflict):
        contribution.enter_frame(
            begun.pk, counts={("rto", "small"): 9}, source="B", revision=seen, by=as_petra.actor
        )
    assert reading.frame_counts(begun) == {("rto", "small"): 5}


def test_zeros_of_a_frame_are_no_rows(begun: Contribution, as_petra: Member):
    counts = {("rto", "small"): 5, ("private", "large"): 0}
    contribution.enter_frame(begun.pk, counts=counts, source="A", revision=None, by=as_petra.actor)
    assert FrameCell.objects.count() == 1


# --- Declarations -----------------------------------------------------------------------------
def test_what_is_left_empty_is_not_stored(begun: Contribution, as_petra: Member):
    row = contribution.declare(
        begun.pk,
        "MS-02",
        given={"meetings_2025": "0", "meetings_2026": ""},
        note="",
        seen="",
        by=as_petra.actor,
    )
    assert row.values == {"meetings_2025": 0}


@pytest.mark.parametrize(
    ("code", "given", "key"),
    [
        ("MS-02", {"meetings_2025": "several"}, "meetings_2025"),
        ("MS-02", {"meetings_2025": "-1"}, "meetings_2025"),
        ("MS-01", {"where": "guidelines"}, "where"),
        ("MS-01", {"since": "2031-01-01"}, "since"),
        ("MS-01", {"status": "perhaps"}, "status"),
        ("MS-05", {"members": ["research", "mars"]}, "members"),
    ],
)
def test_bad_values_are_named_by_field(begun, as_petra, code, given, key):
    with pytest.raises(ValidationError) as refused:
        contribution.declare(begun.pk, code, given=given, note="", seen="", by=as_petra.actor)
    assert list(refused.value.message_dict) == [key]
    assert not Declaration.objects.exists()


def test_more_tested_than_in_scope_is_refused(frozen: Contribution, as_petra: Member):
    with pytest.raises(ValidationError) as refused:
        contribution.declare(
            frozen.pk, "MS-08", given={"tested_rto": "999"}, note="", seen="", by=as_petra.actor
        )
    assert "in scope" in refused.value.message_dict["tested_rto"][0]


def test_a_declaration_a_colleague_saved_meanwhile_is_shown_and_kept(
    begun: Contribution, as_petra: Member
):
    first = contribution.declare(
        begun.pk, "MS-01", given={"status": "yes"}, note="", seen="", by=as_petra.actor
    )
    with pytest.raises(contribution.Conflict) as conflict:
        contribution.declare(
            begun.pk, "MS-01", given={"status": "no"}, note="", seen="", by=as_petra.actor
        )
    assert conflict.value.theirs["values"] == {"status": "yes"}
    seen = contribution.stamp(first.updated_at)
    again = contribution.declare(
        begun.pk, "MS-01", given={"status": "no"}, note="", seen=seen, by=as_petra.actor
    )
    assert again.values == {"status": "no"}


# --- Texts ------------------------------------------------------------------------------------
def test_a_text_a_colleague_saved_meanwhile_is_not_overwritten(
    begun: Contribution, as_petra: Member
):
    contribution.write(begun.pk, "policy", text="Mine", revision=0, by=as_petra.actor)
    with pytest.raises(contribution.Conflict) as conflict:
        contribution.write(begun.pk, "policy", text="Yours", revision=0, by=as_petra.actor)
    assert conflict.value.theirs == "Mine"
    contribution.write(
        begun.pk, "policy", text="Ours", revision=int(conflict.value.seen), by=as_petra.actor
    )
    assert ChapterText.objects.get().text == "Ours"


def test_saving_the_same_twice_changes_and_records_nothing(begun, as_petra):
    contribution.write(begun.pk, "policy", text="Words", revision=0, by=as_petra.actor)
    events = AuditEvent.objects.count()
    contribution.write(begun.pk, "policy", text=" Words\r\n", revision=0, by=as_petra.actor)
    assert AuditEvent.objects.count() == events


def test_a_ministry_that_may_only_look_can_change_nothing(begun: Contribution, carl: Member):
    with acting_for(begun.owner), pytest.raises(Refused):
        contribution.write(begun.pk, "policy", text="Words", revision=0, by=carl.actor)
