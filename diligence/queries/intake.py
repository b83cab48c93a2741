"""Reads imports: who sees which, their rows, and what the columns of a file probably are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from diligence.choices import ImportRowState, ImportState
from diligence.domain import cells, columns
from diligence.domain.columns import Guess, TopLine
from diligence.domain.intake import BY_DATES, Reading
from diligence.models import ImportBatch, ImportMapping, ImportRow
from diligence.queries import vocabulary
from portal.authority import Actor

PER_PAGE: Final = 50
PREVIEWED: Final = 3
TOP_LINES: Final = 9
"""Lines shown where the heading row is chosen."""
UNDER_WAY: Final = (ImportState.RUNNING, ImportState.UNDOING)
SETTLED: Final = (ImportRowState.STORED, ImportRowState.UNDONE, ImportRowState.KEPT)
"""States of rows that have been stored once: what they say can't be corrected here any more."""
TO_STORE: Final = (ImportRowState.NEW, ImportRowState.UPDATE)


def visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    """The imports a member sees: their own where their work is limited to units, else all.

    A file may hold rows of any unit.
    """
    rows: QuerySet[ImportBatch] = ImportBatch.objects.all()
    return rows if actor.unit_ids is None else rows.filter(user_id=actor.user_id)


def lines_of(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows below the headings of the chosen worksheet."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(
        batch=batch, sheet=batch.sheet, number__gt=batch.heading_row
    )
    return rows


def counts(batch: ImportBatch) -> dict[str, int]:
    """How many rows are in each state, every state named."""
    found = dict(lines_of(batch).order_by().values_list("state").annotate(rows=Count("pk")))
    return {str(state): found.get(state, 0) for state in ImportRowState.values}


def listed(actor: Actor) -> QuerySet[ImportBatch]:
    """The imports with how many rows each stored and left to be corrected, the latest first."""
    below = Q(rows__number__gt=F("heading_row"), rows__sheet=F("sheet"))
    return (
        visible_to(actor)
        .exclude(state=ImportState.DISCARDED)
        .annotate(
            rows_read=Count("rows", filter=below),
            stored=Count("rows", filter=below & Q(rows__state__in=SETTLED)),
            wrong=Count("rows", filter=below & Q(rows__state=ImportRowState.PROBLEM)),
        )
        .order_by("-uploaded_at", "-id")
    )


def rows(batch: ImportBatch, state: str = "", *, hints: bool = False) -> QuerySet[ImportRow]:
    """The rows of a page: of one state, or only those with something to look at."""
    found = lines_of(batch).select_related("partnership").order_by("number")
    if state in ImportRowState.values:
        found = found.filter(state=state)
    if hints:
        found = found.filter(problems__contains=[{"level": "hint"}])
    return found


def hinted(batch: ImportBatch) -> int:
    """How many rows carry a hint."""
    return lines_of(batch).filter(problems__contains=[{"level": "hint"}]).count()


def same_file(batch: ImportBatch) -> ImportBatch | None:
    """The latest import of the same file that stored something, before this one."""
    found: ImportBatch | None = (
        ImportBatch.objects.filter(digest=batch.digest, finished_at__isnull=False)
        .exclude(pk=batch.pk)
        .order_by("-uploaded_at")
        .first()
    )
    return found


# --- The sheet --------------------------------------------------------------------------------
def top_of(batch: ImportBatch, sheet: str) -> list[TopLine]:
    """The first lines of a worksheet, with the cells merged across them."""
    found = ImportRow.objects.filter(batch=batch, sheet=sheet).order_by("number")
    return [
        TopLine(row.number, row.cells, [tuple(span) for span in row.changes.get("spans", ())])
        for row in found[: columns.HEADING_LINES]
    ]


def headings_at(batch: ImportBatch, sheet: str, row: int, lines: int) -> list[str] | None:
    """The headings that stand in this row; None where there is no such row near the top."""
    top = top_of(batch, sheet)
    at = next((position for position, line in enumerate(top) if line.number == row), None)
    return None if at is None else columns.headings_of(top, at, lines)


