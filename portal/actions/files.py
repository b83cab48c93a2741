"""Files in the store: kept by one function, and in quarantine until a scanner has seen them.

What came from somebody is quarantined where a scanner is configured: nobody fetches it and nothing
takes it along until the scanner has said that it found nothing.
"""

import secrets
import uuid
import weakref
from typing import Any, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from portal import audit, bells, clock, scanning
from portal.announce import after_commit
from portal.authority import product
from portal.enums import FileState
from portal.models import StoredFile
from portal.tenancy import acting_for, acting_id

BELL = "scan"
"""Bell of a quarantined file (`StoredFile.pk`)."""


class KeepOnCommit:
    """Keeps a stored file when called on commit; forgotten (a rollback), it takes it away."""

    def __init__(self, stored_as: str) -> None:
        self._drop = weakref.finalize(self, discard, stored_as)

    def __call__(self) -> None:
        self._drop.detach()


def discard(stored_as: str) -> None:
    """Remove the bytes alone: the row says that they are gone, or went with its transaction."""
    cast(Any, default_storage).discard(stored_as)


def keep(
    content: "File[bytes]",
    *,
    content_type: str,
    scanned: bool = False,
    stripped_from: StoredFile | None = None,
) -> StoredFile:
    """Seal and store a file of the acting organisation under a random name.

    Rooms note down the row's `name`. `scanned` says that a scanner has seen these very bytes;
    others go into quarantine where a scanner is configured. `stripped_from` is the original of a
    copy without metadata. Nothing stays when the transaction is rolled back.
    """
    told = cast(Any, content)
    told.content_type = content_type
    stored_as = default_storage.save(f"{acting_id()}/{secrets.token_hex(16)}", told)
    transaction.on_commit(KeepOnCommit(stored_as))
    row: StoredFile = StoredFile.objects.get(name=stored_as)
    if scanned:
        row.state, row.scanned_at = FileState.CLEAN, clock.now()
    elif settings.CLAMD:
        row.state = FileState.QUARANTINED
        bells.ring_later(BELL, row.pk)
    row.stripped_from = stripped_from
    row.save(update_fields=["state", "scanned_at", "stripped_from"])
    return row


def put(name: str, data: bytes, *, content_type: str) -> str:
    """Seal and store what the portal itself wrote, under a name that says what it is.

    What is there under that name is replaced. Returns where it lies.
    """
    wanted = f"{acting_id()}/{name}"
    if default_storage.exists(wanted):
        default_storage.delete(wanted)
    content = cast(Any, ContentFile(data))
    content.content_type = content_type
    return str(default_storage.save(wanted, content))


def look(stored_id: uuid.UUID, owner: uuid.UUID) -> FileState | None:
    """Have the scanner look at a quarantined file, and let it out or remove its bytes.

    No transaction is open while it looks. Raises ScannerError: the file then stays where it is and
    its bell rings again. Returns the file's state, None for one that is gone.
    """
    with acting_for(owner):
        row = _waiting(stored_id)
        if row is None or not settings.CLAMD:  # without a scanner nothing waits for one
            return _noted(row, None)
        content = default_storage.open(row.name)
    with content:
        told = scanning.scan(iter(lambda: content.read(1 << 20), b""), settings.CLAMD)
    with acting_for(owner):
        return _noted(_waiting(stored_id), told)


def _waiting(stored_id: uuid.UUID) -> StoredFile | None:
    """The row if it is in quarantine, locked; if not, its bell is silenced."""
    rows = StoredFile.objects.select_for_update().filter(state=FileState.QUARANTINED)
    row: StoredFile | None = rows.filter(pk=stored_id).first()
    if row is None:
        bells.silence(BELL, stored_id)
    return row


def _noted(row: StoredFile | None, told: scanning.Scanned | None) -> FileState | None:
    if row is None:
        return None
    bells.silence(BELL, row.pk)
    row.state = FileState.UNSCANNED
    if told is not None:
        row.scanned_at, row.finding = clock.now(), told.finding
        row.state = FileState.CLEAN if told.clean else FileState.REFUSED
    if row.state == FileState.REFUSED:
        name, row.removed_at = row.name, clock.now()
        audit.record(
            "file.refused_by_scanner", row, by=product("Ajar"), detail={"finding": row.finding}
        )
        after_commit(lambda: discard(name))
    row.save(update_fields=["scanned_at", "finding", "state", "removed_at"])
    return FileState(row.state)
