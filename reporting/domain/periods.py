"""Quarters, and the biennium they belong to."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SETTLES_AFTER: Final = timedelta(days=10)
"""How long after its end a quarter waits for what is still being recorded."""

SHOWN: Final = 8
"""Quarters of a trend."""

_ZONE = ZoneInfo("Europe/Brussels")
_FORM = re.compile(r"(20\d\d)-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months; quarters sort by time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From a key like `2026-Q3`. Raises ValueError for anything else."""
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"“{text}” is no quarter. Write it like 2026-Q3.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """The last day of it."""
        return self.next().starts_on - timedelta(days=1)

    @property
    def collected_from(self) -> date:
        """The first day on which it can be collected."""
        return self.ends_on + SETTLES_AFTER

    @property
    def cycle(self) -> str:
        """The biennium it is reported in, for example `2025-2026`."""
        first = self.year - (self.year + 1) % 2
        return f"{first}-{first + 1}"

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    def instants(self) -> tuple[datetime, datetime]:
        """From when, inclusive, until when, exclusive: midnights in the portal's zone."""
        begins = datetime.combine(self.starts_on, time(), _ZONE)
        return begins, datetime.combine(self.next().starts_on, time(), _ZONE)


def due(first: Quarter, today: date, collected: Collection[str]) -> list[Quarter]:
    """Quarters that can be collected and aren't, oldest first, from `first` on.

    Quarters before the latest collected one stay uncollected: a series only grows at its end.
    """
    latest = max((Quarter.parse(key) for key in collected), default=None)
    quarter = max(first, latest.next()) if latest else first
    found = []
    while today >= quarter.collected_from:
        found.append(quarter)
        quarter = quarter.next()
    return found
