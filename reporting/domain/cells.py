"""Tables before they are cleared for showing, and what readers have already seen of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

TOTAL: Final = "*"
"""Stands for "all of them" in a key: `(row, TOTAL)`, `(TOTAL, column)`, `(TOTAL, TOTAL)`."""

Key = tuple[str, str]
"""Row and column of a number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands behind one number.

    `count`: cases, or organisations where organisations are counted. `contributors`: distinct
    organisations. `largest`, `second`: the two largest contributions of one organisation.
    `sole`: any stable mark of the only contributor, where there is one; it lets the audit add up
    what one organisation knows of several cells. It is never shown.
    """

    count: int
    contributors: int
    largest: int = 0
    second: int = 0
    sole: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.contributors <= self.count or (self.count > 0 and not self.contributors):
            raise ValueError(f"{self}: contributors must be between 1 and count, or both 0.")
        if not 0 <= self.second <= self.largest or self.largest + self.second > self.count:
            raise ValueError(f"{self}: second ≤ largest and both together ≤ count.")
        if self.largest and self.largest * self.contributors < self.count:
            raise ValueError(f"{self}: the largest of so few contributors must be larger.")

    @property
    def says_who(self) -> bool:
        """Whether it says how its count is spread, as the p % rule needs."""
        return self.largest > 0 or self.count == 0


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by category (rows) and period or second category (columns).

    A key that is missing from `cells` was **not provided**; one in `structural` cannot occur.
    Margins are given only when they are to be published; their cells hold distinct organisations,
    which is why they aren't sums. `mergeable`: groups of rows that may be shown as one, by the
    name of the group. Raises ValueError when numbers don't add up: such a table has no margins.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Key, Cell]
    row_totals: Mapping[str, Cell] = field(default_factory=dict)
    column_totals: Mapping[str, Cell] = field(default_factory=dict)
    total: Cell | None = None
    structural: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        names = (self.rows, self.columns)
        if any(len(set(each)) != len(each) or TOTAL in each or not each for each in names):
            raise ValueError(f"Rows and columns need distinct names, none of them {TOTAL!r}.")
        inner = {(row, column) for row in self.rows for column in self.columns}
        if stray := [*(set(self.cells) - inner), *(self.structural - inner)]:
            raise ValueError(f"Not in the table: {sorted(stray)}.")
        if both := self.structural & set(self.cells):
            raise ValueError(f"Structural and counted at once: {sorted(both)}.")
        self._check_margins()

    def _check_margins(self) -> None:
        for given, names in ((self.row_totals, self.rows), (self.column_totals, self.columns)):
            if given and set(given) != set(names):
                raise ValueError("Totals are given for every row (column) or for none.")
        for key, cell in self.margins().items():
            if cell.count != self.sum(key):
                raise ValueError(f"Total {key} is {cell.count}, its cells sum to {self.sum(key)}.")

    def sum(self, key: Key) -> int:
        """True value of a cell or margin, published or not."""
        row, column = key
        return sum(
            cell.count
            for (r, c), cell in self.cells.items()
            if row in {r, TOTAL} and column in {c, TOTAL}
        )

    def margins(self) -> dict[Key, Cell]:
        """The margins that are to be published."""
        found = {(row, TOTAL): cell for row, cell in self.row_totals.items()}
        found |= {(TOTAL, column): cell for column, cell in self.column_totals.items()}
        if self.total is not None:
            found[TOTAL, TOTAL] = self.total
        return found

    def numbers(self) -> dict[Key, Cell]:
        """Every number that is to be published: cells and margins."""
        return {**self.cells, **self.margins()}

    def merged(self, groups: Mapping[str, tuple[str, ...]]) -> "Table":
        """The same table with each group of rows as one row, in the place of its first.

        Contributors of a merged cell are at least those of its best part: the fewest there can
        be, so it is never thought better covered than it is. Likewise largest and second.
        """
        of = {row: name for name, members in groups.items() for row in members}
        rows = tuple(dict.fromkeys(of.get(row, row) for row in self.rows))
        parts: dict[Key, list[Cell]] = {}
        for (row, column), cell in self.cells.items():
            parts.setdefault((of.get(row, row), column), []).append(cell)
        totals: dict[str, list[Cell]] = {}
        for row, cell in self.row_totals.items():
            totals.setdefault(of.get(row, row), []).append(cell)
        structural = {(of.get(row, row), column) for row, column in self.structural} - set(parts)
        return Table(
            rows,
            self.columns,
            {key: together(cells) for key, cells in parts.items()},
            {row: together(cells) for row, cells in totals.items()},
            self.column_totals,
            self.total,
            frozenset(structural),
        )


def together(cells: Sequence[Cell]) -> Cell:
    """Several cells as one, assuming the worst: the same organisations in each of them."""
    full = [cell for cell in cells if cell.count]
    if len(full) < 2:
        return full[0] if full else cells[0]
    count = sum(cell.count for cell in full)
    largest = min(sum(cell.largest for cell in full), count)
    return Cell(
        count=count,
        contributors=max(cell.contributors for cell in full),
        largest=largest,
        second=min(sum(cell.second for cell in full), largest, count - largest),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A sum of cells that readers know from elsewhere, and so can subtract."""

    cells: frozenset[Key]
    value: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A number that may be shown."""

    value: int


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing to show: `structural` prints "-", otherwise "not provided". Never a zero."""

    structural: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What readers have seen of a published table: its numbers, and where it withheld one."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shown: Mapping[Key, int]
    hidden: frozenset[Key]
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_document(self) -> dict[str, Any]:
        """Plain data for storage as JSON."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "shown": [[*key, value] for key, value in sorted(self.shown.items())],
            "hidden": [list(key) for key in sorted(self.hidden)],
            "merged": {name: list(rows) for name, rows in self.merged.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Pattern":
        """Read back what `as_document` wrote; KeyError or ValueError when it is something else."""
        return cls(
            tuple(document["rows"]),
            tuple(document["columns"]),
            {(row, column): int(value) for row, column, value in document["shown"]},
            frozenset((row, column) for row, column in document["hidden"]),
            {name: tuple(rows) for name, rows in document["merged"].items()},
        )
