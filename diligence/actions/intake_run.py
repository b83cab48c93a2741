"""Store a checked import, or undo a stored one: in chunks, each a transaction of its own.

A worker that is killed leaves whole chunks behind; whoever goes on begins with the next row that
is left. Nothing is stored twice, because the rows change state in the transaction that stores.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diligence.actions import partners as partner_actions
from diligence.actions import register
from diligence.actions.assess import Assessor, Judged
from diligence.actions.intake import locked, may_import, may_store, may_undo
from diligence.actions.partner_facts import Facts as PartnerFacts
from diligence.choices import ChangeKind, ImportRowState, ImportState
from diligence.models import (
    Appraisal,
    Attachment,
    ImportBatch,
    ImportRow,
    Partner,
    PartnershipChange,
)
from diligence.queries import intake as imports
from diligence.queries import vocabulary
from diligence.queries.facts import Facts
from portal import acting, audit, bells, clock
from portal.authority import Actor, Refused, require
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

BELL: Final = "import"
CHUNK: Final = 100
LEASE: Final = timedelta(seconds=20)
"""How long a chunk may take before somebody else is asked to go on."""
TRIES: Final = 3
"""Tries of one chunk that meets somebody who registers the same at the same moment."""
_ROW: Final = ["state", "problems", "changes", "partnership", "change"]


# --- Asked for --------------------------------------------------------------------------------
def store(batch_id: uuid.UUID, *, by: Actor) -> ImportBatch:
    """Have the rows stored that are new or change something. Raises Refused."""
    batch = locked(batch_id, by)
    rows = imports.lines_of(batch)
    ready = rows.filter(state__in=imports.TO_STORE).count()
    require(may_store(by, batch, ready=ready))
    # What stood above the headings and on other sheets is of no use any more.
    ImportRow.objects.filter(batch=batch).exclude(pk__in=rows.values("pk")).delete()
    detail = {"name": batch.name, "rows": ready}
    return _ring(batch, ImportState.RUNNING, ready, "import.started", detail, by=by)


def undo(batch_id: uuid.UUID, *, by: Actor) -> ImportBatch:
    """Have everything undone that this import stored. Raises Refused.

    New partnerships are discarded and changes taken back; what was worked on since is kept, and
    its row says so.
    """
    batch = locked(batch_id, by)
    stored = imports.lines_of(batch).filter(state=ImportRowState.STORED).count()
    require(may_undo(by, batch, stored=stored))
    batch.undone_by = by.label
    detail = {"name": batch.name, "rows": stored}
    return _ring(batch, ImportState.UNDOING, stored, "import.undoing", detail, by=by)


def _ring(
    batch: ImportBatch,
    state: ImportState,
    total: int,
    event: str,
    detail: Mapping[str, Any],
    *,
    by: Actor,
) -> ImportBatch:
    batch.state, batch.total, batch.done = state, total, 0
    batch.member, batch.started_at, batch.finished_at = by.membership_id, clock.now(), None
    if state == ImportState.RUNNING:
        batch.stored_by = by.label
    batch.save()
    audit.record(event, batch, by=by, detail=dict(detail))
    bells.ring_later(BELL, batch.pk)
    return batch


def stop(batch_id: uuid.UUID, *, by: Actor) -> ImportBatch:
    """Stop the storing or undoing after the rows of this moment; the rest can follow later."""
    batch = locked(batch_id, by)
    require(may_import(by))
    if batch.state in imports.UNDER_WAY:
        settle(batch)
        audit.record("import.stopped", batch, by=by, detail={"name": batch.name})
    return batch


def settle(batch: ImportBatch) -> None:
    """Nothing runs any more: the import is as far as its rows are."""
    was = batch.state
    batch.state = ImportState.DONE
    batch.finished_at = clock.now()
    rows = imports.lines_of(batch)
    if was == ImportState.UNDOING and not rows.filter(state=ImportRowState.STORED).exists():
        batch.state, batch.undone_at = ImportState.UNDONE, clock.now()
    if was == ImportState.RUNNING and not rows.filter(state__in=imports.SETTLED).exists():
        batch.state, batch.finished_at = ImportState.CHECKED, None
    batch.save()
    bells.silence(BELL, batch.pk)


# --- Worked through ---------------------------------------------------------------------------
def run(batch_id: uuid.UUID, owner: uuid.UUID) -> int:
    """Work through what is left of an import; call it outside every transaction.

    Returns how many rows were worked on.
    """
    worked = 0
    while done := _chunk(batch_id, owner):
        worked += done
    return worked


def _chunk(batch_id: uuid.UUID, owner: uuid.UUID) -> int:
    for attempt in range(TRIES):
        try:
            with acting_for(owner):
                return step(batch_id)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            logger.info("A chunk of import %s met another registration; again.", batch_id)
    return 0


def step(batch_id: uuid.UUID) -> int:
    """One chunk, in the transaction of the caller; 0 when nothing is left to do."""
    rows = ImportBatch.objects.select_for_update(of=("self",), no_key=True)
    batch = rows.filter(pk=batch_id).first()
    if batch is None or batch.state not in imports.UNDER_WAY:
        bells.silence(BELL, batch_id)
        return 0
    by = acting.still(batch.member) if batch.member else None
    if by is None or not may_import(by):
        _give_up(batch)
        return 0
    # Partner records and references are made by one import at a time.
    partner_actions.one_at_a_time()
    storing = batch.state == ImportState.RUNNING
    done = _store(batch, by) if storing else _undo(batch, by)
    if not done:
        _finish(batch, by)
        return 0
    batch.done = min(batch.done + done, batch.total)
    batch.save(update_fields=["done"])
    bells.under_way(BELL, batch.pk, leave_alone=LEASE)
    return done


def _give_up(batch: ImportBatch) -> None:
    batch.notes = [
        *batch.notes,
        _("It stopped: %(name)s may no longer change the register. A colleague can go on.")
        % {"name": batch.stored_by or batch.uploaded_by},
    ]
    settle(batch)


def _finish(batch: ImportBatch, by: Actor) -> None:
    event = "import.stored" if batch.state == ImportState.RUNNING else "import.undone"
    settle(batch)
    told = {name: count for name, count in imports.counts(batch).items() if count}
    audit.record(event, batch, by=by, detail={"name": batch.name, "rows": told})


# --- Store ------------------------------------------------------------------------------------
def _store(batch: ImportBatch, by: Actor) -> int:
    wanted = imports.lines_of(batch).filter(state__in=imports.TO_STORE).order_by("number")
    rows = list(wanted[:CHUNK])
    if not rows:
        return 0
    assessor = Assessor(imports.reading_of(batch.mapping), vocabulary.known(), by=by)
    judged = assessor.judge(rows, hints=False)
    records = _records(judged, by)
    for one in judged:
        one.row.state, one.row.changes = one.state, one.changes
        one.row.problems, one.row.partnership = one.problems, one.target
        if one.state == ImportRowState.PROBLEM:
            one.row.state = ImportRowState.REFUSED
        elif one.state == ImportRowState.UPDATE:
            _update(one, records, by)
    _register([one for one in judged if one.state == ImportRowState.NEW], records, by)
    # An upsert of rows that are there: one statement where bulk_update writes a page of CASEs.
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=_ROW
    )
    return len(rows)


def _records(judged: Sequence[Judged], by: Actor) -> dict[PartnerFacts, Partner]:
    """The record of each partner that is needed, made where there is none."""
    wanted = list(
        {
            facts: None
            for one in judged
            if one.state in imports.TO_STORE
            for facts in one.partners or ()
        }
    )
    return dict(zip(wanted, partner_actions.record_many(wanted, by=by), strict=True))


def _register(new: Sequence[Judged], records: dict[PartnerFacts, Partner], by: Actor) -> None:
    entries = [
        register.Entry([records[facts] for facts in one.partners or ()], cast(Facts, one.facts))
        for one in new
    ]
    result = register.many(entries, by=by)
    refused = dict(result.refused)
    stored = iter(result.stored)
    for position, one in enumerate(new):
        if position in refused:
            _refuse(one, refused[position])
        else:
            one.row.partnership, one.row.state = next(stored), ImportRowState.STORED
    steps = PartnershipChange.objects.filter(partnership__in=result.stored, revision=1)
    by_partnership = {step.partnership_id: step for step in steps}
    for one in new:
        if one.row.partnership_id:
            one.row.change = by_partnership.get(one.row.partnership_id)


def _update(one: Judged, records: dict[PartnerFacts, Partner], by: Actor) -> None:
    assert one.target is not None  # noqa: S101 - a row that changes something has its target
    partners = None if one.partners is None else [records[facts] for facts in one.partners]
    try:
        with transaction.atomic():
            row = register.edit(
                one.target.pk,
                by=by,
                revision=one.target.revision,
                partners=partners,
                **one.facts,
            )
    except (ValidationError, Refused, register.EditConflict) as refusal:
        _refuse(one, refusal)
    else:
        one.row.state = ImportRowState.STORED
        one.row.change = row.history.filter(revision=row.revision).first()


def _refuse(one: Judged, refusal: Exception) -> None:
    one.row.state = ImportRowState.REFUSED
    one.row.problems = [_note(_said(refusal), _("Correct the row and import it again."))]


def _note(problem: str, remedy: str) -> dict[str, object]:
    return {
        "column": None,
        "field": "",
        "value": "",
        "problem": problem,
        "remedy": remedy,
        "level": "problem",
        "word": "",
    }


# --- Undo -------------------------------------------------------------------------------------
def _undo(batch: ImportBatch, by: Actor) -> int:
    wanted = imports.lines_of(batch).filter(state=ImportRowState.STORED).order_by("-number")
    rows = list(wanted.select_related("partnership", "change")[:CHUNK])
    new = [row.partnership_id for row in rows if _registered(row)]
    worked_on = set(
        Appraisal.objects.filter(partnership__in=new).values_list("partnership", flat=True)
    )
    worked_on |= set(
        Attachment.objects.filter(partnership__in=new).values_list("partnership", flat=True)
    )
    for row in rows:
        kept = _take_back(row, worked_on, by)
        row.state = ImportRowState.KEPT if kept else ImportRowState.UNDONE
        if kept:
            row.problems = [_note(kept, _("Open the partnership and decide yourself."))]
    ImportRow.objects.bulk_update(rows, ["state", "problems"])
    return len(rows)


def _registered(row: ImportRow) -> bool:
    return row.change is not None and row.change.kind == ChangeKind.IMPORTED


def _take_back(row: ImportRow, worked_on: set[uuid.UUID], by: Actor) -> str:
    """Undo what one row stored; returns why it is kept, '' where it was undone."""
    if row.partnership is None or row.change is None:
        return _("The partnership is no longer on record.")
    if _registered(row):
        if row.partnership.discarded_at is not None:
            return ""
        if row.partnership.pk in worked_on:
            return _("It has an appraisal or files since.")
        if row.partnership.revision > row.change.revision:
            return _("It was changed since.")
    try:
        with transaction.atomic():
            if _registered(row):
                register.discard(row.partnership.pk, by=by)
            else:
                register.undo(row.change.pk, by=by)
    except (Refused, ValidationError) as refusal:
        return _said(refusal)
    return ""


def _said(refusal: Exception) -> str:
    messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
    return " ".join(messages)
