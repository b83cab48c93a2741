"""What readers know from earlier editions and from elsewhere counts against a table."""

from dataclasses import replace
from random import Random

import pytest

from reporting.domain.audit import Hidden
from reporting.domain.cells import TOTAL, Key, Known, Pattern, Shown, Table
from reporting.domain.intervals import Intervals
from reporting.domain.rules import RULES, Audience, DisclosureClass, Reason
from reporting.domain.suppression import suppress
from tests.reporting.domain.adversary import Adversary
from tests.reporting.domain.press import withheld
from tests.reporting.domain.worlds import broad, country, grid, random_table, splits

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]


# --- Over time ---


def test_what_was_published_stays_as_it_was() -> None:
    cases = country(Random(3), 6, 40)
    patterns: list[Pattern] = []
    for quarter in range(1, 7):
        audited = suppress(splits(cases, quarter)["area"], PUBLISHABLE, earlier=patterns)
        now = audited.pattern()
        for before in patterns:
            for key in (key for key in before.shown if key[1] != TOTAL):
                assert now.shown[key] == before.shown[key]
            for key in (key for key in before.hidden if key[1] != TOTAL):
                assert key in now.hidden
        patterns.append(now)


def test_what_was_withheld_stays_withheld_even_where_it_need_not() -> None:
    """Readers who compare editions see which number came and ask why."""
    table = grid([[30, 40], [50, 60]])
    first = suppress(table, PUBLISHABLE).pattern()
    margins = {key: value for key, value in first.shown.items() if TOTAL in key}
    before = replace(first, shown=margins, hidden=frozenset(table.cells))
    again = suppress(table, PUBLISHABLE, earlier=[before])
    assert again.log() == {Reason.EARLIER: 4}


def test_an_edition_must_continue_the_ones_before() -> None:
    first = suppress(grid([[30, 40], [50, 60]]), PUBLISHABLE).pattern()
    with pytest.raises(ValueError, match="don't continue"):
        suppress(grid([[30], [50]]), PUBLISHABLE, earlier=[first])
    with pytest.raises(ValueError, match="don't continue"):
        suppress(grid([[30, 40, 1], [50, 60, 1], [1, 1, 1]]), PUBLISHABLE, earlier=[first])


def test_the_same_edition_again_is_the_same() -> None:
    table = random_table(Random(4), 4, 4)
    first = suppress(table, PUBLISHABLE)
    again = suppress(table, PUBLISHABLE, earlier=[first.pattern()])
    assert again.pattern() == first.pattern()


def test_a_revised_column_keeps_its_pattern_and_no_running_total_is_shown() -> None:
    first = suppress(grid([[30, 40], [50, 60]]), PUBLISHABLE).pattern()
    revised = suppress(grid([[30, 41], [50, 60]]), PUBLISHABLE, earlier=[first])
    assert revised.at("r0", "c1") == Shown(41)
    assert revised.at() == Hidden(Reason.EARLIER, primary=False)
    assert all(isinstance(revised.at(row), Hidden) for row in revised.rows)


def test_a_revision_that_makes_a_cell_small_takes_the_column_away() -> None:
    """The old column is out; the difference of its totals would tell the new small number."""
    first = suppress(grid([[30, 40], [50, 60]]), PUBLISHABLE).pattern()
    revised = suppress(grid([[30, 4], [50, 60]]), PUBLISHABLE, earlier=[first])
    assert all(isinstance(revised.at(row, "c1"), Hidden) for row in (*revised.rows, TOTAL))
    assert revised.at("r0", "c0") == Shown(30)


def test_a_newly_small_cell_does_not_hide_behind_those_withheld_before() -> None:
    """Their sum is out; the new sum less the old one would be the new small number."""
    before = [[40, 4], [40, 12], [40, 60], [40, 50]]
    first = suppress(grid(before, row_totals={}, total=None), PUBLISHABLE).pattern()
    assert first.hidden == {("r0", "c1"), ("r1", "c1")}
    after = [*before[:3], [40, 3]]
    audited = suppress(grid(after, row_totals={}, total=None), PUBLISHABLE, earlier=[first])
    assert all(isinstance(audited.at(row, "c1"), Hidden) for row in (*audited.rows, TOTAL))


