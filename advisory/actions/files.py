"""Files that were ticked: their bytes are copied into the hub's own storage."""

import hashlib
import uuid
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from advisory.models import ReceivedDossier, ReceivedFile
from diligence.queries.dossier import OutgoingFile
from portal.actions import files as stored_files
from portal.queries import files as queries
from portal.tenancy import acting_for
from portal.vault import VaultError


class UnreadableFileError(RuntimeError):
    """A file's bytes are gone, or not those that the dossier lists. Nothing was brought."""


def copy(
    dossier: ReceivedDossier, files: Sequence[OutgoingFile], *, sender: uuid.UUID
) -> list[ReceivedFile]:
    """Keep frozen copies of these files for the acting hub, under names and a key of its own.

    Nothing is kept of them when the transaction is rolled back. Raises UnreadableFileError.
    """
    return [_copied(dossier, file, *_read(file, sender)) for file in files]


def _copied(
    dossier: ReceivedDossier, file: OutgoingFile, data: bytes, scanned: bool
) -> ReceivedFile:
    stored = stored_files.keep(ContentFile(data), content_type=file.content_type, scanned=scanned)
    kept: ReceivedFile = ReceivedFile.objects.create(
        dossier=dossier,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        question=file.question,
        stored_as=stored.name,
        tlp=file.tlp,
    )
    return kept


def _read(file: OutgoingFile, sender: uuid.UUID) -> tuple[bytes, bool]:
    """The bytes that were confirmed, opened with the sender's key, which the hub does not have;
    and whether a scanner has looked at them."""
    try:
        with acting_for(sender):
            may = queries.may_leave(file.stored_as)
            if not may:
                raise UnreadableFileError(f"“{file.name}”: {may.reason}")
            scanned = queries.is_clean(file.stored_as)
            with default_storage.open(file.stored_as) as content:
                data: bytes = content.read()
    except (OSError, VaultError) as problem:
        raise UnreadableFileError(f"“{file.name}” can't be read: {problem}") from problem
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise UnreadableFileError(f"“{file.name}” is not the file that was confirmed.")
    return data, scanned
