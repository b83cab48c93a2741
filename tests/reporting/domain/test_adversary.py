"""Whoever keeps every edition, for both audiences, in every split, works out nothing withheld."""

from collections.abc import Iterator
from itertools import count
from random import Random

import pytest

from reporting.domain.audit import Hidden
from reporting.domain.cells import TOTAL, Key, Pattern, Shown, Table
from reporting.domain.linked import both
from reporting.domain.rules import RULES, Audience, DisclosureClass, Thresholds
from reporting.domain.suppression import suppress
from tests.reporting.domain.adversary import INFINITE, Adversary
from tests.reporting.domain.press import Press, weak, withheld
from tests.reporting.domain.worlds import SPLITS, country, random_table, splits

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]
SIZES = [(4, 3), (4, 4), (6, 4), (12, 4), (3, 8)]


@pytest.mark.parametrize(("rows", "columns"), SIZES)
@pytest.mark.parametrize("rule", [PUBLISHABLE, INTERNAL], ids=["publishable", "internal"])
def test_intervals_are_those_of_an_independent_program(
    rows: int, columns: int, rule: Thresholds
) -> None:
    """Every finding of the audit, and so none too narrow, is what HiGHS finds."""
    random = Random(rows * 100 + columns)
    for _ in range(2 if rows > 4 else 3):
        table = random_table(random, rows, columns)
        audited = suppress(table, rule)
        adversary = Adversary()
        adversary.see(audited.pattern())
        for key, finding in audited.findings.items():
            high = INFINITE if finding.high is None else finding.high
            assert adversary.interval(key) == (finding.low, high), key
        assert weak(adversary, table, audited, rule) == {}


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_the_second_largest_contributor_cannot_place_the_largest(rows: int, columns: int) -> None:
    """It takes its own cases off; what is left may exceed the largest by 15 % or more."""
    random = Random(rows + columns)
    for _ in range(15):
        table = random_table(random, rows, columns)
        for audited in both(table, DisclosureClass.CASES):
            for key, cell in table.numbers().items():
                if cell.count == 0:
                    continue
                result = audited.results[key]
                if isinstance(result, Shown):
                    high = result.value
                else:
                    found = audited.findings[key].high
                    high = INFINITE if found is None else found
                    if not isinstance(result, Hidden) or not result.primary:
                        high = max(high, cell.count)
                assert 100 * (high - cell.second) >= 115 * cell.largest, key


def test_an_organisation_that_knows_its_own_cells_learns_nothing_more() -> None:
    """Alone behind some cells, it may subtract them all."""
    random = Random(5)
    tried = 0
    for _ in range(5):
        table = random_table(random, 5, 4, mean=8)
        audited = suppress(table, INTERNAL)
        alone: dict[str, list[Key]] = {}
        for key in withheld(audited):
            if (mark := table.numbers()[key].sole) and TOTAL not in key:
                alone.setdefault(mark, []).append(key)
        for mark, own in alone.items():
            tried += 1
            adversary = Adversary()
            adversary.see(audited.pattern())
            for key in own:
                adversary.know(key, table.cells[key].count)
            others = {
                key
                for key, each in withheld(audited).items()
                if each.primary and table.numbers()[key].sole != mark
            }
            assert weak(adversary, table, audited, INTERNAL).keys() & others == set()
    assert tried > 10


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("readers", "audience"),
    [
        ((Audience.PUBLISHABLE,), Audience.PUBLISHABLE),
        ((Audience.PUBLISHABLE, Audience.INTERNAL), Audience.INTERNAL),
    ],
    ids=["public", "ministry that reads both"],
)
def test_every_edition_of_every_split_together(
    readers: tuple[Audience, ...], audience: Audience, seed: int
) -> None:
    """Subtraction, differences between quarters and between splits, percentages: all at once."""
    quarters = 4 + seed % 3
    press = Press(country(Random(seed), quarters, 12 + 18 * seed), quarters).run()
    adversary = press.reader(*readers)
    rule = RULES[DisclosureClass.CASES, audience]
    for name, audited in press.last[audience].items():
        assert weak(adversary, press.tables[name], audited, rule, name) == {}, name


