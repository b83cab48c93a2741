"""All that readers may know of one table: its sums, and what they saw of it before.

A table of periods grows by a column at a time. What was shown stays shown and what was withheld
stays withheld; each edition may add running totals over its columns, and the difference of two
editions is a sum like any other. Give the **whole series** and show a window of it.

**Revisions.** Where a number differs from what was shown before, its column is *revised*: readers
hold two versions of it. Such a column is shown with the very pattern it had, or not at all, and
no total over columns is shown from then on: it would tie the two versions together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reporting.domain.cells import TOTAL, Key, Known, Pattern, Table
from reporting.domain.intervals import Equation, Unknown, orient
from reporting.domain.rules import Thresholds

Parts = Mapping[str, Mapping[str, int]]
"""By the mark of an organisation: at least how much of a column's total is its own."""


@dataclass(frozen=True, slots=True)
class Case:
    """A table to be cleared, with its true numbers and every sum that ties them.

    `seen`: numbers readers know already; `before`: of these, what earlier editions told. `fixed`:
    keys that were shown and can't be withheld any more. `kept`: keys that were withheld and stay
    so. `revised`: columns with two versions. `past`: totals of earlier editions that were withheld.
    `parts`: what other splits of the same totals tell single organisations.
    """

    table: Table
    rule: Thresholds
    values: Mapping[Unknown, int]
    equations: tuple[Equation, ...]
    seen: frozenset[Unknown]
    before: frozenset[Unknown]
    fixed: frozenset[Key]
    kept: frozenset[Key]
    revised: frozenset[str]
    past: frozenset[Unknown]
    parts: Parts
    ends: Mapping[Unknown, tuple[int, int]]
    """The network of all numbers, leaving out what is known from elsewhere."""

    def place(self, key: Key) -> Unknown:
        """The number that stands at a key of this edition."""
        return _place(key, len(self.table.columns))

    def unknown(self, hidden: Collection[Key]) -> frozenset[Unknown]:
        """What readers don't know while these keys are withheld."""
        shown = {self.place(key) for key in self.table.numbers() if key not in hidden}
        return frozenset(self.values.keys() - self.seen - shown)


def case(
    table: Table,
    rule: Thresholds,
    earlier: Sequence[Pattern],
    known: Sequence[Known],
    parts: Parts,
) -> Case:
    """Put together what is known; ValueError when the table doesn't continue the earlier ones."""
    for pattern in earlier:
        _check_continues(table, pattern)
    revised = _revised(table, earlier)
    untouched = [each for each in earlier if not revised & set(each.columns)]
    reaches = sorted({len(each.columns) for each in untouched} | {len(table.columns)})
    sums = _equations(table, reaches)
    outside = [_outside(table, each) for each in known]
    before = _numbers(untouched, "shown") | _columns_seen(earlier, revised)
    seen = before | {next(iter(equation)) for equation in outside if len(equation) == 1}
    fixed = frozenset(key for key in table.numbers() if _place(key, len(table.columns)) in before)
    withheld = _withheld(earlier, table)
    return Case(
        table=table,
        rule=rule,
        values=_values(table, reaches),
        equations=(*sums, *(equation for equation in outside if len(equation) > 1)),
        seen=frozenset(seen),
        before=frozenset(before),
        fixed=fixed,
        kept=frozenset(withheld & table.numbers().keys()) - fixed,
        revised=revised,
        past=frozenset(
            place
            for place in _numbers(untouched, "hidden") - seen
            if 0 < place[2] < len(table.columns)
        ),
        parts=parts,
        ends=orient(sums) or {},
    )


def _place(key: Key, reach: int) -> Unknown:
    row, column = key
    return (row, column, reach if column == TOTAL else 0)


