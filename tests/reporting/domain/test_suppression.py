"""Which numbers are withheld, and why; and that nothing leaves without an audit."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.domain import audit as audits
from reporting.domain.audit import Audited, AuditFailed, Finding, Hidden, stored
from reporting.domain.cells import TOTAL, Absent, Cell, Key, Known, Pattern, Shown, Table
from reporting.domain.intervals import Interval, Intervals
from reporting.domain.linked import both, both_linked, suppress_linked
from reporting.domain.rules import RULES, Audience, DisclosureClass, Reason, Thresholds
from reporting.domain.suppression import suppress
from tests.reporting.domain.adversary import Adversary
from tests.reporting.domain.worlds import country, random_table, splits

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]
ORGANISATIONS = RULES[DisclosureClass.ORGANISATIONS, Audience.PUBLISHABLE]
REPEATABLE = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SIZES = [(2, 2), (4, 3), (4, 4), (6, 4), (3, 8), (1, 3), (4, 1)]


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


def withheld(audited: Audited) -> dict[Key, Hidden]:
    return {key: each for key, each in audited.results.items() if isinstance(each, Hidden)}


# --- Rules ---


def test_every_class_has_limits_for_every_audience() -> None:
    assert set(RULES) == {(each, audience) for each in DisclosureClass for audience in Audience}


@pytest.mark.parametrize("each", DisclosureClass)
def test_the_ministry_never_sees_less_than_everybody(each: DisclosureClass) -> None:
    public, ministry = RULES[each, Audience.PUBLISHABLE], RULES[each, Audience.INTERNAL]
    assert ministry.cases <= public.cases
    assert ministry.contributors <= public.contributors
    assert ministry.dominance == public.dominance
    assert ministry.width <= public.width


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell(9, 9, 1, 1), Reason.THRESHOLD),
        (Cell(10, 10, 1, 1), None),
        (Cell(40, 2, 20, 20), Reason.CONTRIBUTORS),
        (Cell(100, 5, 80, 9), Reason.DOMINANCE),
        (Cell(100, 5, 80, 8), None),
        (Cell(0, 0), None),
    ],
)
def test_a_cell_by_itself(cell: Cell, reason: Reason | None) -> None:
    """80 and 9 leave 11, which is less than 15 % of 80; 80 and 8 leave 12, which is just enough."""
    assert PUBLISHABLE.primary(cell) is reason


def test_a_large_cell_of_one_organisation_needs_a_wide_interval() -> None:
    """15 % of 500, and as far above its value."""
    cell = Cell(500, 1, 500, 0, "x")
    assert (PUBLISHABLE.needed_width(cell), PUBLISHABLE.lift(cell)) == (75, 75)
    assert PUBLISHABLE.needed_width(broad(4)) == 8
    assert INTERNAL.needed_width(broad(4)) == 3


def test_what_others_hold_lessens_the_room_above() -> None:
    """The others' 5 blur the largest already; 15 % of 100 less these 5 are left to be blurred."""
    assert PUBLISHABLE.lift(Cell(125, 4, 100, 20)) == 10


@pytest.mark.parametrize(
    ("width", "above", "passed"), [(8, 4, True), (7, 4, False), (8, 3, False), (80, 80, True)]
)
def test_a_finding_passes_by_width_and_by_room_above(width: int, above: int, passed: bool) -> None:
    assert Finding(0, width, width, above, needed=8, lift=4).passed is passed


def test_the_p_percent_rule_asks_for_contributions() -> None:
    with pytest.raises(ValueError, match="largest contribution"):
        PUBLISHABLE.primary(Cell(20, 4))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((3, 4), "contributors"),
        ((3, 0), "contributors"),
        ((5, 2, 3, 4), "second"),
        ((5, 2, 4, 3), "together"),
        ((9, 2, 4, 4), "larger"),
    ],
)
def test_impossible_cells_are_refused(numbers: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Cell(*numbers)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"total": broad(41)}, "is 41, its cells sum to 40"),
        ({"row_totals": {"r0": broad(20)}}, "every row"),
        ({"cells": {("r9", "c0"): broad(4)}}, "Not in the table"),
        ({"structural": frozenset({("r0", "c0")})}, "at once"),
    ],
)
def test_impossible_tables_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grid([[10, 10], [10, 10]], **changes)


def test_a_row_cannot_be_called_total() -> None:
    with pytest.raises(ValueError, match="distinct names"):
        Table((TOTAL,), ("c",), {})


# --- What is withheld for its own sake ---


