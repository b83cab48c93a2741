"""Keys change and every file stays readable; plain ones are sealed; the doctor looks at it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from diligence.actions import attach
from diligence.models import Attachment
from portal import bells, diagnosis, file_health, sealing, vault
from portal.actions import file_keys
from portal.diagnosis import Level
from portal.enums import ProviderProtocol
from portal.models import AuditEvent, FileKey, IdentityProvider, StoredFile
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories import PartnershipFactory
from tests.files.test_storage import folder

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

OLD = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
NEW = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


def added(who: Member, data: bytes = b"agreed") -> Attachment:
    with acting_for(who.organisation):
        upload = ContentFile(data, name="agreement.txt")
        return attach.add(by=who.actor, partnership=PartnershipFactory(), upload=upload)


def read(who: Member, row: Attachment) -> bytes:
    with acting_for(who.organisation), default_storage.open(row.stored_as) as content:
        return content.read()


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_file_keys", *options, stdout=out)
    return out.getvalue()


def test_a_new_master_key_takes_over_from_the_old_one(ines: Member, otto: Member, settings):
    settings.FILE_KEY = OLD
    rows = [(who, added(who)) for who in (ines, otto)]
    with acting_for(ines.organisation):
        provider = IdentityProvider(
            owner=ines.organisation, key="abc", digest="d", name="A", protocol=ProviderProtocol.OIDC
        )
        provider.secret_sealed = vault.seal(b"client secret", provider.pk.bytes)
        provider.save()
    settings.FILE_KEY = f"{NEW},{OLD}"
    assert "3 keys and secrets" in rotate()
    assert "0 keys and secrets" in rotate()
    settings.FILE_KEY = NEW
    for who, row in rows:
        assert read(who, row) == b"agreed"
    with acting_for(ines.organisation):
        provider.refresh_from_db()
        assert vault.open_sealed(provider.secret_sealed, provider.pk.bytes) == b"client secret"
        assert AuditEvent.objects.filter(event="file_keys.rewrapped").count() == 1


def test_without_the_old_key_rotating_says_what_is_missing(ines: Member, settings):
    settings.FILE_KEY = OLD
    added(ines)
    settings.FILE_KEY = NEW
    with pytest.raises(CommandError, match="AJAR_FILE_KEY"):
        rotate()


def test_new_data_keys_seal_every_file_anew(ines: Member, folder: Path, monkeypatch):
    rows = [added(ines, f"file {number}".encode()) for number in range(5)]
    before = {row.pk: (folder / row.stored_as).read_bytes() for row in rows}
    rotate("--data")
    with acting_for(ines.organisation):
        assert FileKey.objects.filter(retired_at=None).count() == 1
        assert FileKey.objects.count() == 2
        assert bells.of(file_keys.BELL, ines.organisation.pk) is not None
        monkeypatch.setattr(file_keys, "AT_ONCE", 3)
        assert file_keys.reseal_some(ines.organisation.pk) == 3
        assert bells.of(file_keys.BELL, ines.organisation.pk) is not None
        assert file_keys.reseal_some(ines.organisation.pk) == 2
        assert bells.of(file_keys.BELL, ines.organisation.pk) is None
    for number, row in enumerate(rows):
        assert (folder / row.stored_as).read_bytes() != before[row.pk]
        assert read(ines, row) == f"file {number}".encode()


def plain(who: Member, folder: Path) -> Attachment:
    """A file as it was stored before there was sealing."""
    row = added(who)
    with acting_for(who.organisation):
        StoredFile.objects.all().delete()
        FileKey.objects.all().delete()
    (folder / row.stored_as).write_bytes(b"agreed")
    return row


def test_plain_files_are_found_and_sealed_once_their_key_is_there_for_good(
    ines: Member, folder: Path
):
    row = plain(ines, folder)
    assert file_keys.ring_where_due() == 1
    with acting_for(ines.organisation):
        assert file_keys.reseal_some(ines.organisation.pk) == 0, "the key is made first"
        assert (folder / row.stored_as).read_bytes() == b"agreed"
        assert FileKey.objects.count() == 1
        assert file_keys.reseal_some(ines.organisation.pk) == 1
    assert sealing.is_sealed((folder / row.stored_as).read_bytes())
    assert read(ines, row) == b"agreed"
    assert file_keys.ring_where_due() == 0


def test_where_nothing_was_ever_stored_no_key_is_made(ines: Member):
    assert file_keys.ring_where_due() == 0
    with acting_for(ines.organisation):
        assert not FileKey.objects.exists()


def doctor(check) -> tuple[Level, str]:
    [finding] = check()
    return finding.level, f"{finding.text} {finding.todo}"


def test_the_doctor_finds_a_key_that_is_not_here(ines: Member, settings):
    settings.FILE_KEY = OLD
    added(ines)
    assert doctor(diagnosis.file_key)[0] == Level.OK
    settings.FILE_KEY = NEW
    level, text = doctor(diagnosis.file_key)
    assert (level, "AJAR_FILE_KEY" in text) == (Level.FAIL, True)
    settings.FILE_KEY = "short"
    assert doctor(diagnosis.file_key)[0] == Level.FAIL


def test_the_doctor_warns_of_a_key_beside_the_files(settings):
    settings.FILE_KEY, settings.DEMONSTRATION = "", False
    level, text = doctor(diagnosis.file_key)
    assert (level, "file-key" in text) == (Level.WARN, True)


def test_the_doctor_asks_the_scanner_and_the_store(settings, tmp_path: Path):
    settings.CLAMD = ""
    assert doctor(file_health.scanner)[0] == Level.WARN
    settings.CLAMD = f"unix:{tmp_path}/nobody"
    assert doctor(file_health.scanner)[0] == Level.FAIL
    assert doctor(file_health.store) == (Level.OK, "A folder ")
