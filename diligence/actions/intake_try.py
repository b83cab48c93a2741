"""Try an import dry: say what its columns and words mean, see every row judged, correct rows."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diligence.actions.assess import Assessor, cells_of
from diligence.actions.intake import locked, may_correct, may_map, stored
from diligence.choices import ImportRowState, ImportState, PartnershipState
from diligence.domain import cells, columns, intake
from diligence.domain.headings import HEADINGS
from diligence.exchange.spreadsheets import COLUMNS
from diligence.exchange.tables import storable
from diligence.models import ImportBatch, ImportMapping, ImportRow
from diligence.queries import intake as imports
from diligence.queries import vocabulary
from portal import clock
from portal.authority import Actor, Refused, require

JUDGED_AT_ONCE: Final = 500
FIELDS: Final = ("code", *HEADINGS)
TEXT_MAX: Final = 5_000
"""Characters of a correction typed on the dry run."""
_JUDGED: Final = ("state", "problems", "changes", "partnership", "corrections")


# --- Map and try ------------------------------------------------------------------------------
def map_columns(
    batch_id: uuid.UUID,
    *,
    by: Actor,
    fields: Sequence[str],
    dates: str,
    decimal: str,
    state: str,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> ImportBatch:
    """Say what each column is, and try every row dry. The mapping is remembered.

    Raises ValidationError by field (`columns`, `dates`, `decimal`, `state`) or Refused.
    """
    batch = locked(batch_id, by)
    require(may_map(by, batch, stored=stored(batch)))
    _check_mapping(batch, fields, dates, decimal, state)
    before = batch.mapping.get("words") or _remembered_words(batch)
    batch.mapping = {
        "columns": list(fields),
        "dates": dates,
        "decimal": decimal,
        "state": state,
        "words": dict(before if words is None else _checked_words(words)),
    }
    _remember(batch)
    _try_all(batch, by)
    return batch


def _check_mapping(
    batch: ImportBatch, fields: Sequence[str], dates: str, decimal: str, state: str
) -> None:
    problems: dict[str, str] = {}
    labels = {column.key: str(column.title) for column in COLUMNS}
    twice = columns.twice(fields)
    if len(fields) != len(batch.headings) or not set(fields) <= {"", *FIELDS}:
        problems["columns"] = _("Say for each column what it is, or that it is left out.")
    elif twice:
        problems["columns"] = _("Only one column can be “%(field)s”. Leave the other out.") % {
            "field": labels[twice[0]]
        }
    elif not {"title", "reference", "code"} & set(fields):
        problems["columns"] = _("Say which column is the title, or the reference of known rows.")
    if dates not in set(cells.DayOrder):
        problems["dates"] = _("Choose how days are written.")
    if decimal not in set(cells.DecimalSign):
        problems["decimal"] = _("Choose the decimal sign.")
    if state not in {intake.BY_DATES, *PartnershipState.values} - {PartnershipState.ENDED}:
        problems["state"] = _("Choose the state of rows that give none.")
    if problems:
        raise ValidationError(dict(problems))


def _remembered_words(batch: ImportBatch) -> Mapping[str, Mapping[str, str]]:
    last = ImportMapping.objects.filter(signature=columns.signature(batch.headings)).first()
    return last.mapping.get("words", {}) if last is not None else {}


def _remember(batch: ImportBatch) -> None:
    ImportMapping.objects.update_or_create(
        signature=columns.signature(batch.headings),
        defaults={"mapping": batch.mapping, "used_at": clock.now()},
    )


def say_words(
    batch_id: uuid.UUID, *, by: Actor, words: Mapping[str, Mapping[str, str]]
) -> ImportBatch:
    """Say what words of the file mean (field → word → code; '' leaves it empty); tries again."""
    batch = locked(batch_id, by)
    require(may_map(by, batch, stored=stored(batch)))
    if not batch.mapping:
        raise Refused(_("Say first what the columns are."))
    given = _checked_words(words)
    known = {name: dict(each) for name, each in batch.mapping.get("words", {}).items()}
    for name, meanings in given.items():
        known.setdefault(name, {}).update(meanings)
    batch.mapping = {**batch.mapping, "words": known}
    _remember(batch)
    _try_all(batch, by)
    return batch


def _checked_words(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    for name, meanings in words.items():
        codes = {code for code, _label in vocabulary.choices(name)} if name in intake.WORDS else ()
        if not set(meanings.values()) <= {"", *codes}:
            raise ValidationError({"words": _("Choose a meaning that is offered.")})
    return {
        name: {cells.key_of(word): code for word, code in meanings.items()}
        for name, meanings in words.items()
    }


def _try_all(batch: ImportBatch, by: Actor) -> None:
    """Judge every row anew, those left out excepted."""
    assessor = Assessor(imports.reading_of(batch.mapping), vocabulary.known(), by=by)
    rows = imports.lines_of(batch).exclude(state=ImportRowState.SKIPPED).order_by("number")
    left = list(rows.values_list("pk", flat=True))
    for start in range(0, len(left), JUDGED_AT_ONCE):
        wanted = rows.filter(pk__in=left[start : start + JUDGED_AT_ONCE])
        _judge(assessor, list(wanted))
    batch.state, batch.checked_at = ImportState.CHECKED, clock.now()
    batch.done = 0
    batch.save()


def _judge(assessor: Assessor, rows: list[ImportRow]) -> None:
    for judged in assessor.judge(rows):
        row = judged.row
        row.state, row.problems = judged.state, judged.problems
        row.changes, row.partnership = judged.changes, judged.target
    # An upsert of rows that are there: one statement where bulk_update writes a page of CASEs.
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=_JUDGED
    )


# --- Correct ----------------------------------------------------------------------------------
def correct(
    batch_id: uuid.UUID, row_id: uuid.UUID, *, by: Actor, typed: Mapping[int, str]
) -> ImportRow:
    """Put other texts in the place of a row's cells (column → text) and try the row again."""
    batch, row = _correctable(batch_id, row_id, by)
    shown = {column: cells.text_of(cell) for column, cell in enumerate(row.cells)}
    for column, given in typed.items():
        if column not in range(len(batch.headings)):
            raise ValidationError(_("There is no such column in this file. Reload the page."))
        if len(given) > TEXT_MAX:
            raise ValidationError(_("Use at most %(most)s characters.") % {"most": TEXT_MAX})
        text = storable(given).replace("\r\n", "\n")
        if text == shown.get(column, ""):
            row.corrections.pop(str(column), None)
        else:
            row.corrections[str(column)] = text
    row.state = ImportRowState.READ
    _try_again(batch, row, by)
    return row


