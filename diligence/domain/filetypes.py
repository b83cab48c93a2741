"""Which files may be kept: the type a name declares must be the type the content is.

Only what people exchange as documents, tables, pictures and mail. Nothing that a browser or an
office program would run: no HTML, SVG, scripts, programs, archives or documents with macros.
"""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from diligence.domain.names import tidy
from diligence.domain.wording import Sentence, gettext_noop

NAME_MAX: Final = 200
HEAD: Final = 4096
MOST_MEMBERS: Final = 10_000
"""Parts of a compressed document; no honest one has as many, and each costs time to open."""
_TEXT_MAX: Final = 8 * 1024 * 1024
"""How much text of a document is looked through, in bytes."""


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
    return kind


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


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

TYPES: Final[dict[str, FileType]] = {
    "pdf": FileType("application/pdf", _begins(b"%PDF-")),
    "png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": FileType(_OOXML + "wordprocessingml.document", _open_xml("word/")),
    "xlsx": FileType(_OOXML + "spreadsheetml.sheet", _open_xml("xl/")),
    "pptx": FileType(_OOXML + "presentationml.presentation", _open_xml("ppt/")),
    "odt": FileType(_ODF + "text", _open_document("text")),
    "ods": FileType(_ODF + "spreadsheet", _open_document("spreadsheet")),
    "odp": FileType(_ODF + "presentation", _open_document("presentation")),
    "txt": FileType("text/plain", _is_text),
    "csv": FileType("text/csv", _is_text),
    "eml": FileType("message/rfc822", _is_mail),
}
"""Ending → type: everything that may be kept."""


def texts(kind: FileType, content: BinaryIO) -> Iterator[str]:
    """What can be read in a file, as far as its type carries plain text or XML; else nothing.

    At most 8 MB are read, however much a compressed file claims to hold.
    """
    content.seek(0)
    if kind.content_type.startswith(("text/", "message/")):
        yield decoded(content.read(_TEXT_MAX)) or ""
    elif kind.content_type.startswith((_OOXML, _ODF)):
        yield from _texts_of_zip(content)
    content.seek(0)


def _texts_of_zip(content: BinaryIO) -> Iterator[str]:
    left = _TEXT_MAX
    try:
        with zipfile.ZipFile(content) as archive:
            for name in archive.namelist():
                if not name.endswith(".xml") or left <= 0:
                    continue
                with archive.open(name) as member:
                    data = member.read(left)
                left -= len(data)
                yield _without_tags(data.decode("utf-8", errors="replace"))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return


def _without_tags(xml: str) -> str:
    """The text of an XML part; a paragraph's end separates, other tags don't."""
    text = io.StringIO()
    for piece in xml.replace("</w:p>", "\n").replace("</text:p>", "\n").split("<"):
        _tag, closed, words = piece.partition(">")
        text.write(words if closed else piece)
    return text.getvalue()
