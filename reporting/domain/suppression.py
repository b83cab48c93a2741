"""Which numbers of a table are withheld, so that no withheld one can be worked out.

First what may not be shown for its own sake, then the cheapest others that keep readers from
working it out by subtraction. Where that has no end, fewer categories, then only the columns'
totals, then nothing. Every way out passes the audit; there is none around it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from reporting.domain.audit import (
    Audited,
    AuditFailed,
    Hidden,
    Reader,
    audit,
    needs,
    reachable,
    readers,
)
from reporting.domain.cells import TOTAL, Key, Known, Pattern, Table
from reporting.domain.intervals import Network, Unknown, room
from reporting.domain.knowledge import Case, Parts, case
from reporting.domain.rules import Reason, Thresholds

_EACH = 8
"""What withholding one more cell costs beside its count: few cells rather than small ones."""
_ROW_TOTAL, _TOTAL = 10**6, 10**9
"""Totals go last. Totals of columns never go to protect others: see `linked`."""

Groups = Mapping[str, tuple[str, ...]]


def suppress(
    table: Table,
    rule: Thresholds,
    *,
    earlier: Sequence[Pattern] = (),
    also_hidden: frozenset[Key] = frozenset(),
    known: Sequence[Known] = (),
    parts: Parts | None = None,
    mergeable: Groups | None = None,
) -> Audited:
    """Clear a table for showing.

    `earlier`: every edition the same readers have seen, oldest first. `also_hidden`: what must be
    withheld in any case. `known`: sums they know from elsewhere. `parts`: what organisations know
    to be in columns' totals. `mergeable`: groups of rows that may be shown as one. Raises
    AuditFailed when even withholding everything leaves a number to be worked out, which only
    outside knowledge can cause; ValueError when the input is unsound.
    """
    told = parts or {}
    settled = dict(earlier[-1].merged) if earlier else {}
    whole = _Draft(case(table.merged(settled), rule, earlier, known, told), also_hidden, settled)
    merged = (
        _Draft(case(table.merged(groups), rule, (), (), told), also_hidden, groups)
        for groups in (() if earlier or known else mergings(mergeable or {}))
    )
    failed = AuditFailed()
    for attempt in _attempts(whole, merged):
        try:
            return attempt()
        except AuditFailed as error:
            failed = error
    raise failed


def _attempts(whole: "_Draft", merged: Iterable["_Draft"]) -> Iterator[Callable[[], Audited]]:
    """Gentler ways first. What was published merged stays so; later no other merging begins."""
    yield whole.copy().protected
    for draft in merged:
        yield draft.protected
    yield whole.copy().protected_by_column
    yield whole.copy().dropped
    yield whole.copy().withheld


def strictly(
    table: Table,
    rule: Thresholds,
    *,
    earlier: Sequence[Pattern] = (),
    also_hidden: frozenset[Key] = frozenset(),
) -> Audited:
    """Clear a table without giving up a column's split, or raise AuditFailed."""
    return _Draft(case(table, rule, earlier, (), {}), also_hidden, {}).protected()


def mergings(mergeable: Groups) -> Iterator[Groups]:
    """Ways to merge rows, gentlest first: each group alone, then all of them."""
    for name, rows in mergeable.items():
        yield {name: rows}
    if len(mergeable) > 1:
        yield mergeable


def _enough(network: Network, place: Unknown, need: tuple[int, int]) -> bool:
    width, above = room(network, place, *need)
    return width >= need[0] and above >= need[1]


class _Stuck(AuditFailed):
    """No number is left that could protect this one."""


