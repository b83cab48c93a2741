"""What a hub's remits cover of its Member State, and what nobody answers for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

NO_AREA: Final = ""
"""Cases without any technology area."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One remit in force: the technology areas and outcomes it names; none means all."""

    areas: frozenset[str]
    outcomes: frozenset[str]

    def covers(self, area: str, outcome: str) -> bool:
        in_area = not self.areas or area in self.areas
        return in_area and (not self.outcomes or outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Gap:
    """Cases of one outcome that no remit covers: in these areas, or whatever the area."""

    outcome: str
    areas: tuple[str, ...]
    every: bool


def gaps(
    scopes: Iterable[Scope], *, areas: Sequence[str], outcomes: Sequence[str]
) -> tuple[Gap, ...]:
    """What is uncovered, by outcome in the order given. `areas` gains NO_AREA by itself."""
    held, every = tuple(scopes), (*areas, NO_AREA)
    found = []
    for outcome in outcomes:
        left = tuple(
            area for area in every if not any(scope.covers(area, outcome) for scope in held)
        )
        if left:
            found.append(Gap(outcome, left, every=len(left) == len(every)))
    return tuple(found)
