"""The pages of one case, as advisers use them without scripts."""

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from advisory.actions import countersign, drafting
from advisory.models import Advice, AdviceDraft, CountersignRequest, Note, Referral
from advisory.queries import drafts
from diligence.models import Consultation
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories.consultations import remit, scored
from tests.factories.referrals import SAYS, drafted, issued, received, taken
from tests.factories.register import PartnerFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines, ada, bram):
    return taken(ines, ada, "K01", "title")


def url(name, *args):
    return reverse(f"advisory:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def test_the_page_explains_the_score_from_the_dossier(case, ada, browse):
    page = browse(ada).get(url("referral-detail", case))
    told = text(page)
    assert page.status_code == 200
    assert "Refer to the hub" in told
    assert 'id="q-B4"' in told
    assert "What adds up, the largest first" in told
    assert "Left out by the organisation" in told
    assert "answers about the country" in told


def test_looking_is_told_to_the_organisation_once_a_day_and_adviser(case, ines, ada, bram, browse):
    for who in (ada, ada, bram):
        assert browse(who).get(url("referral-detail", case)).status_code == 200
    with acting_for(ines.organisation):
        told = AuditEvent.objects.filter(event="consultation.viewed")
        assert [event.by for event in told] == ["Hub NL", "Hub NL"]
    with acting_for(ada.organisation):
        assert AuditEvent.objects.filter(event="referral.viewed").count() == 2


@pytest.mark.parametrize(
    "name",
    [
        "referral-detail",
        "referral-earlier",
        "referral-ask",
        "advice-draft",
        "advice-offer",
        "advice-issue",
        "advice-sign",
    ],
)
def test_cases_of_other_hubs_are_not_there(case, ines, hugo, browse, name):
    assert browse(hugo).get(url(name, case)).status_code == 404
    assert browse(ines).get(url(name, case)).status_code == 403


def test_what_was_not_sent_is_not_there(baseline, ines, ada, browse):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, "K01")
    for key in (appraisal.pk, appraisal.partnership_id):
        assert browse(ada).get(url("referral-detail", key)).status_code == 404


def test_notes_stay_in_the_hub(case, ines, ada, browse):
    client = browse(ada)
    client.post(url("referral-note", case), {"text": "Secretly worried."})
    assert "Secretly worried." in text(client.get(url("referral-detail", case)))
    with acting_for(ada.organisation):
        assert Note.objects.get().by == "Ada Adviser"
        partnership = Referral.objects.get().title
    with acting_for(ines.organisation):
        row = Consultation.objects.get()
        events = [json.dumps(event.detail) for event in AuditEvent.objects.all()]
    assert not any("Secretly" in detail for detail in events)
    mine = browse(ines)
    for page in (
        reverse("diligence:partnership-detail", args=[row.partnership_id]),
        reverse("diligence:partnership-history", args=[row.partnership_id]),
        reverse("diligence:appraisal-result", args=[row.appraisal_id]),
        "/",
    ):
        assert "Secretly" not in text(mine.get(page)), (page, partnership)


def test_an_empty_note_says_what_to_do(case, ada, browse):
    page = browse(ada).post(url("referral-note", case), {"text": " "})
    assert "Write the note first." in text(page)


def test_asking_by_form_and_withdrawing(case, ada, browse):
    client = browse(ada)
    page = client.get(url("referral-ask", case) + "?ask=B4")
    assert 'value="B4" id="ask-B4" aria-describedby="ask-B4-answer" checked' in text(page)
    page = client.post(url("referral-ask", case), {"message": "?"})
    assert "Choose at least one question" in text(page)
    sent = {"ask": ["B4"], "text.B4": "Which unit?", "text.B1": "And this?", "free": ["", "Why?"]}
    page = client.post(url("referral-ask", case), sent, follow=True)
    told = text(page)
    assert "Waiting for the reply" in told
    assert "And this?" in told
    assert "Why?" in told
    page = client.post(url("referral-ask-withdraw", case), follow=True)
    assert "the clock goes on" in text(page)


