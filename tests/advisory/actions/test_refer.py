"""A case crosses the border: exactly what was confirmed, once, to the hub whose remit it is."""

import hashlib
import json
import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from advisory.actions import refer
from advisory.actions.files import UnreadableFileError
from advisory.models import (
    ReceivedDossier,
    ReceivedFile,
    Referral,
    ReferralPartner,
)
from diligence.actions import appraise, attach, consult, score, send
from diligence.actions import dossier as dossiers
from diligence.actions.appraise import Save
from diligence.models import (
    AnswerSheet,
    Appraisal,
    Attachment,
    Consultation,
    Dossier,
    PartnershipPartner,
    Score,
)
from diligence.queries import partnerships
from portal import clock
from portal.enums import Role
from portal.models import AuditEvent, Bell
from portal.tenancy import acting_for
from tests import cast
from tests.factories.appraisals import answered
from tests.factories.consultations import (
    arrange,
    brought,
    confirmed,
    consultation_of,
    remit,
    scored,
    sent,
)
from tests.factories.register import PartnerFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


def test_exactly_the_confirmed_content_and_the_score_arrive(by, nl, hub, ada):
    registered = PartnershipFactory()
    partner = PartnerFactory(name="Harbin Institute of Technology", ror_id="01yqg2h08")
    PartnershipPartner.objects.create(partnership=registered, partner=partner)
    row = brought(sent(by, "K01", "title", partnership=registered))
    frozen, stored = Dossier.objects.get(pk=row.dossier_id), Score.objects.get()
    with acting_for(hub):
        referral = Referral.objects.get()
        [received] = ReceivedDossier.objects.filter(referral=referral)
        partners = list(ReferralPartner.objects.values_list("name", "normalised_name", "ror_id"))
    assert received.content.encode() == frozen.content.encode()
    assert received.score.encode() == stored.document.encode()
    assert hashlib.sha256(received.content.encode()).hexdigest() == frozen.digest
    assert received.digest == frozen.digest
    assert (row.state, row.hub_id, row.due_on) == ("open", hub.pk, referral.due_on)
    assert referral.consultation_id == row.pk
    assert referral.outcome == "refer"
    assert "Hub NL answers for NL" in referral.remit_because
    assert referral.code.startswith("R-")
    assert partners == [(partner.name, partner.normalised_name, "01yqg2h08")]
    assert referral.title == registered.title
    assert not Bell.objects.exists()


def test_the_referral_is_due_in_working_days_of_the_member_state(by, hub):
    remit(hub, target_days=3)
    with clock.set_to(clock.now().replace(year=2026, month=12, day=23, hour=9)):
        brought(sent(by))
    with acting_for(hub):
        # Wednesday 23 December: Thursday 24, then Christmas and the weekend, Monday, Tuesday.
        assert Referral.objects.get().due_on == date(2026, 12, 29)


def test_nothing_that_was_not_ticked_travels(by, nl, hub):
    secrets = {
        "title": "Photonic gyroscopes with Harbin",
        "benefit": "Only lab that grows these crystals",
        "responsible": "Prof. Willem de Vries",
        "reference": "INT-2026-77",
        "funding_source": "Shell foundation of the Vries family",
    }
    registered = PartnershipFactory(**secrets)
    appraisal = answered(by, "K01", partnership=registered, change={"I5": "Nobody else can do it"})
    notes = {"A1": Save(note="Willem told me on the phone")}
    appraise.save(appraisal.pk, by=by, saves=notes)
    attach.add(
        by=by,
        partnership=registered,
        upload=ContentFile(b"plain words of the draft contract", name="contract-de-vries.txt"),
    )
    appraise.submit(appraisal.pk, by=by, dossier=confirmed(by, appraisal))
    score.run(appraisal.pk)
    brought(send.send(appraisal.pk, by=by))
    private = [*secrets.values(), "Nobody else", "on the phone", "contract-de-vries", "Ines"]
    with acting_for(hub):
        everything = json.dumps(
            [
                list(model.objects.values())
                for model in (Referral, ReceivedDossier, ReferralPartner, ReceivedFile, AuditEvent)
            ],
            default=str,
        )
        assert [word for word in private if word in everything] == []
        assert ReceivedFile.objects.count() == 0
        left = json.loads(ReceivedDossier.objects.get().content)["left_out"]
    assert left == {"title": 1, "benefit": 1, "responsible": 1, "answer": 2, "note": 1, "file": 1}


