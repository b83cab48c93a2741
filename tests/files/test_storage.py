"""Files lie sealed with their organisation's key; what was there before stays readable."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile

from portal import sealing, storage, vault
from portal.models import FileKey, StoredFile
from portal.tenancy import NotActingError, acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db

WORDS = b"The agreement says: keep the samples in Lund. " * 3000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own behind the sealed storage."""
    inner = storages["files"]
    monkeypatch.setattr(inner, "_location", str(tmp_path))
    inner.__dict__.pop("base_location", None)
    inner.__dict__.pop("location", None)
    yield tmp_path
    inner.__dict__.pop("base_location", None)
    inner.__dict__.pop("location", None)


def saved(who: Member, data: bytes = WORDS, name: str = "one") -> str:
    return default_storage.save(f"{who.organisation.pk}/{name}", ContentFile(data))


def test_the_bytes_on_disk_tell_nothing_and_the_row_tells_what_they_are(
    stella: Member, folder: Path
):
    with acting_for(stella.organisation):
        upload = SimpleUploadedFile("a.pdf", WORDS, "application/pdf")
        name = default_storage.save(f"{stella.organisation.pk}/one", upload)
        on_disk = (folder / name).read_bytes()
        assert b"samples" not in on_disk
        assert sealing.is_sealed(on_disk)
        row = StoredFile.objects.get(name=name)
        assert (row.size, row.content_type) == (len(WORDS), "application/pdf")
        with default_storage.open(name) as file:
            assert (file.size, file.read()) == (len(WORDS), WORDS)
        assert default_storage.size(name) == len(WORDS)


def test_one_organisation_does_not_open_the_other_ones(stella: Member, otto: Member):
    with acting_for(stella.organisation):
        name = saved(stella)
    with acting_for(otto.organisation):
        saved(otto, b"mine")
        with pytest.raises(sealing.DamagedFileError, match="not sealed for this organisation"):
            default_storage.open(name)
    with pytest.raises(NotActingError):
        default_storage.open(name)


def test_each_organisation_has_its_key_which_lies_wrapped(stella: Member, otto: Member):
    secrets = set()
    for who in (stella, otto):
        with acting_for(who.organisation):
            saved(who)
            saved(who, name="two")
            [key] = FileKey.objects.all()
            secret = storage.unwrapped(key)
            assert secret not in bytes(key.wrapped)
            secrets.add(secret)
    assert len(secrets) == 2


def test_a_key_moved_to_another_row_does_not_open(stella: Member, otto: Member):
    with acting_for(stella.organisation):
        wrapped = bytes(storage.data_key()[0].wrapped)
    with acting_for(otto.organisation):
        key, _secret = storage.data_key()
        key.wrapped = wrapped
        with pytest.raises(vault.VaultError):
            storage.unwrapped(key)


def test_a_sealed_file_replaced_by_a_plain_one_is_refused(stella: Member, folder: Path):
    with acting_for(stella.organisation):
        name = saved(stella)
        (folder / name).write_bytes(b"planted")
        with pytest.raises(sealing.DamagedFileError, match="replaced"):
            default_storage.open(name)


def test_plain_files_of_before_are_read_and_then_sealed(stella: Member, folder: Path):
    with acting_for(stella.organisation):
        name = f"{stella.organisation.pk}/old"
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(WORDS)
        with default_storage.open(name) as file:
            assert file.read() == WORDS
        assert default_storage.reseal(name)
        assert sealing.is_sealed((folder / name).read_bytes())
        assert not default_storage.reseal(name)
        with default_storage.open(name) as file:
            assert file.read() == WORDS
        assert [path.name for path in (folder / name).parent.iterdir()] == ["old"]


def test_a_retired_key_still_opens_and_what_it_sealed_is_sealed_anew(stella: Member):
    with acting_for(stella.organisation):
        name = saved(stella)
        first = StoredFile.objects.get(name=name).key_id
        storage.data_key(fresh=True)
        with default_storage.open(name) as file:
            assert file.read() == WORDS
        assert default_storage.reseal(name)
        row = StoredFile.objects.get(name=name)
        assert row.key_id != first
        with default_storage.open(name) as file:
            assert file.read() == WORDS


def test_without_the_master_key_nothing_opens_and_the_message_names_the_remedy(
    stella: Member, settings
):
    with acting_for(stella.organisation):
        name = saved(stella)
        settings.FILE_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
        with pytest.raises(vault.VaultError, match="AJAR_FILE_KEY"):
            default_storage.open(name)


def test_a_new_master_key_wraps_the_data_keys_and_touches_no_file(
    stella: Member, settings, folder: Path
):
    fresh = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    settings.FILE_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
    with acting_for(stella.organisation):
        name = saved(stella)
        before = (folder / name).read_bytes()
        settings.FILE_KEY = f"{fresh},{settings.FILE_KEY}"
        [key] = FileKey.objects.all()
        assert storage.rewrap(key)
        settings.FILE_KEY = fresh
        with default_storage.open(name) as file:
            assert file.read() == WORDS
        assert (folder / name).read_bytes() == before


def test_what_is_deleted_is_said_to_be_gone(stella: Member):
    with acting_for(stella.organisation):
        name = saved(stella)
        default_storage.delete(name)
        assert not default_storage.exists(name)
        assert StoredFile.objects.get(name=name).removed_at is not None
        again = saved(stella, b"new")
        assert again == name
        assert StoredFile.objects.get(name=name).removed_at is None
