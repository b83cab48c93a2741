"""Labels of the Traffic Light Protocol go with what they label, and what is red never travels."""

import json
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from advisory.actions import drafting, refer
from advisory.models import AdviceDraft, InformationRequest, ReceivedDossier, ReceivedFile
from advisory.queries import drafts
from diligence.actions import appraise, attach, labels, score, send
from diligence.models import Appraisal, Attachment, Consultation, ReceivedAdvice
from diligence.queries import appraisals
from diligence.queries.dossier import case_of
from diligence.queries.evidence import evidence_of
from portal.authority import Refused
from portal.enums import Role
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.cast import member
from tests.factories.appraisals import answered
from tests.factories.consultations import confirmed, remit, scored
from tests.factories.referrals import drafted, issued, taken

pytestmark = pytest.mark.django_db


def upload(name: str = "plan.txt", text: bytes = b"A plan of the work") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text, "text/plain")


@pytest.fixture
def ready(baseline, ines):
    with acting_for(ines.organisation):
        return answered(ines.actor, "K01")


def kept(ready: Appraisal, by, label: str, name: str = "plan.txt") -> Attachment:
    return attach.add(by=by.actor, partnership=ready.partnership, upload=upload(name), tlp=label)


def opened(response) -> bytes:
    """What a download holds; read to its end, it is closed."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_red_file_is_opened_by_who_brought_it_and_who_is_named(ready, ines, browse):
    other = member(ines.organisation, "Otto Officer", Role.OFFICER)
    with acting_for(ines.organisation):
        row = kept(ready, ines, "red")
    address = reverse("diligence:attachment-download", args=[row.pk])
    assert opened(browse(ines).get(address)) == b"A plan of the work"
    refused = browse(other).get(address)
    assert refused.status_code == 403
    assert "TLP:RED is for the people it names" in refused.content.decode()
    with acting_for(ines.organisation):
        labels.relabel(row.pk, "red", recipients=[other.user.pk], by=ines.actor)
    assert opened(browse(other).get(address)) == b"A plan of the work"
    page = reverse("diligence:attachment-label", args=[row.pk])
    assert browse(other).get(page).status_code == 200


def test_nobody_else_reads_the_name_of_a_red_file_or_looks_into_it(ready, ines, browse):
    """Lists, the record, and what looks into a file or copies it: by no way, whatever the role."""
    other = member(ines.organisation, "Otto Officer", Role.OFFICER)
    with acting_for(ines.organisation):
        row = kept(ready, ines, "red", "zeta-planted.docx.txt")
        evidence = attach.add(
            by=ines.actor,
            partnership=ready.partnership,
            appraisal=ready,
            question="B4",
            upload=upload("zeta-planted-too.txt"),
            tlp="red",
        )
    client, who = browse(other), browse(ines)
    for name in ("download", "metadata", "label"):
        address = reverse(f"diligence:attachment-{name}", args=[row.pk])
        assert client.get(address).status_code == 403, name
        assert "zeta-planted" not in client.get(address).content.decode(), name
    refused = client.post(reverse("diligence:attachment-metadata", args=[row.pk]))
    assert refused.status_code == 403
    listed = client.get(reverse("diligence:partnership-detail", args=[ready.partnership_id]))
    assert "a TLP:RED file" in listed.content.decode()
    removing = client.get(reverse("diligence:attachment-remove", args=[row.pk]))
    assert "zeta-planted" not in listed.content.decode() + removing.content.decode()
    search = client.get(reverse("portal:search"), {"q": "zeta-planted"})
    assert "zeta-planted.docx" not in search.content.decode()
    with acting_for(ines.organisation):
        told = evidence_of(ready)["B4"]
        assert [one["name"] for one in told if one["id"] == str(evidence.pk)] == ["a TLP:RED file"]
        details = AuditEvent.objects.filter(event="attachment.added").values_list(
            "detail", flat=True
        )
        assert "zeta-planted" not in json.dumps(list(details))
    page = who.get(reverse("diligence:attachment-label", args=[row.pk]))
    assert "zeta-planted" in page.content.decode()


def test_what_is_red_is_in_no_dossier(ready, ines):
    with acting_for(ines.organisation):
        red, amber = kept(ready, ines, "red", "red.txt"), kept(ready, ines, "amber", "amber.txt")
        case = case_of(appraisals.with_answers(ines.actor).get(pk=ready.pk), "full")
    assert [file.id for file in case.files] == [str(amber.pk)]
    assert str(red.pk) not in str(case)


def test_labels_arrive_at_the_hub_with_what_they_label(baseline, ines, ada, hub):
    remit(hub)
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = answered(ines.actor, "K01")
        row = kept(appraisal, ines, "green")
        late = kept(appraisal, ines, "green", "late.txt")
        ticks = (f"file:{row.pk}", f"file:{late.pk}")
        told = replace(confirmed(ines.actor, appraisal, *ticks), tlp="amber")
        appraise.submit(appraisal.pk, by=ines.actor, dossier=told)
        score.run(appraisal.pk)
        labels.relabel(late.pk, "red", by=ines.actor)
        consultation = send.send(appraisal.pk, by=ines.actor)
        refer.bring(consultation.pk)
    with acting_for(ada.organisation):
        assert {(f.name, f.tlp) for f in ReceivedFile.objects.all()} == {("plan.txt", "green")}
        assert ReceivedDossier.objects.get().tlp == "amber"


def test_no_dossier_is_red(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = answered(ines.actor, "K01")
        told = replace(confirmed(ines.actor, appraisal), tlp="red")
        with pytest.raises(Refused, match="TLP:RED"):
            appraise.submit(appraisal.pk, by=ines.actor, dossier=told)


def test_a_message_and_its_answer_carry_their_labels(baseline, ines, ada, browse):
    case = taken(ines, ada)
    page = reverse("advisory:referral-ask", args=[case])
    told = {"free": ["Who pays?"], "message": "Please.", "tlp": "amber"}
    assert browse(ada).post(page, told).status_code == 302
    with acting_for(ines.organisation):
        row = Consultation.objects.get()
    assert row.message_tlp == "amber"
    answer = reverse("diligence:appraisal-reply", args=[row.appraisal_id])
    client = browse(ines)
    assert "TLP:AMBER" in client.get(answer).content.decode()
    assert client.post(answer, {"reply": "The chair.", "tlp": "red"}).status_code == 200
    assert client.post(answer, {"reply": "The chair.", "tlp": "green"}).status_code == 302
    with acting_for(ines.organisation, user=ines.user.pk):
        refer.bring(row.pk)
    with acting_for(ada.organisation):
        request = InformationRequest.objects.get()
    assert (request.tlp, request.reply, request.reply_tlp) == ("amber", "The chair.", "green")


def test_red_is_no_label_of_a_message(baseline, ines):
    with acting_for(ines.organisation):
        row = send.send(scored(ines.actor).pk, by=ines.actor)
        with pytest.raises(Refused, match="TLP:RED"):
            labels.require_leaves("red")
        assert row.reply_tlp == "amber_strict"


def test_a_label_is_lowered_with_a_reason_and_that_is_on_record(ready, ines, browse):
    with acting_for(ines.organisation):
        row = kept(ready, ines, "amber_strict")
        with pytest.raises(ValidationError, match="reason"):
            labels.relabel(row.pk, "clear", by=ines.actor)
    page = reverse("diligence:attachment-label", args=[row.pk])
    client = browse(ines)
    refused = client.post(page, {"tlp": "clear", "because": ""})
    assert refused.status_code == 200
    assert "A label is lowered for a reason" in refused.content.decode()
    assert client.post(page, {"tlp": "clear", "because": "It is published"}).status_code == 302
    with acting_for(ines.organisation):
        row.refresh_from_db()
        event = AuditEvent.objects.get(event="attachment.relabelled")
    assert (row.tlp, row.tlp_because) == ("clear", "It is published")
    assert event.detail["from"] == "amber_strict"


def test_a_file_that_is_not_there_has_no_label(ines, browse):
    page = reverse("diligence:attachment-label", args=[uuid.uuid4()])
    assert browse(ines).get(page).status_code == 404


def test_the_label_is_chosen_when_a_file_is_added_and_stands_beside_it(ready, ines, browse):
    client = browse(ines)
    place = reverse("diligence:attachment-add", args=[ready.partnership_id])
    client.post(place, {"files": upload(), "tlp": "green"})
    shown = client.get(reverse("diligence:partnership-detail", args=[ready.partnership_id]))
    assert "TLP:GREEN" in shown.content.decode()
    with acting_for(ines.organisation):
        assert Attachment.objects.get().tlp == "green"


def test_advice_says_with_whom_it_may_be_shared(baseline, ines, ada, browse):
    case = taken(ines, ada)
    with acting_for(ada.organisation, user=ada.user.pk):
        drafted(case, ada)
        draft = AdviceDraft.objects.get()
        drafting.write(case, says=drafts.said(draft), tlp="green", by=ada.actor)
        issued(case, ada)
    with acting_for(ines.organisation):
        advice = ReceivedAdvice.objects.get()
    assert advice.tlp == "green"
    assert json.loads(advice.document)["sharing"] == "TLP:GREEN"
    page = browse(ines).get(reverse("diligence:advice-detail", args=[advice.pk]))
    assert "TLP:GREEN" in page.content.decode()