@pytest.mark.parametrize("seed", range(4))
def test_old_and_revised_editions_together_tell_nothing(seed: int) -> None:
    """Readers take it that what isn't visibly revised is as it was."""
    random = Random(seed)
    old = random_table(random, 4, 3, mean=20)
    first = suppress(old, PUBLISHABLE)
    key = max(old.cells, key=lambda key: old.cells[key].count)
    cells = {**old.cells, key: broad(random.choice([3, old.cells[key].count + 1]))}
    sums = {c: sum(cell.count for k, cell in cells.items() if k[1] == c) for c in old.columns}
    new = Table(
        old.rows,
        old.columns,
        cells,
        column_totals={c: broad(s) for c, s in sums.items()},
        total=broad(sum(sums.values())),
    )
    audited = suppress(new, PUBLISHABLE, earlier=[first.pattern()])
    adversary = Adversary()
    adversary.see(first.pattern())
    adversary.see(_renamed(audited.pattern(), key[1]))
    for each, hidden in withheld(audited).items():
        if each[1] != TOTAL:
            column = f"{each[1]} revised" if each[1] == key[1] else each[1]
            low, high = adversary.interval((each[0], column))
            assert high - low >= (PUBLISHABLE.width if hidden.primary else 1), each


def _renamed(pattern: Pattern, column: str) -> Pattern:
    """The revised column holds other numbers than before, so it is another one."""

    def name(key: Key) -> Key:
        return (key[0], f"{column} revised") if key[1] == column else key

    return Pattern(
        pattern.rows,
        tuple(name(("", each))[1] for each in pattern.columns),
        {name(key): value for key, value in pattern.shown.items()},
        frozenset(map(name, pattern.hidden)),
    )


# --- Knowledge from elsewhere ---


@pytest.mark.parametrize("seed", range(6))
def test_sums_known_from_elsewhere_are_in_the_audit(seed: int) -> None:
    """A sum across rows and columns is no network any more; the bounds stay exact."""
    table = random_table(Random(seed), 4, 3, mean=15)
    cells = frozenset(list(table.cells)[seed % 3 :: 3])
    known = Known(cells, sum(table.cells[key].count for key in cells))
    audited = suppress(table, INTERNAL, known=[known])
    adversary = Adversary()
    adversary.see(audited.pattern())
    adversary.sums.append(({adversary.place("", *key): 1.0 for key in cells}, known.value))
    for key, finding in audited.findings.items():
        low, high = adversary.interval(key)
        assert (low, high) == (finding.low, finding.high)


def test_what_is_known_must_be_true_and_in_the_table() -> None:
    table = grid([[30, 40], [50, 60]])
    with pytest.raises(ValueError, match="not to 1"):
        suppress(table, PUBLISHABLE, known=[Known(frozenset({("r0", "c0")}), 1)])
    with pytest.raises(ValueError, match="not in the table"):
        suppress(table, PUBLISHABLE, known=[Known(frozenset({("r9", "c0")}), 1)])


@pytest.mark.parametrize("seed", range(8))
def test_exact_simplex_and_flows_agree(seed: int) -> None:
    """The same equations once as a network and once, with a needless copy, as none."""
    random = Random(seed)
    values = {(f"r{i}", f"c{j}", 0): random.randrange(9) for i in range(4) for j in range(3)}
    lines = [
        [k for k in values if k[axis] == name]
        for axis in (0, 1)
        for name in sorted({k[axis] for k in values})
    ]
    equations = [dict.fromkeys(line, 1) for line in lines]
    unknown = [key for key in values if random.random() < 0.7]
    flows = Intervals(values, equations, unknown)
    exact = Intervals(values, [*equations, equations[0]], unknown)
    assert type(flows.solver) is not type(exact.solver)
    assert [flows.of(key) for key in unknown] == [exact.of(key) for key in unknown]
