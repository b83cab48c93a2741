"""Clear: a flag ends by a recorded clearance alone, and stands again when that is over."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from diligence.actions import clear
from diligence.models import Appraisal, Attachment, Clearance, Partnership, Score
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories.consultations import scored
from tests.factories.decisions import LEGAL, ground, soon

pytestmark = pytest.mark.django_db
LICENCE = clear.Finding("licence", "The authority granted a licence.", "EX-2026-14")


@pytest.fixture(autouse=True)
def _acting(baseline, ines, acting_as, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    acting_as(ines)


@pytest.fixture
def appraisal(ines) -> Appraisal:
    return scored(ines.actor, LEGAL)


def legal(by, appraisal: Appraisal) -> tuple[str, str, str]:
    return next(gate.key for gate in ground(by, appraisal).now.gates if gate.legal)


def row_of(appraisal: Appraisal) -> Partnership:
    return Partnership.objects.get(pk=appraisal.partnership_id)


def test_a_clearance_ends_the_flag_and_leaves_the_score_as_it_is(ines, appraisal):
    before = Score.objects.get(appraisal=appraisal).document
    clear.record(appraisal.pk, legal(ines.actor, appraisal), LICENCE, by=ines.actor)
    now = ground(ines.actor, appraisal).now
    assert now.legal == ()
    assert Score.objects.get(appraisal=appraisal).document == before
    assert (row_of(appraisal).legal_checks, row_of(appraisal).clearance_until) == ([], None)
    event = AuditEvent.objects.get(event="clearance.recorded")
    assert event.detail["reference"] == "EX-2026-14"


def test_then_and_now(ines, appraisal):
    for gate in ground(ines.actor, appraisal).now.gates:
        assert ground(ines.actor, appraisal).now.outcome == "refer"
        clear.record(appraisal.pk, gate.key, LICENCE, by=ines.actor)
    told = ground(ines.actor, appraisal)
    assert (told.score.outcome, told.now.outcome) == ("refer", told.score.band)


def test_an_expired_clearance_no_longer_holds(ines, appraisal):
    until = clear.Finding("licence", "For a year.", "EX-1", valid_until=soon(10))
    key = legal(ines.actor, appraisal)
    clear.record(appraisal.pk, key, until, by=ines.actor)
    row = row_of(appraisal)
    assert (row.legal_checks, row.clearance_until) == ([], soon(10))
    assert not row.is_blocked(soon(10))
    assert row.is_blocked(soon(11))
    with clock.set_to(clock.now() + timedelta(days=11)):
        assert ground(ines.actor, appraisal).now.legal == ("export_control",)
        clear.record(appraisal.pk, key, LICENCE, by=ines.actor)
        assert ground(ines.actor, appraisal).now.legal == ()
    assert Clearance.objects.filter(ended_at__isnull=True).count() == 1


def test_what_is_missing_is_named(ines, appraisal):
    key = legal(ines.actor, appraisal)
    wrong = clear.Finding("stamp", " ", valid_until=soon(-1))
    with pytest.raises(ValidationError) as error:
        clear.record(appraisal.pk, key, wrong, by=ines.actor)
    assert set(error.value.message_dict) == {"kind", "reason", "reference", "valid_until"}


def test_a_file_is_evidence_enough(ines, appraisal):
    letter = SimpleUploadedFile("licence.pdf", b"%PDF-1.7\n1 0 obj\n")
    finding = clear.Finding("licence", "See the letter.", files=[letter])
    row = clear.record(appraisal.pk, legal(ines.actor, appraisal), finding, by=ines.actor)
    assert Attachment.objects.get(clearance=row).name == "licence.pdf"


def test_only_flags_of_the_result_are_cleared_and_once(ines, appraisal):
    with pytest.raises(Refused, match="no such flag"):
        clear.record(appraisal.pk, ("A1", "joint", "LEGAL-FDI"), LICENCE, by=ines.actor)
    key = legal(ines.actor, appraisal)
    clear.record(appraisal.pk, key, LICENCE, by=ines.actor)
    with pytest.raises(Refused, match="cleared already"):
        clear.record(appraisal.pk, key, LICENCE, by=ines.actor)


def test_a_measure_is_named_only_where_it_may_propose(ines, appraisal):
    key = legal(ines.actor, appraisal)
    from dataclasses import replace

    row = clear.record(appraisal.pk, key, replace(LICENCE, measure="M24"), by=ines.actor)
    assert row.measure == "M24"
    clear.end(row.pk, by=ines.actor, because="A mistake.")
    row = clear.record(appraisal.pk, key, replace(LICENCE, measure="M17"), by=ines.actor)
    assert row.measure == ""


def test_ending_needs_a_reason_and_lets_the_flag_stand_again(ines, appraisal):
    row = clear.record(appraisal.pk, legal(ines.actor, appraisal), LICENCE, by=ines.actor)
    with pytest.raises(ValidationError):
        clear.end(row.pk, by=ines.actor, because="")
    clear.end(row.pk, by=ines.actor, because="The licence was revoked.")
    assert row_of(appraisal).legal_checks == ["export_control"]
    with pytest.raises(Refused, match="ended already"):
        clear.end(row.pk, by=ines.actor, because="Again.")


def test_strangers_and_stewards_clear_nothing(ines, stella, otto, acting_as, appraisal):
    key = legal(ines.actor, appraisal)
    with pytest.raises(Refused, match="Ask your steward"):
        clear.record(appraisal.pk, key, LICENCE, by=stella.actor)
    row = clear.record(appraisal.pk, key, LICENCE, by=ines.actor)
    acting_as(otto)
    with pytest.raises(Appraisal.DoesNotExist):
        clear.record(appraisal.pk, key, LICENCE, by=otto.actor)
    with pytest.raises(Clearance.DoesNotExist):
        clear.end(row.pk, by=otto.actor, because="Mine now.")
