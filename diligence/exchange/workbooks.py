"""XLSX workbooks from anybody, read as values: nothing in them runs, is fetched or is expanded.

Before openpyxl sees a workbook, its parts are looked through once: how much they hold when they
are unpacked (counted, not believed), and whether any declares a document type or entities. Macros
and links to other files are left where they are; formulas count by the value that was stored
with them. A sheet is read as a stream, one row at a time.
"""

import re
import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.worksheet.merge import MergeCells
from openpyxl.xml.functions import iterparse

from diligence.domain.wording import Sentence, gettext_noop
from diligence.exchange.tables import (
    ABOVE_MAX,
    COLUMNS_MAX,
    ERROR,
    FORMULA,
    ROWS_MAX,
    SHEETS_MAX,
    Cell,
    FileRefusedError,
    Read,
    Sheet,
    storable,
)

UNPACKED_MAX: Final = 64 * 1024 * 1024
"""Bytes that all parts of a workbook may hold together."""
PART_MAX: Final = 8 * 1024 * 1024
"""Bytes of a part that is read as a whole: styles, names, the list of sheets."""
RATIO_MAX: Final = 200
"""How much a part may grow when it is unpacked, once it holds more than `SMALL`."""
SMALL: Final = 1024 * 1024
PARTS_MAX: Final = 2_000
MARKS_MAX: Final = 6_000_000
"""Tags of a worksheet or of the shared texts: an empty tag takes few bytes and much memory."""
PART_MARKS_MAX: Final = 400_000
"""Tags of a part that is read as a whole; a workbook's 64,000 formats have fewer."""
MERGES_MAX: Final = 2_000
FILLED_MAX: Final = 20 * (ROWS_MAX + ABOVE_MAX)
"""Rows that merged cells of one sheet give their values to; beyond, they overlap on purpose."""
_STREAMED: Final = ("xl/worksheets/", "xl/sharedstrings")
_ENTITIES: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BEFORE_XML: Final = b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"
_CHUNK: Final = 1 << 16

_BROKEN = gettext_noop(
    "“%(name)s” is damaged or cut short and can't be read. Open it in a spreadsheet program, save "
    "it as XLSX under a new name, and choose that file."
)
_BOMB = gettext_noop(
    "“%(name)s” holds far more than its size tells (over %(most)s MB unpacked), as harmful files "
    "do. Copy the cells that matter into a new workbook and import that one."
)
_ENTITY = gettext_noop(
    "“%(name)s” declares XML entities, which no spreadsheet program writes and harmful files use. "
    "Open it in a spreadsheet program, save it as XLSX under a new name, and choose that file."
)
_LOCKED = gettext_noop(
    "“%(name)s” is protected by a password. Save a copy without the password, import that copy, "
    "and delete it afterwards."
)
_SHEETS = gettext_noop(
    "“%(name)s” has more than %(most)s worksheets. Move those that are to be imported into a "
    "workbook of their own."
)
_MACROS = gettext_noop("The workbook carries macros. They were not read and do not run.")
_LINKS = gettext_noop(
    "The workbook links to other files. Nothing was fetched from there; the values stored in the "
    "workbook were read."
)
_FORMULAS = gettext_noop("%(count)s formulas were read by the value stored with them.")
_UNCACHED = gettext_noop(
    "%(count)s formulas have no stored value. Their rows are pointed out; to repair them all, open "
    "the file in a spreadsheet program and save it."
)
_MERGED = gettext_noop("%(count)s merged cells were read: each row below shares the value.")


Chooser = Callable[[Sequence[str]], Collection[str]]
"""Which of the worksheets, by their titles, are to be read."""