@pytest.mark.parametrize("seed", range(6))
def test_linked_splits_are_independent(seed: int) -> None:
    """The interval of a cell under all splits is the one under its own."""
    press = Press(country(Random(100 + seed), 4, 14), 4).run()
    adversary = press.reader(Audience.INTERNAL)
    for name, audited in press.last[Audience.INTERNAL].items():
        for key, finding in audited.findings.items():
            high = INFINITE if finding.high is None else finding.high
            assert adversary.interval(key, name) == (finding.low, high), (name, key)


def test_some_quarters_are_withheld_and_some_split() -> None:
    """The countries above try what they are meant to try."""
    shown = hidden = 0
    for seed in range(6):
        last = Press(country(Random(100 + seed), 4, 14), 4).run().last[Audience.PUBLISHABLE]
        for audited in last.values():
            for column in audited.columns:
                if isinstance(audited.at(TOTAL, column), Hidden):
                    hidden += 1
                else:
                    shown += 1
    assert shown > 10
    assert hidden > 10


# --- The same adversary against what others do: it must win ---


def one_pass(table: Table, rule: Thresholds) -> Pattern:
    """The usual shortcut: beside a lone withheld cell, the next smallest of its row and column."""
    hidden = {key for key, cell in table.cells.items() if rule.primary(cell)}
    lines = [[(r, c) for c in table.columns] for r in table.rows]
    lines += [[(r, c) for r in table.rows] for c in table.columns]
    for line in lines:
        rest = [key for key in line if key not in hidden and table.cells[key].count]
        if len(hidden & set(line)) == 1 and rest:
            hidden.add(min(rest, key=lambda key: (table.cells[key].count, key)))
    shown = {key: cell.count for key, cell in table.numbers().items() if key not in hidden}
    return Pattern(table.rows, table.columns, shown, frozenset(hidden))


def recovered(table: Table, pattern: Pattern, rule: Thresholds) -> Iterator[Key]:
    """Cells of the shortcut's pattern that the adversary knows to the digit."""
    adversary = Adversary()
    adversary.see(pattern)
    for key in sorted(pattern.hidden):
        low, high = adversary.interval(key)
        if low == high and rule.primary(table.cells[key]):
            assert low == table.cells[key].count
            yield key


def test_the_usual_shortcut_is_broken() -> None:
    random = Random(8)
    tables = [random_table(random, 6, 4, mean=25) for _ in range(25)]
    broken = sum(any(recovered(each, one_pass(each, INTERNAL), INTERNAL)) for each in tables)
    assert broken >= 5


def test_editions_that_forget_each_other_are_broken() -> None:
    """Each quarter safe by itself: the difference of two running totals is the new cell."""
    for seed in count():
        cases = country(Random(seed), 4, 60)
        adversary = Adversary()
        for quarter in range(1, 5):
            table = splits(cases, quarter)["area"]
            audited = suppress(table, PUBLISHABLE)
            adversary.see(audited.pattern())
        if weak(adversary, table, audited, PUBLISHABLE):
            break
    assert seed < 5


def test_splits_that_forget_each_other_are_broken() -> None:
    """A total withheld in one table and shown in the next is not withheld."""
    for seed in count(2):
        tables = splits(country(Random(seed), 3, 10), 3)
        adversary = Adversary()
        found = {name: suppress(each, PUBLISHABLE) for name, each in tables.items()}
        for name, audited in found.items():
            adversary.see(audited.pattern(), name)
        adversary.link(SPLITS)
        if any(weak(adversary, tables[n], a, PUBLISHABLE, n) for n, a in found.items()):
            break
    assert seed < 10
