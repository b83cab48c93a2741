"""Personal data leaves an organisation only after somebody answered for it, whatever the way out.

Each way out is tried with a text that names somebody: nothing arrives on the other side, and
nothing is kept, until it is redacted or somebody says why. What is written down holds no word of
it.
"""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from advisory.actions import countersign, drafting
from advisory.models import Advice, InformationRequest, Referral
from advisory.queries import drafts
from diligence.actions import appraise, attach, colleague, score, send
from diligence.actions.appraise import Save
from diligence.actions.dossier import Confirmed
from diligence.domain.guard import Treatments, found_in
from diligence.models import Appraisal, ColleagueRequest, Consultation, Dossier
from diligence.queries import appraisals
from diligence.queries.dossier import case_of
from diligence.queries.leaving import looked
from diligence.views import confirming
from portal.actions.disclosures import OpenFindings
from portal.models import Disclosure
from portal.tenancy import acting_for
from reporting.actions import contribution, cycles
from reporting.domain import chapters
from reporting.models import ChapterText
from tests.factories.appraisals import answered
from tests.factories.consultations import confirmed, scored, sent
from tests.factories.referrals import SAYS, drafted, taken
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db

NAMED = "Samples go to Giovanni Esposito, giovanni.esposito@lab.example."
KEY = "2025-2026"
NAMES = ("Giovanni", "Esposito", "giovanni.esposito")


def url(name: str, row: Appraisal) -> str:
    return reverse(f"diligence:appraisal-{name}", args=[row.pk])


def is_free(text: str) -> bool:
    return not any(name in text for name in NAMES)


@pytest.fixture
def client(baseline, ines, browse):
    return browse(ines)


@pytest.fixture
def ready(baseline, ines):
    with acting_for(ines.organisation):
        registered = PartnershipFactory(title="Photonic gyroscopes", benefit=NAMED)
        row = answered(ines.actor, "K01", partnership=registered)
        appraise.save(row.pk, by=ines.actor, saves={"B4": Save("unit", NAMED)})
        return row


def disclosed(of) -> list[tuple[str, str, str, str, str]]:
    with acting_for(of.organisation):
        rows = list(Disclosure.objects.order_by("leaves_as", "place", "kind"))
        text = " ".join(f"{row.reason} {row.place} {row.found_digest}" for row in rows)
    assert is_free(text)
    return [(r.leaves_as, r.place, r.kind, r.treated, r.reason) for r in rows]


# --- The dossier ------------------------------------------------------------------------------
def test_words_travel_by_default_and_words_with_a_person_in_them_do_not(client, ready):
    confirm = client.get(url("check", ready)).context["confirm"]
    ticked = {tick["value"]: tick["checked"] for tick in confirm["ticks"]}
    assert {key for key, on in ticked.items() if not on} == {"benefit", "responsible", "note:B4"}
    assert ticked["title"]
    assert confirm["guard"][0]["label"] == "Benefit statement"
    html = client.get(url("check", ready)).content.decode()
    assert "This looks like personal data" in html
    assert "<mark>Giovanni Esposito</mark>" in html


def test_nothing_is_frozen_while_a_finding_is_open(client, ready, ines):
    ticks = ["title", "benefit"]
    shown = client.post(url("submit", ready), {"then": "show", "digest": "", "include": ticks})
    digest = shown.context["confirm"]["digest"]
    refused = client.post(url("submit", ready), {"digest": digest, "include": ticks})
    assert refused.status_code == 200
    assert "look like personal data" in refused.content.decode()
    assert 'href="#guard"' in refused.content.decode()
    with acting_for(ines.organisation):
        assert not Dossier.objects.exists()
        assert Appraisal.objects.get().state == "answering"
    assert disclosed(ines) == []


