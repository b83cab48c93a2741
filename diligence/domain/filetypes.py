"""Which files may be kept: the type a name declares must be the type the content is.

Only what people exchange as documents, tables, pictures and mail. Nothing that a browser or an
office program would run: no HTML, SVG, scripts, programs, archives or documents with macros.
"""

import io
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

import pikepdf
from PIL import Image

from diligence.domain.names import tidy
from diligence.domain.wording import Sentence, gettext_noop

NAME_MAX: Final = 200
HEAD: Final = 4096
MOST_MEMBERS: Final = 10_000
"""Parts of a compressed document; no honest one has as many, and each costs time to open."""
MOST_PAGES: Final = 1_000
MOST_PIXELS: Final = 80_000_000
MOST_UNPACKED: Final = 300 * 1024 * 1024
"""How large the parts of a compressed document may be together, in bytes."""
MOST_RATIO: Final = 200
"""How much larger than itself a file may become when it is unpacked, beyond 10 MB."""
_HARMLESS: Final = 10 * 1024 * 1024


class FileRefusedError(ValueError):
    """A file that is not kept; `sentence` says what is wrong and what to do."""

    def __init__(self, template: str, **values: str) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


_UNKNOWN = gettext_noop(
    "“%(name)s” is not a kind of file that can be kept here. Kept are %(known)s. Save it as PDF, "
    "for example, and try again."
)
_DIFFERS = gettext_noop(
    "“%(name)s” does not contain what its ending .%(ending)s says. Save it again with the program "
    "it comes from, or as PDF."
)
_MACROS = gettext_noop(
    "“%(name)s” contains macros, which are not kept here. Save it without macros, or as PDF."
)
_PAGES = gettext_noop(
    "“%(name)s” has %(count)s pages; at most %(most)s are kept. Split it, or keep what matters."
)
_PIXELS = gettext_noop(
    "“%(name)s” has %(count)s million pixels; at most %(most)s million are kept. Save it smaller."
)
_BLOATED = gettext_noop(
    "“%(name)s” becomes enormous when it is opened, as files made to do harm do. Save it again "
    "with the program it comes from, or as PDF."
)
_EMPTY = gettext_noop("“%(name)s” is empty. Choose the file again.")


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of file: its content type, and the check that content is of it."""

    content_type: str
    fits: Callable[[BinaryIO], bool]


def clean_name(given: str) -> str:
    """A file name as it is kept and shown: no folders, no control characters, ending kept."""
    name = tidy(given.replace("\\", "/").rpartition("/")[2])
    # Brackets of direction are invisible; a name must not read backwards in a list.
    name = "".join(c for c in name if unicodedata.category(c) != "Cf").strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:NAME_MAX] or "file"
    ending = ending[:20]
    return f"{stem[: NAME_MAX - len(ending) - 1] or 'file'}.{ending}"


def examine(name: str, content: BinaryIO) -> FileType:
    """The type of this file. Raises FileRefusedError where name and content don't agree on one.

    `name` is a clean name; `content` is read from its beginning and left there.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    content.seek(0)
    if not content.read(1):
        raise FileRefusedError(_EMPTY, name=name)
    kind = TYPES.get(ending)
    if kind is None:
        raise FileRefusedError(_UNKNOWN, name=name, known=", ".join(sorted(TYPES)))
    content.seek(0)
    fits = kind.fits(content)
    content.seek(0)
    if not fits:
        raise FileRefusedError(_DIFFERS, name=name, ending=ending)
    if _has_macros(content):
        raise FileRefusedError(_MACROS, name=name)
    _bounded(name, kind, content)
    return kind


