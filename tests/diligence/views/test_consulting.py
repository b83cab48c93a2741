"""What goes to a hub, on pages: shown before it is confirmed, confirmed before it is sent."""

import json

import pytest
from django.urls import reverse

from diligence.actions import appraise, consult, score
from diligence.actions.appraise import Save
from diligence.models import Appraisal, Consultation, Dossier, ReferralArrangement
from portal.authority import product
from portal.tenancy import acting_for
from tests.factories.appraisals import answered
from tests.factories.consultations import scored, sent
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db


def url(name: str, row: Appraisal) -> str:
    return reverse(f"diligence:appraisal-{name}", args=[row.pk])


@pytest.fixture
def client(baseline, ines, browse):
    return browse(ines)


@pytest.fixture
def ready(baseline, ines):
    with acting_for(ines.organisation):
        registered = PartnershipFactory(title="Photonic gyroscopes", benefit="Nobody else can")
        return answered(ines.actor, "K01", partnership=registered)


def digest_in(page) -> str:
    return page.context["confirm"]["digest"]


def test_the_check_page_shows_the_dossier_and_words_travel_unless_a_person_is_in_them(
    client, ready
):
    page = client.get(url("check", ready))
    html = page.content.decode()
    confirm = page.context["confirm"]
    ticked = {tick["value"]: tick["checked"] for tick in confirm["ticks"]}
    assert ticked["title"]
    assert ticked["benefit"]
    assert not ticked["responsible"]
    assert confirm["guard"] == []
    assert "The dossier exactly as it would travel now" in html
    assert "Automatic referral is off here" in html


def test_what_was_shown_and_ticked_is_frozen(client, ready, ines):
    shown = client.post(url("submit", ready), {"then": "show", "digest": "", "include": "title"})
    assert "Photonic gyroscopes" in json.dumps(shown.context["confirm"]["dossier"], default=str)
    digest = digest_in(shown)
    done = client.post(
        url("submit", ready), {"digest": digest, "include": "title", "send_if_required": "on"}
    )
    assert done.status_code == 302
    with acting_for(ines.organisation):
        frozen = Dossier.objects.get()
    assert (frozen.digest, frozen.send_if_required, frozen.submission) == (digest, True, 1)
    content = json.loads(frozen.content)
    assert content["included"] == ["title"]
    assert content["partnership"]["title"] == "Photonic gyroscopes"
    assert "Nobody else can" not in frozen.content


def test_the_dossier_carries_the_label_that_was_chosen(client, ready, ines):
    page = client.post(url("submit", ready), {"then": "show", "digest": "", "tlp": "green"})
    assert '<option value="green" selected>' in page.content.decode()
    assert 'value="red"' not in page.content.decode()
    client.post(url("submit", ready), {"digest": digest_in(page), "tlp": "green"})
    with acting_for(ines.organisation):
        frozen = Dossier.objects.get()
    assert frozen.tlp == "green"
    shown = client.get(url("dossier", ready), {"at": frozen.pk}).content.decode()
    assert "TLP:GREEN" in shown


def test_a_label_that_no_dossier_can_have_becomes_the_strictest_that_travels(client, ready, ines):
    shown = client.post(url("send", ready), {"then": "show", "digest": "", "tlp": "red"})
    client.post(url("send", ready), {"digest": digest_in(shown), "tlp": "red"})
    with acting_for(ines.organisation):
        assert Dossier.objects.get().tlp == "amber_strict"


def test_what_differs_from_what_was_shown_is_refused_and_shown_again(client, ready, ines):
    digest = digest_in(client.get(url("check", ready)))
    told = {"digest": digest, "include": ["title", "benefit"], "send_if_required": "on"}
    refused = client.post(url("submit", ready), told)
    assert refused.status_code == 200
    assert "different from what you were shown" in refused.content.decode()
    confirm = refused.context["confirm"]
    ticked = {tick["value"] for tick in confirm["ticks"] if tick["checked"]}
    assert ticked == {"title", "benefit"}
    assert confirm["send_if_required"] is True
    with acting_for(ines.organisation):
        assert not Dossier.objects.exists()
        assert Appraisal.objects.get().state == "answering"
    again = client.post(url("submit", ready), told | {"digest": confirm["digest"]})
    assert again.status_code == 302


def test_an_answer_changed_after_the_page_was_shown_is_noticed(client, ready, ines):
    digest = digest_in(client.get(url("check", ready)))
    with acting_for(ines.organisation):
        appraise.save(ready.pk, by=ines.actor, saves={"B4": Save("unit")})
    refused = client.post(url("submit", ready), {"digest": digest})
    assert "different from what you were shown" in refused.content.decode()


