"""A whole portal in one file: the database as dumped by its owner, the files, and a manifest.

The counts in the manifest come from the very snapshot that was dumped, so a restore can prove
that nothing is missing. A backup holds everything confidential that the portal holds, files as
they are stored: sealed. So it notes which master keys opened them, and a restore looks for those
keys before it touches anything; the keys themselves are never in it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg2
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from portal import clock, vault
from portal.embedded import place, postgres, roles

FORMAT = 2
READABLE = (1, 2)
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
# Tables a freshly migrated, empty portal has rows in.
FURNITURE = {"django_migrations", "django_content_type", "auth_permission"}
ASIDE = "before_restore"


class BackupError(Exception):
    """The backup can't be made, read or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup claims to hold. Checksums are SHA-256 in hexadecimal, by path in the file.

    `masters` names the master keys that open it; `heads` is the newest seal of each organisation's
    record, as number and head.
    """

    format: int
    made_at: str
    version: str
    server: str
    rows: dict[str, int]
    checksums: dict[str, str]
    masters: list[str] = field(default_factory=list)
    heads: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Dumped:
    """What was read in the snapshot that was dumped."""

    rows: dict[str, int]
    server: str
    masters: list[str]
    heads: dict[str, list[Any]]


def stored_files() -> Path | Storage:
    """Where this portal's files lie: a folder, or a storage elsewhere."""
    storage = storages["files"]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else storage


# -- making -------------------------------------------------------------------------------------
def make(target: Path, *, owner_url: str, files: Path | Storage, version: str) -> Manifest:
    """Writes a backup to ``target`` (mode 0600), complete or not at all.

    `files` is the folder of stored files, or the storage they lie in elsewhere.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".ajar-backup-") as folder:
        dump = Path(folder) / DUMP
        dumped = _dump(owner_url, dump)
        sums = {DUMP: checksum(dump)}
        unfinished = Path(folder) / "backup.tar"
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w") as tar:
            tar.add(dump, DUMP)
            for name, path in _stored(files, Path(folder) / "one"):
                sums[f"{FILES}/{name}"] = checksum(path)
                tar.add(path, f"{FILES}/{name}")
            made_at = clock.now().isoformat(timespec="seconds")
            told = asdict(dumped) | {"made_at": made_at, "version": version}
            manifest = Manifest(format=FORMAT, checksums=sums, **told)
            note = Path(folder) / MANIFEST
            note.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True))
            tar.add(note, MANIFEST)
        unfinished.replace(target)
    return manifest


def _stored(files: Path | Storage, held: Path) -> Iterator[tuple[str, Path]]:
    """Each stored file by name, as a file on this machine; those from elsewhere one after another
    in `held`, so that no second copy of everything is needed."""
    if isinstance(files, Path):
        for path in sorted(path for path in files.rglob("*") if path.is_file()):
            yield path.relative_to(files).as_posix(), path
        return
    for name in _listed(files, ""):
        with files.open(name, "rb") as source, held.open("wb") as stream:
            shutil.copyfileobj(source, stream)
        yield name, held


def _listed(storage: Storage, folder: str) -> Iterator[str]:
    folders, names = storage.listdir(folder)
    for name in sorted(names):
        yield f"{folder}/{name}".lstrip("/")
    for below in sorted(folders):
        yield from _listed(storage, f"{folder}/{below}".lstrip("/"))


def _dump(url: str, dump: Path) -> _Dumped:
    with closing(psycopg2.connect(url)) as connection:
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            [(snapshot, server)] = cursor.fetchall()
            _run(
                "pg_dump",
                url,
                ["--format=custom", "--schema=public", f"--snapshot={snapshot}", f"--file={dump}"],
            )
            rows = count_rows(cursor)
            return _Dumped(rows, str(server), _masters(cursor, rows), newest_seals(cursor, rows))


def _masters(cursor: Any, rows: dict[str, int]) -> list[str]:
    """Which master keys are needed: of files, and today's where other secrets are sealed."""
    found: set[str] = set()
    if rows.get("portal_filekey"):
        cursor.execute("SELECT DISTINCT master FROM public.portal_filekey")
        found |= {master for (master,) in cursor.fetchall()}
    if rows.get("mfa_authenticator") or rows.get("portal_identityprovider"):
        found.add(vault.current().name)
    return sorted(found)