def _bounded(name: str, kind: FileType, content: BinaryIO) -> None:
    """Refuse what would take whoever opens it too much time or memory; nothing is unpacked.

    A document that can't be counted is not refused for it: readers won't show it either.
    """
    if kind.content_type == "application/pdf":
        pages = _pages(content)
        if pages > MOST_PAGES:
            raise FileRefusedError(_PAGES, name=name, count=str(pages), most=str(MOST_PAGES))
    elif kind.content_type.startswith("image/"):
        million = -(-_pixels(content) // 1_000_000)
        most = MOST_PIXELS // 1_000_000
        if million > most:
            raise FileRefusedError(_PIXELS, name=name, count=str(million), most=str(most))
    elif kind.content_type.startswith((OOXML, ODF)):
        packed, unpacked = content.seek(0, io.SEEK_END), _unpacked(content)
        if unpacked > MOST_UNPACKED or unpacked > max(_HARMLESS, MOST_RATIO * packed):
            raise FileRefusedError(_BLOATED, name=name)
    content.seek(0)


def _pages(content: BinaryIO) -> int:
    content.seek(0)
    try:
        with pikepdf.open(content) as document:
            return len(document.pages)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return 0


def _pixels(content: BinaryIO) -> int:
    """Width times height as the header says; no pixel is read."""
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content) as picture:
                return picture.width * picture.height
    except Image.DecompressionBombError:
        return MOST_PIXELS * 10
    except (OSError, ValueError, SyntaxError, struct.error):
        return 0


def _unpacked(content: BinaryIO) -> int:
    """What the parts claim to be together; a part that is more than it claims doesn't open."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return 0


def _begins(*signatures: bytes) -> Callable[[BinaryIO], bool]:
    return lambda content: content.read(HEAD).startswith(signatures)


def _members(content: BinaryIO) -> list[str]:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            return names if len(names) <= MOST_MEMBERS else []
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    finally:
        content.seek(0)


def _has_macros(content: BinaryIO) -> bool:
    members = _members(content)
    return any("vbaproject" in name.lower() or name.startswith("Basic/") for name in members)


def _open_xml(part: str) -> Callable[[BinaryIO], bool]:
    """A Word, Excel or PowerPoint file: a ZIP whose main part stands in `part`."""

    def fits(content: BinaryIO) -> bool:
        members = _members(content)
        return "[Content_Types].xml" in members and any(n.startswith(part) for n in members)

    return fits


def _open_document(kind: str) -> Callable[[BinaryIO], bool]:
    """An OpenDocument file: a ZIP whose member `mimetype` names the kind."""
    expected = f"application/vnd.oasis.opendocument.{kind}".encode()

    def fits(content: BinaryIO) -> bool:
        head = content.read(HEAD)
        return head.startswith(b"PK\x03\x04") and expected in head and bool(_members(content))

    return fits


_RUNNABLE: Final = ("<!doctype html", "<html", "<svg", "<script", "<?php", "#!/")


def _is_text(content: BinaryIO) -> bool:
    head = decoded(content.read(HEAD * 16))
    if head is None:
        return False
    start = head.lstrip("\ufeff \t\r\n").lower()
    return not start.startswith((*_RUNNABLE, "<?xml"))


def _is_mail(content: BinaryIO) -> bool:
    """A message: text that begins with header lines, a sender among them."""
    if not _is_text(content):
        return False
    content.seek(0)
    head = content.read(HEAD * 16).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    first = head.split(b"\n", 1)[0]
    return b":" in first and (b"\nfrom:" in b"\n" + head.lower())


def decoded(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or Windows' western encoding; None for binary data."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", errors="replace")
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may only have been cut by reading a part.
        if error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8")
        return data.decode("cp1252", errors="replace")


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."

TYPES: Final[dict[str, FileType]] = {
    "pdf": FileType("application/pdf", _begins(b"%PDF-")),
    "png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": FileType(OOXML + "wordprocessingml.document", _open_xml("word/")),
    "xlsx": FileType(OOXML + "spreadsheetml.sheet", _open_xml("xl/")),
    "pptx": FileType(OOXML + "presentationml.presentation", _open_xml("ppt/")),
    "odt": FileType(ODF + "text", _open_document("text")),
    "ods": FileType(ODF + "spreadsheet", _open_document("spreadsheet")),
    "odp": FileType(ODF + "presentation", _open_document("presentation")),
    "txt": FileType("text/plain", _is_text),
    "csv": FileType("text/csv", _is_text),
    "eml": FileType("message/rfc822", _is_mail),
}
"""Ending → type: everything that may be kept."""