def test_ticked_files_travel_as_copies(by, nl, hub):
    registered = PartnershipFactory()
    appraisal = answered(by, "K01", partnership=registered)
    kept = attach.add(
        by=by, partnership=registered, upload=ContentFile(b"signed", name="agreement.txt")
    )
    shown = confirmed(by, appraisal, f"file:{kept.pk}")
    appraise.submit(appraisal.pk, by=by, dossier=shown)
    score.run(appraisal.pk)
    attach.remove(kept.pk, by=by)
    brought(send.send(appraisal.pk, by=by))
    with acting_for(hub):
        [copy] = ReceivedFile.objects.all()
        [listed] = json.loads(ReceivedDossier.objects.get().content)["files"]
    assert (copy.name, copy.sha256, copy.size) == (kept.name, kept.sha256, 6)
    assert (listed["name"], listed["sha256"]) == (kept.name, kept.sha256)
    assert copy.stored_as.startswith(str(hub.pk))
    assert copy.stored_as != kept.stored_as
    with acting_for(hub), default_storage.open(copy.stored_as) as content:
        assert content.read() == b"signed"


def test_a_file_that_is_not_the_confirmed_one_stops_everything(by, nl, hub):
    registered = PartnershipFactory()
    appraisal = answered(by, "K01", partnership=registered)
    kept = attach.add(by=by, partnership=registered, upload=ContentFile(b"signed", name="a.txt"))
    appraise.submit(appraisal.pk, by=by, dossier=confirmed(by, appraisal, f"file:{kept.pk}"))
    score.run(appraisal.pk)
    row = send.send(appraisal.pk, by=by)
    default_storage.delete(kept.stored_as)
    default_storage.save(kept.stored_as, ContentFile(b"another"))
    with pytest.raises(UnreadableFileError, match="not the file that was confirmed"):
        refer.bring(row.pk)
    with acting_for(hub):
        assert not Referral.objects.exists()
    assert Bell.objects.filter(kind="refer").exists()


def test_a_second_bell_brings_nothing_twice(by, nl, hub):
    row = sent(by)
    refer.bring(row.pk)
    refer.bring(row.pk)
    with acting_for(hub):
        assert Referral.objects.count() == ReceivedDossier.objects.count() == 1
        assert AuditEvent.objects.filter(event="referral.received").count() == 1
    assert AuditEvent.objects.filter(event="consultation.opened").count() == 1


def test_without_a_hub_the_case_says_so_and_can_be_sent_again(by, hub):
    row = brought(sent(by))
    assert (row.state, row.no_hub_because) == (
        "no_hub",
        "No hub answers for NL on this portal.",
    )
    assert row.partnership.consultation_state == "no_hub"
    assert not Bell.objects.exists()
    remit(hub)
    row = brought(send.send(row.appraisal_id, by=by))
    assert (row.state, row.no_hub_because) == ("open", "")


def test_a_triage_dossier_and_then_the_full_one_are_one_referral(by, nl, hub):
    appraisal = answered(by, "K01")
    assert appraisal.triage_refers is False  # the row was read before the triage ended
    shown = confirmed(by, appraisal, kind="triage")
    row = brought(send.send(appraisal.pk, by=by, confirmed=shown))
    assert (row.rule, row.state) == ("triage:T4", "open")
    with acting_for(hub):
        first = Referral.objects.get()
        assert (first.kind, first.outcome, first.rule) == ("triage", "", "triage:T4")
        assert ReceivedDossier.objects.get().score == ""
    appraise.submit(appraisal.pk, by=by, dossier=confirmed(by, appraisal))
    score.run(appraisal.pk)
    row = brought(send.send(appraisal.pk, by=by))
    assert Consultation.objects.count() == 1
    with acting_for(hub):
        again = Referral.objects.get()
        kinds = [json.loads(r.content)["kind"] for r in ReceivedDossier.objects.all()]
    assert (again.pk, again.code, again.due_on) == (first.pk, first.code, first.due_on)
    assert (again.kind, again.outcome, kinds) == ("full", "refer", ["full", "triage"])