def newest_seals(cursor: Any, rows: dict[str, int]) -> dict[str, list[Any]]:
    """Organisation → number and head of its record's newest seal."""
    if not rows.get("portal_auditseal"):
        return {}
    cursor.execute(
        "SELECT DISTINCT ON (owner_id) owner_id::text, number, head FROM public.portal_auditseal "
        "ORDER BY owner_id, number DESC"
    )
    return {owner: [number, head] for owner, number, head in cursor.fetchall()}


def count_rows(cursor: Any) -> dict[str, int]:
    """Rows by table of the schema ``public``, as the connected role sees them."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# -- programs -----------------------------------------------------------------------------------
def _run(name: str, url: str, arguments: list[str]) -> None:
    address, password = place.password_apart(url)
    program = client_program(name, server_major(url))
    done = subprocess.run(
        [str(program), f"--dbname={address}", "--no-password", *arguments],
        env={"PGPASSWORD": password, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed:\n{done.stderr.strip()[-2000:]}")


def server_major(url: str) -> int:
    with closing(psycopg2.connect(url)) as connection:
        return int(connection.server_version) // 10000


def client_program(name: str, major: int) -> Path:
    """The program whose version is the server's, or else the next newer one."""
    candidates = [Path(found)] if (found := shutil.which(name)) else []
    candidates += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    with suppress(postgres.PostgresError):
        candidates.append(postgres.program(name))
    usable = [(version, path) for path in candidates if (version := _version(path)) >= major]
    if not usable:
        raise BackupError(
            f"The server is PostgreSQL {major}, and no {name} of that version or newer is "
            f"installed. Install postgresql-client-{major}."
        )
    return min(usable, key=lambda one: one[0])[1]


def _version(path: Path) -> int:
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found and not done.returncode else 0


# -- restoring ----------------------------------------------------------------------------------
def restore(source: Path, *, owner_url: str, files: Path | Storage, replace: bool) -> Manifest:
    """Puts a backup in place and proves it complete.

    The present data are set aside and come back when anything fails; with ``replace`` false
    there must be none. Nothing is touched where a master key of the backup is not here.
    """
    with unpacked(source) as (folder, manifest):
        _require_keys(manifest)
        _require_empty(owner_url, files, replace=replace)
        database = place.password_apart(owner_url)[0].rpartition("/")[2].partition("?")[0]
        with _set_aside(owner_url, database):
            _run(
                "pg_restore",
                owner_url,
                ["--single-transaction", "--no-owner", "--schema=public", str(folder / DUMP)],
            )
            _require_complete(owner_url, manifest)
            _swap_files(folder / FILES, files)
    return manifest


def _require_keys(manifest: Manifest) -> None:
    """Without its master key a backup's files would be restored and never read again."""
    if not manifest.masters:
        return
    try:
        present = {key.name for key in vault.master_keys()}
    except vault.VaultError as problem:
        raise BackupError(str(problem)) from problem
    if missing := sorted(set(manifest.masters) - present):
        raise BackupError(
            f"The master key {', '.join(missing)} that opens this backup's files is not here. "
            "Set AJAR_FILE_KEY to it (an earlier key goes after the present one, with a comma), "
            "or put the file-key that lay beside the data into AJAR_DATA."
        )