def test_everything_is_redacted_with_one_button_and_travels_so(client, ready, ines):
    ticks = ["title", "benefit", "note:B4"]
    told = {"digest": "", "include": ticks, "send_if_required": "on"}
    shown = client.post(url("submit", ready), told | {"then": "redact"})
    confirm = shown.context["confirm"]
    rows = [row for place in confirm["guard"] for row in place["rows"]]
    assert rows
    assert all(row["redact"] for row in rows)
    keys = [row["key"] for row in rows]
    done = client.post(url("submit", ready), told | {"digest": confirm["digest"], "redact": keys})
    assert done.status_code == 302
    with acting_for(ines.organisation):
        frozen = Dossier.objects.get()
        kept = Appraisal.objects.get().partnership.benefit
    assert is_free(frozen.content)
    content = json.loads(frozen.content)
    assert content["partnership"]["benefit"] == "Samples go to [redacted], [redacted]."
    assert content["notes"] == [{"question": "B4", "note": "Samples go to [redacted], [redacted]."}]
    assert kept == NAMED
    assert set(disclosed(ines)) == {
        ("dossier", place, kind, "redacted", "")
        for place in ("benefit", "note:B4")
        for kind in ("name", "email")
    }


def test_a_reason_lets_it_travel_as_it_stands(client, ready, ines):
    shown = client.post(
        url("submit", ready), {"then": "show", "digest": "", "include": ["benefit"]}
    )
    confirm = shown.context["confirm"]
    [place] = [one for one in confirm["guard"] if one["label"] == "Benefit statement"]
    reasons = {row["name"]: "Own staff in their role" for row in place["rows"]}
    told = {"digest": confirm["digest"], "include": ["benefit"], **reasons}
    assert client.post(url("submit", ready), told).status_code == 302
    with acting_for(ines.organisation):
        assert NAMED in json.loads(Dossier.objects.get().content)["partnership"]["benefit"]
    assert disclosed(ines) == [
        ("dossier", "benefit", "email", "justified", "Own staff in their role"),
        ("dossier", "benefit", "name", "justified", "Own staff in their role"),
    ]


def test_what_was_typed_is_still_there_after_a_refusal(client, ready):
    shown = client.post(
        url("submit", ready), {"then": "show", "digest": "", "include": ["benefit"]}
    )
    row = shown.context["confirm"]["guard"][0]["rows"][0]
    told = {"digest": shown.context["confirm"]["digest"], "include": ["benefit"]}
    refused = client.post(url("submit", ready), told | {row["name"]: "Public function"})
    assert 'value="Public function"' in refused.content.decode()


def test_what_is_not_ticked_needs_no_answer(client, ready, ines):
    told = {"digest": "", "include": ["title"]}
    shown = client.post(url("submit", ready), told | {"then": "show"})
    told["digest"] = shown.context["confirm"]["digest"]
    assert client.post(url("submit", ready), told).status_code == 302
    assert disclosed(ines) == []


def test_the_name_of_the_responsible_travels_where_its_own_tick_says_so(ready, ines):
    with acting_for(ines.organisation):
        by = ines.actor
        appraise.submit(ready.pk, by=by, dossier=confirmed(by, ready, "responsible"))
        assert Dossier.objects.get()


def test_a_file_is_looked_through_and_leaves_for_a_reason_or_not_at_all(ready, ines):
    with acting_for(ines.organisation):
        by, row = ines.actor, Appraisal.objects.select_related("partnership").get()
        plain = SimpleUploadedFile("plan.txt", NAMED.encode() * 3, "text/plain")
        scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
        file = attach.add(by=by, partnership=row.partnership, upload=plain)
        pdf = attach.add(by=by, partnership=row.partnership, upload=scan)
        keys = (f"file:{file.pk}", f"file:{pdf.pk}")
        told = looked(case_of(appraisals.with_answers(by).get(pk=row.pk), "full"), frozenset(keys))
        found = told.at(frozenset(keys))
        assert {one.kind.value for one in found} == {"name", "email", "unread"}
        assert [one.words for one in found if one.kind == "unread"] == ["scan.pdf"]
        shown = confirmed(by, row, *keys)
        with pytest.raises(OpenFindings, match=r"“scan\.pdf” can’t be read here"):
            appraise.submit(row.pk, by=by, dossier=shown)
        redact = Treatments(frozenset(one.key for one in found))
        told = Confirmed(shown.digest, shown.included, treatments=redact)
        with pytest.raises(OpenFindings):
            appraise.submit(row.pk, by=by, dossier=told)
        reasons = Treatments(reasons={one.key: "They agreed in writing" for one in found})
        told = Confirmed(shown.digest, shown.included, treatments=reasons)
        appraise.submit(row.pk, by=by, dossier=told)
    assert {row[3] for row in disclosed(ines)} == {"justified"}