def leave_out(batch_id: uuid.UUID, row_id: uuid.UUID, *, by: Actor, out: bool) -> ImportRow:
    """Leave a row out of the import, or take it in again."""
    batch, row = _correctable(batch_id, row_id, by)
    row.state = ImportRowState.SKIPPED if out else ImportRowState.READ
    row.save(update_fields=["state"])
    _try_again(batch, None if out else row, by)
    return row


def _correctable(
    batch_id: uuid.UUID, row_id: uuid.UUID, by: Actor
) -> tuple[ImportBatch, ImportRow]:
    batch = locked(batch_id, by)
    require(may_correct(by, batch))
    row: ImportRow = imports.lines_of(batch).get(pk=row_id)
    if row.state in imports.SETTLED:
        raise Refused(_("This row was stored. Edit the partnership instead."))
    return batch, row


def _try_again(batch: ImportBatch, row: ImportRow | None, by: Actor) -> None:
    """Judge a row anew, and those that another row's reference may have stopped."""
    how = imports.reading_of(batch.mapping)
    lines = imports.lines_of(batch).order_by("number")
    stopped = Q(problems__contains=[{"field": "reference"}])
    stopped |= Q(problems__contains=[{"field": "code"}])
    others = lines.filter(stopped, state=ImportRowState.PROBLEM)
    wanted = {each.pk: each for each in others} | ({row.pk: row} if row is not None else {})
    apart = lines.exclude(state=ImportRowState.SKIPPED).exclude(pk__in=wanted)
    assessor = Assessor(how, vocabulary.known(), by=by, seen=_seen(apart, how))
    _judge(assessor, sorted(wanted.values(), key=lambda each: each.number))


def _seen(rows: QuerySet[ImportRow], how: intake.Reading) -> dict[str, int]:
    """Reference or code → number of the first of these rows that has it."""
    wanted = [at for at, name in enumerate(how.columns) if name in {"reference", "code"}]
    seen: dict[str, int] = {}
    for row in rows.only("number", "cells", "corrections") if wanted else ():
        texts = [cells.text_of(cell).strip() for cell in cells_of(row)]
        for at in wanted:
            if at < len(texts) and texts[at]:
                seen.setdefault(texts[at], row.number)
    return seen
