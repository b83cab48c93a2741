"""Opens a file that somebody offers as a spreadsheet: by what it contains, whatever its name."""

import zipfile
from typing import BinaryIO, Final

from diligence.domain.wording import gettext_noop
from diligence.exchange import delimited, workbooks
from diligence.exchange.tables import ROWS_MAX, FileRefusedError, Read

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files begin that hold streams: workbooks of before 2007, and encrypted ones."""

_LARGE = gettext_noop(
    "“%(name)s” has %(size)s MB; at most %(most)s MB are read. Delete the sheets and pictures that "
    "aren't needed, or split the file."
)
_EMPTY = gettext_noop("“%(name)s” is empty. Choose the file again.")
_NO_ROWS = gettext_noop(
    "“%(name)s” has no row with a value. Choose another file, or fill it in and save it again."
)
_LOCKED = gettext_noop(
    "“%(name)s” is protected by a password. Save a copy without the password, import that copy, "
    "and delete it afterwards."
)
_OLD = gettext_noop(
    "“%(name)s” is a workbook of before 2007 (.xls), which is not read here. Open it and save it "
    "as XLSX or CSV."
)
_OPEN_DOCUMENT = gettext_noop(
    "“%(name)s” is an OpenDocument spreadsheet (.ods), which is not read here. Open it and save "
    "it as XLSX or CSV."
)
_BINARY_BOOK = gettext_noop(
    "“%(name)s” is a binary workbook (.xlsb), which is not read here. Open it and save it as XLSX."
)
_OTHER_ZIP = gettext_noop(
    "“%(name)s” is not a spreadsheet. Choose an XLSX or CSV file; unpack it first if it is inside "
    "a ZIP."
)
_MARKUP = gettext_noop(
    "“%(name)s” is a web page or XML, not a spreadsheet, though programs may name it so. Open it "
    "in a spreadsheet program and save it as XLSX."
)


def read(
    stream: BinaryIO,
    name: str,
    *,
    size: int,
    most: int,
    choose: workbooks.Chooser = list,
    rows: int = ROWS_MAX,
) -> Read:
    """The file's sheets as values; `size` and `most` are bytes, `choose` says which worksheets,
    `rows` how many rows of each at most.

    Raises FileRefusedError, which says why the file is not read and what to do.
    """
    if size > most:
        raise FileRefusedError(
            _LARGE, name=name, size=f"{size / 2**20:.0f}", most=f"{most / 2**20:.0f}"
        )
    stream.seek(0)
    head = stream.read(512)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise FileRefusedError(_EMPTY, name=name)
    if head.startswith(_COMPOUND):
        stream.seek(0)
        encrypted = "EncryptedPackage".encode("utf-16-le") in stream.read()
        raise FileRefusedError(_LOCKED if encrypted else _OLD, name=name)
    if head.startswith(b"PK"):
        _check_kind(stream, head, name)
        found = workbooks.read(stream, name, choose, rows)
    else:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<?xml", b"<html", b"<!doc")):
            raise FileRefusedError(_MARKUP, name=name)
        stream.seek(0)
        found = delimited.read(stream.read(), name, rows)
    if not found.sheets:
        raise FileRefusedError(_NO_ROWS, name=name)
    return found


def _check_kind(stream: BinaryIO, head: bytes, name: str) -> None:
    """Refuse a ZIP that is no XLSX workbook. One that is damaged is the reader's to refuse."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = {member.lower() for member in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    if b"application/vnd.oasis.opendocument" in head:
        raise FileRefusedError(_OPEN_DOCUMENT, name=name)
    if "xl/workbook.bin" in members:
        raise FileRefusedError(_BINARY_BOOK, name=name)
    if not any(member.startswith("xl/") for member in members):
        raise FileRefusedError(_OTHER_ZIP, name=name)