class _Draft:
    """A table while numbers are being withheld from it."""

    def __init__(self, of: Case, also_hidden: frozenset[Key], merged: Groups) -> None:
        self.case = of
        self.merged = merged
        self.hidden: dict[Key, Hidden] = {}
        self._start(also_hidden)

    def copy(self) -> "_Draft":
        twin = _Draft.__new__(_Draft)
        twin.case, twin.merged, twin.hidden = self.case, self.merged, dict(self.hidden)
        return twin

    # --- Ways to a safe table -----------------------------------------------------------------

    def protected(self) -> Audited:
        """Withhold the cheapest others until nothing can be worked out."""
        self._protect()
        return audit(self.case, self.hidden, self.merged)

    def protected_by_column(self) -> Audited:
        """The same, giving up the split of a column where nothing else helps."""
        while True:
            try:
                return self.protected()
            except AuditFailed as error:
                if not self._give_up({place[1] for place in error.keys}):
                    raise

    def dropped(self) -> Audited:
        """Only the totals of the columns, and of all, or fewer of them."""
        inner = [*self.case.table.cells, *((row, TOTAL) for row in self.case.table.rows)]
        self._hide(inner, Reason.DROPPED)
        return self.protected_by_column()

    def withheld(self) -> Audited:
        """Nothing at all, but for what was shown before."""
        self._hide(self.case.table.numbers(), Reason.WITHHELD)
        return audit(self.case, self.hidden, self.merged)

    # --- What is withheld for its own sake ----------------------------------------------------

    def _start(self, also_hidden: frozenset[Key]) -> None:
        for key in self.case.table.numbers():
            if reason := self._primary(key):
                self._hide([key], reason, primary=True)
        self._hide(self.case.kept, Reason.EARLIER)
        self._hide(also_hidden & self.case.table.numbers().keys(), Reason.AUDIENCE)
        if self.case.revised:
            self._hide([(row, TOTAL) for row in (*self.case.table.rows, TOTAL)], Reason.EARLIER)
        for column in self.case.revised:
            inner = {key for key in self.hidden if key[1] == column}
            if inner - self.case.kept:
                self._hide(self._column(column), Reason.EARLIER)
        self._close()

    def _primary(self, key: Key) -> Reason | None:
        table, rule = self.case.table, self.case.rule
        cell = table.numbers()[key]
        if reason := rule.primary(cell):
            return reason
        if TOTAL in key:
            return None
        base = table.sum((TOTAL, key[1]))
        if 0 < base < rule.split_base:
            return Reason.BASE
        return Reason.GROUP if rule.group(cell, base) else None

    def _column(self, column: str) -> list[Key]:
        return [key for key in self.case.table.numbers() if key[1] == column]

    def _hide(
        self,
        keys: Sequence[Key] | frozenset[Key] | Mapping[Key, object],
        reason: Reason,
        *,
        primary: bool = False,
    ) -> bool:
        """Withhold what is published and was not shown before; whether that changed anything."""
        numbers = self.case.table.numbers()
        new = [
            k for k in keys if k in numbers and k not in self.hidden and k not in self.case.fixed
        ]
        self.hidden |= dict.fromkeys(new, Hidden(reason, primary))
        return bool(new)

    def _close(self) -> None:
        """A withheld total takes its split with it: all of its column, or all rows' totals."""
        for column in self.case.table.columns:
            if (TOTAL, column) in self.hidden:
                self._hide(self._column(column), Reason.MARGIN)
        if (TOTAL, TOTAL) in self.hidden:
            self._hide([(row, TOTAL) for row in self.case.table.rows], Reason.MARGIN)

    def _give_up(self, columns: set[str]) -> bool:
        """Withhold more of these columns; whether there was anything left.

        First their split (of revised ones the total too), then their totals, then the totals over
        columns: where columns were shown before, these are what tells too much.
        """
        inner = [key for column in columns - {TOTAL} for key in self._column(column)]
        whole = [(TOTAL, column) for column in columns - {TOTAL}]
        running = [(row, TOTAL) for row in (*self.case.table.rows, TOTAL)]
        split = [key for key in inner if key not in whole or key[1] in self.case.revised]
        changed = any(self._hide(keys, Reason.DROPPED) for keys in (split, whole, running))
        self._close()
        return changed

    # --- What is withheld to protect it -------------------------------------------------------

    def _protect(self) -> None:
        """Withholding more never narrows an interval: one pass over readers and numbers does.

        Of sums known from elsewhere only the audit knows; where they tell too much, columns go.
        """
        for reader in readers(self.case, self.hidden):
            network = self._network(reader)
            for place, need in sorted(needs(self.case, self.hidden, reader).items()):
                network = self._protect_one(place, need, network, reader)

    def _network(self, reader: Reader) -> Network:
        return reader.network(self.case, self.case.unknown(self.hidden))

    def _protect_one(
        self, place: Unknown, need: tuple[int, int], network: Network, reader: Reader
    ) -> Network:
        """Withhold what this number needs; what is unknown then."""
        if _enough(network, place, need):
            return network
        need = reachable(self.case, place, need, reader)
        while not _enough(network, place, need):
            more = network.cheapest(place, self._costs(), self.case.ends)
            if not more:
                raise _Stuck([place])
            self._hide([(row, column) for row, column, _ in more], Reason.SECONDARY)
            self._close()
            network = self._network(reader)
        return network

    def _costs(self) -> dict[Unknown, int]:
        """What may still be withheld, and how dear it is; of cells only those that aren't empty."""
        costs = {}
        for key, cell in self.case.table.numbers().items():
            row, column = key
            if key in self.hidden or key in self.case.fixed:
                continue
            if column == TOTAL:
                costs[self.case.place(key)] = (_TOTAL if row == TOTAL else _ROW_TOTAL) + cell.count
            elif row != TOTAL and cell.count > 0 and column not in self.case.revised:
                costs[self.case.place(key)] = _EACH + cell.count
        return costs