def test_from_draft_to_issued_by_forms(case, ada, bram, browse):
    mine, second = browse(ada), browse(bram)
    told = {"sharing": "here", "revision": "0", "then": "offer", "recommendation": "with_measures"}
    page = mine.post(url("advice-draft", case), told)
    assert "Give the reasons" in text(page)
    # It was saved, and the page goes on from there.
    told |= {"reasons": "Because.", "measures": ["M08"], "revision": page.context["revision"]}
    page = mine.post(url("advice-draft", case), told)
    assert page.url == url("advice-offer", case)
    page = mine.post(url("advice-offer", case), {"to": "here"}, follow=True)
    assert "You wrote this draft" in text(page)
    page = second.get(url("advice-sign", case))
    assert "This advice does not bind." in text(page)
    with acting_for(ada.organisation):
        draft = AdviceDraft.objects.get()
    second.post(url("advice-sign", case), {"signs": draft.digest})
    page = mine.get(url("advice-issue", case))
    assert "Because." in text(page)
    sent = {"draft": str(draft.pk), "signs": draft.digest}
    page = mine.post(url("advice-issue", case), sent, follow=True)
    assert "is issued." in text(page)
    again = mine.post(url("advice-issue", case), sent, follow=True)
    with acting_for(ada.organisation):
        number = Advice.objects.get().number
    assert f"Advice {number}" in text(again)


def test_a_colleagues_newer_draft_is_shown_beside_mine(case, ada, bram, browse):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafted(case, ada, replace(SAYS, reasons="The newer words."))
    told = {"sharing": "here", "revision": "1", "reasons": "My words.", "then": "stay"}
    page = browse(ada).post(url("advice-draft", case), told)
    assert "The newer words." in text(page)
    assert "My words." in text(page)
    assert 'name="revision" value="2"' in text(page)


def test_returning_needs_comments(case, ada, bram, browse):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
    page = browse(bram).post(url("advice-sign", case), {"return": "1", "because": ""})
    assert "Say what has to change." in text(page)
    page = browse(bram).post(
        url("advice-sign", case), {"return": "1", "because": "Name it."}, follow=True
    )
    assert "Name it." in text(page)


def test_another_hub_reads_and_signs(case, ada, hugo, browse):
    with acting_for(ada.organisation):
        drafted(case, ada)
        countersign.offer_elsewhere(case, hub_id=hugo.organisation.pk, by=ada.actor)
    client = browse(hugo)
    page = client.get(url("countersign-list"))
    assert "1 draft of another hub waits for you" in text(page)
    with acting_for(hugo.organisation):
        row = CountersignRequest.objects.get()
    page = client.get(url("countersign-detail", row.pk))
    assert SAYS.reasons in text(page)
    assert "University A" not in text(page)
    assert browse(ada).get(url("countersign-detail", row.pk)).status_code == 404
    page = client.post(url("countersign-detail", row.pk), follow=True)
    assert "The asking hub can issue it now." in text(page)
    with acting_for(ada.organisation):
        assert issued(case, ada).countersigned_by == "Hub SE"


def test_earlier_cases_of_the_same_partner_and_their_advice(
    baseline, ines, otto, ada, bram, browse
):
    with acting_for(ines.organisation):
        before = PartnershipFactory(partners=[PartnerFactory(name="Institute of Optics")])
    with acting_for(otto.organisation):
        now = PartnershipFactory(
            partners=[PartnerFactory(name="Institute of optics"), PartnerFactory(name="Other")]
        )
    key = taken(ines, ada, partnership=before)
    with acting_for(ada.organisation):
        drafted(key, ada)
        drafting.offer(key, by=ada.actor)
        draft = AdviceDraft.objects.get()
        countersign.sign(key, signs=draft.digest, by=bram.actor)
        advice = issued(key, ada)
        first = Referral.objects.get(pk=key)
    remit(ada.organisation, member_state="SE")
    second = received(otto, ada.organisation, partnership=now)
    for name in ("referral-detail", "referral-earlier"):
        told = text(browse(ada).get(url(name, second)))
        assert first.code in told
        assert advice.number in told
        assert "the same name" in told


def test_a_case_by_telephone_gets_a_letter(baseline, ines, ada, bram, browse):
    with acting_for(ada.organisation):
        row = Referral.objects.create(
            code="R-TEL0001",
            source="telephone",
            sender_name="An institute without the portal",
            member_state="NL",
            summary="They asked about a visiting group.",
            state="taken",
            assignee=ada.membership.pk,
            assignee_name="Ada Adviser",
        )
        drafted(row.pk, ada)
    refused = browse(ada).get(url("referral-ask", row.pk))
    assert refused.status_code == 403
    assert "came another way" in text(refused)
    with acting_for(ada.organisation):
        drafting.offer(row.pk, by=ada.actor)
        referral = Referral.objects.get(pk=row.pk)
        signs = drafts.open_draft(referral).digest
        countersign.sign(row.pk, signs=signs, by=bram.actor)
        advice = issued(row.pk, ada)
    client = browse(ada)
    assert "A case without a dossier" in text(client.get(url("referral-detail", row.pk)))
    page = client.get(url("advice-detail", row.pk, advice.pk))
    assert "it is the letter" in text(page)
