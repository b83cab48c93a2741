"""Copies of documents and pictures without what they tell beside what they show.

Pure functions over bytes: `stripped` gives the copy and what was found, and never changes what a
reader sees, but for comments' authors. Files that can't be read are refused, not guessed at.
"""

from dataclasses import dataclass
from typing import Final

from portal.stripping import images, office, pdf
from portal.stripping.traces import STAYS, Kind, Trace, UnstrippableError, Why

__all__ = ["STAYS", "Kind", "Stripped", "Trace", "UnstrippableError", "Why", "can", "stripped"]

_OFFICE: Final = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)
_IMAGES: Final = {"image/jpeg", "image/png"}


@dataclass(frozen=True, slots=True)
class Stripped:
    """A copy without metadata, and what the original has of them."""

    data: bytes
    found: tuple[Trace, ...]

    @property
    def removed(self) -> tuple[Trace, ...]:
        return tuple(trace for trace in self.found if trace.kind not in STAYS)

    @property
    def stays(self) -> tuple[Trace, ...]:
        return tuple(trace for trace in self.found if trace.kind in STAYS)


def can(content_type: str) -> bool:
    """Whether files of this kind have metadata that can be removed."""
    return (
        content_type == "application/pdf"
        or content_type in _IMAGES
        or content_type.startswith(_OFFICE)
    )


def stripped(content_type: str, data: bytes) -> Stripped:
    """The file without metadata. Raises UnstrippableError."""
    if content_type == "application/pdf":
        return Stripped(*pdf.stripped(data))
    if content_type in _IMAGES:
        return Stripped(*images.stripped(data))
    if content_type.startswith(_OFFICE):
        return Stripped(*office.stripped(data))
    raise UnstrippableError(Why.KIND)
