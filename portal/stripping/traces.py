"""What a file tells about people, places and programs beside what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was found; the pages say it in words."""

    PEOPLE = "people"
    """Who wrote, changed, commented, or took it."""
    PROGRAMS = "programs"
    DATES = "dates"
    TEXTS = "texts"
    """Title, subject, keywords, remarks that stand beside the content."""
    PLACE = "place"
    """Coordinates where a picture was taken."""
    FOLDERS = "folders"
    """Paths on the computer it comes from, printers, servers."""
    PREVIEW = "preview"
    """A small picture of an earlier state."""
    EMBEDDED = "embedded"
    """Other files inside."""
    SCRIPTS = "scripts"
    EARLIER = "earlier"
    """Earlier versions, or remains after the end."""
    IDENTIFIERS = "identifiers"
    """Numbers by which copies and editing sessions can be told from each other."""
    COLOURS = "colours"
    """The name of a screen or scanner in a colour profile."""
    COMMENTS_STAY = "comments_stay"
    """Stays: comments and tracked changes, without who made them."""
    SIGNED = "signed"
    """Its signature no longer counts in a copy."""


STAYS: Final = frozenset({Kind.COMMENTS_STAY, Kind.SIGNED})
"""Not removed, but to be known."""
EXAMPLES: Final = 5
_LONGEST: Final = 120


class UnstrippableError(Exception):
    """No copy without metadata can be made; `why` is one of `Why`."""

    def __init__(self, why: "Why") -> None:
        super().__init__(str(why))
        self.why = why


class Why(StrEnum):
    KIND = "kind"
    """A kind of file without metadata of its own, or one that is nothing but that (mail)."""
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Trace:
    """`values` are examples as they stand in the file, at most EXAMPLES of them."""

    kind: Kind
    values: tuple[str, ...] = ()


class Traces:
    """Collects traces, each kind once, its examples in the order they were met."""

    def __init__(self) -> None:
        self._found: dict[Kind, dict[str, None]] = {}

    def add(self, kind: Kind, *values: str) -> None:
        kept = self._found.setdefault(kind, {})
        for value in values:
            tidy = " ".join(value.split())[:_LONGEST]
            if tidy and len(kept) < EXAMPLES:
                kept[tidy] = None

    def extend(self, others: Iterable[Trace]) -> None:
        for other in others:
            self.add(other.kind, *other.values)

    def told(self) -> tuple[Trace, ...]:
        return tuple(Trace(kind, tuple(self._found[kind])) for kind in Kind if kind in self._found)