def test_automatic_referral_needs_the_arrangement_and_the_officers_tick(by, nl, hub):
    assert consultation_of(scored(by, "K01", send_if_required=True)).state == "ready"
    arrange()
    assert consultation_of(scored(by, "K01")).state == "ready"
    row = consultation_of(scored(by, "K01", send_if_required=True))
    assert (row.state, row.automatic) == ("sending", True)
    row = brought(row)
    assert row.state == "open"


def test_an_ended_arrangement_sends_nothing(by, nl):
    arrange(ended_at=clock.now(), ended_by="Stella Steward")
    assert consultation_of(scored(by, "K01", send_if_required=True)).state == "ready"


def test_the_hub_reaches_nothing_but_what_was_sent(by, nl, hub):
    brought(sent(by))
    with acting_for(hub):
        for model in (
            Appraisal,
            AnswerSheet,
            Attachment,
            Consultation,
            Dossier,
            PartnershipPartner,
            Score,
        ):
            assert not model.objects.exists()


def test_too_many_files_are_refused_with_what_to_do(by, monkeypatch):
    registered = PartnershipFactory()
    appraisal = answered(by, "K01", partnership=registered)
    kept = [
        attach.add(by=by, partnership=registered, upload=ContentFile(b"x", name=f"{n}.txt"))
        for n in range(2)
    ]
    monkeypatch.setattr(dossiers, "MOST_FILES", 1)
    shown = confirmed(by, appraisal, *(f"file:{row.pk}" for row in kept))
    with pytest.raises(ValidationError, match="Untick some"):
        appraise.submit(appraisal.pk, by=by, dossier=shown)


def test_what_fails_half_way_is_as_if_it_had_not_begun(by, nl, hub, monkeypatch):
    row = sent(by)

    def killed(*_args, **_told):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(consult, "opened", killed)
        with pytest.raises(MemoryError), transaction.atomic():
            refer.bring(row.pk)
    with acting_for(hub):
        assert not Referral.objects.exists()
    assert Bell.objects.filter(kind="refer", subject=row.pk).exists()
    assert brought(row).state == "open"
    with acting_for(hub):
        assert Referral.objects.count() == 1


def test_the_register_keeps_a_case_whose_triage_dossier_was_sent(by, nl):
    appraisal = answered(by, "K01")
    assert partnerships.was_submitted(appraisal.partnership_id) is False
    send.send(appraisal.pk, by=by, confirmed=confirmed(by, appraisal, kind="triage"))
    assert partnerships.was_submitted(appraisal.partnership_id) is True


@pytest.mark.django_db(transaction=True)
def test_two_workers_bring_one_case(transactional_db, university_a, hub):
    call_command("load_questionnaire", verbosity=0)
    officer = cast.member(university_a, "Officer", Role.OFFICER)
    remit(hub)
    with acting_for(university_a):
        row = sent(officer.actor)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with acting_for(university_a):
                refer.bring(row.pk)
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    with acting_for(hub):
        assert Referral.objects.count() == ReceivedDossier.objects.count() == 1
        assert AuditEvent.objects.filter(event="referral.received").count() == 1
    with acting_for(university_a):
        assert Consultation.objects.get().state == "open"
        assert AuditEvent.objects.filter(event="consultation.opened").count() == 1


def test_bringing_a_case_takes_a_fixed_number_of_statements(by, nl, hub):
    row = sent(by)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        refer.bring(row.pk)
    assert len(counted) <= 60
