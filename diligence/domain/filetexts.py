"""What can be read in a file, and why the rest of it can't: for markings and personal data."""

import html
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from enum import StrEnum
from typing import BinaryIO, Final

from diligence.domain.filetypes import ODF, OOXML, TYPES, FileType, decoded
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

_TEXT_MAX: Final = 8 * 1024 * 1024
"""How much text of a document is read, in bytes."""
_BREAKS: Final = re.compile(
    r"<(?:/w:p|/text:p|/text:h|/a:p|/si|/t|/w:tc|(?:w:br|w:cr|w:tab|a:br|text:tab|text:s|"
    r"text:line-break)\b[^<>]*)>"
)
"""Tags that separate words; others stand in the middle of them."""
_PARTS: Final = (".xml", ".rels", ".vml")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
"""What damaged members of an archive are answered with."""
_INSIDE: Final = re.compile(
    r"(?:^|/)(?:embeddings?|objects?)/|^Object \d|\.(?:x?html?|mht(?:ml)?|rtf|txt|docx?)$",
    re.IGNORECASE,
)
"""Files inside a document, chunks of other formats that are shown as its text included."""
_PICTURE: Final = re.compile(
    r"(?:^|/)(?:media|pictures)/[^/]+\.(?:png|jpe?g|tiff?|gif|bmp|webp|emf|wmf)$", re.IGNORECASE
)
_SCAN: Final = 48 * 1024
"""Bytes: a picture of this size may be a scanned page; logos and icons are smaller."""


class Unread(StrEnum):
    """Why some of a file can't be read here."""

    PICTURES = "pictures"
    LOCKED = "locked"
    DAMAGED = "damaged"
    LONG = "long"
    INSIDE = "inside"


WHY: Final = {
    Unread.PICTURES: _("It holds pictures or scanned pages, whose text can't be read here."),
    Unread.LOCKED: _("It is locked with a password."),
    Unread.DAMAGED: _("It is damaged, or made in a way that can't be read here."),
    Unread.LONG: _("It is too long to be read here to its end."),
    Unread.INSIDE: _("Other files lie inside it, which can't be read here."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """`texts` is what could be read; `unread` why the rest could not, None where all was."""

    texts: tuple[str, ...]
    unread: Unread | None = None

    @property
    def because(self) -> Sentence | None:
        return Sentence(WHY[self.unread], {}) if self.unread else None


ReadPdf = Callable[[bytes], tuple[Iterable[str], str]]
"""The texts of a PDF, and the value of `Unread` for what can't be read, or ""."""


def words(kind: FileType, content: BinaryIO, read_pdf: ReadPdf) -> Words:
    """What can be read in a file of this kind, left at its beginning."""
    content.seek(0)
    told = _words(kind, content, read_pdf, is_inside=False)
    content.seek(0)
    return told


def _words(kind: FileType, content: BinaryIO, read_pdf: ReadPdf, *, is_inside: bool) -> Words:
    if kind.content_type == "application/pdf":
        texts, why = read_pdf(content.read())
        return Words(tuple(texts), Unread(why) if why else None)
    if kind.content_type.startswith("message/"):
        return _of_mail(content.read(), read_pdf, is_inside=is_inside)
    if kind.content_type.startswith("text/"):
        data = content.read(_TEXT_MAX + 1)
        text = decoded(data[:_TEXT_MAX])
        why_not = Unread.LONG if len(data) > _TEXT_MAX else None
        return Words((text or "",), why_not if text is not None else Unread.DAMAGED)
    if kind.content_type.startswith((OOXML, ODF)):
        return _of_zip(content)
    return Words((), Unread.PICTURES)


def _of_mail(data: bytes, read_pdf: ReadPdf, *, is_inside: bool) -> Words:
    """Headers, texts and what is attached; a message inside a message is read, and no deeper."""
    texts, unread = [decoded(data[:_TEXT_MAX]) or ""], None
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        try:
            texts += [f"{name}: {value}" for name, value in part.items()]
            if part.is_multipart():
                continue
            body = part.get_payload(decode=True)
            told = _of_part(part, body if isinstance(body, bytes) else b"", read_pdf, is_inside)
        except (MessageError, LookupError, ValueError, TypeError, AttributeError):
            told = Words((), Unread.DAMAGED)
        texts += told.texts
        unread = unread or told.unread
    return Words(tuple(texts), unread)


def _of_part(part: EmailMessage, body: bytes, read_pdf: ReadPdf, is_inside: bool) -> Words:
    if part.get_content_maintype() == "text":
        text = body[:_TEXT_MAX].decode(part.get_content_charset() or "utf-8", "replace")
        why_not = Unread.LONG if len(body) > _TEXT_MAX else None
        is_html = part.get_content_subtype() == "html"
        return Words((without_tags(text) if is_html else text,), why_not)
    name = part.get_filename() or ""
    kind = TYPES.get(name.rpartition(".")[2].lower())
    if is_inside or kind is None or not body:
        return Words((name,), Unread.INSIDE if body else None)
    told = _words(kind, io.BytesIO(body), read_pdf, is_inside=True)
    return Words((name, *told.texts), told.unread)


def _of_zip(content: BinaryIO) -> Words:
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            left, texts = _TEXT_MAX, []
            for name in archive.namelist():
                if not name.lower().endswith(_PARTS) or left <= 0:
                    continue
                with archive.open(name) as member:
                    data = member.read(left)
                left -= len(data)
                texts.append(without_tags(_xml(data)))
    except (*_BROKEN, ValueError, OSError, NotImplementedError, RuntimeError):
        return Words((), Unread.DAMAGED)
    if left <= 0:
        return Words(tuple(texts), Unread.LONG)
    return Words(tuple(texts), _silent(members))


def _silent(members: Iterable[zipfile.ZipInfo]) -> Unread | None:
    """What lies in a document beside the parts that were read."""
    told = [one for one in members if not one.filename.lower().endswith(_PARTS)]
    if any(_INSIDE.search(one.filename) for one in told):
        return Unread.INSIDE
    shown = any(_PICTURE.search(one.filename) and one.file_size >= _SCAN for one in told)
    return Unread.PICTURES if shown else None


def _xml(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8", errors="replace")


def without_tags(xml: str) -> str:
    """The text of an XML part, its characters as they are shown."""
    return html.unescape("".join(_pieces(_BREAKS.sub("\n", xml))))


def _pieces(xml: str) -> Iterator[str]:
    for piece in xml.split("<"):
        _tag, closed, told = piece.partition(">")
        yield told if closed else piece
