"""What the reading of somebody's form could not keep, place by place, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from diligence.domain.wording import gettext_noop

PER_KIND: Final = 300
"""Losses of one kind in one column that are listed one by one; the rest is counted."""
SHOWN: Final = 200
"""Characters of a cell that a loss repeats."""

_MORE = gettext_noop("More cells of this column, for the same reason as those above.")


class LossKind(StrEnum):
    """What a loss is about; `choices` of the pages give each its label."""

    QUESTION = "question"
    TYPE = "type"
    LOGIC = "logic"
    VALIDATION = "validation"
    DEFAULT = "default"
    REQUIRED = "required"
    CHOICES = "choices"
    TEXT = "text"
    LANGUAGE = "language"
    NAME = "name"
    LAYOUT = "layout"
    MEDIA = "media"
    SCORING = "scoring"
    COLUMN = "column"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that was left out or changed.

    `row` counts as the spreadsheet shows it, 0 for the whole sheet. `what` is the content, as it
    stood in the file; `why` is a fixed English sentence that is translated where it is shown.
    """

    sheet: str
    row: int
    column: str
    what: str
    why: str
    kind: LossKind = LossKind.COLUMN

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "what": self.what,
            "why": self.why,
            "kind": self.kind.value,
        }


@dataclass(slots=True)
class Losses:
    """Collects losses; a column that loses the same in thousands of rows is counted, not listed."""

    found: list[Loss] = field(default_factory=list)
    _seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, kind: LossKind, sheet: str, row: int, column: str, what: str, why: str) -> None:
        key = (kind.value, sheet, column)
        self._seen[key] += 1
        if self._seen[key] <= PER_KIND:
            self.found.append(Loss(sheet, row, column, shortened(what), why, kind))

    def listed(self) -> tuple[Loss, ...]:
        """All of them, in the order of the file as far as it was read in order."""
        more = [
            Loss(sheet, 0, column, str(count - PER_KIND), _MORE, LossKind(kind))
            for (kind, sheet, column), count in self._seen.items()
            if count > PER_KIND
        ]
        return (*self.found, *more)


def shortened(text: str) -> str:
    """A cell's content on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class Imported:
    """A form that was read: its format, the native document, and what was lost on the way."""

    format: str
    document: Mapping[str, Any]
    losses: tuple[Loss, ...] = ()


class FormRefusedError(ValueError):
    """A form that contradicts itself; `faults` lists every place, with the remedy as `why`."""

    def __init__(self, faults: Iterable[Loss]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{f.sheet} {f.row} {f.column}: {f.why}" for f in self.faults))