# --- The columns ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the columns probably are, and how their days and sums are written."""

    guesses: tuple[Guess, ...]
    dates: cells.Told
    decimal: cells.Told
    reading: Reading
    remembered: bool
    samples: tuple[tuple[str, ...], ...]
    """The first values of each column."""


def suggestion(batch: ImportBatch) -> Suggestion:
    """What the columns are: as mapped before under these headings, or guessed."""
    width = len(batch.headings)
    samples = _samples(batch, width)
    last = ImportMapping.objects.filter(signature=columns.signature(batch.headings)).first()
    if batch.mapping:
        reading = reading_of(batch.mapping)
        guesses = columns.remembered(reading.columns, _guessed(batch, samples))
    elif last is not None:
        reading = reading_of(last.mapping)
        guesses = columns.remembered(reading.columns)
    else:
        guesses = _guessed(batch, samples)
        reading = Reading(tuple(guess.field for guess in guesses))
    dates = cells.tell_order(_texts(samples, reading, columns.DAYS))
    decimal = cells.tell_sign(_cells(samples, reading, ("funding_amount",)))
    if not batch.mapping and last is None:
        reading = Reading(reading.columns, dates.value, decimal.value, BY_DATES)
    shown = tuple(
        tuple(cells.text_of(cell)[:60] for cell in islice(column, PREVIEWED)) for column in samples
    )
    return Suggestion(
        tuple(guesses), dates, decimal, reading, last is not None and not batch.mapping, shown
    )


def _guessed(batch: ImportBatch, samples: Sequence[Sequence[Any]]) -> list[Guess]:
    known = vocabulary.tests(vocabulary.known())
    return columns.guess(batch.headings, samples, vocabulary.own_titles(), known)


def _samples(batch: ImportBatch, width: int) -> list[list[Any]]:
    """For each column, its first cells that say something."""
    samples: list[list[Any]] = [[] for _column in range(width)]
    found = lines_of(batch).order_by("number").values_list("cells", flat=True)
    for line in found[: columns.SAMPLES]:
        for column, cell in enumerate(line[:width]):
            if not cells.is_blank(cell) and not isinstance(cell, Mapping):
                samples[column].append(cell)
    return samples


def _cells(samples: Sequence[Sequence[Any]], how: Reading, fields: Sequence[str]) -> list[Any]:
    return [
        cell
        for name, column in zip(how.columns, samples, strict=False)
        if name in fields
        for cell in column
    ]


def _texts(samples: Sequence[Sequence[Any]], how: Reading, fields: Sequence[str]) -> list[str]:
    return [cells.text_of(cell) for cell in _cells(samples, how, fields)]


def reading_of(mapping: Mapping[str, Any]) -> Reading:
    """A stored mapping as the domain takes it."""
    return Reading(
        tuple(mapping.get("columns", ())),
        mapping.get("dates", cells.DayOrder.DMY),
        mapping.get("decimal", cells.DecimalSign.POINT),
        mapping.get("state", BY_DATES),
        mapping.get("words", {}),
    )


# --- Words and results ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that no list knows: in which field, how it is written, in how many rows."""

    field: str
    word: str
    written: str
    rows: int


def unknown_words(batch: ImportBatch) -> list[Unknown]:
    """The words of this file that nobody has given a meaning, the most frequent first."""
    found: dict[tuple[str, str], list[Any]] = {}
    with_problems = lines_of(batch).filter(state=ImportRowState.PROBLEM)
    for problems in with_problems.values_list("problems", flat=True):
        for problem in problems:
            if problem.get("word"):
                place = (problem["field"], problem["word"])
                found.setdefault(place, [problem["value"], 0])[1] += 1
    listed = [Unknown(*place, written, count) for place, (written, count) in found.items()]
    return sorted(listed, key=lambda one: (one.field, -one.rows, one.word))