def read(stream: BinaryIO, name: str, choose: Chooser = list, rows: int = ROWS_MAX) -> Read:
    """Every chosen sheet of the workbook that has at least one line. Raises FileRefusedError.

    `rows`: the most that are read of one sheet.
    """
    parts = _looked_through(stream, name)
    notes: list[Sentence] = []
    if any("vbaproject" in part for part in parts):
        notes.append(Sentence(_MACROS, {}))
    if any(part.startswith("xl/externallinks/") for part in parts):
        notes.append(Sentence(_LINKS, {}))
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets, unread, counts = _sheets(stream, name, choose, rows)
    except (FileRefusedError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a damaged part shows as whatever its value was taken for
        raise FileRefusedError(_BROKEN, name=name) from None
    for template, count in counts:
        if count:
            notes.append(Sentence(template, {"count": str(count)}))
    return Read("xlsx", tuple(sheet for sheet in sheets if sheet.lines), tuple(notes), unread)


def _looked_through(stream: BinaryIO, name: str) -> list[str]:
    """The parts' names in small letters, after every byte was counted and looked at."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return _counted(archive, name)
    except FileRefusedError:
        raise
    except Exception:  # noqa: BLE001 - zipfile, zlib and lzma each raise errors of their own
        raise FileRefusedError(_BROKEN, name=name) from None


def _counted(archive: zipfile.ZipFile, name: str) -> list[str]:
    parts = archive.infolist()
    if len(parts) > PARTS_MAX:
        raise FileRefusedError(_BOMB, name=name, most=str(UNPACKED_MAX >> 20))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefusedError(_LOCKED, name=name)
    left = UNPACKED_MAX
    for part in parts:
        left -= _unpacked(archive, part, left, name)
    return [part.filename.lower() for part in parts]


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str) -> int:
    """How many bytes the part really holds. Raises FileRefusedError where it can't be trusted."""
    path = part.filename.lower()
    is_xml = path.endswith((".xml", ".rels", ".vml"))
    streamed = path.startswith(_STREAMED)
    most = min(left, UNPACKED_MAX if streamed or not is_xml else PART_MAX)
    marks_left = MARKS_MAX if streamed else PART_MARKS_MAX
    # A part can be called anything and still be read as XML; only pictures declare a type rightly.
    is_markup, is_picture = is_xml, path.endswith(".svg")
    size, tail, begun = 0, b"", b""
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            if not begun:
                begun = chunk.lstrip(_BEFORE_XML)[:1]
                is_markup = is_markup or begun == b"<"
            size += len(chunk)
            grown = size > SMALL and size > RATIO_MAX * max(part.compress_size, 1)
            marks_left -= chunk.count(b"<") if is_markup else 0
            if size > most or grown or marks_left < 0:
                raise FileRefusedError(_BOMB, name=name, most=str(UNPACKED_MAX >> 20))
            if is_markup and not is_picture:
                # Without the NULs, so that UTF-16 and UTF-32 hide nothing.
                text = tail + chunk.replace(b"\x00", b"")
                if _ENTITIES.search(text):
                    raise FileRefusedError(_ENTITY, name=name)
                tail = text[-64:]
    return size


class _Parser(WorkSheetParser):
    """Reads cells, and notes the formulas among them; what isn't about values is left alone."""

    formulas = 0
    uncached = 0

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            if cell["value"] is None and element.get("t") != "str":
                cell["data_type"] = "f"
                self.uncached += 1
            else:
                self.formulas += 1
        return cell

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Rows and merged cells; links, checks, views and the like are not even built."""
        for _event, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                row = self.parse_row(element)
                element.clear()
                yield row
            elif element.tag == MERGE_TAG and len(element) <= MERGES_MAX:
                self.merged_cells = MergeCells.from_tree(element)


def _sheets(
    stream: BinaryIO, name: str, choose: Chooser, rows: int
) -> tuple[list[Sheet], tuple[str, ...], list[tuple[str, int]]]:
    book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    formulas = uncached = merged = 0
    try:
        titles = [str(worksheet.title) for worksheet in book.worksheets]
        chosen = choose(titles)
        worksheets = [sheet for sheet in book.worksheets if str(sheet.title) in chosen]
        if len(worksheets) > SHEETS_MAX:
            raise FileRefusedError(_SHEETS, name=name, most=str(SHEETS_MAX))
        sheets = []
        for worksheet in worksheets:
            sheet = Sheet(storable(str(worksheet.title))[:100], most=rows)
            with worksheet._get_source() as source:
                parser = _Parser(
                    source,
                    worksheet._shared_strings,
                    data_only=True,
                    epoch=book.epoch,
                    date_formats=book._date_formats,
                    timedelta_formats=book._timedelta_formats,
                )
                for number, cells in parser.parse():
                    sheet.add(number, _row(cells))
            merged += _spread(sheet, parser)
            sheet.squared()
            formulas, uncached = formulas + parser.formulas, uncached + parser.uncached
            sheets.append(sheet)
    finally:
        book.close()
    unread = tuple(storable(title)[:100] for title in titles if title not in chosen)
    return sheets, unread, [(_FORMULAS, formulas), (_UNCACHED, uncached), (_MERGED, merged)]


def _row(cells: list[dict[str, Any]]) -> list[Cell]:
    row: list[Cell] = []
    for cell in cells:
        value = _value(cell)
        if value == "":
            continue
        # One column more than there may be: the sheet then says that there are too many.
        column = min(int(cell["column"]), COLUMNS_MAX + 1)
        row += [""] * (column - len(row))
        row[column - 1] = value
    return row


def _value(cell: dict[str, Any]) -> Cell:
    value, kind = cell["value"], cell["data_type"]
    if kind == "f":
        return {"problem": FORMULA, "text": ""}
    if kind == "e":
        return {"problem": ERROR, "text": storable(str(value))[:40]}
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if isinstance(value, date) else str(value)
    text = storable(str(value))
    return text if text.strip() else ""


def _number(value: float) -> Cell:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"problem": ERROR, "text": str(value)}
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    # What a database keeps in JSON; anything longer is no number that people file.
    return value if abs(value) < 1e100 else str(value)[:60]


def _spread(sheet: Sheet, parser: Any) -> int:
    """Note cells merged across, and give a value merged downwards to each of its rows."""
    merged = getattr(parser.merged_cells, "mergeCell", None) or []
    at = {line.number: position for position, line in enumerate(sheet.lines)}
    numbers = sorted(at)
    filled, left = 0, FILLED_MAX
    for area in merged:
        first, last = area.min_col - 1, min(area.max_col, COLUMNS_MAX) - 1
        if area.min_row in at and last > first:
            sheet.spans.append((area.min_row, first, last))
        if area.max_row > area.min_row and area.min_row in at and first <= COLUMNS_MAX:
            below = numbers[
                bisect_right(numbers, area.min_row) : bisect_right(numbers, area.max_row)
            ]
            left -= len(below)
            if left < 0:
                break
            filled += _fill_down(sheet, at[area.min_row], [at[number] for number in below], first)
    return filled


def _fill_down(sheet: Sheet, top: int, below: Sequence[int], column: int) -> int:
    """Give a cell's value to the lines at these positions; 1 where there is one to give."""
    source = sheet.lines[top].cells
    if column >= len(source) or source[column] == "":
        return 0
    for position in below:
        line = sheet.lines[position]
        cells = [*line.cells, *[""] * (column + 1 - len(line.cells))]
        cells[column] = source[column]
        sheet.lines[position] = type(line)(line.number, tuple(cells))
    return 1
