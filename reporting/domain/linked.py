"""Several splits of the same totals, and two audiences, cleared so that none betrays another.

**Why splits are independent.** Splits of one series (by band, by area, by type) share the columns'
totals and the total, nothing else. The rules: a total withheld in one split is withheld in all;
a column whose total is withheld is wholly withheld in every split; an edition that withholds the
total withholds all rows' totals. A total that is shown is a constant, so it ties nothing. Let some
columns' totals be withheld, and take *any* values for them that what is known of the totals alone
allows: they sum, between two editions whose total is shown, to what those editions say. In each
split put all other cells at their true values. What remains between those two editions are whole
columns with given column sums and given row sums, both adding up to the same: a transportation
problem, which always has a solution (where the total is withheld no row's sum is given, and any
fill will do). So each split allows every choice of the withheld totals, and a choice made in one
split never narrows another: the interval of a cell under all splits is that under its own.

**What an organisation adds.** One that is alone behind a cell of some split knows that the column's
total holds at least that much, in every split. So each split is audited against what its readers
recognise as their own in the others: the most that any of them tells of a column.

**Why audiences are.** Both read the same rows, the publishable table withholds all that the
internal one withholds, and both get every edition. What the ministry sees in public it has in its
own table already, so subtracting one from the other gives nothing new.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reporting.domain.audit import Audited, AuditFailed
from reporting.domain.cells import TOTAL, Key, Pattern, Table
from reporting.domain.knowledge import Parts
from reporting.domain.rules import RULES, Audience, DisclosureClass, Thresholds
from reporting.domain.suppression import Groups, mergings, strictly, suppress

Editions = Mapping[str, Sequence[Pattern]]
"""Of each split the editions its readers have seen, oldest first."""


def suppress_linked(
    tables: Mapping[str, Table],
    rule: Thresholds,
    *,
    earlier: Editions | None = None,
    also_hidden: Mapping[str, frozenset[Key]] | None = None,
) -> dict[str, Audited]:
    """Clear splits of the same totals together, by name.

    Raises ValueError when they don't share columns, totals and dates of edition; AuditFailed as
    `suppress` does.
    """
    seen = earlier or {}
    _check_shared(tables, seen)
    parts = _parts(tables.values())
    shared: frozenset[Key] = frozenset()
    while True:
        cleared = {
            name: suppress(
                table,
                rule,
                earlier=seen.get(name, ()),
                also_hidden=shared | (also_hidden or {}).get(name, frozenset()),
                parts=parts,
            )
            for name, table in tables.items()
        }
        wider = shared.union(*(_withheld_totals(each) for each in cleared.values()))
        if wider == shared:
            return cleared
        shared = wider


def _parts(tables: Iterable[Table]) -> Parts:
    """Of each organisation, how much of every column it sees as its own in some split."""
    found: dict[str, dict[str, int]] = {}
    for table in tables:
        here: Counter[tuple[str, str]] = Counter()
        for (_, column), cell in table.cells.items():
            if cell.sole:
                here[cell.sole, column] += cell.count
        for (mark, column), count in here.items():
            parts = found.setdefault(mark, {})
            parts[column] = max(parts.get(column, 0), count)
    return found


def _withheld_totals(audited: Audited) -> frozenset[Key]:
    return frozenset(key for key in audited.pattern().hidden if key[0] == TOTAL)


def _check_shared(tables: Mapping[str, Table], earlier: Editions) -> None:
    if stray := sorted(earlier.keys() - tables.keys()):
        raise ValueError(f"Earlier editions of splits that are not given: {stray}.")
    if len({(each.columns, _totals(each)) for each in tables.values()}) > 1:
        raise ValueError("Linked splits must have the same columns and the same totals.")
    if any(each.row_totals and each.total is None for each in tables.values()):
        raise ValueError("Linked splits publish rows' totals only beside the total.")
    editions = {tuple(each.columns for each in earlier.get(name, ())) for name in tables}
    if len(editions) > 1:
        raise ValueError("Linked splits must have been published together.")


def _totals(table: Table) -> tuple[int | None, ...]:
    """The columns' totals and the total, as far as published; the columns' in any case."""
    published = tuple(
        table.column_totals[column].count if table.column_totals else None
        for column in table.columns
    )
    return (*published, None if table.total is None else table.total.count)


def both(
    table: Table,
    of: DisclosureClass,
    *,
    earlier: Mapping[Audience, Sequence[Pattern]] | None = None,
    mergeable: Groups | None = None,
) -> tuple[Audited, Audited]:
    """One table for both audiences: (publishable, internal). Rows merge for both or for none."""
    seen = {audience: {"": patterns} for audience, patterns in (earlier or {}).items()}
    publishable, internal = both_linked(
        {"": table}, of, earlier=seen, mergeable={"": mergeable or {}}
    )
    return publishable[""], internal[""]


def both_linked(
    tables: Mapping[str, Table],
    of: DisclosureClass,
    *,
    earlier: Mapping[Audience, Editions] | None = None,
    mergeable: Mapping[str, Groups] | None = None,
) -> tuple[dict[str, Audited], dict[str, Audited]]:
    """Splits of the same totals for both audiences: (publishable, internal), by name of split.

    Raises ValueError when an earlier edition went to one audience only.
    """
    seen = {audience: (earlier or {}).get(audience, {}) for audience in Audience}
    _check_together(seen)
    merged = {
        name: table.merged(_merging(table, of, seen, name, (mergeable or {}).get(name, {})))
        for name, table in tables.items()
    }
    internal = suppress_linked(
        merged, RULES[of, Audience.INTERNAL], earlier=seen[Audience.INTERNAL]
    )
    publishable = suppress_linked(
        merged,
        RULES[of, Audience.PUBLISHABLE],
        earlier=seen[Audience.PUBLISHABLE],
        also_hidden={name: each.pattern().hidden for name, each in internal.items()},
    )
    return publishable, internal


def _check_together(seen: Mapping[Audience, Editions]) -> None:
    dates = [
        {name: [each.columns for each in patterns] for name, patterns in editions.items()}
        for editions in seen.values()
    ]
    if any(each != dates[0] for each in dates):
        raise ValueError("Every edition must go to both audiences.")


def _merging(
    table: Table,
    of: DisclosureClass,
    seen: Mapping[Audience, Editions],
    name: str,
    mergeable: Groups,
) -> Groups:
    """The gentlest merging under which both audiences keep every column's split.

    What an earlier edition settled holds: its rows tell which groups were merged.
    """
    before = seen[Audience.INTERNAL].get(name, ())
    if before:
        rows = before[-1].rows
        return {group: parts for group, parts in mergeable.items() if group in rows}
    for groups in ({}, *mergings(mergeable)):
        try:
            internal = strictly(table.merged(groups), RULES[of, Audience.INTERNAL])
            strictly(
                table.merged(groups),
                RULES[of, Audience.PUBLISHABLE],
                also_hidden=internal.pattern().hidden,
            )
        except AuditFailed:
            continue
        return groups
    return {}
