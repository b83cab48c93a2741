"""What simulations withhold, a ministry that wrote every draft can't work out from all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from diligence.domain.simulating import LEAST, MOST
from reporting.domain.cells import Cell
from reporting.domain.rescored import as_document, cleared, tenths
from reporting.domain.rows import BEFORE, RULE, SPLITS, Rows, Trial
from tests.reporting.domain.ministry import OUTCOMES, TECHNOLOGY, TYPES, Asked, Group, Ministry

WORLDS = 40
NAMES = {BEFORE: OUTCOMES, "technology": TECHNOLOGY, "type": TYPES}
TABLES = [
    *((BEFORE, split) for split in SPLITS),
    *((reading, split) for reading in (LEAST, MOST) for split in (BEFORE, *SPLITS)),
]


@dataclass
class World:
    """A small country: its appraisals, how each was answered and when, and drafts in a row."""

    rows: Rows
    kind: np.ndarray
    window: np.ndarray
    kinds: int
    drafts: list[Asked]

    def trial(self, asked: Asked) -> Trial:
        outcomes = {name: np.asarray(of)[self.kind] for name, of in asked.outcomes.items()}
        return Trial(self.window < asked.windows, outcomes)

    def count(self, ministry: Ministry, what: np.ndarray) -> Cell:
        """What really stands behind a sum of groups."""
        place = {group: at for at, group in enumerate(ministry.groups)}
        parts = (self.kind, self.window, self.rows.technology, self.rows.type)
        groups: list[Group] = list(zip(*(part.tolist() for part in parts), strict=True))
        return self.rows.count(np.array([what[place[group]] > 0 for group in groups]))


def world(seed: int) -> World:
    """Few organisations, some of them large; kinds of answers of which some are rare."""
    rng = np.random.default_rng(seed)
    kinds, windows = int(rng.integers(3, 8)), int(rng.integers(1, 3))
    owners, count = int(rng.integers(3, 9)), int(rng.integers(60, 900))
    kind = rng.choice(kinds, count, p=rng.dirichlet(np.full(kinds, rng.choice([0.3, 1, 5]))))
    for rare in np.flatnonzero(rng.random(kinds) < 0.3):
        kind[np.flatnonzero(kind == rare)[rng.integers(1, 6) :]] = (rare + 1) % kinds
    late = rng.random(count) < rng.choice([0.02, 0.1, 0.4])
    owner = rng.choice(owners, count, p=rng.dirichlet(np.full(owners, rng.choice([1, 5, 20]))))
    by_owner = rng.random() < 0.5
    rows = Rows(
        owner=owner,
        owners=tuple(f"university-{n}" for n in range(owners)),
        technology=rng.choice(3, count, p=rng.dirichlet(np.full(3, 4.0))),
        type=owner % 2 if by_owner else rng.integers(0, 2, count),
        types=TYPES,
    )
    window = late.astype(np.int64) if windows == 2 else np.zeros(count, np.int64)
    return World(rows, kind, window, kinds, drafts(rng, kinds, windows))


def drafts(rng: np.random.Generator, kinds: int, windows: int) -> list[Asked]:
    """Two or three in a row: alike but for one kind, with outcomes swapped, or quite other ones."""
    before = rng.integers(0, 4, kinds)
    found: list[Asked] = []
    last = before
    for number in range(int(rng.integers(2, 4))):
        least = rng.integers(0, 4, kinds)
        if rng.random() < 0.6:
            least = last.copy()
            least[rng.integers(0, kinds)] = rng.integers(0, 4)
        if number and rng.random() < 0.2:
            least = rng.permutation(4)[least]
        open_ = (rng.random(kinds) < 0.3) & (rng.random() < 0.4)
        most = np.maximum(least, rng.integers(0, 4, kinds) * open_)
        inside = windows if number else 1
        found.append(Asked({BEFORE: before, LEAST: least, MOST: most}, inside))
        last = least
    return found


def shown(world: World) -> tuple[Ministry, list[tuple[Asked, Any]]]:
    """The simulations one after the other, and what their ministry knows after them."""
    ministry = Ministry(world.kinds, int(world.window.max()) + 1)
    earlier: list[Trial] = []
    documents = []
    for asked in world.drafts:
        trial = world.trial(asked)
        document = as_document(cleared(world.rows, trial, earlier))
        if not document:
            continue
        earlier.append(trial)
        documents.append((asked, document))
        ministry.see(asked, document)
        for reading in (LEAST, MOST) if trial.open else (LEAST,):
            changed = trial.outcomes[reading] != trial.outcomes[BEFORE]
            if (percent := tenths(world.rows, changed, trial.inside)) is not None:
                ministry.hear(asked, reading, percent)
    return ministry, documents


def withheld(ministry: Ministry, documents: list[tuple[Asked, Any]]) -> list[np.ndarray]:
    """Numbers that some table withholds, in it or with all of it; and what an author may want to
    know besides: who answered in one way, by technology area, type and window."""
    wanted = [
        ministry.cell(asked, reading, split, row, column)
        for asked, document in documents
        for reading, split in TABLES
        for row in (*NAMES[split], "*")
        for column in (*OUTCOMES, "*")
        if not isinstance(_value(document, reading, split, row, column), int)
    ]
    wanted += [
        ministry.of(lambda g, k=kind, p=place, c=category: g[0] == k and g[p] == c)  # type: ignore[misc]
        for place in (1, 2, 3)
        for kind in range(ministry.kinds)
        for category in sorted({group[place] for group in ministry.groups})
    ]
    return list({what.tobytes(): what for what in wanted}.values())


def _value(document: Any, reading: str, split: str, row: str, column: str) -> Any:
    cells = document.get(reading, {}).get(split, {"cells": {}})["cells"]
    return cells.get(row, {}).get(column)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_no_withheld_number_is_known_more_closely_than_the_rules_allow(seed: int) -> None:
    country = world(seed)
    ministry, documents = shown(country)
    if not documents:
        return
    for what in withheld(ministry, documents):
        cell = country.count(ministry, what)
        if not cell.count or RULE.primary(cell) is None:
            continue
        needed = RULE.needed_width(cell)
        low, high = ministry.interval(what, needed, cell.count)
        assert high - low >= needed, (cell, low, high)
        assert high >= cell.count + RULE.lift(cell), (cell, low, high)


def test_the_countries_show_enough_to_be_attacked() -> None:
    """Or the test above would prove nothing: often two or three simulations are shown."""
    several = [len(shown(world(seed))[1]) for seed in range(WORLDS)]
    assert sum(number > 1 for number in several) > WORLDS / 4
    assert sum(number == 0 for number in several) < WORLDS / 4


def test_the_ministry_finds_what_is_not_protected() -> None:
    """Two drafts that differ in one kind, each shown without looking at the other and unrounded."""
    country = world(5)
    one = country.drafts[0]
    rare = int(np.bincount(country.kind, minlength=country.kinds).argmin())
    moved = np.zeros(country.kinds, np.int64)
    moved[rare] = 3
    still = np.zeros(country.kinds, np.int64)
    ministry = Ministry(country.kinds, int(country.window.max()) + 1)
    for least in (still, moved):
        asked = Asked({BEFORE: one.outcomes[BEFORE], LEAST: least, MOST: least}, 2)
        what = ministry.cell(asked, LEAST, BEFORE, "*", "low")
        count = country.count(ministry, what).count
        ministry.know(what, count, count)
    target = ministry.of(lambda group: group[0] == rare)
    true = country.count(ministry, target).count
    assert ministry.interval(target, 3, true) == (true, true)
