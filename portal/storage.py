"""Where files lie: sealed with a key of their organisation, in a folder or on S3.

Whoever reads the folder, the bucket or a backup reads nothing; whoever acts for one organisation
finds no other's key. Each stored file has its row (`StoredFile`), so what lies there is known.
"""

import hashlib
import io
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, BinaryIO, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from portal import clock, sealing, vault
from portal.models.files import FileKey, StoredFile
from portal.tenancy import NotActingError, acting_id

IN_MEMORY = 4 * 1024 * 1024
"""Larger sealed files wait on disk until they are stored."""
_TRIES = 5


def data_key(*, fresh: bool = False) -> tuple[FileKey, bytes]:
    """The acting organisation's key for new files; `fresh` retires the present one first."""
    rows = FileKey.objects.filter(retired_at=None).order_by("-number")
    row = rows.first()
    if row is not None and fresh:
        rows.update(retired_at=clock.now())
    if row is None or fresh:
        row = _made((row.number if row else 0) + 1)
    return row, unwrapped(row)


def _made(number: int) -> FileKey:
    fresh = FileKey(number=number, owner_id=acting_id())
    wrapped = vault.seal(AESGCM.generate_key(256), _bound(fresh))
    values = {"pk": fresh.pk, "wrapped": wrapped, "master": vault.current().name}
    # Two first uploads at once: the one that comes second takes the first one's.
    row, _new = FileKey.objects.get_or_create(number=number, defaults=values)
    return cast(FileKey, row)


def unwrapped(row: FileKey) -> bytes:
    """The key itself. Raises VaultError where the master key is not here."""
    return vault.open_sealed(row.wrapped, _bound(row))


def rewrap(row: FileKey) -> bool:
    """Wrap a data key with the present master key; whether that changed anything."""
    if row.master == vault.current().name:
        return False
    row.wrapped, row.master = vault.seal(unwrapped(row), _bound(row)), vault.current().name
    row.save(update_fields=["wrapped", "master"])
    return True


def _bound(row: FileKey) -> bytes:
    return f"file key {row.owner_id} {row.pk}".encode()


def _key_by(key_id: uuid.UUID) -> bytes:
    row = FileKey.objects.filter(pk=key_id).first()
    if row is None:
        raise sealing.DamagedFileError("The file was not sealed for this organisation.")
    return unwrapped(row)