def _check_continues(table: Table, pattern: Pattern) -> None:
    if pattern.rows != table.rows or table.columns[: len(pattern.columns)] != pattern.columns:
        raise ValueError(
            f"Rows {table.rows} by {table.columns} don't continue what was shown: "
            f"{pattern.rows} by {pattern.columns}. Give the whole series, new columns last."
        )


def _numbers(patterns: Sequence[Pattern], which: str) -> set[Unknown]:
    return {
        _place(key, len(each.columns))
        for each in patterns
        for key in (each.shown if which == "shown" else each.hidden)
    }


def _columns_seen(earlier: Sequence[Pattern], revised: frozenset[str]) -> set[Unknown]:
    """Of editions that a revision touched, the columns it left alone still hold."""
    return {
        _place(key, 0)
        for each in earlier
        for key in each.shown
        if key[1] != TOTAL and key[1] not in revised
    }


def _withheld(earlier: Sequence[Pattern], table: Table) -> set[Key]:
    """Cells that were withheld; of totals over columns, only those over the same columns."""
    return {
        key
        for each in earlier
        for key in each.hidden
        if key[1] != TOTAL or each.columns == table.columns
    }


def _revised(table: Table, earlier: Sequence[Pattern]) -> frozenset[str]:
    """Columns of which a number was another one, or was there and isn't, or the reverse."""
    found: set[str] = set()
    now = {key: cell.count for key, cell in table.numbers().items()}
    for pattern in earlier:
        columns = set(pattern.columns)
        then = {key for key in (*pattern.shown, *pattern.hidden) if key[1] != TOTAL}
        inner = {key for key in table.cells if key[1] in columns}
        found |= {column for row, column in then ^ inner if row != TOTAL}
        found |= {
            key[1]
            for key, value in pattern.shown.items()
            if key[1] != TOTAL and now.get(key, table.sum(key)) != value
        }
    for pattern in earlier:
        totals = {key: value for key, value in pattern.shown.items() if key[1] == TOTAL}
        if not found & set(pattern.columns) and any(
            _running(table, key[0], len(pattern.columns)) != value for key, value in totals.items()
        ):
            found |= set(pattern.columns)
    return frozenset(found)


def _running(table: Table, row: str, reach: int) -> int:
    """True total of a row, or of all, over the first columns."""
    return sum(table.sum((row, column)) for column in table.columns[:reach])


def _values(table: Table, reaches: Sequence[int]) -> dict[Unknown, int]:
    values = {_place(key, 0): cell.count for key, cell in table.cells.items()}
    values |= {(TOTAL, column, 0): table.sum((TOTAL, column)) for column in table.columns}
    for reach in reaches:
        for row in (*table.rows, TOTAL):
            values[row, TOTAL, reach] = _running(table, row, reach)
    return values


def _equations(table: Table, reaches: Sequence[int]) -> list[Equation]:
    """Every cell is in its column's sum, and in its row's from one edition's total to the next.

    That rows' totals add up to the total follows from these, and is left out.
    """
    equations: list[Equation] = []
    for column in table.columns:
        cells = {(row, column, 0): 1 for row in table.rows if (row, column) in table.cells}
        equations.append(cells | {(TOTAL, column, 0): -1})
    for before, reach in zip((0, *reaches), reaches, strict=False):
        for row in (*table.rows, TOTAL):
            sums = {
                (row, column, 0): 1
                for column in table.columns[before:reach]
                if row == TOTAL or (row, column) in table.cells
            }
            if before:
                sums[row, TOTAL, before] = 1
            equations.append(sums | {(row, TOTAL, reach): -1})
    return equations


def _outside(table: Table, known: Known) -> Equation:
    if stray := sorted(known.cells - table.numbers().keys()):
        raise ValueError(f"Known from elsewhere, but not in the table: {stray}.")
    if (value := sum(table.sum(key) for key in known.cells)) != known.value:
        raise ValueError(f"{sorted(known.cells)} sum to {value}, not to {known.value}.")
    return {_place(key, len(table.columns)): 1 for key in known.cells}
