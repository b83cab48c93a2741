"""Bring a spreadsheet into the register: read, mapped, tried dry, stored by the worker, undone.

Reading, mapping and the dry run store nothing in the register; they keep the file's rows as
values. What stores and undoes is `intake_run`, in chunks, each a transaction.
"""

import hashlib
import uuid
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from diligence.actions.marked import refuse_file, rows_of
from diligence.choices import ImportState
from diligence.domain import columns, filetypes
from diligence.exchange import opening
from diligence.exchange.tables import ROWS_MAX, FileRefusedError, Read, Sheet, TooManyRowsError
from diligence.models import ImportBatch, ImportRow
from diligence.queries import intake as imports
from diligence.queries.sentences import spoken
from portal import audit, clock
from portal.authority import Actor, Verdict, require
from portal.enums import Permission


# --- What may be done -------------------------------------------------------------------------
def may_import(by: Actor) -> Verdict:
    """Whether this member may bring in spreadsheets at all."""
    return by.may(Permission.EDIT_REGISTER)


def may_map(by: Actor, batch: ImportBatch, *, stored: int) -> Verdict:
    """Whether worksheet, headings and columns can still be chosen; `stored` counts rows."""
    if batch.state not in {ImportState.READ, ImportState.CHECKED} or stored:
        return Verdict(False, _("Rows of this import were stored. Upload the file again."))
    return may_import(by)


def may_correct(by: Actor, batch: ImportBatch) -> Verdict:
    """Whether rows can be corrected or left out: while nothing runs, and before the undoing."""
    if batch.state not in {ImportState.CHECKED, ImportState.DONE}:
        return Verdict(False, _("The rows can't be corrected now. Look at the import again."))
    return may_import(by)


def may_store(by: Actor, batch: ImportBatch, *, ready: int) -> Verdict:
    """`ready` counts the rows that are new or change something."""
    if batch.state not in {ImportState.CHECKED, ImportState.DONE}:
        return Verdict(False, _("This import can't be stored now. Look at it again."))
    if not ready:
        return Verdict(False, _("No row has anything to store."))
    return may_import(by)


def may_undo(by: Actor, batch: ImportBatch, *, stored: int) -> Verdict:
    """`stored` counts the rows that were stored and not undone."""
    if batch.state not in {ImportState.DONE, ImportState.CHECKED} or not stored:
        return Verdict(False, _("Nothing of this import is stored that could be undone."))
    return may_import(by)


def may_discard(by: Actor, batch: ImportBatch, *, stored: int) -> Verdict:
    """Whether the import can be thrown away: while nothing of it was ever stored."""
    if batch.state not in {ImportState.READ, ImportState.CHECKED} or stored:
        return Verdict(False, _("Rows of this import were stored. Undo it instead."))
    return may_import(by)


def locked(batch_id: uuid.UUID, by: Actor) -> ImportBatch:
    """The import, for this transaction alone. Raises ImportBatch.DoesNotExist."""
    found: ImportBatch = (
        imports.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=batch_id)
    )
    return found


def stored(batch: ImportBatch) -> int:
    return imports.lines_of(batch).filter(state__in=imports.SETTLED).count()


# --- Read -------------------------------------------------------------------------------------
def upload(file: "File[bytes]", *, by: Actor) -> ImportBatch:
    """Read a file into rows of values. The file itself isn't kept.

    Raises ValidationError (what is wrong with the file, what to do) or Refused.
    """
    require(may_import(by))
    content = cast(BinaryIO, file)
    name = filetypes.clean_name(file.name or "")
    try:
        found = opening.read(content, name, size=file.size, most=settings.UPLOAD_MAX_BYTES)
    except FileRefusedError as error:
        raise ValidationError(spoken(error.sentence)) from None
    refuse_file(name, rows_of(found))
    batch = ImportBatch(
        name=name,
        format=found.format,
        digest=_digest(content),
        sheets=[sheet.name for sheet in found.sheets] if found.format == "xlsx" else [],
        notes=[spoken(note) for note in found.notes],
        uploaded_at=clock.now(),
        uploaded_by=by.label,
        user_id=by.user_id,
    )
    batch.save(force_insert=True)
    for sheet in found.sheets:
        ImportRow.objects.bulk_create(_rows(batch, sheet), batch_size=1000)
    _choose(batch, found)
    detail = {"name": name, "rows": batch.total, "sha256": batch.digest}
    audit.record("import.uploaded", batch, by=by, detail=detail)
    return batch


def _rows(batch: ImportBatch, sheet: Sheet) -> Iterator[ImportRow]:
    spans: dict[int, list[list[int]]] = {}
    for number, first, last in sheet.spans:
        spans.setdefault(number, []).append([first, last])
    name = sheet.name if batch.format == "xlsx" else ""
    for line in sheet.lines:
        noted = {"spans": spans[line.number]} if line.number in spans else {}
        yield ImportRow(
            batch=batch, sheet=name, number=line.number, cells=list(line.cells), changes=noted
        )


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while part := content.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _choose(batch: ImportBatch, found: Read) -> None:
    """Take the sheet whose headings are known best, the larger one where several are."""
    tops = []
    for sheet in found.sheets:
        name = sheet.name if found.format == "xlsx" else ""
        top = columns.find_headings(imports.top_of(batch, name))
        tops.append((top.sure, len(sheet.lines), name, top))
    _sure, _lines, name, top = max(tops, key=lambda one: one[:2])
    lines = imports.top_of(batch, name)
    _lay(batch, name, lines[top.at].number, top.lines)


def is_sure(batch: ImportBatch) -> bool:
    """Whether the headings were found beyond doubt, and on one worksheet only."""
    tops = [columns.find_headings(imports.top_of(batch, name)) for name in batch.sheets or [""]]
    return sum(top.sure for top in tops) == 1


def lay_out(
    batch_id: uuid.UUID, *, by: Actor, sheet: str, heading_row: int, heading_lines: int
) -> ImportBatch:
    """Choose the worksheet and where its headings are. Raises ValidationError by field."""
    batch = locked(batch_id, by)
    require(may_map(by, batch, stored=stored(batch)))
    if sheet not in (batch.sheets or [""]):
        raise ValidationError({"sheet": _("Choose one of the worksheets of the file.")})
    _lay(batch, sheet, heading_row, heading_lines)
    return batch


def _lay(batch: ImportBatch, sheet: str, row: int, lines: int) -> None:
    headings = imports.headings_at(batch, sheet, row, lines)
    if headings is None:
        raise ValidationError({"heading_row": _("Choose one of the rows shown.")})
    batch.sheet, batch.heading_row, batch.heading_lines = sheet, row, lines
    batch.headings = [text[:200] for text in headings]
    batch.mapping, batch.state, batch.checked_at = {}, ImportState.READ, None
    batch.total = imports.lines_of(batch).count()
    if batch.total > ROWS_MAX:
        raise ValidationError(spoken(TooManyRowsError(sheet or batch.name, ROWS_MAX).sentence))
    batch.save()


def discard(batch_id: uuid.UUID, *, by: Actor) -> ImportBatch:
    """Throw away an import of which nothing was stored, with its rows."""
    batch = locked(batch_id, by)
    require(may_discard(by, batch, stored=stored(batch)))
    ImportRow.objects.filter(batch=batch).delete()
    batch.state = ImportState.DISCARDED
    batch.save(update_fields=["state"])
    audit.record("import.discarded", batch, by=by, detail={"name": batch.name})
    return batch
