"""What was counted for one quarter: cases by category and organisation, before anything is shown.

A tally is sealed beside its snapshot: later quarters of the cycle are added up from what was
counted then, not from rows that have changed since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reporting.domain.cells import Cell

Counts = Mapping[str, Mapping[str, int]]
"""Category → organisation → cases."""

ELSEWHERE: Final = "elsewhere"
"""Stands for organisations that aren't on the portal: taken together, as if they were one."""


class CountsDiffer(Exception):  # noqa: N818 - says what it is, as Refused does
    """Numbers that must be equal aren't: nothing is stored."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A registered research organisation."""

    type: str
    size_band: str


@dataclass(frozen=True, slots=True)
class Tally:
    """`tenants`: organisations by id. `counts`: by what was counted, for example
    `registered.type`."""

    tenants: Mapping[str, Tenant]
    counts: Mapping[str, Counts]

    def of(self, counted: str) -> Counts:
        """Raises KeyError where it was not counted."""
        return self.counts[counted]

    def as_document(self) -> dict[str, Any]:
        """Plain data for storage as JSON."""
        return {
            "tenants": {key: [each.type, each.size_band] for key, each in self.tenants.items()},
            "counts": {
                name: {c: dict(n) for c, n in of.items()} for name, of in self.counts.items()
            },
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Tally":
        """Read back what `as_document` wrote."""
        tenants = {key: Tenant(*given) for key, given in document["tenants"].items()}
        return cls(tenants, document["counts"])


def by_organisation(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Cases of several categories or quarters, added up by organisation."""
    found: dict[str, int] = {}
    for part in parts:
        for organisation, cases in part.items():
            found[organisation] = found.get(organisation, 0) + cases
    return found


def cell(cases: Mapping[str, int]) -> Cell:
    """A number with what stands behind it, from its cases by organisation."""
    given = {organisation: count for organisation, count in cases.items() if count}
    largest, second = [*sorted(given.values(), reverse=True), 0, 0][:2]
    sole = next(iter(given)) if len(given) == 1 else ""
    return Cell(sum(given.values()), len(given), largest, second, sole)


def require_equal(
    counted: str, of: Counts, by_category: Mapping[str, int], every: int, *, excluded: int = 0
) -> None:
    """What was counted by organisation must equal what was counted without, and in all.

    `excluded`: cases without a category. Raises CountsDiffer, naming what differs.
    """
    rolled = {category: sum(cases.values()) for category, cases in of.items()}
    wrong = sorted(
        category
        for category in rolled.keys() | by_category.keys()
        if rolled.get(category, 0) != by_category.get(category, 0)
    )
    if wrong:
        raise CountsDiffer(f"{counted}: {', '.join(wrong)} differ by organisation and in all.")
    if (found := sum(rolled.values()) + excluded) != every:
        raise CountsDiffer(f"{counted}: the categories hold {found} cases, and there are {every}.")