class SealedStorage(Storage):
    """Seals what is saved and opens what is read, inside acting_for of the organisation.

    `inner` names another entry of STORAGES, which keeps the sealed bytes. Files of before there
    was sealing have no row; they are read as they are, and sealed by `reseal`.
    """

    def __init__(self, inner: str = "files") -> None:
        self._alias = inner

    @property
    def inner(self) -> Storage:
        return storages[self._alias]

    def _save(self, name: str, content: "File[bytes]") -> str:
        key, secret = data_key()
        for _try in range(_TRIES):
            counted = _Counted(content)
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as held:
                for part in sealing.sealed(counted, key_id=key.pk, key=secret, name=name):
                    held.write(part)
                held.seek(0)
                stored = self._stored(name, File(cast("IO[bytes]", held), name=name))
            if stored == name:
                _noted(name, key, counted, getattr(content, "content_type", "") or "")
                return name
            # Sealed under a name that was just taken, it would not open under the other one.
            self.inner.delete(stored)
            name = self.get_available_name(name)
        raise OSError(f"{name} could not be stored: its names are taken again and again.")

    def _stored(self, name: str, sealed: "File[bytes]") -> str:
        """The name it got. A disk that is full half-way keeps no half of it, and of a bucket that
        was away before it answered nothing is left where it can be asked again."""
        was_free = not self.inner.exists(name)
        try:
            return self.inner.save(name, sealed)
        except Exception:
            if was_free:
                with suppress(Exception):  # what failed is told, not that this failed as well
                    self.inner.delete(name)
            raise

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode not in {"rb", "r"}:
            raise ValueError("Stored files are read; a changed one is another file.")
        row = StoredFile.objects.filter(name=name).first()
        source = cast(BinaryIO, self.inner.open(name, "rb"))
        start = source.read(len(sealing.MAGIC))
        source.seek(0)
        if not sealing.is_sealed(start):
            if row is not None:
                source.close()
                raise sealing.DamagedFileError(f"{name} was replaced by something unsealed.")
            return cast("File[bytes]", source)
        opened = sealing.Opened(source, name=name, key_by=_key_by)
        return _Plain(opened, name)

    def delete(self, name: str) -> None:
        """The bytes go; the row stays and says so, where somebody acts. Absent ones are gone."""
        # The row first: while a file is sealed anew its row is locked, and nothing comes back.
        with suppress(NotActingError):  # after a rollback, which took the row along
            rows = StoredFile.objects.filter(name=name, removed_at=None)
            rows.update(removed_at=clock.now())
        self.inner.delete(name)

    def discard(self, name: str) -> None:
        """The bytes alone, where their row is gone or is no concern of the caller's."""
        self.inner.delete(name)

    def exists(self, name: str) -> bool:
        return self.inner.exists(name)

    def size(self, name: str) -> int:
        """Of the plain bytes."""
        with self.inner.open(name, "rb") as source:
            sealed = sealing.is_sealed(source.read(len(sealing.MAGIC)))
        size = self.inner.size(name)
        return sealing.plain_size(size) if sealed else size

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self.inner.listdir(path)

    def reseal(self, name: str, *, had_row: bool = False) -> bool:
        """Seal with the present key what is plain or sealed with a retired one; whether it was.

        The new bytes replace the old ones in one step where the storage can do so. The row is
        locked, so that nothing is removed meanwhile and brought back; one that `had_row` and has
        it no longer was removed. Raises DamagedFileError for what is not what was stored.
        """
        key, secret = data_key()
        row = StoredFile.objects.select_for_update().filter(name=name).first()
        if row is None and had_row:
            return False
        if row is not None and (row.key_id == key.pk or row.removed_at is not None):
            return False
        with self.open(name) as content:
            counted = _Counted(content)
            parts = sealing.sealed(counted, key_id=key.pk, key=secret, name=name)
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as held:
                for part in parts:
                    held.write(part)
                held.seek(0)
                self._replace(name, cast("IO[bytes]", held))
        _noted(name, key, counted, row.content_type if row is not None else "")
        return True

    def _replace(self, name: str, held: "IO[bytes]") -> None:
        try:
            target = self.inner.path(name)
        except NotImplementedError:  # no folder: an object is replaced as a whole
            cast(Any, self.inner)._save(name, File(held))
            return
        aside = self.inner.save(f"{name}.resealed", File(held))
        os.replace(self.inner.path(aside), target)


class _Plain(File):  # type: ignore[type-arg]  # generic in the stubs alone
    """An opened file with its size, as Django's responses and readers want it."""

    def __init__(self, opened: sealing.Opened, name: str) -> None:
        super().__init__(cast("IO[bytes]", io.BufferedReader(opened, sealing.PIECE)), name)
        self.size = opened.size


class _Counted:
    """The parts of some content, counted and hashed as they are read; each reading starts anew."""

    def __init__(self, content: "File[bytes]") -> None:
        self.content = content
        self.size, self.sha256 = 0, ""

    def __iter__(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        self.size = 0
        self.content.seek(0)
        for part in self.content.chunks(1 << 20):
            told = part if isinstance(part, bytes) else part.encode()
            digest.update(told)
            self.size += len(told)
            yield told
        self.sha256 = digest.hexdigest()


def _noted(name: str, key: FileKey, counted: _Counted, content_type: str) -> None:
    values: dict[str, Any] = {
        "key": key,
        "size": counted.size,
        "sha256": counted.sha256,
        "content_type": content_type[:100],
        "removed_at": None,
    }
    StoredFile.objects.update_or_create(
        name=name, owner_id=acting_id(), defaults=values, create_defaults=values
    )