def test_a_small_cell_and_what_would_tell_it() -> None:
    audited = suppress(grid([[4, 30, 30], [30, 40, 50], [30, 60, 20]]), PUBLISHABLE)
    assert audited.at("r0", "c0") == Hidden(Reason.THRESHOLD, primary=True)
    assert audited.log() == {Reason.THRESHOLD: 1, Reason.SECONDARY: 3}
    assert audited.at("r0") == Shown(64)


def test_none_of_a_small_base_is_withheld_and_of_a_large_one_shown() -> None:
    audited = suppress(grid([[0, 0], [6, 20], [3, 20]]), INTERNAL)
    assert audited.at("r0", "c0") == Hidden(Reason.GROUP, primary=True)
    assert audited.at("r0", "c1") == Shown(0)


def test_all_of_a_small_base_is_withheld() -> None:
    audited = suppress(grid([[8, 20], [0, 20]]), INTERNAL)
    assert audited.at("r0", "c0") == Hidden(Reason.GROUP, primary=True)


def test_a_small_base_of_organisations_is_not_split() -> None:
    audited = suppress(grid([[0, 12], [4, 12]]), ORGANISATIONS)
    assert audited.at("r0", "c0") == Hidden(Reason.BASE, primary=True)
    assert isinstance(audited.at(column="c0"), Hidden)


def test_a_withheld_total_takes_its_split_along() -> None:
    """Nobody may learn from parts that are each large enough what the total may not tell."""
    table = grid([[12, 30], [12, 30]])
    totals = dict(table.column_totals) | {"c0": Cell(24, 2, 12, 12)}
    audited = suppress(replace(table, column_totals=totals), PUBLISHABLE)
    assert audited.at(column="c0") == Hidden(Reason.CONTRIBUTORS, primary=True)
    assert audited.at("r0", "c0") == Hidden(Reason.MARGIN, primary=False)
    assert audited.at() == Hidden(Reason.SECONDARY, primary=False)


def test_what_cannot_occur_and_what_was_not_provided_are_no_zeros() -> None:
    table = grid([[12, 30], [12, 30]])
    cells = {key: cell for key, cell in table.cells.items() if key[0] != "r0"}
    audited = suppress(
        Table(table.rows, table.columns, cells, structural=frozenset({("r0", "c0")})), PUBLISHABLE
    )
    assert audited.at("r0", "c0") == Absent(structural=True)
    assert audited.at("r0", "c1") == Absent(structural=False)


def test_facts_of_public_policy_are_shown_as_they_are() -> None:
    rule = RULES[DisclosureClass.PUBLIC_FACT, Audience.PUBLISHABLE]
    assert withheld(suppress(grid([[1, 0], [0, 2]]), rule)) == {}


# --- The result ---


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows, columns = draw(st.sampled_from(SIZES))
    return random_table(
        Random(draw(st.integers(0, 10**6))), rows, columns, draw(st.sampled_from([3, 9, 25]))
    )


@given(tables(), st.sampled_from([PUBLISHABLE, INTERNAL]))
@settings(REPEATABLE, max_examples=60)
def test_every_number_is_true_or_withheld_for_a_reason(table: Table, rule: Thresholds) -> None:
    audited = suppress(table, rule)
    numbers = table.numbers()
    hidden = withheld(audited)
    assert audited.results.keys() == numbers.keys()
    assert all(
        each.value == numbers[k].count for k, each in audited.results.items() if k not in hidden
    )
    assert sum(audited.log().values()) == len(hidden) == len(audited.findings)
    assert {key for key, cell in numbers.items() if rule.primary(cell)} <= hidden.keys()
    assert all(finding.passed for finding in audited.findings.values())
    assert suppress(table, rule) == audited


@given(tables())
@settings(REPEATABLE, max_examples=40)
def test_the_publishable_table_withholds_all_that_the_internal_one_does(table: Table) -> None:
    publishable, internal = both(table, DisclosureClass.CASES)
    assert internal.pattern().hidden <= publishable.pattern().hidden


@given(tables())
@settings(REPEATABLE, max_examples=30)
def test_a_stored_table_and_its_pattern_come_back(table: Table) -> None:
    audited = suppress(table, PUBLISHABLE)
    assert stored(audited.as_document()) == audited
    assert Pattern.from_document(audited.pattern().as_document()) == audited.pattern()


# --- Failing closed ---


def test_nothing_but_the_audit_makes_a_table_that_may_be_shown() -> None:
    with pytest.raises(AuditFailed):
        Audited(("r",), ("c",), {("r", "c"): Shown(1)}, {}, {}, object())


