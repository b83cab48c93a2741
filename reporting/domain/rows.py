"""Appraisals that a draft is tried on, and their outcomes under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diligence.domain.simulating import LEAST, MOST
from reporting.domain.cells import Cell
from reporting.domain.rules import RULES, Audience, DisclosureClass
from reporting.domain.tallies import cell

BEFORE: Final = "before"
TECHNOLOGY: Final = ("sensitive", "other", "none")
RULE: Final = RULES[DisclosureClass.CASES, Audience.INTERNAL]
SPLITS: Final = ("technology", "type")

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Scored appraisals: whose they are, and their categories, as places in the names."""

    owner: Places
    owners: tuple[str, ...]
    technology: Places
    type: Places
    types: tuple[str, ...]

    def categories(self, split: str) -> tuple[tuple[str, ...], Places]:
        return (TECHNOLOGY, self.technology) if split == "technology" else (self.types, self.type)

    def count(self, members: Mask) -> Cell:
        """What stands behind the number of these rows."""
        return self.spread(np.bincount(self.owner[members], minlength=len(self.owners)))

    def spread(self, found: Places) -> Cell:
        """A number of appraisals of each organisation."""
        return cell({self.owners[at]: int(found[at]) for at in np.flatnonzero(found)})


@dataclass(frozen=True, slots=True)
class Trial:
    """Outcomes of the rows inside its quarters, as places in OUTCOMES, in three readings."""

    inside: Mask
    outcomes: Mapping[str, Places]

    @property
    def open(self) -> bool:
        """Whether what nobody answered makes a difference."""
        different = self.outcomes[LEAST] != self.outcomes[MOST]
        return bool((different & self.inside).any())


def readings_of(trial: Trial) -> tuple[str, ...]:
    """As it was, at least, and where that differs at most."""
    return (BEFORE, LEAST, MOST) if trial.open else (BEFORE, LEAST)
