"""Files that were ticked: their bytes are copied into the hub's own storage."""

import hashlib
import secrets
from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db import transaction

from advisory.models import ReceivedDossier, ReceivedFile
from diligence.actions.attach import KeepOnCommit
from diligence.queries.dossier import OutgoingFile
from portal.tenancy import acting_id


class UnreadableFileError(RuntimeError):
    """A file's bytes are gone, or not those that the dossier lists. Nothing was brought."""


def copy(dossier: ReceivedDossier, files: Sequence[OutgoingFile]) -> list[ReceivedFile]:
    """Keep frozen copies of these files for the acting hub, under names of its own.

    Nothing is kept of them when the transaction is rolled back. Raises UnreadableFileError.
    """
    return [_copied(dossier, file) for file in files]


def _copied(dossier: ReceivedDossier, file: OutgoingFile) -> ReceivedFile:
    _check(file)
    with default_storage.open(file.stored_as) as content:
        stored_as = default_storage.save(f"{acting_id()}/{secrets.token_hex(16)}", content)
    transaction.on_commit(KeepOnCommit(stored_as))
    kept: ReceivedFile = ReceivedFile.objects.create(
        dossier=dossier,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        question=file.question,
        stored_as=stored_as,
    )
    return kept


def _check(file: OutgoingFile) -> None:
    digest = hashlib.sha256()
    try:
        with default_storage.open(file.stored_as) as content:
            while part := content.read(1 << 20):
                digest.update(part)
    except OSError as problem:
        raise UnreadableFileError(f"“{file.name}” can't be read: {problem}") from problem
    if digest.hexdigest() != file.sha256:
        raise UnreadableFileError(f"“{file.name}” is not the file that was confirmed.")
