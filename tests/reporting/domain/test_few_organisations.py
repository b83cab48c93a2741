"""Small countries: three to nine organisations of very uneven size, five to eight quarters.

An organisation there is often alone behind a number, or was the only one in a quarter, and a row
that nobody had cases in becomes the row of a single one. Of such series many once could not be
cleared at all, these among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

import pytest

from reporting.domain.cells import TOTAL, Key, Table
from reporting.domain.rules import RULES, Audience, DisclosureClass, Thresholds
from tests.reporting.domain.adversary import Adversary
from tests.reporting.domain.press import Issue, Press, needed, weak, withheld
from tests.reporting.domain.worlds import SPLITS, country

SEEDS = [27, 61, 62, 71, 104, 123, 274, 345]
WATCHED = [71, 345]
"""Of these every organisation's own view of every edition is worked out, which takes seconds."""

Placed = tuple[str, Key]
"""A split, and where in it."""


@cache
def published(seed: int) -> Press:
    """A small country's whole series; AuditFailed where one of its quarters can't be cleared."""
    random = Random(seed)
    mean, quarters = random.choice([3, 6, 10, 20]), random.choice([5, 6, 7, 8])
    organisations = random.choice([3, 4, 6, 9])
    return Press(country(random, quarters, mean, organisations, shape=0.5), quarters).run()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_quarter_is_published(seed: int) -> None:
    press = published(seed)
    assert len(press.issues) == press.quarters
    assert any(each.shown for each in press.editions[Audience.INTERNAL]["band"]), "says something"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("readers", "audience"),
    [
        ((Audience.PUBLISHABLE,), Audience.PUBLISHABLE),
        ((Audience.PUBLISHABLE, Audience.INTERNAL), Audience.INTERNAL),
    ],
    ids=["everybody", "ministry that reads both"],
)
def test_no_reader_from_outside_learns_a_withheld_number(
    readers: tuple[Audience, ...], audience: Audience, seed: int
) -> None:
    press = published(seed)
    adversary = press.reader(*readers)
    rule = RULES[DisclosureClass.CASES, audience]
    for name, audited in press.last[audience].items():
        assert weak(adversary, press.tables[name], audited, rule, name) == {}, name


@dataclass
class Insider:
    """An organisation that has kept every edition of one audience and knows what is its own.

    Its own are the cells of every withheld number that it alone stands behind, the empty ones
    too: that nobody else is in them is more than it can be sure of.
    """

    press: Press
    audience: Audience
    edition: int
    mark: str
    own: dict[Placed, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, table in self.issue.tables.items():
            for key in withheld(self.issue.cleared[self.audience][name]):
                if table.numbers()[key].sole == self.mark:
                    inside = {cell for cell in table.cells if within(cell, key)}
                    self.own |= {(name, cell): table.cells[cell].count for cell in inside}

    @property
    def issue(self) -> Issue:
        return self.press.issues[self.edition - 1]

    def after(self, editions: int) -> Adversary:
        """What it can work out from so many editions, and from what it knows today."""
        adversary = Adversary()
        for name, table in self.issue.tables.items():
            for row, column in table.cells:
                adversary.place(name, row, column)
            for pattern in self.press.editions[self.audience][name][:editions]:
                adversary.see(pattern, name)
        for (name, cell), value in self.own.items():
            adversary.know(cell, value, name)
        adversary.link(SPLITS)
        return adversary

    def others(self) -> Iterator[tuple[str, Table, Key, int]]:
        """Withheld numbers of others, for their own sake, with the width that each needs."""
        rule = RULES[DisclosureClass.CASES, self.audience]
        for name, audited in self.issue.cleared[self.audience].items():
            table = self.issue.tables[name]
            for key, hidden in withheld(audited).items():
                mine = (name, key) in self.own or table.numbers()[key].sole == self.mark
                if hidden.primary and not mine:
                    yield name, table, key, needed(table, key, hidden, rule)


def within(cell: Key, margin: Key) -> bool:
    return margin[0] in {cell[0], TOTAL} and margin[1] in {cell[1], TOTAL}


def lift(table: Table, key: Key, rule: Thresholds) -> int:
    """Stated once more: what the second-largest leaves must exceed the largest by 15 %."""
    cell = table.numbers()[key]
    return max(0, -(-(115 * cell.largest - 100 * (cell.count - cell.second)) // 100))


def told(insider: Insider) -> list[tuple[str, Key, tuple[int, int]]]:
    """Others' numbers that its newest edition places closer than it may and than they were."""
    rule = RULES[DisclosureClass.CASES, insider.audience]
    now, before = insider.after(insider.edition), insider.after(insider.edition - 1)
    found = []
    for name, table, key, width in insider.others():
        value, above = table.numbers()[key].count, lift(table, key, rule)
        low, high = now.interval(key, name)
        if high - low >= width and high - value >= above:
            continue
        lowest, highest = before.interval(key, name)
        if high - low < min(width, highest - lowest) or high - value < min(above, highest - value):
            found.append((name, key, (low, high)))
    return found


@pytest.mark.parametrize("seed", WATCHED)
@pytest.mark.parametrize("audience", Audience)
def test_an_edition_tells_an_organisation_nothing_about_others_that_it_could_not_tell_before(
    audience: Audience, seed: int
) -> None:
    """Each edition is held against the one before it, read with the same own knowledge."""
    press = published(seed)
    marks = sorted({who for who, _, _ in press.cases})
    for edition in range(1, press.quarters + 1):
        for mark in marks:
            insider = Insider(press, audience, edition, mark)
            if insider.own:
                assert told(insider) == [], (edition, mark)


@pytest.mark.parametrize(
    ("audience", "edition"), [(Audience.PUBLISHABLE, 3), (Audience.INTERNAL, 7)]
)
def test_what_is_its_own_in_one_split_does_not_narrow_another(
    audience: Audience, edition: int
) -> None:
    """Two quarters' sum is shown. An organisation sees part of each as its own, in two splits."""
    insider = Insider(published(128), audience, edition, "org 5")
    assert len({name for name, _ in insider.own}) > 1
    assert told(insider) == []
