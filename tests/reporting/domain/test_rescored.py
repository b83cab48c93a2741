"""Simulations of drafts on a Member State's appraisals: what an attacker would try."""

from typing import Any

import numpy as np
import pytest

from diligence.domain.simulating import LEAST, MOST
from reporting.domain.audit import Hidden
from reporting.domain.cells import TOTAL, Shown
from reporting.domain.rescored import as_document, cleared, enough, rounded, tenths
from reporting.domain.rows import BEFORE, RULE, Rows, Trial

RNG = np.random.default_rng(7)
OWNERS = tuple(f"university-{n}" for n in range(8))


def rows(count: int = 800, owners: int = 8) -> Rows:
    return Rows(
        owner=RNG.integers(0, owners, count),
        owners=OWNERS[:owners],
        technology=RNG.integers(0, 3, count),
        type=RNG.integers(0, 2, count),
        types=("rto", "university"),
    )


def trial(of: Rows, after: Any = None, most: Any = None, before: Any = None) -> Trial:
    count = len(of.owner)
    was = RNG.integers(0, 4, count) if before is None else before
    now = was if after is None else after
    return Trial(
        np.ones(count, np.bool_), {BEFORE: was, LEAST: now, MOST: now if most is None else most}
    )


def shown(found: Any, reading: str = LEAST, split: str = BEFORE) -> dict[Any, int]:
    results = found.tables[reading][split].results
    return {key: each.value for key, each in results.items() if isinstance(each, Shown)}


def test_a_draft_that_changes_much_in_a_large_country_is_shown():
    of = rows()
    found = cleared(of, trial(of, RNG.integers(0, 4, 800)), [])
    values = shown(found)
    assert values[TOTAL, TOTAL] == 800
    assert len(values) == 25


def test_one_organisation_alone_is_never_shown():
    of = rows(owners=1)
    found = cleared(of, trial(of, RNG.integers(0, 4, 800)), [])
    assert not any(shown(found, reading, split) for reading in found.tables
                   for split in found.tables[reading])  # fmt: skip


def test_a_draft_that_singles_out_three_appraisals_tells_nothing_of_them():
    """The tracker: as the edition in force, but for those who gave one rare answer."""
    of = rows()
    honest = trial(of)
    after = honest.outcomes[BEFORE].copy()
    low = np.flatnonzero(after == 0)[:3]
    after[low] = 3
    found = cleared(of, trial(of, after, before=honest.outcomes[BEFORE]), [])
    for split in (BEFORE, "technology", "type"):
        for column in ("low", "refer"):
            result = found.tables[LEAST][split].at(TOTAL, column)
            assert isinstance(result, Hidden)


def test_two_trials_that_differ_by_one_organisation_do_not_betray_it():
    """Differencing: the second draft moves exactly what one university answered."""
    of = rows()
    before = RNG.integers(0, 4, 800)
    first = RNG.integers(0, 4, 800)
    second = first.copy()
    second[(of.owner == 3) & (first == 1)] = 3
    earlier = trial(of, first, before=before)
    found = cleared(of, trial(of, second, before=before), [earlier])
    assert found.tables == {}


@pytest.mark.parametrize("parts", [1, 2], ids=["a column", "a sum of columns"])
def test_outcomes_that_are_swapped_do_not_betray_one_appraisal(parts: int):
    """A set of appraisals is “refer” in the first draft; with one more in it, “low” in the next."""
    of = rows(2000)
    before = RNG.integers(0, 4, 2000)
    order = RNG.permutation(2000)
    chosen, victim = order[:702], order[702]
    first, second = np.ones(2000, np.int64), np.full(2000, 3)
    first[chosen[:351]], first[chosen[351:]] = 3, 3 if parts == 1 else 2
    second[chosen] = second[victim] = 0
    earlier = trial(of, first, before=before)
    assert shown(cleared(of, earlier, []))[TOTAL, "refer"] == 702 // parts
    assert cleared(of, trial(of, second, before=before), [earlier]).tables == {}


