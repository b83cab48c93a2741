"""A draft tried on a Member State's appraisals, cleared for showing to its ministry.

Whoever writes the draft chooses what is counted, so each simulation is a question put to
confidential rows. Against that stand: the thresholds, dominance and complementary suppression of
every other table; the comparison with all earlier simulations and with the outcomes as they were,
cell by cell (two answers may differ by nobody, or by as many cases and organisations as a cell
needs); rounding to five; and few simulations. `docs/adr` says how an attacker would go about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from diligence.domain.simulating import LEAST
from diligence.domain.vector_judging import OUTCOMES
from reporting.domain import combining
from reporting.domain.audit import Audited, AuditFailed, Hidden
from reporting.domain.cells import TOTAL, Key, Shown, Table
from reporting.domain.linked import suppress_linked
from reporting.domain.rows import (
    BEFORE,
    RULE,
    SPLITS,
    Mask,
    Places,
    Rows,
    Trial,
    readings_of,
)
from reporting.domain.rules import RULES, Audience, DisclosureClass

BASE: Final = 5
"""What every shown number is rounded to, always the same way."""
DURATION: Final = RULES[DisclosureClass.DURATIONS, Audience.INTERNAL]
WITHHELD: Final = "withheld"
_COLUMNS: Final = tuple(outcome.value for outcome in OUTCOMES)

Members = dict[Key, Mask]
Hiddens = dict[str, dict[str, frozenset[Key]]]


@dataclass(frozen=True, slots=True)
class Cleared:
    """The tables that may be shown, by reading and split, or none at all."""

    tables: Mapping[str, Mapping[str, Audited]] = field(default_factory=dict)


def cleared(rows: Rows, trial: Trial, earlier: Sequence[Trial]) -> Cleared:
    """Clear the tables of a simulation against those that its readers have had.

    Nothing at all where no safe pattern is found, and where the same appraisals were tried before
    and both together would tell of too few: it fails closed. Nothing where nothing was tried.
    """
    if not trial.inside.any():
        return Cleared()
    others = [then for then in earlier if not combining.same(trial, then)]
    again = [then for then in others if np.array_equal(then.inside, trial.inside)]
    if again and not combining.told_together(rows, (trial, *again)):
        return Cleared()
    kept = [
        reading
        for reading in readings_of(trial)
        if reading == LEAST or not combining.betrays(rows, trial, reading)
    ]
    tables = {
        reading: {
            split: _table(rows, trial, reading, split)
            for split in (SPLITS if reading == BEFORE else (BEFORE, *SPLITS))
        }
        for reading in kept
    }
    # Outcomes as they were are in other figures too, so the draft's are compared with them anyway.
    hidden = _told_apart(rows, trial, others, readings_of(trial))
    try:
        return Cleared(_linked(tables, hidden))
    except AuditFailed:
        return Cleared()


# --- Tables -------------------------------------------------------------------------------------
def _rows_of(rows: Rows, trial: Trial, split: str) -> tuple[tuple[str, ...], Places]:
    return (_COLUMNS, trial.outcomes[BEFORE]) if split == BEFORE else rows.categories(split)


def _members(rows: Rows, trial: Trial, reading: str, split: str) -> Iterator[tuple[Key, Mask]]:
    """The rows behind every number of a table, margins and total included."""
    names, of = _rows_of(rows, trial, split)
    after = trial.outcomes[reading]
    yield (TOTAL, TOTAL), trial.inside
    in_column = [trial.inside & (after == at) for at in range(len(_COLUMNS))]
    for column, inside in zip(_COLUMNS, in_column, strict=True):
        yield (TOTAL, column), inside
    for at, name in enumerate(names):
        in_row = of == at
        yield (name, TOTAL), in_row & trial.inside
        for column, inside in zip(_COLUMNS, in_column, strict=True):
            yield (name, column), in_row & inside


def _table(rows: Rows, trial: Trial, reading: str, split: str) -> Table:
    found = {key: rows.count(mask) for key, mask in _members(rows, trial, reading, split)}
    names, _of = _rows_of(rows, trial, split)
    return Table(
        names,
        _COLUMNS,
        {key: value for key, value in found.items() if TOTAL not in key},
        {name: found[name, TOTAL] for name in names},
        {column: found[TOTAL, column] for column in _COLUMNS},
        found[TOTAL, TOTAL],
    )


# --- Against differencing -----------------------------------------------------------------------
def _told_apart(
    rows: Rows, trial: Trial, earlier: Sequence[Trial], readings: Sequence[str]
) -> Hiddens:
    """Numbers that, beside one shown before, would tell of too few cases or organisations."""
    hidden: Hiddens = {reading: {} for reading in readings}
    for at, reading in enumerate(readings):
        others = [(trial, other) for other in readings[:at]]
        others += [(then, other) for then in earlier for other in readings_of(then)]
        for split in SPLITS if reading == BEFORE else (BEFORE, *SPLITS):
            now = dict(_members(rows, trial, reading, split))
            found: set[Key] = set()
            for then, other in others:
                known = dict(_members(rows, then, other, split))
                found |= _few(rows, now, known) | _nearly(rows, now, known)
            hidden[reading][split] = frozenset(found)
    return hidden


def _few(rows: Rows, now: Members, then: Members) -> set[Key]:
    found = set()
    for key, members in now.items():
        other = then[key]
        for apart in (members & ~other, other & ~members):
            if apart.any() and RULE.primary(rows.count(apart)):
                found.add(key)
    return found


def _nearly(rows: Rows, now: Members, then: Members) -> set[Key]:
    """Numbers that nearly are one of another column: a draft can swap outcomes."""
    found = set()
    for (row, column), members in now.items():
        for (other_row, other_column), other in then.items():
            if row != other_row or TOTAL in (column, other_column) or column == other_column:
                continue
            if (members & other).any() and combining.nearly(
                rows, members & ~other, other & ~members
            ):
                found.add((row, column))
    return found


# --- Together -----------------------------------------------------------------------------------
def _linked(
    tables: Mapping[str, Mapping[str, Table]], hidden: Hiddens
) -> dict[str, dict[str, Audited]]:
    """The draft's own tables; the other readings only where all totals they share are shown.

    Totals of rows are the same in every reading. Where each of them is shown it is a constant, and
    a number withheld in one reading has nothing to do with another. Where one is withheld, another
    reading could betray it, so that reading is left out.
    """
    found = {LEAST: suppress_linked(tables[LEAST], RULE, also_hidden=hidden[LEAST])}
    for reading in (each for each in tables if each != LEAST):
        try:
            splits = suppress_linked(tables[reading], RULE, also_hidden=hidden[reading])
        except AuditFailed:
            continue
        if reading == BEFORE and not _as_it_was(found[LEAST][BEFORE], splits):
            continue
        kept = {s: t for s, t in splits.items() if _whole(t) and _whole(found[LEAST][s])}
        if kept:
            found[reading] = kept
    return found


def _whole(table: Audited) -> bool:
    """Whether the total of every row is shown, and that of all."""
    return all(isinstance(table.at(row, TOTAL), Shown) for row in (*table.rows, TOTAL))


def _as_it_was(matrix: Audited, splits: Mapping[str, Audited]) -> bool:
    """Outcomes as they were are rows of the matrix and columns here: all shown in both, or none."""
    columns = (table.at(TOTAL, column) for table in splits.values() for column in _COLUMNS)
    return _whole(matrix) and all(isinstance(each, Shown) for each in columns)


# --- What is stored -----------------------------------------------------------------------------
def rounded(number: int) -> int:
    """To the nearest five, halves up: the same number always gives the same."""
    return BASE * ((2 * number + BASE) // (2 * BASE))


def as_document(found: Cleared) -> dict[str, Any]:
    """Tables as they are shown: rounded numbers, or the reason why there is none."""
    return {
        reading: {split: _document(table) for split, table in splits.items()}
        for reading, splits in found.tables.items()
    }


def _document(table: Audited) -> dict[str, Any]:
    return {
        "rows": list(table.rows),
        "cells": {
            row: {column: _value(table, row, column) for column in (*_COLUMNS, TOTAL)}
            for row in (*table.rows, TOTAL)
        },
    }


def _value(table: Audited, row: str, column: str) -> int | str:
    result = table.results[row, column]
    if isinstance(result, Shown):
        return rounded(result.value)
    return f"{WITHHELD}:{result.reason.value}" if isinstance(result, Hidden) else WITHHELD


def enough(rows: Rows, members: Mask) -> bool:
    """Whether a median of these rows may be told."""
    found = rows.count(members)
    return found.count > 0 and DURATION.primary(found) is None


def tenths(rows: Rows, part: Mask, of: Mask) -> int | None:
    """A share in steps of ten per cent; None where either half is too small to be told."""
    base, inside, rest = rows.count(of), rows.count(part & of), rows.count(of & ~part)
    if base.count < RULE.share_base or any(RULE.primary(each) for each in (base, inside, rest)):
        return None
    return 10 * ((20 * inside.count + base.count) // (2 * base.count))
