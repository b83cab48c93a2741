"""Workbooks of before 2007 (.xls), read as values: nothing in them runs, is fetched or expanded."""

import io
import struct
from datetime import datetime
from typing import Any, BinaryIO, Final

import xlrd

from diligence.domain.wording import Sentence, gettext_noop
from diligence.exchange.tables import (
    COLUMNS_MAX,
    ERROR,
    ROWS_MAX,
    SHEETS_MAX,
    Cell,
    FileRefusedError,
    Read,
    Sheet,
    storable,
)
from diligence.exchange.workbooks import Chooser

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files begin that hold streams."""
_FORMULA: Final = 0x0006
_LINKED: Final = 0x0023
"""Records of a formula, and of a name in another workbook."""

_BROKEN = gettext_noop(
    "“%(name)s” is damaged or cut short and can't be read. Open it in a spreadsheet program, save "
    "it as XLSX under a new name, and choose that file."
)
_LOCKED = gettext_noop(
    "“%(name)s” is protected by a password. Save a copy without the password, import that copy, "
    "and delete it afterwards."
)
_SHEETS = gettext_noop(
    "“%(name)s” has more than %(most)s worksheets. Delete those that aren't needed."
)
_MACROS = gettext_noop("The workbook carries macros. They were not read and do not run.")
_LINKS = gettext_noop(
    "The workbook links to other files. Nothing was fetched from there; the values stored in the "
    "workbook were read."
)
_FORMULAS = gettext_noop("%(count)s formulas were read by the value stored with them.")


def read(stream: BinaryIO, name: str, choose: Chooser = list, rows: int = ROWS_MAX) -> Read:
    """Every chosen sheet of the workbook that has at least one line. Raises FileRefusedError.

    `rows`: the most that are read of one sheet.
    """
    stream.seek(0)
    data = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileRefusedError(_LOCKED, name=name)
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )
        sheets = _few_sheets(book, name, choose, rows)
        notes = _notes(book, data)
    except (FileRefusedError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file shows as whatever its bytes mean
        locked = "encrypted" in str(error).lower()
        raise FileRefusedError(_LOCKED if locked else _BROKEN, name=name) from None
    titles = [storable(str(title))[:100] for title in book.sheet_names()]
    unread = tuple(title for title in titles if title not in {sheet.name for sheet in sheets})
    return Read("xls", tuple(sheet for sheet in sheets if sheet.lines), notes, unread)


def _few_sheets(book: Any, name: str, choose: Chooser, rows: int) -> list[Sheet]:
    titles = [str(title) for title in book.sheet_names()]
    chosen = set(choose(titles))
    numbers = [number for number, title in enumerate(titles) if title in chosen]
    if len(numbers) > SHEETS_MAX:
        raise FileRefusedError(_SHEETS, name=name, most=str(SHEETS_MAX))
    return [_sheet(book, number, rows) for number in numbers]


def _sheet(book: Any, number: int, rows: int) -> Sheet:
    worksheet = book.sheet_by_index(number)
    sheet = Sheet(storable(str(worksheet.name))[:100], most=rows)
    for row in range(worksheet.nrows):
        # One column more than there may be: the sheet then says that there are too many.
        cells = worksheet.row(row)[: COLUMNS_MAX + 1]
        sheet.add(row + 1, [_value(cell, book.datemode) for cell in cells])
    book.unload_sheet(number)
    sheet.squared()
    return sheet


def _value(cell: Any, datemode: int) -> Cell:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return _number(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return {"problem": ERROR, "text": xlrd.error_text_from_code.get(cell.value, "#")}
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(cell.value, datemode)
    text = storable(str(cell.value))
    return text if text.strip() else ""


def _number(value: float) -> Cell:
    if value != value or value in (float("inf"), float("-inf")):
        return {"problem": ERROR, "text": str(value)}
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if abs(value) < 1e100 else str(value)[:60]


def _moment(value: float, datemode: int) -> Cell:
    try:
        moment = datetime(*xlrd.xldate_as_tuple(value, datemode))  # noqa: DTZ001 - cells have no zone
    except (xlrd.XLDateError, ValueError):
        return _number(value)
    whole = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if whole else moment.isoformat(" ", "minutes")


def _notes(book: Any, data: bytes) -> tuple[Sentence, ...]:
    kinds = _records(bytes(book.mem))
    notes = []
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        notes.append(Sentence(_MACROS, {}))
    if kinds.get(_LINKED):
        notes.append(Sentence(_LINKS, {}))
    if formulas := kinds.get(_FORMULA):
        notes.append(Sentence(_FORMULAS, {"count": str(formulas)}))
    return tuple(notes)


def _records(stream: bytes) -> dict[int, int]:
    """How often each kind of record occurs, as far as the records follow each other soundly."""
    counts: dict[int, int] = {}
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        counts[kind] = counts.get(kind, 0) + 1
        at += 4 + length
    return counts
