"""The words of a file that was brought, PDF included."""

from collections.abc import Iterable
from typing import BinaryIO

from diligence.domain import filetexts
from diligence.domain.filetexts import Words
from diligence.domain.filetypes import FileType
from portal.pdf import reading


def words(kind: FileType, content: BinaryIO) -> Words:
    """What can be read in it and why the rest can't; takes some seconds for a long PDF."""
    return filetexts.words(kind, content, _of_pdf)


def _of_pdf(data: bytes) -> tuple[Iterable[str], str]:
    told = reading.words(data)
    return told.texts, told.why or ""