@contextmanager
def unpacked(source: Path) -> Iterator[tuple[Path, Manifest]]:
    """The backup's content in a folder of its own, every checksum verified."""
    with tempfile.TemporaryDirectory(prefix="ajar-restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as tar:
                _extract(tar, folder)
            noted = json.loads((folder / MANIFEST).read_text())
            manifest = Manifest(**noted)
        except (tarfile.TarError, OSError, ValueError, TypeError) as problem:
            raise BackupError(f"{source} is not a backup of Ajar: {problem}") from problem
        if manifest.format not in READABLE:
            raise BackupError(f"{source} has format {manifest.format}; this Ajar reads {FORMAT}.")
        _verify(folder, manifest)
        yield folder, manifest


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files at expected paths only: a backup may come from a stranger."""
    for member in tar:
        path = PurePosixPath(member.name)
        known = member.name in (MANIFEST, DUMP) or path.parts[:1] == (FILES,)
        content = tar.extractfile(member) if member.isreg() else None
        if not known or ".." in path.parts or content is None:
            raise BackupError(f"The backup holds something unexpected: {member.name}")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("wb") as stream:
            shutil.copyfileobj(content, stream)


def _verify(folder: Path, manifest: Manifest) -> None:
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    }
    if odd := sorted(present ^ manifest.checksums.keys()):
        raise BackupError(f"The backup lacks or adds files: {', '.join(odd[:5])}.")
    for name, expected in manifest.checksums.items():
        if checksum(folder / name) != expected:
            raise BackupError(f"{name} in the backup is damaged: its checksum differs.")


def _require_empty(url: str, files: Path | Storage, *, replace: bool) -> None:
    if replace:
        return
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        filled = [t for t, rows in count_rows(cursor).items() if rows and t not in FURNITURE]
    if filled or _holds_files(files):
        what = f"rows in {', '.join(filled[:3])}" if filled else f"files in {files}"
        raise BackupError(
            f"This portal is not empty ({what}). --replace puts the backup in its place; "
            "make a backup of it first."
        )


def _holds_files(files: Path | Storage) -> bool:
    if isinstance(files, Path):
        return files.is_dir() and any(files.iterdir())
    return next(_listed(files, ""), None) is not None


@contextmanager
def _set_aside(url: str, database: str) -> Iterator[None]:
    """Moves the present tables into a schema of their own, dropped only when all went well."""
    access = "; ".join(roles.access_statements(database))
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE; "
                f"ALTER SCHEMA public RENAME TO {ASIDE}; CREATE SCHEMA public; {access}"
            )
            try:
                yield
            except BaseException:
                cursor.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {ASIDE} RENAME TO public")
                raise
            cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _require_complete(url: str, manifest: Manifest) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        found = count_rows(cursor)
        heads = newest_seals(cursor, found)
    if manifest.format > 1 and heads != manifest.heads:
        raise BackupError("The newest seals of the record differ from the manifest.")
    if found != manifest.rows:
        odd = [t for t in found.keys() | manifest.rows if found.get(t) != manifest.rows.get(t)]
        raise BackupError(f"The restored tables differ from the manifest: {sorted(odd)[:5]}.")


def _swap_files(fresh: Path, files: Path | Storage) -> None:
    if not isinstance(files, Path):
        _put(fresh, files)
        return
    files.parent.mkdir(parents=True, exist_ok=True)
    aside = files.with_name(f"{files.name}.{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    if files.exists():
        files.rename(aside)
    try:
        if fresh.exists():
            shutil.copytree(fresh, files)
        else:
            files.mkdir(mode=0o700)
    except OSError:
        shutil.rmtree(files, ignore_errors=True)
        if aside.exists():
            aside.rename(files)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _put(fresh: Path, storage: Storage) -> None:
    """Bring files to a storage elsewhere; what is not in the backup goes last, when all are there.

    Names are random and what lies under one never changes: one of the same size is the same.
    """
    wanted = {
        path.relative_to(fresh).as_posix(): path for path in fresh.rglob("*") if path.is_file()
    }
    for name, path in wanted.items():
        if storage.exists(name):
            if storage.size(name) == path.stat().st_size:
                continue
            storage.delete(name)
        with path.open("rb") as stream:
            storage.save(name, File(stream))
    for name in list(_listed(storage, "")):
        if name not in wanted:
            storage.delete(name)
