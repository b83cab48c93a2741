"""The drill: back up, lose, restore, and prove that everything is there, its protection too."""

import json
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from portal import backups
from portal.embedded import place, postgres

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
    with postgres.ensure_running(data):
        done = manage(data, "migrate", "--noinput")
        assert done.returncode == 0, done.stderr
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
