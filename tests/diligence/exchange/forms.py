"""Forms as others write them: small workbooks and dictionaries."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from diligence.exchange import questionnaire_files
from diligence.exchange.losses import Imported

Grid = Sequence[Sequence[Any]]


def xlsform(**sheets: Grid) -> bytes:
    """An XLSX workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, name: str = "form.xlsx") -> Imported:
    """What the file means."""
    return questionnaire_files.read(io.BytesIO(data), name, size=len(data), language="en")
