"""Spreadsheets to import: as people write them, and as nobody should."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from diligence.actions import intake, intake_run, intake_try
from diligence.models import ImportBatch
from diligence.queries import intake as imports
from portal.authority import Actor

Rows = Sequence[Sequence[Any]]

PLAIN: Rows = (
    ("Reference", "Title", "Partner", "Country", "Start date", "End date", "Status"),
    ("A-1", "Quantum sensing", "Port Harlan University", "Canada", "2026-01-01", "2027-12-31", ""),
    ("A-2", "Sea ice", "Kauri Institute; Gulmar Works", "NZ; JP", "2025-03-01", "", "ongoing"),
    ("A-3", "Old stones", "Midorizawa Museum", "JP", "2020-01-01", "2021-12-31", "completed"),
)


def book(*sheets: Rows, change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with these worksheets; `change` may do more to the first."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(made.worksheets[0])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def text(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def repacked(data: bytes, parts: dict[str, bytes], *, without: Iterable[str] = ()) -> bytes:
    """A workbook with parts put in (or in the place of others), or taken out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts and name not in without:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def uploaded(by: Actor, data: bytes, name: str = "partnerships.csv") -> ImportBatch:
    """Inside acting_for: the file, read."""
    return intake.upload(SimpleUploadedFile(name, data), by=by)


def checked(by: Actor, data: bytes, name: str = "partnerships.csv", **how: Any) -> ImportBatch:
    """The file, read, mapped as it was guessed, and tried dry."""
    batch = uploaded(by, data, name)
    found = imports.suggestion(batch).reading
    given = {
        "fields": found.columns,
        "dates": found.dates,
        "decimal": found.decimal,
        "state": found.state,
    }
    return intake_try.map_columns(batch.pk, by=by, **(given | how))


def worked(batch: ImportBatch) -> ImportBatch:
    """What the worker would do, done at once in this transaction."""
    while intake_run.step(batch.pk):
        pass
    batch.refresh_from_db()
    return batch


def stored(by: Actor, data: bytes, name: str = "partnerships.csv", **how: Any) -> ImportBatch:
    """The file, brought in."""
    batch = checked(by, data, name, **how)
    return worked(intake_run.store(batch.pk, by=by))