def test_the_dossier_shown_is_byte_for_byte_the_one_frozen_with_redactions(ready, ines):
    with acting_for(ines.organisation):
        row = appraisals.with_answers(ines.actor).get(pk=ready.pk)
        keys = frozenset(
            one.key for one in looked(case_of(row, "full"), frozenset({"benefit"})).found
        )
        shown = confirming.offered(row, "full", frozenset({"benefit"}), Treatments(keys))
        told = Confirmed(shown["digest"], frozenset({"benefit"}), treatments=Treatments(keys))
        appraise.submit(row.pk, by=ines.actor, dossier=told)
        assert Dossier.objects.get().digest == shown["digest"]


def test_the_interface_names_what_is_open_and_takes_answers(client, ready, ines):
    place = f"/api/v1/appraisals/{ready.pk}"
    shown = client.get(f"{place}/dossier/", {"include": "benefit"}).json()
    found = [one for one in shown["personal_data"] if one["place"] == "benefit"]
    assert {one["kind"] for one in found} == {"name", "email"}
    body = {"digest": shown["digest"], "include": ["benefit"]}
    refused = client.post(f"{place}/submit/", json.dumps(body), content_type="application/json")
    assert refused.status_code == 409
    assert {one["key"] for one in refused.json()["personal_data"]} == {one["key"] for one in found}
    assert is_free(refused.content.decode())
    body["treatments"] = [{"finding": one["key"], "because": "Own staff"} for one in found]
    done = client.post(f"{place}/submit/", json.dumps(body), content_type="application/json")
    assert done.status_code < 300, done.content
    assert len(disclosed(ines)) == 2


# --- Words to the hub, and from it ------------------------------------------------------------
def test_why_the_answer_is_needed_leaves_only_when_answered_for(client, ines):
    with acting_for(ines.organisation):
        row = scored(ines.actor)
    told = {"needed_by": "2099-01-01", "needed_because": NAMED}
    refused = client.post(url("send", row), told)
    assert refused.status_code == 200
    assert "look like personal data" in refused.content.decode()
    assert NAMED in refused.content.decode()
    with acting_for(ines.organisation):
        assert not Consultation.objects.filter(sent_at__isnull=False).exists()
    page = client.post(url("send", row), told | {"then": "redact"})
    keys = [r["key"] for place in page.context["guard"] for r in place["rows"]]
    assert client.post(url("send", row), told | {"redact": keys}).status_code == 302
    with acting_for(ines.organisation):
        assert is_free(Consultation.objects.get().needed_because)


def test_a_reply_and_a_recall_leave_only_when_answered_for(client, ines):
    with acting_for(ines.organisation):
        row = sent(ines.actor)
        found = found_in({"because": NAMED})
        with pytest.raises(OpenFindings):
            send.recall(row.pk, by=ines.actor, because=NAMED)
        treatments = Treatments(frozenset(one.key for one in found))
        send.recall(row.pk, by=ines.actor, because=NAMED, treatments=treatments)
        assert is_free(Consultation.objects.get().closed_because)
    assert {row[0] for row in disclosed(ines)} == {"reply"}


def test_what_a_hub_asks_leaves_only_when_answered_for(baseline, ines, ada, bram, browse):
    case = taken(ines, ada)
    hub = browse(ada)
    page = reverse("advisory:referral-ask", args=[case])
    told = {"free": ["Who pays?", NAMED], "message": NAMED}
    refused = hub.post(page, told)
    assert refused.status_code == 200
    assert "look like personal data" in refused.content.decode()
    with acting_for(ada.organisation):
        assert not InformationRequest.objects.exists()
    again = hub.post(page, told | {"then": "redact"})
    keys = [row["key"] for place in again.context["guard"] for row in place["rows"]]
    assert len(keys) == 4
    assert hub.post(page, told | {"redact": keys}).status_code == 302
    with acting_for(ines.organisation):
        row = Consultation.objects.get()
    assert is_free(row.message + json.dumps(row.questions))
    assert row.message == "Samples go to [redacted], [redacted]."
    with acting_for(ada.organisation):
        assert Disclosure.objects.filter(leaves_as="request").count() == 4


