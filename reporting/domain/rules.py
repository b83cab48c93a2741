"""Which figures may be shown to whom: thresholds per disclosure class and audience.

Adopted as good practice from Eurostat's two-step treatment of tables (primary, then secondary
confidentiality) and the *Handbook on Statistical Disclosure Control*, chapter 4; the portal is no
official statistics. The unit at risk is an **organisation**: 0 % and 100 % reveal as much as a
small count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from reporting.domain.cells import Cell


class DisclosureClass(StrEnum):
    """What an indicator counts, and so what could identify somebody in it."""

    PUBLIC_FACT = "A"
    ORGANISATIONS = "B"
    CASES = "C"
    DURATIONS = "D"
    RATIOS = "E"


class Audience(StrEnum):
    """Who reads: everybody (public and Commission), or the ministry of the same country."""

    PUBLISHABLE = "publishable"
    INTERNAL = "internal"


class Reason(StrEnum):
    """Why a number is not shown. For the keeper's log: in print all of them look the same.

    Saying in public which cells are withheld for being small would itself bound them.
    """

    THRESHOLD = "threshold"
    """Too few cases (class B: too few organisations)."""
    CONTRIBUTORS = "contributors"
    """Too few organisations stand behind it."""
    DOMINANCE = "dominance"
    """The second-largest contributor could work out the largest."""
    GROUP = "group"
    """None or all of a small base."""
    BASE = "base"
    """The base is too small to be split at all."""
    MARGIN = "margin"
    """The total it belongs to is withheld."""
    SECONDARY = "secondary"
    """It would let a withheld number be worked out."""
    EARLIER = "earlier"
    """An earlier publication withheld it, and publications can be compared."""
    AUDIENCE = "audience"
    """The other audience, or a table with the same totals, withholds it."""
    DROPPED = "dropped"
    """No safe split was found: only the total is left."""
    WITHHELD = "withheld"
    """No safe pattern was found at all."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of one class for one audience; a zero switches a limit off.

    `cases` and `contributors`: fewest that a cell may hold. `split_base`: fewest that a column
    may hold to be split. `dominance`: the p of the p % rule. `small_group`: below this base 0 %
    and 100 % are withheld. `share_base`: fewest for a percentage.
    """

    cases: int = 0
    contributors: int = 0
    split_base: int = 0
    dominance: int = 0
    small_group: int = 0
    share_base: int = 0

    @property
    def width(self) -> int:
        """Narrowest interval in which a withheld cell may be known to lie."""
        return max(3, self.cases - 2)

    def primary(self, cell: Cell) -> Reason | None:
        """Why the cell may not be shown, looking at nothing but itself.

        Raises ValueError when the p % rule holds and the cell doesn't say how it is spread.
        """
        if self.dominance and not cell.says_who:
            raise ValueError(f"{cell}: the p % rule needs the largest contribution.")
        if cell.count == 0:
            return None
        if cell.count < self.cases:
            return Reason.THRESHOLD
        if cell.contributors < self.contributors:
            return Reason.CONTRIBUTORS
        if self.lift(cell):
            return Reason.DOMINANCE
        return None

    def group(self, cell: Cell, base: int) -> bool:
        """Whether none or all of a small base would be told."""
        return 0 < base < self.small_group and cell.count in {0, base}

    def lift(self, cell: Cell) -> int:
        """How far above its value a withheld cell must be able to lie under the p % rule.

        The second-largest contributor takes its own part from the highest possible value; what is
        left must exceed the largest contribution by p %. 0 when the others blur it enough.
        """
        remainder = cell.count - cell.largest - cell.second
        return max(0, -(-(self.dominance * cell.largest - 100 * remainder) // 100))

    def needed_width(self, cell: Cell) -> int:
        """Narrowest interval for this cell, were it withheld for its own sake."""
        return max(self.width, -(-self.dominance * cell.largest // 100))


P_PERCENT: Final = 15
"""p of the p % rule, for classes C, D and E."""
SMALL_GROUP: Final = 10
"""Below this base 0 % and 100 % are withheld."""

_PUBLISHABLE: Final = {
    DisclosureClass.PUBLIC_FACT: Thresholds(),
    DisclosureClass.ORGANISATIONS: Thresholds(
        cases=5, contributors=5, split_base=5, small_group=SMALL_GROUP, share_base=10
    ),
    DisclosureClass.CASES: Thresholds(
        cases=10, contributors=3, dominance=P_PERCENT, small_group=SMALL_GROUP, share_base=20
    ),
    DisclosureClass.DURATIONS: Thresholds(cases=20, contributors=3, dominance=P_PERCENT),
    DisclosureClass.RATIOS: Thresholds(cases=30, contributors=5, dominance=P_PERCENT),
}
_INTERNAL: Final = _PUBLISHABLE | {
    DisclosureClass.ORGANISATIONS: Thresholds(
        cases=3, contributors=3, split_base=3, small_group=SMALL_GROUP, share_base=10
    ),
    DisclosureClass.CASES: Thresholds(
        cases=5, contributors=3, dominance=P_PERCENT, small_group=SMALL_GROUP, share_base=20
    ),
    DisclosureClass.DURATIONS: Thresholds(cases=10, contributors=3, dominance=P_PERCENT),
}
"""Ratios have no looser view: a ministry reads what everybody reads."""

RULES: Final[Mapping[tuple[DisclosureClass, Audience], Thresholds]] = MappingProxyType(
    {(each, Audience.PUBLISHABLE): limits for each, limits in _PUBLISHABLE.items()}
    | {(each, Audience.INTERNAL): limits for each, limits in _INTERNAL.items()}
)
"""Every class and audience has its limits; there is no default to fall back on."""
