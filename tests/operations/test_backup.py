"""The drill: back up, lose, restore, and prove that everything is there, its protection too."""

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from portal import backups
from portal.embedded import place, postgres
from tests import prepared
from tests.operations.conftest import environment

pytestmark = pytest.mark.stack

Manage = Callable[..., subprocess.CompletedProcess[str]]

PROTECTION = (
    "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies "
    "ORDER BY 1, 2",
    "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relkind = 'r' ORDER BY 1",
    "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
    "WHERE grantee LIKE 'portal%' ORDER BY 1, 2, 3",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
)


def ask(data: Path, *questions: str) -> list[list[tuple[object, ...]]]:
    answers = []
    with postgres.ensure_running(data), closing(psycopg2.connect(owner(data))) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            for question in questions:
                cursor.execute(question)
                answers.append(cursor.fetchall() if cursor.description else [])
    return answers


def owner(data: Path) -> str:
    return place.database_urls(data).owner


@pytest.fixture(scope="module")
def filled(folder: Path, manage: Manage) -> Path:
    """A migrated portal with a session and a file in it."""
    data = folder / "filled"
    prepared.fill(data)
    ask(data, "INSERT INTO django_session VALUES ('kept', 'something', now())")
    (data / "files" / "evidence").mkdir(parents=True)
    (data / "files" / "evidence" / "letter.txt").write_text("Dear colleagues")
    return data


@pytest.fixture(scope="module")
def backup(folder: Path, filled: Path, manage: Manage) -> Path:
    target = folder / "portal.tar"
    done = manage(filled, "backup", target)
    assert done.returncode == 0, done.stderr
    assert "1 files" in done.stdout
    return target


