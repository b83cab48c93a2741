"""A copy of the record: asked for by a steward, made by the worker, kept for a week."""

import csv
import io
import json
import logging
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from portal import audit, bells, clock
from portal.authority import Actor, Refused, require
from portal.enums import Permission, RecordExportState, RecordFormat, SearchPurpose
from portal.models import AuditEvent, Organisation, RecordExport
from portal.queries import record
from portal.queries.record import Search
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)

BELL: Final = "record_export"
CHUNK: Final = 2000
LEASE: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=7)
"""How long the file can be fetched."""


# --- Asked for ----------------------------------------------------------------------------------
def search_for(person: uuid.UUID, *, purpose: SearchPurpose, reason: str, by: Actor) -> AuditEvent:
    """Record for what purpose a person is looked for; the event lets whoever did go on with it."""
    require(by.may(Permission.VIEW_RECORD))
    if str(person) not in dict(record.people()):
        raise Refused(_("This person was never a member of your organisation."))
    detail = {"person": str(person), "purpose": purpose.value, "reason": reason.strip()}
    return audit.record(record.SEARCHED, None, by=by, detail=detail)


def ask(wanted: Search, form: RecordFormat, *, by: Actor) -> RecordExport:
    """Have the events of a search put into a file. Raises Refused."""
    require(by.may(Permission.VIEW_RECORD))
    chosen = wanted.chosen()
    row: RecordExport = RecordExport.objects.create(
        format=form,
        chosen=chosen | ({"person": str(wanted.person)} if wanted.person else {}),
        by=by.label,
        user_id=by.user_id,
    )
    audit.record("record.exported", row, by=by, detail={"format": str(form), "chosen": chosen})
    bells.ring_later(BELL, row.pk)
    return row


def fetched(row: RecordExport, *, by: Actor) -> None:
    """Write down that somebody took the file away."""
    require(by.may(Permission.VIEW_RECORD))
    audit.record("record.fetched", row, by=by, detail={"format": row.format})


# --- Made by the worker -------------------------------------------------------------------------
def make(export_id: uuid.UUID, owner: uuid.UUID) -> bool:
    """Make one file, in steps that are each a transaction; False where nothing was left to do."""
    wanted = _begin(export_id, owner)
    if wanted is None:
        return False
    form, search = wanted
    with TemporaryFile() as raw:
        _write(raw, form, _lines(export_id, owner, search))
        raw.seek(0)
        with acting_for(owner):
            return _keep(export_id, form, raw)


def _begin(export_id: uuid.UUID, owner: uuid.UUID) -> tuple[RecordFormat, Search] | None:
    with acting_for(owner):
        row = RecordExport.objects.select_for_update().filter(pk=export_id).first()
        if row is None or row.state != RecordExportState.MAKING:
            bells.silence(BELL, export_id)
            return None
        search = _search(row.chosen)
        row.total, row.done = record.events(search).count(), 0
        row.save(update_fields=["total", "done"])
        bells.under_way(BELL, export_id, leave_alone=LEASE)
        return RecordFormat(row.format), search


def _search(chosen: dict[str, str]) -> Search:
    def key(name: str) -> uuid.UUID | None:
        return uuid.UUID(chosen[name]) if chosen.get(name) else None

    def day(name: str) -> date | None:
        return date.fromisoformat(chosen[name]) if chosen.get(name) else None

    return Search(
        event=chosen.get("event", ""),
        about=key("about"),
        since=day("since"),
        until=day("until"),
        person=key("person"),
    )


def _lines(export_id: uuid.UUID, owner: uuid.UUID, search: Search) -> Iterator[dict[str, Any]]:
    """The events in the order in which they were recorded, a chunk in each transaction."""
    last, done = None, 0
    while True:
        with acting_for(owner):
            rows = record.events(search).order_by("id")
            found = list((rows.filter(id__gt=last) if last else rows)[:CHUNK])
            done += len(found)
            RecordExport.objects.filter(pk=export_id).update(done=done)
            bells.under_way(BELL, export_id, leave_alone=LEASE)
        yield from (record.told(row) for row in found)
        if len(found) < CHUNK:
            return
        last = found[-1].pk


def _write(raw: IO[bytes], form: RecordFormat, lines: Iterator[dict[str, Any]]) -> None:
    table = form == RecordFormat.CSV
    # The byte order mark tells spreadsheets that this is UTF-8.
    text = io.TextIOWrapper(raw, "utf-8-sig" if table else "utf-8", newline="")
    writer = csv.writer(text)
    if table:
        writer.writerow(record.COLUMNS)
    for line in lines:
        if table:
            writer.writerow(record.cells(line))
        else:
            text.write(json.dumps(line, ensure_ascii=False) + "\n")
    text.flush()
    text.detach()


def _keep(export_id: uuid.UUID, form: RecordFormat, raw: IO[bytes]) -> bool:
    row = RecordExport.objects.select_for_update().get(pk=export_id)
    bells.silence(BELL, export_id)
    if row.state != RecordExportState.MAKING:
        return False
    row.stored_as = default_storage.save(f"{acting_id()}/record/{row.pk.hex}.{form}", File(raw))
    row.state, row.finished_at, row.problem = RecordExportState.READY, clock.now(), ""
    row.save(update_fields=["stored_as", "state", "finished_at", "problem"])
    return True


def remove_old() -> int:
    """Remove files that had their week, of every organisation. Returns how many."""
    removed = 0
    for owner in list(Organisation.objects.values_list("pk", flat=True)):
        try:
            with acting_for(owner):
                removed += _remove_old_here()
        except Exception:  # what is away for one is asked again tomorrow, and the others go on
            logger.exception("Old copies of the record of %s can't be removed.", owner)
    return removed


def _remove_old_here() -> int:
    removed = 0
    over = RecordExport.objects.filter(
        state=RecordExportState.READY, finished_at__lt=clock.now() - KEPT
    )
    for row in over.select_for_update():
        default_storage.delete(row.stored_as)
        row.state, row.stored_as = RecordExportState.REMOVED, ""
        row.save(update_fields=["state", "stored_as"])
        removed += 1
    return removed
