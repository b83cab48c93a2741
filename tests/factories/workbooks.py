"""Workbooks filled in as a person fills them in: a cell beside an id."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook


def rows_of(data: bytes) -> dict[str, dict[str, Any]]:
    """Every row of the sheets of questions by its id: sheet, row, answer and note."""
    found = {}
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        if sheet["A1"].value != "Id":
            continue
        for row in sheet.iter_rows(min_row=2):
            if row[0].value:
                found[row[0].value] = {
                    "sheet": sheet.title,
                    "row": row[0].row,
                    "answer": row[4].value,
                    "note": row[5].value,
                }
    return found


def filled(
    data: bytes, answers: Mapping[str, Any], notes: Mapping[str, str] | None = None
) -> bytes:
    """The workbook with these cells; ids as they stand in its first column."""
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            id = row[0].value
            if sheet["A1"].value == "Id" and id in answers:
                row[4].value = answers[id]
            if sheet["A1"].value == "Id" and id in (notes or {}):
                row[5].value = (notes or {})[id]
    return saved(book)


def marked(data: bytes, **marks: str) -> bytes:
    """The workbook with other marks on its hidden sheet."""
    book = load_workbook(io.BytesIO(data))
    for row in book["ajar"].iter_rows():
        if row[0].value in marks:
            row[1].value = marks[row[0].value]
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
