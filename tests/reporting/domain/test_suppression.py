"""Which numbers are withheld, and why; and that nothing leaves without an audit."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.domain import audit as audits
from reporting.domain.audit import Audited, AuditFailed, Finding, Hidden, stored
from reporting.domain.cells import Absent, Cell, Known, Pattern, Shown, Table
from reporting.domain.intervals import Interval
from reporting.domain.linked import both
from reporting.domain.rules import RULES, Audience, DisclosureClass, Reason, Thresholds
from reporting.domain.suppression import suppress
from tests.reporting.domain.press import withheld
from tests.reporting.domain.worlds import grid, random_table

PUBLISHABLE = RULES[DisclosureClass.CASES, Audience.PUBLISHABLE]
INTERNAL = RULES[DisclosureClass.CASES, Audience.INTERNAL]
ORGANISATIONS = RULES[DisclosureClass.ORGANISATIONS, Audience.PUBLISHABLE]
REPEATABLE = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SIZES = [(2, 2), (4, 3), (4, 4), (6, 4), (3, 8), (1, 3), (4, 1)]


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
