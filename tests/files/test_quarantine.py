"""With a scanner, nobody fetches or sends a file that it has not seen; what it finds is gone."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from diligence.actions import attach
from diligence.models import Attachment
from diligence.queries import attachments
from portal import bells, clock, file_health
from portal.actions import files
from portal.enums import FileState
from portal.findings import Level
from portal.models import AuditEvent, StoredFile
from portal.queries import files as reading
from portal.scanning import ScannerError
from portal.tenancy import acting_for
from portal.views import room
from tests.cast import Member
from tests.factories import PartnershipFactory
from tests.files.test_scanning import EICAR, FakeScanner, scanner
from tests.files.test_storage import folder

pytestmark = pytest.mark.django_db
__all__ = ["folder", "scanner"]


@pytest.fixture(autouse=True)
def _scanned(settings, scanner: FakeScanner) -> None:
    settings.CLAMD = scanner.address


def added(who: Member, data: bytes = b"agreed") -> tuple[Attachment, StoredFile]:
    with acting_for(who.organisation):
        row = attach.add(
            by=who.actor,
            partnership=PartnershipFactory(),
            upload=ContentFile(data, name="agreement.txt"),
        )
        return row, StoredFile.objects.get(name=row.stored_as)


def looked(who: Member, row: StoredFile) -> StoredFile:
    files.look(row.pk, who.organisation.pk)
    with acting_for(who.organisation):
        return StoredFile.objects.get(pk=row.pk)


def test_an_upload_waits_for_the_scanner_and_is_then_fetched(ines: Member, browse):
    row, stored = added(ines)
    assert stored.state == FileState.QUARANTINED
    assert bells.of(files.BELL, stored.pk) is not None
    url = reverse("diligence:attachment-download", args=[row.pk])
    refused = browse(ines).get(url)
    assert refused.status_code == 403
    assert "being scanned" in refused.content.decode()
    assert looked(ines, stored).state == FileState.CLEAN
    assert bells.of(files.BELL, stored.pk) is None
    answer = browse(ines).get(url)
    assert b"".join(answer.streaming_content) == b"agreed"


def test_what_the_scanner_finds_is_deleted_and_said_on_the_page(
    ines: Member, browse, folder: Path, django_capture_on_commit_callbacks
):
    row, stored = added(ines, EICAR)
    assert (folder / row.stored_as).exists()
    with django_capture_on_commit_callbacks(execute=True):
        stored = looked(ines, stored)
    assert (stored.state, stored.finding) == (FileState.REFUSED, "Eicar-Test-Signature")
    assert stored.removed_at is not None
    assert not (folder / row.stored_as).exists()
    url = reverse("diligence:attachment-download", args=[row.pk])
    assert browse(ines).get(url).status_code == 403
    page = browse(ines).get(reverse("diligence:partnership-detail", args=[row.partnership_id]))
    assert "Eicar-Test-Signature" in page.content.decode()
    with acting_for(ines.organisation):
        [event] = AuditEvent.objects.filter(event="file.refused_by_scanner")
        assert event.detail == {"finding": "Eicar-Test-Signature"}


def test_a_scanner_that_does_not_answer_lets_nothing_out(ines: Member, scanner: FakeScanner):
    _row, stored = added(ines)
    scanner.answer = lambda _data: b""
    with pytest.raises(ScannerError):
        files.look(stored.pk, ines.organisation.pk)
    with acting_for(ines.organisation):
        assert StoredFile.objects.get(pk=stored.pk).state == FileState.QUARANTINED
    assert bells.of(files.BELL, stored.pk) is not None


def test_where_the_scanner_is_taken_away_nothing_waits_for_it(ines: Member, settings):
    _row, stored = added(ines)
    settings.CLAMD = ""
    assert looked(ines, stored).state == FileState.UNSCANNED
    assert bells.of(files.BELL, stored.pk) is None


def test_without_a_scanner_files_are_not_held_back(ines: Member, settings):
    settings.CLAMD = ""
    _row, stored = added(ines)
    assert stored.state == FileState.UNSCANNED


def test_a_file_in_quarantine_cannot_be_ticked_and_the_reason_is_given(ines: Member):
    row, stored = added(ines)
    with acting_for(ines.organisation):
        [told] = attachments.of_partnership(row.partnership_id)
    assert "being scanned" in told["held"]
    looked(ines, stored)
    with acting_for(ines.organisation):
        [told] = attachments.of_partnership(row.partnership_id)
    assert told["held"] == ""


def test_it_is_looked_at_once_however_often_it_is_rung(ines: Member, scanner: FakeScanner):
    _row, stored = added(ines)
    assert files.look(stored.pk, ines.organisation.pk) == FileState.CLEAN
    scanner.answer = lambda _data: b"stream: X FOUND\0"
    assert files.look(stored.pk, ines.organisation.pk) is None
    with acting_for(ines.organisation):
        assert StoredFile.objects.get(pk=stored.pk).state == FileState.CLEAN


def test_another_organisation_looks_at_nothing(ines: Member, otto: Member):
    _row, stored = added(ines)
    assert files.look(stored.pk, otto.organisation.pk) is None
    assert bells.of(files.BELL, stored.pk) is not None


def test_a_file_that_was_rolled_back_leaves_no_bytes(ines: Member, folder: Path):
    with acting_for(ines.organisation):
        files.keep(ContentFile(b"never"), content_type="text/plain")
        assert [path for path in folder.rglob("*") if path.is_file()]
        transaction.set_rollback(True)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_what_the_portal_writes_itself_is_not_scanned(ines: Member):
    with acting_for(ines.organisation):
        name = files.put("papers/a.pdf", b"%PDF", content_type="application/pdf")
        again = files.put("papers/a.pdf", b"%PDF-2", content_type="application/pdf")
        assert name == again
        assert StoredFile.objects.get(name=name).state == FileState.UNSCANNED
        with default_storage.open(name) as content:
            assert content.read() == b"%PDF-2"


def refusing(settings, path: Path) -> None:
    """An address where nothing listens: a socket that refuses."""
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(path))
    settings.CLAMD = f"unix:{path}"


def test_the_doctor_says_that_the_scanner_is_dead_and_what_waits(
    ines: Member, ada: Member, settings, tmp_path: Path
):
    assert "No file waits" in next(file_health.scanner()).text
    added(ines)
    with acting_for(ada.organisation):
        files.keep(ContentFile(b"sent"), content_type="text/plain")
    alive = next(file_health.scanner())
    assert (alive.level, alive.todo) == (Level.OK, "")
    assert "2 files wait in quarantine" in alive.text
    refusing(settings, tmp_path / "gone")
    dead = next(file_health.scanner())
    assert dead.level is Level.FAIL
    assert "Connection refused" in dead.text
    assert "2 files wait in quarantine" in dead.text
    assert "Start clamd" in dead.todo


def test_files_that_wait_although_the_scanner_answers_are_a_warning(ines: Member):
    _row, stored = added(ines)
    with acting_for(ines.organisation):
        StoredFile.objects.filter(pk=stored.pk).update(
            made_at=clock.now() - reading.LATE - timedelta(minutes=1)
        )
    told = next(file_health.scanner())
    assert (told.level, "worker" in told.todo) == (Level.WARN, True)


def test_a_steward_reads_on_the_start_page_that_the_scanner_is_dead(
    ines: Member, stella: Member, browse, settings, tmp_path: Path
):
    said = "The scanner of uploaded files does not answer"
    added(ines)
    start = reverse("portal:start")
    assert said not in browse(stella).get(start).content.decode()
    cache.delete(room.SCANNER)
    refusing(settings, tmp_path / "gone")
    page = browse(stella).get(start).content.decode()
    assert said in page
    assert "1 file waits in quarantine" in page
    assert said not in browse(ines).get(start).content.decode()