def test_advice_is_issued_only_when_answered_for(baseline, ines, ada, bram, browse):
    case = taken(ines, ada)
    with acting_for(ada.organisation):
        drafted(case, ada, replace(SAYS, reasons=NAMED))
        drafting.offer(case, by=ada.actor)
    with acting_for(ada.organisation, user=bram.user.pk):
        referral = Referral.objects.get(pk=case)
        draft = drafts.open_draft(referral)
        signs = drafts.digest_now(referral, draft)
        countersign.sign(case, signs=signs, by=bram.actor)
    hub = browse(ada)
    page = reverse("advisory:advice-issue", args=[case])
    told = {"draft": str(draft.pk), "signs": signs}
    refused = hub.post(page, told)
    assert refused.status_code == 200
    assert "look like personal data" in refused.content.decode()
    rows = [row for place in refused.context["guard"] for row in place["rows"]]
    assert {row["in_text"] for row in rows} == {False}
    with acting_for(ada.organisation):
        assert not Advice.objects.exists()
    assert hub.post(page, told | {"redact": [row["key"] for row in rows]}).status_code == 200
    reasons = {row["name"]: "A public function" for row in rows}
    assert hub.post(page, told | reasons).status_code == 302
    with acting_for(ada.organisation):
        assert Advice.objects.exists()
        assert Disclosure.objects.filter(leaves_as="advice", treated="justified").count() == 2


def test_a_letter_to_a_colleague_leaves_only_when_answered_for(client, ready, ines):
    page = reverse("diligence:colleague-ask", args=[ready.pk])
    told = {"questions": ["A2"], "to_name": "Ola", "message": NAMED, "days": "14"}
    refused = client.post(page, told)
    assert refused.status_code == 200
    assert "look like personal data" in refused.content.decode()
    with acting_for(ines.organisation):
        assert not ColleagueRequest.objects.exists()
        found = colleague.found_in_letter(ready, {"message": NAMED})
    reasons = {f"because.{one.key}": "They wrote to you themselves" for one in found}
    assert client.post(page, told | reasons).status_code == 200
    with acting_for(ines.organisation):
        assert ColleagueRequest.objects.get().message == NAMED
    assert {row[0] for row in disclosed(ines)} == {"share"}


def test_what_leaves_by_itself_has_no_words_of_anybody(ready, ines):
    with acting_for(ines.organisation):
        appraise.submit(ready.pk, by=ines.actor)
        score.run(ready.pk)
        assert is_free(Dossier.objects.get().content)


def test_a_chapter_is_kept_only_when_answered_for_and_asked_about_once(petra, carl, browse):
    with acting_for(carl.organisation):
        cycle = cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=carl.actor)
    with acting_for(petra.organisation):
        row = contribution.begin(cycle, by=petra.actor)
        chapter = next(one.key for one in chapters.BY_KEY.values() if one.asks)
    page = reverse("reporting:contribution-text", args=[KEY, chapter])
    ministry = browse(petra)
    refused = ministry.post(page, {"text": NAMED, "revision": 0})
    assert refused.status_code == 422
    assert NAMED in refused.content.decode()
    with acting_for(petra.organisation):
        assert not ChapterText.objects.exists()
    found = contribution.found_in_text(None, NAMED)
    reasons = {f"because.{one.key}": "A public function" for one in found}
    assert ministry.post(page, {"text": NAMED, "revision": 0, **reasons}).status_code == 302
    longer = f"{NAMED} And more."
    assert ministry.post(page, {"text": longer, "revision": 1}).status_code == 302
    with acting_for(petra.organisation):
        assert ChapterText.objects.get(contribution=row).text == longer
        assert Disclosure.objects.filter(leaves_as="chapter").count() == 2
