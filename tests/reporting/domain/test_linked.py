"""Splits of the same totals, and both audiences, are cleared together."""

from dataclasses import replace
from random import Random

import pytest

from reporting.domain.audit import Hidden
from reporting.domain.cells import TOTAL, Cell, Shown
from reporting.domain.linked import both_linked, suppress_linked
from reporting.domain.rules import RULES, Audience, DisclosureClass
from reporting.domain.suppression import suppress
from tests.reporting.domain.adversary import Adversary
from tests.reporting.domain.press import withheld
from tests.reporting.domain.worlds import broad, country, grid, splits

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]


def test_a_total_withheld_in_one_split_is_withheld_in_all() -> None:
    for seed in range(4):
        cleared = suppress_linked(splits(country(Random(seed), 4, 12), 4), PUBLISHABLE)
        totals = {
            frozenset(key for key in each.pattern().hidden if key[0] == TOTAL)
            for each in cleared.values()
        }
        assert len(totals) == 1
        for each in cleared.values():
            for column in each.columns:
                if isinstance(each.at(TOTAL, column), Hidden):
                    assert all(isinstance(each.at(row, column), Hidden) for row in each.rows)
            if isinstance(each.at(), Hidden):
                assert all(isinstance(each.at(row), Hidden) for row in each.rows)


def test_what_one_split_must_withhold_of_the_totals_no_other_shows() -> None:
    """In one split nearly all of a column is one organisation's; the other could show it all."""
    spread = grid([[15, 40], [15, 40], [15, 40]])
    one_row = grid([[45, 120]], row_totals={"r0": broad(165)})
    cells = dict(one_row.cells) | {("r0", "c0"): Cell(45, 3, 42, 2)}
    dominated = replace(one_row, cells=cells)
    assert withheld(suppress(spread, PUBLISHABLE)) == {}
    cleared = suppress_linked({"spread": spread, "dominated": dominated}, PUBLISHABLE)
    for each in cleared.values():
        assert all(isinstance(each.at(row, "c0"), Hidden) for row in (*each.rows, TOTAL))
        assert isinstance(each.at(), Hidden)
        assert each.at(column="c1") == Shown(120)
    adversary = Adversary()
    for name, each in cleared.items():
        adversary.see(each.pattern(), name)
    adversary.link(cleared)
    low, high = adversary.interval(("r0", "c0"), "dominated")
    assert high - low >= PUBLISHABLE.needed_width(cells["r0", "c0"])


def test_splits_of_different_series_are_not_linked() -> None:
    one, other = grid([[30, 40], [50, 60]]), grid([[30, 40], [50, 61]])
    with pytest.raises(ValueError, match="same totals"):
        suppress_linked({"one": one, "other": other}, PUBLISHABLE)
    with pytest.raises(ValueError, match="beside the total"):
        suppress_linked({"one": replace(one, total=None)}, PUBLISHABLE)
    with pytest.raises(ValueError, match="not given"):
        suppress_linked({"one": one}, PUBLISHABLE, earlier={"other": []})
    first = suppress(one, PUBLISHABLE).pattern()
    with pytest.raises(ValueError, match="published together"):
        suppress_linked({"one": one, "two": one}, PUBLISHABLE, earlier={"one": [first], "two": []})


def test_both_audiences_get_every_edition() -> None:
    table = grid([[30, 40], [50, 60]])
    first = suppress(table, INTERNAL).pattern()
    with pytest.raises(ValueError, match="both audiences"):
        both_linked(
            {"one": table}, DisclosureClass.CASES, earlier={Audience.INTERNAL: {"one": [first]}}
        )
