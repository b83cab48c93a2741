"""A second pair of eyes at another hub: a frozen copy crosses, without the organisation's name."""

import json
from dataclasses import replace

import pytest

from advisory.actions import countersign, drafting
from advisory.models import AdviceDraft, CountersignRequest, Referral
from portal.authority import Refused
from portal.enums import Role
from portal.models import AuditEvent, Membership
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories.referrals import SAYS, drafted, issued, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines, ada, hugo):
    key = taken(ines, ada)
    with acting_for(ada.organisation):
        drafted(key, ada)
    return key


def offered(key, by, to):
    with acting_for(by.organisation):
        return countersign.offer_elsewhere(key, hub_id=to.organisation.pk, by=by.actor)


def request_of(who):
    with acting_for(who.organisation):
        return CountersignRequest.objects.latest("received_at")


def test_the_copy_holds_draft_and_headline_but_not_who_asked(case, ines, ada, hugo):
    offered(case, ada, hugo)
    row = request_of(hugo)
    told = json.loads(row.document)
    assert told["reasons"] == SAYS.reasons
    assert told["score"]["outcome"] == "refer"
    assert told["binding"] is False
    with acting_for(ada.organisation):
        referral = Referral.objects.get()
    for secret in ("University A", referral.code, str(referral.pk), "Ines", "Ada"):
        assert secret not in row.document


def test_signed_there_it_is_issued_here(case, ada, hugo):
    offered(case, ada, hugo)
    with acting_for(hugo.organisation):
        countersign.sign_for(request_of(hugo).pk, by=hugo.actor)
    with acting_for(ada.organisation):
        draft = AdviceDraft.objects.get()
        assert (draft.state, draft.countersigned_by) == ("countersigned", "Hub SE")
        advice = issued(case, ada)
        events = AuditEvent.objects.filter(event="advice.countersigned")
        assert [event.by for event in events] == ["Hub SE"]
    document = json.loads(advice.document)
    assert document["countersigned"] == {"by": "other_hub", "hub": "Hub SE", "because": ""}
    assert "Hugo" not in advice.document
    assert advice.without_because == ""


def test_returned_there_its_comments_come_back(case, ada, hugo):
    offered(case, ada, hugo)
    with acting_for(hugo.organisation):
        row = countersign.give_back_for(request_of(hugo).pk, because="Why?", by=hugo.actor)
        assert (row.state, row.answered_by) == ("returned", "Hugo Adviser")
        with pytest.raises(Refused, match="doesn't wait"):
            countersign.sign_for(row.pk, by=hugo.actor)
    with acting_for(ada.organisation):
        draft = AdviceDraft.objects.get()
        assert (draft.state, draft.returned_because) == ("returned", "Why?")


def test_taken_back_it_is_no_longer_asked(case, ada, hugo):
    offered(case, ada, hugo)
    with acting_for(ada.organisation):
        drafting.take_back(case, by=ada.actor)
    row = request_of(hugo)
    assert row.state == "withdrawn"
    with acting_for(hugo.organisation), pytest.raises(Refused, match="doesn't wait"):
        countersign.sign_for(row.pk, by=hugo.actor)


def test_a_draft_that_names_the_organisation_does_not_cross(case, ada, hugo):
    with acting_for(ada.organisation):
        drafted(case, ada, replace(SAYS, reasons="Dear university A, no."))
    with pytest.raises(Refused, match="The draft names University A"):
        offered(case, ada, hugo)
    with acting_for(hugo.organisation):
        assert not CountersignRequest.objects.exists()


def test_one_person_with_two_hats_is_still_one_pair_of_eyes(case, ada, hugo):
    with acting_for(hugo.organisation):
        hat = Membership.objects.create(
            user=ada.user, owner=hugo.organisation, roles=[str(Role.ADVISER)]
        )
    twice = Member(ada.user, hat, hugo.organisation)
    offered(case, ada, hugo)
    with acting_for(hugo.organisation), pytest.raises(Refused, match="You wrote this draft"):
        countersign.sign_for(request_of(hugo).pk, by=twice.actor)


def test_a_hub_asks_only_hubs(case, ines, ada):
    with acting_for(ada.organisation), pytest.raises(Refused, match="one of the hubs"):
        countersign.offer_elsewhere(case, hub_id=ines.organisation.pk, by=ada.actor)


def test_requests_of_other_hubs_are_not_there(case, ada, bram, hugo):
    offered(case, ada, hugo)
    key = request_of(hugo).pk
    with acting_for(ada.organisation), pytest.raises(CountersignRequest.DoesNotExist):
        countersign.sign_for(key, by=bram.actor)