def test_a_backup_is_private_and_counts_what_it_holds(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as tar:
        noted = tar.extractfile("manifest.json")
        assert noted is not None
        manifest = json.load(noted)
        names = set(tar.getnames())
    assert manifest["rows"]["django_session"] == 1
    assert manifest["checksums"].keys() == names - {"manifest.json"}
    assert "files/evidence/letter.txt" in names


def test_a_backup_never_overwrites(filled: Path, backup: Path, manage: Manage) -> None:
    done = manage(filled, "backup", backup)
    assert done.returncode == 1
    assert "exists already" in done.stderr


def test_the_drill(filled: Path, backup: Path, manage: Manage) -> None:
    before = ask(filled, *PROTECTION)
    ask(filled, "UPDATE django_session SET session_data = 'spoilt'", "CREATE TABLE later (x int)")
    (filled / "files" / "evidence" / "letter.txt").write_text("spoilt")
    refused = manage(filled, "restore", backup)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert "--replace" in refused.stderr
    done = manage(filled, "restore", "--replace", backup)
    assert done.returncode == 0, done.stderr
    assert ask(filled, *PROTECTION) == before
    assert ask(filled, "SELECT session_key, session_data FROM django_session") == [
        [("kept", "something")]
    ]
    assert (filled / "files" / "evidence" / "letter.txt").read_text() == "Dear colleagues"
    # A restored portal can be backed up and restored again.
    again = backup.with_name("again.tar")
    assert manage(filled, "backup", again).returncode == 0
    assert manage(filled, "restore", "--replace", again).returncode == 0


def test_a_backup_moves_to_a_new_machine(
    folder: Path, filled: Path, backup: Path, manage: Manage
) -> None:
    fresh = folder / "fresh"
    done = manage(fresh, "restore", backup)
    assert done.returncode == 0, done.stderr
    assert ask(fresh, *PROTECTION) == ask(filled, *PROTECTION)
    assert (fresh / "files" / "evidence" / "letter.txt").read_text() == "Dear colleagues"


def test_a_damaged_backup_changes_nothing(
    folder: Path, filled: Path, backup: Path, manage: Manage
) -> None:
    damaged = folder / "damaged.tar"
    content = backup.read_bytes()
    damaged.write_bytes(content.replace(b"Dear colleagues", b"Dear adversary!"))
    done = manage(filled, "restore", "--replace", damaged)
    assert done.returncode == 1
    assert "letter.txt in the backup is damaged" in done.stderr
    assert (filled / "files" / "evidence" / "letter.txt").read_text() == "Dear colleagues"


def test_a_restore_that_fails_half_way_puts_everything_back(filled: Path, backup: Path) -> None:
    with backups.unpacked(backup) as (_folder, manifest):
        wrong = backups.Manifest(**{**vars(manifest), "rows": {**manifest.rows, "later": 3}})
    before = ask(filled, "SELECT session_key FROM django_session", PROTECTION[0])
    with (
        postgres.ensure_running(filled),
        pytest.raises(backups.BackupError, match="differ from the manifest"),
        backups._set_aside(owner(filled), "ajar"),
    ):
        backups._require_complete(owner(filled), wrong)
    assert ask(filled, "SELECT session_key FROM django_session", PROTECTION[0]) == before


# -- files that are sealed, and a record that is chained -------------------------------------------
FILL = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from portal import audit
from portal.actions import sealing
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
member = cast.member(cast.organisation("University A"), "Stella Steward", Role.STEWARD)
with acting_for(member.organisation):
    name = f"{member.organisation.pk}/" + "a" * 32
    default_storage.save(name, ContentFile(b"Dear colleagues, in confidence"))
    for number in range(25):
        audit.record("unit.renamed", None, by=member.actor, detail={"to": f"Unit {number}"})
    sealing.seal_everything()
"""
READ = """
import django; django.setup()
from django.core.files.storage import default_storage
from portal.models import Organisation
from portal.tenancy import acting_for
with acting_for(Organisation.objects.get()):
    print(default_storage.open(f"{Organisation.objects.get().pk}/" + "a" * 32).read())
"""


def script(data: Path, text: str) -> str:
    """Run as the application over a portal that is not running otherwise."""
    with postgres.ensure_running(data):
        done = subprocess.run(
            [sys.executable, "-c", text],
            env=environment(data),
            cwd=place.CHECKOUT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sealed(folder: Path, manage: Manage) -> Path:
    """A portal with a sealed file and a sealed record."""
    data = folder / "sealed"
    prepared.fill(data)
    script(data, FILL)
    return data


@pytest.fixture(scope="module")
def sealed_backup(folder: Path, sealed: Path, manage: Manage) -> Path:
    target = folder / "sealed.tar"
    done = manage(sealed, "backup", target)
    assert done.returncode == 0, done.stderr
    return target


def test_a_backup_holds_neither_plain_files_nor_keys(sealed: Path, sealed_backup: Path) -> None:
    content = sealed_backup.read_bytes()
    assert b"in confidence" not in content
    for name in ("file-key", "audit-key"):
        if (sealed / name).exists():
            assert (sealed / name).read_bytes().strip() not in content
    with tarfile.open(sealed_backup) as tar:
        noted = tar.extractfile("manifest.json")
        assert noted is not None
        manifest = json.load(noted)
    assert len(manifest["masters"]) == 1
    [[number, head]] = manifest["heads"].values()
    assert (number, len(head)) == (1, 64)


def test_a_restore_without_the_master_key_touches_nothing(
    folder: Path, sealed_backup: Path, manage: Manage
) -> None:
    fresh = folder / "keyless"
    done = manage(fresh, "restore", sealed_backup)
    assert done.returncode == 1
    assert "AJAR_FILE_KEY" in done.stderr
    assert not (fresh / "files").exists()


def test_files_open_and_the_record_is_whole_after_a_restore(
    folder: Path, sealed: Path, sealed_backup: Path, manage: Manage
) -> None:
    """The drill's other half: on a new machine, with the keys that were kept apart."""
    fresh = folder / "moved"
    fresh.mkdir()
    for name in ("file-key", "audit-key"):
        if (sealed / name).exists():
            shutil.copy(sealed / name, fresh / name)
    done = manage(fresh, "restore", sealed_backup)
    assert done.returncode == 0, done.stderr
    assert "whole" in done.stdout
    assert "25" in done.stdout
    assert script(fresh, READ).strip() == "b'Dear colleagues, in confidence'"
    hashes = "SELECT name, sha256, size FROM portal_storedfile ORDER BY 1"
    chain = "SELECT number, previous, head, encode(entries, 'hex') FROM portal_auditseal ORDER BY 1"
    events = "SELECT id, digest, mac FROM portal_auditevent ORDER BY 1"
    assert ask(fresh, hashes, chain, events) == ask(sealed, hashes, chain, events)


def test_a_record_that_was_damaged_before_the_backup_is_told(
    folder: Path, sealed: Path, manage: Manage
) -> None:
    target = folder / "damaged-record.tar"
    ask(
        sealed,
        "UPDATE portal_auditevent SET detail = '{}' WHERE id = (SELECT min(id::text)::uuid "
        "FROM portal_auditevent)",
    )
    assert manage(sealed, "backup", target).returncode == 0
    done = manage(sealed, "restore", "--replace", target)
    assert done.returncode == 1
    assert "DAMAGED" in done.stdout
    assert "restored as it was" in done.stderr


class _Elsewhere(InMemoryStorage):
    """A storage without folders of this machine, as S3 is."""


def test_files_on_a_storage_elsewhere_are_taken_along_and_brought_back(
    tmp_path: Path,
) -> None:
    here, there = _Elsewhere(), _Elsewhere()
    for name, content in {"a/1": b"one", "a/b/2": b"two", "3": b"three"}.items():
        here.save(name, ContentFile(content))
    there.save("a/1", ContentFile(b"old"))
    there.save("gone", ContentFile(b"later"))
    fresh = tmp_path / "files"
    for name, path in backups._stored(here, tmp_path / "held"):
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, fresh / name)
    assert backups._holds_files(there)
    assert not backups._holds_files(_Elsewhere())
    (fresh / "a/1").write_bytes(b"one!")
    backups._swap_files(fresh, there)
    assert sorted(backups._listed(there, "")) == ["3", "a/1", "a/b/2"]
    assert there.open("a/1").read() == b"one!"
    assert there.open("a/b/2").read() == b"two"


@pytest.mark.parametrize("name", ["../outside", "/etc/ajar", "surprise"])
def test_a_strangers_archive_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    source = tmp_path / "source"
    source.write_text("x")
    with tarfile.open(hostile, "w") as tar:
        tar.add(source, name)
    with (
        pytest.raises(backups.BackupError, match="something unexpected"),
        backups.unpacked(hostile),
    ):
        pytest.fail("it was accepted")