def test_ticks_bring_the_dossier_in_place(client, ready):
    part = client.get(
        url("dossier", ready), {"kind": "full", "include": "title"}, headers={"HX-Request": "true"}
    )
    assert "Photonic gyroscopes" in part.content.decode()
    assert 'id="dossier-shown"' in part.content.decode()


def test_the_result_says_why_it_goes_to_the_hub_and_waits_for_send(client, ready, ines):
    client.post(url("submit", ready))
    with acting_for(ines.organisation):
        score.run(ready.pk)
    html = client.get(url("result", ready)).content.decode()
    assert "This goes to the national hub" in html
    assert "waits for “Send”" in html
    page = client.get(url("send", ready))
    assert "The dossier as it was confirmed" in page.content.decode()
    late = client.post(url("send", ready), {"needed_by": "2020-01-01", "needed_because": "Call"})
    assert "This day has passed" in late.content.decode()
    why = client.post(url("send", ready), {"needed_by": "2099-01-01", "needed_because": ""})
    assert "Say why" in why.content.decode()
    done = client.post(url("send", ready), {"needed_by": "", "needed_because": ""})
    assert done.status_code == 302
    with acting_for(ines.organisation):
        assert Consultation.objects.get().state == "sending"
    assert client.get(url("send", ready)).status_code == 403


def test_a_triage_dossier_is_ticked_shown_and_sent(client, ready, ines):
    assert "Send the triage dossier now" in client.get(url("detail", ready)).content.decode()
    page = client.get(url("send", ready))
    digest = digest_in(page)
    changed = client.post(url("send", ready), {"digest": digest, "include": "title"})
    assert "different from what you were shown" in changed.content.decode()
    done = client.post(
        url("send", ready), {"digest": digest_in(changed), "include": "title"}, follow=True
    )
    assert "On its way to the hub" in done.content.decode()
    with acting_for(ines.organisation):
        frozen = Dossier.objects.get()
    assert (frozen.kind, frozen.submission) == ("triage", 0)
    assert {answer["question"] for answer in json.loads(frozen.content)["answers"]} == {
        f"T{number}" for number in range(1, 11)
    }


def test_a_recall_needs_its_reason(client, ines):
    with acting_for(ines.organisation):
        row = sent(ines.actor)
    appraisal = row.appraisal
    assert "This field is required" in client.post(url("recall", appraisal), {}).content.decode()
    client.post(url("recall", appraisal), {"because": "By mistake"})
    with acting_for(ines.organisation):
        row.refresh_from_db()
    assert (row.state, row.closed_because) == ("closed", "By mistake")
    assert client.get(url("recall", appraisal)).status_code == 404


def test_the_hubs_questions_stand_where_they_are_answered(client, ines):
    with acting_for(ines.organisation):
        row = sent(ines.actor)
        consult.opened(
            row.pk, hub_id=ines.organisation.pk, hub_name="Hub", due_on=None, by=product("Hub")
        )
        asked = [{"question": "E1", "text": "Which forces?"}]
        consult.questions_asked(row.pk, questions=asked, message="Soon, please", by=product("Hub"))
    overview = client.get(url("detail", row.appraisal)).content.decode()
    assert "Which forces?" in overview
    check = client.get(url("check", row.appraisal))
    assert check.context["confirm"]["send_if_required"] is True
    assert "Reply to the hub" in check.content.decode()
    assert client.get(url("reply", row.appraisal)).status_code == 403


def test_the_dossier_page_shows_the_frozen_copy(client, ines):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, "K01", "title")
        digest = Dossier.objects.get().digest
    html = client.get(url("dossier", appraisal)).content.decode()
    assert digest in html
    assert "It never changes" in html


def test_another_organisations_case_is_not_there(baseline, ines, otto, browse):
    with acting_for(ines.organisation):
        row = sent(ines.actor)
    stranger = browse(otto)
    for name in ("dossier", "send", "recall", "needed", "reply"):
        assert stranger.get(url(name, row.appraisal)).status_code == 404


def test_a_steward_switches_automatic_referral_on_and_off(baseline, stella, ines, browse):
    address = reverse("diligence:referral-settings")
    steward = browse(stella)
    assert "Automatic referral is off" in steward.get(address).content.decode()
    assert "This field is required" in steward.post(address, {"text": ""}).content.decode()
    steward.post(address, {"text": "Agreement of 3 May", "reference": "2026/17"})
    html = steward.get(address).content.decode()
    assert "Automatic referral is on" in html
    assert "Agreement of 3 May" in html
    assert steward.post(address, {"text": "Another"}).status_code == 403
    steward.post(address, {"end": "yes"})
    with acting_for(stella.organisation):
        row = ReferralArrangement.objects.get()
    assert (row.recorded_by, row.ended_by) == ("Stella Steward", "Stella Steward")
    assert browse(ines).get(address).status_code == 403
