"""Confirming by name: what crosses to the Commission, when, and how it is corrected."""

import json

import pytest
from django.core.exceptions import ValidationError

from portal.authority import Refused
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for
from reporting.actions import confirm, contribution
from reporting.choices import ContributionState
from reporting.models import Contribution, ReceivedReturn, Return
from reporting.queries import cycles
from tests.cast import Member
from tests.reporting import countries


def test_until_it_is_confirmed_the_commission_has_nothing(frozen, cycle, carl):
    with acting_for(carl.organisation):
        assert cycles.received(cycle) == {}


def test_confirming_hands_over_exactly_what_is_kept(frozen, cycle, confirm_it, petra, carl):
    kept = confirm_it(frozen)
    with acting_for(petra.organisation):
        assert Contribution.objects.get().state == ContributionState.CONFIRMED
        assert AuditEvent.objects.filter(event="return.confirmed").count() == 1
        assert not ReceivedReturn.objects.exists()
    with acting_for(carl.organisation):
        received = cycles.received(cycle)["NL"]
        assert (received.document, received.digest) == (kept.document, kept.digest)
        assert received.confirmed_by == "Petra Policy"
        assert AuditEvent.objects.get(event="return.received").by == "Ministry NL"
        assert not Return.objects.exists()


def test_without_a_frozen_frame_nothing_is_confirmed(begun, confirm_it):
    with pytest.raises(Refused, match="Freeze the frame"):
        confirm_it(begun)


@pytest.mark.parametrize("name", ["", "Petra", "petra  polici"])
def test_the_name_must_be_ones_own(frozen, confirm_it, name):
    with pytest.raises(ValidationError) as refused:
        confirm_it(frozen, name=name)
    assert "Petra Policy" in refused.value.message_dict["name"][0]


def test_capitals_and_spaces_of_the_name_do_not_matter(frozen, confirm_it):
    assert confirm_it(frozen, name="  petra   POLICY ").revision == 1


def test_what_was_not_shown_is_not_confirmed(frozen, confirm_it, as_petra):
    with pytest.raises(contribution.Conflict):
        confirm_it(frozen, seen="0" * 64)
    assert not Return.objects.exists()


def test_only_publishable_figures_go(frozen, confirm_it, petra):
    last, every = countries.snapshot("NL", 2, organisations=12, cases=6)
    with acting_for(petra.organisation):
        countries.store(every)
    document = json.loads(confirm_it(frozen).document)
    publishable = last["audiences"]["publishable"]["tables"]
    internal = last["audiences"]["internal"]["tables"]
    sent = document["figures"]["tables"]
    differ = [
        (name, row, column)
        for name, table in internal.items()
        for row, values in table["cells"].items()
        for column, value in values.items()
        if publishable[name]["cells"].get(row, {}).get(column) != value
    ]
    assert differ, "the sample must have values only the ministry reads"
    for name, row, column in differ:
        assert sent[name]["cells"][row][column] == ":c"


def test_a_correction_is_a_new_revision_that_says_what_changed(
    frozen, confirm_it, petra, cycle, carl
):
    first = confirm_it(frozen)
    with acting_for(petra.organisation):
        with pytest.raises(Refused, match="confirmed"):
            contribution.write(frozen.pk, "policy", text="New", revision=0, by=petra.actor)
        confirm.begin_correction(frozen.pk, by=petra.actor)
        contribution.write(frozen.pk, "policy", text="New", revision=0, by=petra.actor)
    with pytest.raises(ValidationError) as refused:
        confirm_it(frozen)
    assert list(refused.value.message_dict) == ["correction"]
    second = confirm_it(frozen, correction="The text on policy was missing.")
    assert (first.revision, second.revision) == (1, 2)
    with acting_for(carl.organisation):
        assert cycles.received(cycle)["NL"].revision == 2
        assert [row.revision for row in cycles.received_of(cycle, "NL")] == [2, 1]


def test_a_correction_that_changes_nothing_is_closed_not_confirmed(frozen, confirm_it, as_petra):
    confirm_it(frozen)
    confirm.begin_correction(frozen.pk, by=as_petra.actor)
    with pytest.raises(ValidationError, match="Nothing changed"):
        confirm_it(frozen, correction="Nothing at all.")
    row = confirm.drop_correction(frozen.pk, by=as_petra.actor)
    assert row.state == ContributionState.CONFIRMED


def test_a_changed_correction_is_not_closed(frozen, confirm_it, as_petra):
    confirm_it(frozen)
    confirm.begin_correction(frozen.pk, by=as_petra.actor)
    contribution.write(frozen.pk, "outlook", text="New", revision=0, by=as_petra.actor)
    with pytest.raises(Refused, match="changed"):
        confirm.drop_correction(frozen.pk, by=as_petra.actor)


def test_a_return_never_changes(frozen, confirm_it, as_petra: Member):
    from django.db import ProgrammingError, transaction

    row = confirm_it(frozen)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Return.objects.filter(pk=row.pk).update(confirmed_by="Somebody else")


def test_when_the_commissions_half_fails_nothing_is_confirmed(frozen, confirm_it, petra, cycle):
    from django.db import IntegrityError

    with acting_for(cycle.owner):
        ReceivedReturn.objects.create(
            cycle=cycle,
            ministry=petra.organisation,
            member_state="NL",
            revision=1,
            document="{}",
            digest="0" * 64,
            confirmed_by="Somebody",
            confirmed_at=frozen.created_at,
        )
    with pytest.raises(IntegrityError):
        confirm_it(frozen)
    with acting_for(petra.organisation):
        assert not Return.objects.exists()
        assert Contribution.objects.get().state == ContributionState.OPEN
