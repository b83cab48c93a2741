"""CSV files as people have them: any separator, UTF-8, UTF-16 or Windows-1252, found out."""

import csv
import io
import re
from collections import Counter
from typing import Final

from diligence.domain.wording import Sentence, gettext_noop
from diligence.exchange.spreadsheets import FORMULA_STARTS
from diligence.exchange.tables import CELL_MAX, ROWS_MAX, FileRefusedError, Read, Sheet, storable

SEPARATORS: Final = (",", ";", "\t", "|")
LOOKED_AT: Final = 60
"""Lines from which the separator is told."""
_NAMES: Final = {
    ",": gettext_noop("comma"),
    ";": gettext_noop("semicolon"),
    "\t": gettext_noop("tab"),
    "|": gettext_noop("vertical bar"),
}
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_SAID = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)

_BINARY = gettext_noop(
    "“%(name)s” is not a text file. Save the spreadsheet as XLSX, or as CSV in UTF-8, and choose "
    "that file."
)
_ENCODING = gettext_noop(
    "The letters of “%(name)s” can't be read: it is neither UTF-8, UTF-16 nor Windows-1252 "
    "(byte %(byte)s). Save it as XLSX, or as CSV in UTF-8."
)
_BROKEN = gettext_noop(
    "“%(name)s” is not readable as CSV near line %(line)s: %(problem)s. Open it in a spreadsheet "
    "program and save it as XLSX."
)
_LONG = gettext_noop(
    "A cell near line %(line)s is longer than %(most)s characters; a quotation mark may be "
    "missing there. Save the file as XLSX, or repair that line."
)
_WESTERN = gettext_noop(
    "The file is not UTF-8; its letters were read as Windows-1252. If accents look wrong, save it "
    "as XLSX or as CSV in UTF-8 and upload it again."
)
_READ_AS = gettext_noop("Read as %(encoding)s, columns separated by %(separator)s.")


def read(data: bytes, name: str, rows: int = ROWS_MAX) -> Read:
    """The one sheet of a CSV file, of at most so many rows. Raises FileRefusedError."""
    text, encoding = _decoded(data, name)
    said = _SAID.match(text)
    separator = said.group(1) if said else _separator(text)
    sheet = Sheet(name, most=rows)
    csv.field_size_limit(CELL_MAX * 4)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for row in lines:
            if not (said and number == 1):
                sheet.add(number, [_cell(value) for value in row])
            number = lines.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise FileRefusedError(_LONG, line=str(number), most=str(CELL_MAX * 4)) from None
        raise FileRefusedError(_BROKEN, name=name, line=str(number), problem=str(error)) from None
    sheet.squared()
    notes = [Sentence(_READ_AS, {"encoding": encoding, "separator": _NAMES[separator]})]
    if encoding == "Windows-1252":
        notes.append(Sentence(_WESTERN, {}))
    return Read("csv", (sheet,) if sheet.lines else (), tuple(notes))


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, codec, told in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), told
            except UnicodeDecodeError as error:
                raise FileRefusedError(_ENCODING, name=name, byte=str(error.start)) from None
    if b"\x00" in data[:4096] or data.startswith((b"%PDF", b"PK\x03\x04")):
        raise FileRefusedError(_BINARY, name=name)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError as error:
            raise FileRefusedError(_ENCODING, name=name, byte=str(error.start)) from None


def _separator(text: str) -> str:
    """The separator by which most lines have the same number of columns, and more than one."""
    best, found = (0, 0), ","
    start = text[: LOOKED_AT * 4000]
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for at, row in enumerate(csv.reader(io.StringIO(start), delimiter=separator)):
                if at >= LOOKED_AT:
                    break
                widths[len(row)] += 1
        except csv.Error:
            continue
        lines, width = max(((count, wide) for wide, count in widths.items() if wide > 1),
                           default=(0, 0))  # fmt: skip
        best, found = max((best, found), ((lines * min(width, 4), width), separator))
    return found


def _cell(text: str) -> str:
    """A cell's text; the apostrophe that keeps an exported text from being a formula is gone."""
    text = storable(text)
    if text.startswith("'") and text[1:].lstrip(" \"'\u00a0").startswith(FORMULA_STARTS):
        text = text[1:]
    return text if text.strip() else ""