def test_a_next_quarter_does_not_betray_by_swapped_outcomes():
    """Few came since: a number that nearly is one of another column is withheld."""
    of = rows(2000)
    inside, then = np.ones(2000, np.bool_), np.ones(2000, np.bool_)
    then[-100:] = False
    first, second = np.ones(2000, np.int64), np.full(2000, 3)
    first[:702], second[:703] = 3, 0
    one = Trial(then, dict.fromkeys((BEFORE, LEAST, MOST), first))
    two = Trial(inside, {BEFORE: first, LEAST: second, MOST: second})
    assert (TOTAL, "low") not in shown(cleared(of, two, [one]))


def test_another_draft_is_shown_where_both_together_tell_of_enough():
    of = rows(4000)
    before = RNG.integers(0, 2, 4000)
    earlier = trial(of, RNG.integers(0, 2, 4000), before=before)
    found = cleared(of, trial(of, RNG.integers(0, 2, 4000), before=before), [earlier])
    assert shown(found)[TOTAL, TOTAL] == 4000


def test_the_same_draft_again_tells_the_same():
    of = rows()
    given = trial(of, RNG.integers(0, 4, 800))
    assert as_document(cleared(of, given, [])) == as_document(cleared(of, given, [given]))


def test_a_new_quarter_with_few_appraisals_shows_no_difference():
    """A window that grew by two cases: the totals would tell them."""
    of = rows()
    outcomes = {name: RNG.integers(0, 4, 800) for name in (BEFORE, LEAST)}
    outcomes[MOST] = outcomes[LEAST]
    then = np.ones(800, np.bool_)
    then[:2] = False
    found = cleared(of, Trial(np.ones(800, np.bool_), outcomes), [Trial(then, outcomes)])
    assert found.tables == {} or (TOTAL, TOTAL) not in shown(found)


def test_at_least_and_at_most_are_compared_too():
    of = rows()
    least = RNG.integers(0, 4, 800)
    most = least.copy()
    most[np.flatnonzero(least == 0)[:2]] = 3
    found = cleared(of, trial(of, least, most), [])
    assert MOST not in found.tables


def test_at_least_and_at_most_are_compared_across_columns():
    of = rows(2000)
    least = np.ones(2000, np.int64)
    least[:702] = 3
    most = np.full(2000, 3)
    most[:703] = 0
    found = cleared(of, trial(of, least, most), [])
    assert MOST not in found.tables


def test_a_reading_that_could_betray_a_withheld_total_is_left_out():
    of = rows(count=300)
    of.technology[:] = 1
    of.technology[:4] = 0
    found = cleared(of, trial(of, RNG.integers(0, 4, 300)), [])
    assert isinstance(found.tables[LEAST]["technology"].at("sensitive", TOTAL), Hidden)
    assert "technology" not in found.tables.get(BEFORE, {})


def test_shared_totals_are_shown_in_every_reading_or_in_none():
    of = rows()
    found = cleared(of, trial(of, RNG.integers(0, 4, 800), RNG.integers(0, 4, 800)), [])
    assert set(found.tables) == {BEFORE, LEAST, MOST}
    for splits in found.tables.values():
        for table in splits.values():
            assert all(isinstance(table.at(row, TOTAL), Shown) for row in table.rows)


@pytest.mark.parametrize(
    ("given", "told"), [(0, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_numbers_are_rounded_to_five(given: int, told: int):
    assert rounded(given) == told


def test_what_is_stored_is_rounded_or_says_why_not():
    of = rows()
    told = as_document(cleared(of, trial(of, RNG.integers(0, 4, 800)), []))
    for splits in told.values():
        for table in splits.values():
            for cells in table["cells"].values():
                for value in cells.values():
                    assert value % 5 == 0 if isinstance(value, int) else value.startswith("with")


def test_medians_and_shares_follow_the_same_limits():
    of = rows()
    nobody, few = np.zeros(800, np.bool_), np.zeros(800, np.bool_)
    few[:3] = True
    everybody = ~nobody
    assert enough(of, everybody)
    assert not enough(of, few)
    assert not enough(of, nobody)
    assert tenths(of, few, everybody) is None
    half = of.technology == 1
    assert tenths(of, half, everybody) in (30, 40)
    assert RULE.share_base == 20
