"""What several tables of the same appraisals tell together that none of them tells alone.

Whoever writes drafts can give any set of appraisals any outcome: a set that was “refer” in one
simulation and, with one more appraisal in it, “low” in the next can be subtracted across columns,
and so can sums of columns. Numbers are compared as sets, whatever their column is called.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from diligence.domain.simulating import LEAST
from diligence.domain.vector_judging import OUTCOMES
from reporting.domain.cells import Cell
from reporting.domain.rows import RULE, SPLITS, Mask, Places, Rows, Trial, readings_of

_COLUMNS = tuple(range(len(OUTCOMES)))


def same(trial: Trial, then: Trial) -> bool:
    """Whether both say the same of every appraisal, so that one tells nothing beside the other."""
    return np.array_equal(trial.inside, then.inside) and all(
        np.array_equal(trial.outcomes[name][trial.inside], then.outcomes[name][trial.inside])
        for name in trial.outcomes
    )


def told_together(rows: Rows, trials: Sequence[Trial]) -> bool:
    """Whether simulations of the same appraisals may all be known to one reader.

    Appraisals that no reading of any simulation tells apart are one group. Every sum and difference
    of their numbers is one of whole groups, so that each group must be large enough by itself.
    """
    inside = trials[0].inside
    code = np.zeros(int(inside.sum()), np.int64)
    for trial in trials:
        for reading in readings_of(trial):
            code = _finer(code, trial.outcomes[reading][inside])
    return all(
        _large(rows, inside, _finer(code, rows.categories(split)[1][inside])) for split in SPLITS
    )


def _finer(code: Places, by: Places) -> Places:
    found: Places = np.unique(code * (int(by.max(initial=0)) + 1) + by, return_inverse=True)[1]
    return found


def _large(rows: Rows, inside: Mask, code: Places) -> bool:
    if np.bincount(code).min(initial=RULE.cases) < RULE.cases:
        return False
    places = np.flatnonzero(inside)
    for group in range(int(code.max(initial=-1)) + 1):
        members = np.zeros(len(inside), np.bool_)
        members[places[code == group]] = True
        if RULE.primary(rows.count(members)):
            return False
    return True


def betrays(rows: Rows, trial: Trial, reading: str) -> bool:
    """Whether some columns of this reading, beside some of “at least”, tell of too few: in all, and
    in each category."""
    if np.array_equal(trial.outcomes[reading], trial.outcomes[LEAST]):
        return False
    for row in (trial.inside, *_categories(rows, trial.inside)):
        blocks = _blocks(rows, row, trial.outcomes[LEAST], trial.outcomes[reading])
        for ours in _unions():
            for theirs in _unions():
                if not blocks[ours][:, theirs].any():
                    continue
                rest = [at for at in _COLUMNS if at not in theirs]
                less = [at for at in _COLUMNS if at not in ours]
                if _nearly(rows, blocks[ours][:, rest], blocks[less][:, theirs]):
                    return True
    return False


def _categories(rows: Rows, inside: Mask) -> Iterator[Mask]:
    for split in SPLITS:
        names, of = rows.categories(split)
        for at in range(len(names)):
            yield inside & (of == at)


def _unions() -> Iterator[list[int]]:
    """Columns that can be added up; all of them are the row's total, the same in each reading."""
    for size in range(1, len(_COLUMNS)):
        yield from map(list, combinations(_COLUMNS, size))


def _blocks(rows: Rows, row: Mask, one: Places, other: Places) -> NDArray[np.int64]:
    """How many appraisals of each organisation have each pair of outcomes."""
    width, owners = len(_COLUMNS), len(rows.owners)
    at = (one[row] * width + other[row]) * owners + rows.owner[row]
    return np.bincount(at, minlength=width * width * owners).reshape(width, width, owners)


def _nearly(rows: Rows, one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    return _few(rows.spread(one.sum((0, 1))), rows.spread(other.sum((0, 1))))


def nearly(rows: Rows, one: Mask, other: Mask) -> bool:
    """Whether two sets are the same but for too few: `one` and `other` are what each has alone."""
    return _few(rows.count(one), rows.count(other))


def _few(one: Cell, other: Cell) -> bool:
    if not one.count and not other.count:
        return False
    return all(not each.count or RULE.primary(each) is not None for each in (one, other))
