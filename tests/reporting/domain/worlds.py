"""Made-up countries: organisations of very different size, their cases, and tables of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from reporting.domain.cells import Cell, Table

Case = tuple[str, int, tuple[str, ...]]
"""Organisation, quarter, and its category in each split."""

SPLITS = {
    "band": ("low", "moderate", "high"),
    "area": ("quantum", "semiconductors", "biotechnology", "other", "none"),
    "type": ("university", "institute", "private", "infrastructure"),
}


def cell(organisations: Iterable[str]) -> Cell:
    """The cell that these cases make, one organisation per case."""
    by = Counter(organisations).most_common()
    return Cell(
        count=sum(number for _, number in by),
        contributors=len(by),
        largest=by[0][1] if by else 0,
        second=by[1][1] if len(by) > 1 else 0,
        sole=by[0][0] if len(by) == 1 else "",
    )


def broad(count: int) -> Cell:
    """Cases spread evenly over as many organisations as there can be, one case each."""
    return Cell(count, count, min(count, 1), 1 if count > 1 else 0)


def grid(counts: list[list[int]], **changes: Any) -> Table:
    """A table with all its margins, every case from an organisation of its own."""
    rows = tuple(f"r{n}" for n in range(len(counts)))
    columns = tuple(f"c{n}" for n in range(len(counts[0])))
    given: dict[str, Any] = {
        "cells": {
            (row, column): broad(counts[i][j])
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
        },
        "row_totals": {row: broad(sum(counts[i])) for i, row in enumerate(rows)},
        "column_totals": {c: broad(sum(line[j] for line in counts)) for j, c in enumerate(columns)},
        "total": broad(sum(map(sum, counts))),
    }
    return Table(rows, columns, **(given | changes))


def _table(
    rows: tuple[str, ...], columns: tuple[str, ...], cases: list[tuple[str, str, str]]
) -> Table:
    """Cases as organisation, row, column."""

    def those(test: Callable[[str, str], bool]) -> Cell:
        return cell(who for who, r, c in cases if test(r, c))

    return Table(
        rows=rows,
        columns=columns,
        cells={
            (row, column): those(lambda r, c, row=row, column=column: (r, c) == (row, column))
            for row in rows
            for column in columns
        },
        row_totals={row: those(lambda r, _, row=row: r == row) for row in rows},
        column_totals={
            column: those(lambda _, c, column=column: c == column) for column in columns
        },
        total=cell(who for who, _, _ in cases),
    )


def _weights(random: Random, number: int, shape: float = 0.8) -> list[float]:
    """Sizes of things; the smaller the shape, the more uneven."""
    return [random.gammavariate(shape, 1) + 0.01 for _ in range(number)]


def random_table(random: Random, rows: int, columns: int, mean: float = 12) -> Table:
    """Rows of gamma-distributed size, spread over organisations of gamma-distributed size."""
    names = tuple(f"row {n}" for n in range(rows)), tuple(f"Q{n}" for n in range(columns))
    organisations = [f"org {n}" for n in range(30)]
    weights = _weights(random, 30)
    cases = []
    for row in names[0]:
        size = random.gammavariate(1, mean)
        for column in names[1]:
            number = max(0, round(random.gauss(size, size**0.5)))
            cases += [
                (who, row, column) for who in random.choices(organisations, weights, k=number)
            ]
    return _table(*names, cases)


def country(
    random: Random, quarters: int, mean: float, organisations: int = 25, shape: float = 0.8
) -> list[Case]:
    """A national series of cases; some quarters have hardly any.

    `mean`: cases a quarter. `shape`: the smaller, the more of them fall into few categories.
    """
    everybody = [f"org {n}" for n in range(organisations)]
    weights = _weights(random, organisations)
    likely = [_weights(random, len(categories), shape) for categories in SPLITS.values()]
    cases = []
    for quarter in range(quarters):
        number = max(0, round(random.gammavariate(1.5, mean / 1.5)))
        for who in random.choices(everybody, weights, k=number):
            categories = tuple(
                random.choices(names, chances)[0]
                for names, chances in zip(SPLITS.values(), likely, strict=True)
            )
            cases.append((who, quarter, categories))
    return cases


def splits(cases: list[Case], quarters: int) -> dict[str, Table]:
    """The series as it stands after so many quarters, split in every way."""
    columns = tuple(f"Q{n}" for n in range(quarters))
    return {
        name: _table(
            rows,
            columns,
            [
                (who, each[place], f"Q{quarter}")
                for who, quarter, each in cases
                if quarter < quarters
            ],
        )
        for place, (name, rows) in enumerate(SPLITS.items())
    }
