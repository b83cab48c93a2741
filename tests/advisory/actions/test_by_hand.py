"""Cases told by telephone, by mail or in person: entered, edited, never sent to anybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from advisory.actions import by_hand, triage
from advisory.actions.by_hand import PartnerTold, Told
from advisory.domain.working_days import due
from advisory.models import Referral, ReferralPartner
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories.consultations import remit
from tests.factories.queue import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return Told(
        source="telephone",
        sender_name="Werkhaus Applied Research",
        member_state="NL",
        summary="A guest asks for access to the clean room.",
        received_on=clock.today(),
    )


@pytest.fixture
def at_work(hub, ada, acting_as):
    remit(hub, target_days=10)
    acting_as(ada)
    return ada


def problems(told, by):
    with pytest.raises(ValidationError) as refused:
        by_hand.receive(told, by=by.actor)
    assert not Referral.objects.exists()
    return refused.value.message_dict


def test_a_told_case_stands_in_the_queue_without_a_dossier(at_work, told):
    row = by_hand.receive(told, by=at_work.actor)
    stored = Referral.objects.get(pk=row.pk)
    assert (stored.state, stored.kind, stored.consultation_id) == ("queued", "", None)
    assert stored.code.startswith("R-")
    assert stored.due_on == due(clock.today(), 10, "NL")
    assert stored.priority_because.startswith("Due on")
    entry = AuditEvent.objects.get(event="referral.received")
    assert entry.detail == {"code": stored.code, "how": "telephone"}


def test_partners_are_kept_as_they_will_be_looked_for(at_work, told):
    named = [PartnerTold("Göteborg Instruments AB", "https://ror.org/05xg72x27", "999854661")]
    row = by_hand.receive(replace(told, partners=named), by=at_work.actor)
    partner = ReferralPartner.objects.get(referral=row)
    assert (partner.normalised_name, partner.ror_id, partner.pic) == (
        "goteborg instruments",
        "05xg72x27",
        "999854661",
    )
    assert row.partner_names == "Göteborg Instruments AB"


def test_an_organisation_of_the_directory_is_known_again(at_work, told, university_a):
    row = by_hand.receive(replace(told, sender_name=" university  a "), by=at_work.actor)
    assert row.sender_id == university_a.pk
    assert by_hand.receive(told, by=at_work.actor).sender_id is None


def test_nothing_of_it_reaches_that_organisation(at_work, told, ines, acting_as):
    row = by_hand.receive(replace(told, sender_name="University A"), by=at_work.actor)
    triage.take(row.pk, by=at_work.actor)
    triage.close(row.pk, by=at_work.actor, because="Answered on the telephone.")
    acting_as(ines)
    assert not AuditEvent.objects.filter(event__startswith="consultation").exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("source", {"source": "portal"}),
        ("sender_name", {"sender_name": "  "}),
        ("sender_name", {"sender_name": "x" * 301}),
        ("member_state", {"member_state": "SE"}),
        ("summary", {"summary": ""}),
        ("summary", {"summary": "x" * 4001}),
        ("title", {"title": "x" * 301}),
        ("technology_areas", {"technology_areas": ["rocks"]}),
        ("received_on", {"received_on": date(2099, 1, 1)}),
        ("needed_by", {"needed_by": date(2020, 1, 1)}),
        ("needed_because", {"needed_because": "x" * 301}),
        ("partners-0-name", {"partners": [PartnerTold("", ror_id="05xg72x27")]}),
        ("partners-1-pic", {"partners": [PartnerTold("A"), PartnerTold("B", pic="12")]}),
        ("partners-0-ror_id", {"partners": [PartnerTold("A", ror_id="05xg72x28")]}),
        ("partners", {"partners": [PartnerTold(f"P{n}") for n in range(21)]}),
        ("summary", {"summary": "Stamped SECRET UE on the first page."}),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(at_work, told, field, wrong):
    assert set(problems(replace(told, **wrong), at_work)) == {field}


def test_only_advisers_enter_cases(at_work, told, stella):
    with pytest.raises(Refused):
        by_hand.receive(told, by=stella.actor)


def test_it_is_edited_until_it_is_closed(at_work, told):
    row = by_hand.receive(replace(told, partners=[PartnerTold("One")]), by=at_work.actor)
    soon = clock.today() + timedelta(days=1)
    anew = replace(told, title="Clean room", needed_by=soon, partners=[PartnerTold("Two")])
    edited = by_hand.edit(row.pk, anew, by=at_work.actor, revision=row.revision)
    assert (edited.title, edited.partner_names, edited.due_on) == ("Clean room", "Two", row.due_on)
    assert edited.priority < row.priority
    assert [partner.name for partner in edited.partners.all()] == ["Two"]
    detail = AuditEvent.objects.get(event="referral.edited").detail
    assert detail["changed"] == ["needed_by", "partner_names", "title"]
    triage.close(row.pk, by=at_work.actor, because="Done.")
    with pytest.raises(Refused, match="closed"):
        by_hand.edit(row.pk, anew, by=at_work.actor, revision=3)


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(at_work, told, bram):
    row = by_hand.receive(told, by=at_work.actor)
    by_hand.edit(row.pk, replace(told, title="Theirs"), by=bram.actor, revision=1)
    with pytest.raises(Refused, match="meanwhile"):
        by_hand.edit(row.pk, replace(told, title="Mine"), by=at_work.actor, revision=1)


def test_what_came_through_the_portal_is_never_changed(hub, at_work, told):
    sent = referral(hub)
    with pytest.raises(Refused, match="never changed"):
        by_hand.edit(sent.pk, told, by=at_work.actor, revision=1)


def test_a_hub_without_remit_enters_cases_of_its_own_member_state(hub, ada, told, acting_as):
    acting_as(ada)
    assert by_hand.receive(told, by=ada.actor).target_days == 15
