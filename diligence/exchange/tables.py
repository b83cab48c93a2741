"""What any spreadsheet file is read into: sheets of lines of cells, as values and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from diligence.domain.wording import Sentence, gettext_noop

ROWS_MAX: Final = 5_000
"""Rows of one import, below the headings."""
ABOVE_MAX: Final = 60
"""Lines above the headings, read on top of the rows."""
COLUMNS_MAX: Final = 100
SHEETS_MAX: Final = 20
CELL_MAX: Final = 32_767
"""What a cell of a spreadsheet holds, in characters."""
TEXT_MAX: Final = 32_000_000
"""Characters of all cells of a sheet: a workbook can show one long text in every cell."""

Cell = str | int | float | Mapping[str, str]
"""Text (days as ISO dates), a number, or {"problem", "text"} for what has no value."""

FORMULA: Final = "formula"
ERROR: Final = "error"

_ROWS = gettext_noop(
    "There are more than %(most)s rows in “%(sheet)s”. Split the file into several, each with its "
    "heading row, and import one after the other."
)
_TEXT = gettext_noop(
    "The cells of “%(sheet)s” hold more than %(most)s characters together, as harmful files do. "
    "Copy the cells that matter into a new workbook and import that one."
)
_COLUMNS = gettext_noop(
    "“%(sheet)s” uses more than %(most)s columns. Delete the columns that aren't needed and save "
    "the file again."
)


class FileRefusedError(ValueError):
    """A file that is not read; `sentence` says why and what to do."""

    def __init__(self, template: str, **values: str) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


class TooManyRowsError(FileRefusedError):
    """A sheet has more rows than are read."""

    def __init__(self, sheet: str, most: int) -> None:
        self.sheet, self.most = sheet, most
        super().__init__(_ROWS, sheet=sheet, most=str(most))


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty, with the number that the spreadsheet shows."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Sheet:
    """One worksheet (or the whole of a CSV file): its lines that are not empty."""

    name: str
    lines: list[Line] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    """Cells merged across: (line number, first column, last column), columns from 0."""
    most: int = ROWS_MAX
    held: int = 0
    """Characters of all its cells."""

    def add(self, number: int, cells: list[Cell]) -> None:
        """Keep a line, unless it is empty. Raises FileRefusedError beyond the limits."""
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            return
        if len(cells) > COLUMNS_MAX:
            raise FileRefusedError(_COLUMNS, sheet=self.name, most=str(COLUMNS_MAX))
        if len(self.lines) >= self.most + ABOVE_MAX:
            raise TooManyRowsError(self.name, self.most)
        self.held += sum(len(cell) for cell in cells if isinstance(cell, str))
        if self.held > TEXT_MAX:
            raise FileRefusedError(_TEXT, sheet=self.name, most=f"{TEXT_MAX:,}")
        self.lines.append(Line(number, tuple(cells)))

    def squared(self) -> None:
        """Give every line as many cells as the longest has."""
        width = max((len(line.cells) for line in self.lines), default=0)
        self.lines = [
            Line(line.number, (*line.cells, *[""] * (width - len(line.cells))))
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its sheets with at least one line, and what the reading noticed."""

    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Sentence, ...]
    unread: tuple[str, ...] = ()
    """Titles of the worksheets that were not chosen."""


_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """A text as PostgreSQL keeps it in JSON: no NUL, no half of a surrogate pair; not too long."""
    if _UNSTORABLE.search(text):
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text if c != "\x00")
    return text[:CELL_MAX]
