"""Advice: four eyes, one frozen copy on both sides, and nothing that binds."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from advisory.actions import advise, countersign, drafting, triage
from advisory.actions.drafting import ChangedError, UnfinishedError
from advisory.domain import advising
from advisory.domain.advising import Draft
from advisory.models import Advice, AdviceDraft, Referral
from advisory.queries import drafts
from diligence.models import Consultation, Partnership, ReceivedAdvice
from portal.actions import members
from portal.authority import Refused, product
from portal.enums import Role
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests import cast
from tests.factories.referrals import SAYS, drafted, issued, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines, ada, bram):
    """University A's case, held by Ada; Bram is the second adviser."""
    return taken(ines, ada)


def sign(key, by):
    referral = Referral.objects.get(pk=key)
    draft = drafts.open_draft(referral)
    return countersign.sign(key, signs=draft.digest, by=by.actor)


def test_the_organisation_gets_the_hubs_advice_byte_for_byte(case, ines, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        sign(case, bram)
        advice = issued(case, ada)
        referral = Referral.objects.get(pk=case)
    assert (referral.state, referral.issued_at) == ("issued", advice.issued_at)
    assert sha256(advice.document.encode()).hexdigest() == advice.digest
    assert advice.number == f"NL-HN-{advice.issued_at.year}-0001"
    with acting_for(ines.organisation):
        copy = ReceivedAdvice.objects.get()
        consultation = Consultation.objects.get()
        partnership = Partnership.objects.get(pk=consultation.partnership_id)
        told = AuditEvent.objects.filter(event="consultation.advice_received").get()
    assert copy.document == advice.document
    assert (copy.digest, copy.number) == (advice.digest, advice.number)
    assert consultation.state == partnership.consultation_state == "advised"
    assert told.by == "Hub NL"


def test_advice_says_of_itself_that_it_does_not_bind(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        sign(case, bram)
        document = json.loads(issued(case, ada).document)
    assert document["binding"] is advising.BINDING is False
    assert document["notice"] == advising.NOT_BINDING
    assert document["countersigned"] == {"by": "colleague", "hub": "", "because": ""}
    text = json.dumps(document)
    assert "Ada Adviser" not in text
    assert "Bram Adviser" not in text


def test_nobody_countersigns_what_they_wrote(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        with pytest.raises(Refused, match="You wrote this draft"):
            sign(case, ada)
        draft = AdviceDraft.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            AdviceDraft.objects.filter(pk=draft.pk).update(countersigned_user=draft.drafted_user)


def test_who_wrote_an_earlier_version_does_not_countersign_the_later_one(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        triage.assign(case, by=ada.actor, to=bram.membership.pk)
        drafted(case, bram, replace(SAYS, reasons="Bram rewrote it."))
        drafting.offer(case, by=bram.actor)
        with pytest.raises(Refused, match="You wrote this draft"):
            sign(case, ada)


def test_a_change_after_countersigning_asks_for_it_anew(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        signed = sign(case, bram)
        drafted(case, ada, replace(SAYS, reasons="Something else."))
        draft = AdviceDraft.objects.get()
        assert (draft.state, draft.countersigned_by, draft.digest) == ("draft", "", "")
        assert Referral.objects.get(pk=case).state == "taken"
        with pytest.raises(Refused, match="second adviser"):
            issued(case, ada)
        with pytest.raises(Refused, match="changed after you read it"):
            advise.issue(case, draft_id=draft.pk, signs=signed.digest, by=ada.actor)
        assert not Advice.objects.exists()


def test_saving_the_same_again_changes_nothing(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        sign(case, bram)
        drafted(case, ada)
        assert AdviceDraft.objects.get().state == "countersigned"


def test_two_who_edit_at_once_read_each_other(case, ada, bram):
    with acting_for(ada.organisation):
        first = drafting.write(case, says=SAYS, by=ada.actor)
        drafting.write(case, says=replace(SAYS, reasons="Second."), revision=1, by=ada.actor)
        with pytest.raises(ChangedError) as told:
            drafting.write(
                case, says=replace(SAYS, reasons="Third."), revision=first.revision, by=ada.actor
            )
        assert told.value.theirs.reasons == "Second."


def test_signing_what_was_read_only(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        offered = drafting.offer(case, by=ada.actor)
        drafting.take_back(case, by=ada.actor)
        drafted(case, ada, replace(SAYS, reasons="Newer."))
        drafting.offer(case, by=ada.actor)
        with pytest.raises(Refused, match="changed after you read it"):
            countersign.sign(case, signs=offered.digest, by=bram.actor)


def test_returned_with_comments_and_offered_again(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        with pytest.raises(Refused, match="what has to change"):
            countersign.give_back(case, because=" ", by=bram.actor)
        countersign.give_back(case, because="Name the source.", by=bram.actor)
        draft = AdviceDraft.objects.get()
        assert (draft.state, draft.returned_because) == ("returned", "Name the source.")
        assert drafting.offer(case, by=ada.actor).state == "offered"


def test_what_is_missing_is_named_before_it_is_offered(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada, Draft(recommendation="with_measures"))
        with pytest.raises(UnfinishedError) as told:
            drafting.offer(case, by=ada.actor)
        assert {problem.field for problem in told.value.problems} == {"reasons", "measures"}
        drafted(case, ada, replace(SAYS, measures=("M99",)))
        with pytest.raises(UnfinishedError, match="no measure M99"):
            drafting.offer(case, by=ada.actor)


def test_unshareable_advice_keeps_nothing_but_its_reference(case, ines, ada, bram):
    says = replace(SAYS, shareable=False, reference="HUB/2026/17")
    with acting_for(ada.organisation):
        drafted(case, ada, says)
        stored = AdviceDraft.objects.get()
        assert (stored.reasons, stored.measures, stored.recommendation) == ("", [], "no_advice")
        drafting.offer(case, by=ada.actor)
        sign(case, bram)
        advice = issued(case, ada)
    document = json.loads(advice.document)
    assert (document["shareable"], document["reference"]) == (False, "HUB/2026/17")
    assert (document["reasons"], document["measures"]) == ("", [])
    with acting_for(ines.organisation):
        copy = ReceivedAdvice.objects.get()
    assert (copy.shareable, copy.reference) == (False, "HUB/2026/17")


def test_classified_text_is_refused_and_nothing_is_kept(case, ada, bram):
    with acting_for(ada.organisation), pytest.raises(Refused, match="RESTREINT UE"):
        drafting.write(case, says=replace(SAYS, reasons="RESTREINT UE: see annex"), by=ada.actor)
    with acting_for(ada.organisation):
        assert not AdviceDraft.objects.exists()


def test_issuing_twice_issues_once(case, ines, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        signed = sign(case, bram)
        again = {"draft_id": signed.pk, "signs": signed.digest, "by": ada.actor}
        assert advise.issue(case, **again).pk == advise.issue(case, **again).pk
        assert Advice.objects.count() == 1
    with acting_for(ines.organisation):
        assert ReceivedAdvice.objects.count() == 1


def test_nothing_is_issued_where_delivery_fails(case, ines, ada, bram, monkeypatch):
    """Kill the process between the hub's record and the copy: neither is there."""

    def killed(*args, **told):
        raise RuntimeError("killed")

    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        sign(case, bram)
    monkeypatch.setattr("advisory.actions.border.tell_sender", killed)
    with pytest.raises(RuntimeError, match="killed"), acting_for(ada.organisation):
        issued(case, ada)
    with acting_for(ada.organisation):
        assert not Advice.objects.exists()
        assert Referral.objects.get(pk=case).state == "countersigned"
    with acting_for(ines.organisation):
        assert not ReceivedAdvice.objects.exists()


def test_supplementary_advice_names_what_it_adds_to(case, ines, ada, bram):
    with acting_for(ada.organisation):
        for says in (SAYS, replace(SAYS, reasons="One thing more.")):
            if Referral.objects.get(pk=case).state == "issued":
                triage.take(case, by=ada.actor)
            drafted(case, ada, says)
            drafting.offer(case, by=ada.actor)
            sign(case, bram)
            issued(case, ada)
        second, first = Advice.objects.all()
    assert json.loads(second.document)["supplements"] == first.number
    assert first.number.endswith("-0001")
    assert second.number.endswith("-0002")
    with acting_for(ines.organisation):
        assert ReceivedAdvice.objects.count() == 2


def test_only_who_holds_the_case_writes(case, ada, bram):
    with acting_for(ada.organisation), pytest.raises(Refused, match="Ada Adviser holds this case"):
        drafting.write(case, says=SAYS, by=bram.actor)


def test_a_hub_of_one_issues_visibly_without(baseline, ines, hugo):
    key = taken(ines, hugo, remit_of="NL")
    with acting_for(hugo.organisation):
        drafted(key, hugo)
        advice = issued(key, hugo)
    document = json.loads(advice.document)
    assert advice.countersigned_by == ""
    assert advice.without_because == document["countersigned"]["because"] == advising.ONE_ADVISER
    assert document["countersigned"]["by"] == "nobody"


def test_a_second_adviser_ends_the_exception(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        with pytest.raises(Refused, match="second adviser has to countersign"):
            issued(case, ada)
    with acting_for(bram.organisation):
        bram.membership.active = False
        members.end(bram.membership.pk, by=product("Ajar"))
    with acting_for(ada.organisation):
        assert issued(case, ada).without_because


def test_closing_sets_the_draft_aside(case, ada, bram):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        triage.close(case, because="Solved on the telephone.", by=ada.actor)
        assert AdviceDraft.objects.get().state == "discarded"


def test_members_of_the_hub_without_the_role_can_do_nothing(case, ada):
    steward = cast.member(ada.organisation, "Sven Steward", Role.STEWARD)
    with acting_for(ada.organisation), pytest.raises(Refused, match="role"):
        drafting.write(case, says=SAYS, by=steward.actor)