def test_a_cleared_table_cannot_be_changed_into_another() -> None:
    audited = suppress(grid([[4, 30], [30, 40]]), PUBLISHABLE)
    with pytest.raises((ValueError, AuditFailed)):
        replace(audited, results={("r0", "c0"): Shown(4)})
    with pytest.raises(TypeError):
        audited.results["r0", "c0"] = Shown(4)  # type: ignore[index]


def test_a_stored_table_that_was_touched_is_refused() -> None:
    document = suppress(grid([[4, 30], [30, 40]]), PUBLISHABLE).as_document()
    document["results"] = [["r0", "c0", "shown", 4]]
    with pytest.raises(AuditFailed):
        stored(document)


def test_a_withheld_number_without_a_passed_finding_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Finding, "passed", property(lambda _: False))
    with pytest.raises(AuditFailed):
        suppress(grid([[4, 30], [30, 40]]), PUBLISHABLE)


@given(table=tables())
@settings(REPEATABLE, max_examples=15)
def test_when_every_interval_is_narrow_no_table_comes_out(table: Table) -> None:
    """Unless nothing in it is withheld."""
    clean = not withheld(suppress(table, PUBLISHABLE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audits.Intervals, "of", lambda _, place: Interval(0, 0))
        if clean:
            suppress(table, PUBLISHABLE)
        else:
            with pytest.raises(AuditFailed):
                suppress(table, PUBLISHABLE)


def test_what_is_known_to_the_digit_elsewhere_lets_nothing_out() -> None:
    with pytest.raises(AuditFailed):
        suppress(
            grid([[4, 30], [30, 40]]), PUBLISHABLE, known=[Known(frozenset({("r0", "c0")}), 4)]
        )


# --- Ways out when no pattern is safe ---


def lonely() -> Table:
    """Who stands behind the 1 takes it off the 10; the column holds nothing else to withhold."""
    return grid([[9, 40, 40], [1, 40, 40], [0, 40, 40]], row_totals={}, total=None)


def test_categories_merge_where_that_is_allowed() -> None:
    audited = suppress(lonely(), PUBLISHABLE, mergeable={"r0 or r1": ("r0", "r1")})
    assert audited.rows == ("r0 or r1", "r2")
    assert audited.merged == {"r0 or r1": ("r0", "r1")}
    assert audited.at("r0 or r1", "c0") == Shown(10)
    assert withheld(audited) == {}


def test_a_merging_that_helps_nothing_is_not_done() -> None:
    audited = suppress(lonely(), PUBLISHABLE, mergeable={"r1 or r2": ("r1", "r2")})
    assert audited.rows == ("r0", "r1", "r2")


def test_rows_merge_for_both_audiences_and_stay_merged() -> None:
    groups = {"r0 or r1": ("r0", "r1")}
    publishable, internal = both(lonely(), DisclosureClass.CASES, mergeable=groups)
    assert publishable.rows == internal.rows == ("r0 or r1", "r2")
    again = both(
        lonely(),
        DisclosureClass.CASES,
        earlier={
            Audience.PUBLISHABLE: [publishable.pattern()],
            Audience.INTERNAL: [internal.pattern()],
        },
        mergeable=groups,
    )
    assert [each.pattern().shown for each in again] == [
        publishable.pattern().shown,
        internal.pattern().shown,
    ]


def test_without_merging_the_split_of_the_column_goes() -> None:
    """That alone; even the empty cell, behind which the 9 now hides."""
    audited = suppress(lonely(), PUBLISHABLE)
    assert all(isinstance(audited.at(row, "c0"), Hidden) for row in audited.rows)
    assert audited.at(column="c0") == Shown(10)
    assert audited.at("r2", "c0") == Hidden(Reason.DROPPED, primary=False)
    assert audited.at("r0", "c1") == Shown(40)


def test_where_the_split_is_not_enough_the_total_goes_too() -> None:
    """One row in a column: what is withheld in it is the total."""
    table = grid([[30, 40]], total=None, row_totals={})
    cells = dict(table.cells) | {("r0", "c0"): Cell(30, 3, 28, 1)}
    audited = suppress(replace(table, cells=cells), PUBLISHABLE)
    assert audited.at("r0", "c0") == Hidden(Reason.DOMINANCE, primary=True)
    assert audited.at(column="c0") == Hidden(Reason.DROPPED, primary=False)
    assert audited.at(column="c1") == Shown(40)


def test_a_column_without_safe_split_keeps_its_total_if_it_can() -> None:
    audited = suppress(grid([[4, 30, 30], [30, 0, 0]]), PUBLISHABLE)
    assert isinstance(audited.at("r0", "c0"), Hidden)
    assert audited.at(column="c1") == Shown(30)


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


# --- Linked tables ---


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
