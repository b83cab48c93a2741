"""The organisation's side of advice: the frozen copy, and answering only what was asked."""

import pytest
from django.urls import reverse

from advisory.actions import ask, countersign, drafting
from advisory.actions.ask import Asked
from advisory.models import Referral
from advisory.queries import drafts
from diligence.actions import appraise, attach
from diligence.actions.appraise import Save
from diligence.models import Appraisal, ReceivedAdvice
from portal.tenancy import acting_for
from tests.factories.referrals import SAYS, drafted, issued, taken

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def case(baseline, ines, ada, bram):
    return taken(ines, ada)


@pytest.fixture
def asked(case, ines, ada):
    with acting_for(ada.organisation):
        ask.ask(case, questions=[Asked("B4", "Which unit?")], by=ada.actor)
    with acting_for(ines.organisation):
        return Appraisal.objects.get()


def test_the_copy_is_read_with_the_sentence_that_it_does_not_bind(
    case, ines, otto, ada, bram, browse
):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
        draft = drafts.open_draft(Referral.objects.get(pk=case))
        countersign.sign(case, signs=draft.digest, by=bram.actor)
        advice = issued(case, ada)
    with acting_for(ines.organisation):
        row = ReceivedAdvice.objects.select_related("consultation").get()
    address = reverse("diligence:advice-detail", args=[row.pk])
    told = text(browse(ines).get(address))
    for words in (SAYS.reasons, "This advice does not bind.", advice.digest[:16], advice.number):
        assert words in told
    assert "Ada Adviser" not in told
    assert "is not what was received" not in told
    assert browse(otto).get(address).status_code == 404
    decide = reverse("diligence:decision", args=[row.consultation.appraisal_id])
    assert f'href="{address}"' in text(browse(ines).get(decide))


def test_only_what_was_asked_can_be_changed(asked, ines, browse):
    with acting_for(ines.organisation):
        before = asked.sheet.entries["B1"]["value"]
        saved = appraise.save(
            asked.pk, by=ines.actor, saves={"B1": Save("unknown"), "B4": Save("unknown")}
        )
        assert saved.changed == ("B4",)
        assert [(p.question, p.code) for p in saved.problems] == [("B1", "closed")]
        asked.sheet.refresh_from_db()
        assert asked.sheet.entries["B1"]["value"] == before


def test_the_section_shows_the_others_closed(asked, ines, browse):
    client = browse(ines)
    address = reverse("diligence:appraisal-section", args=[asked.pk, "B"])
    told = text(client.get(address))
    assert "Closed: the hub did not ask about this." in told
    assert 'name="B4"' in told
    assert 'name="B1"' not in told
    with acting_for(ines.organisation):
        seen = f"{asked.sheet.entries['B4']['revision']}"
    page = client.post(address, {"B4": "unknown", "B4.seen": seen, "B1": "x", "then": "stay"})
    assert page.status_code in (200, 302)
    with acting_for(ines.organisation):
        assert asked.sheet.entries["B1"] == type(asked.sheet).objects.get().entries["B1"]


def test_no_evidence_for_questions_that_were_not_asked(asked, ines):
    from django.core.exceptions import ValidationError
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("note.txt", b"what they wrote", "text/plain")
    with (
        acting_for(ines.organisation),
        pytest.raises(ValidationError, match="hub asked about other questions"),
    ):
        attach.add(
            by=ines.actor,
            partnership=asked.partnership,
            upload=file,
            appraisal=asked,
            question="B1",
        )
