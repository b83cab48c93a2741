"""Which partnership is triaged first, why, and how long the rest takes.

What runs already comes first, then what starts soon: there a triage can still change something.
Within these, a critical technology area comes before none, an earlier start before a later one,
and what was registered first before the rest. Country, partner and people are no arguments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from itertools import pairwise
from statistics import median
from typing import Final

from diligence.domain.wording import Sentence, gettext_noop

SOON: Final = timedelta(days=60)
FEWEST: Final = 5
"""Fewer measured rows than this say nothing, and could point at somebody."""
_AT_ONCE: Final = timedelta(seconds=2)
_PAUSE: Final = timedelta(minutes=5)
_ROUNDED_TO: Final = 5

_STARTED = gettext_noop("Started %(day)s")
_SOON = gettext_noop("Starts %(day)s, within two months")
_LATER = gettext_noop("Starts %(day)s")
_UNDATED = gettext_noop("No start date")
_OVER = gettext_noop("Its end date, %(day)s, has passed: say that it ended, or correct the date")
_TECHNOLOGY = gettext_noop("in a critical technology area")

_SECONDS = gettext_noop("under a minute")
_MINUTES = gettext_noop("about %(count)s minutes")
_HOUR = gettext_noop("about an hour")
_HOURS = gettext_noop("about %(count)s hours")


class Turn(IntEnum):
    """When a partnership comes: the smallest first."""

    STARTED = 0
    SOON = 1
    LATER = 2
    UNDATED = 3
    OVER = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """What decides the place of one partnership in the backlog."""

    id: str
    starts_on: date | None
    ends_on: date | None
    technology: bool
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a partnership: `key` sorts, `because` says why, `day` is what it rests on."""

    key: tuple[Turn, bool, date, datetime, str]
    because: tuple[Sentence, ...]
    day: date | None


def place(row: Waiting, today: date) -> Place:
    """Where this partnership stands among those that wait."""
    turn = turn_of(row.starts_on, row.ends_on, today)
    day = row.ends_on if turn is Turn.OVER else row.starts_on
    because = [_BECAUSE[turn]]
    if row.technology:
        because.append(_TECHNOLOGY)
    told = {"day": "" if day is None else day.isoformat()}
    return Place(
        key=(turn, not row.technology, row.starts_on or date.max, row.registered_at, row.id),
        because=tuple(Sentence(text, told) for text in because),
        day=day,
    )


_BECAUSE: Final = {
    Turn.STARTED: _STARTED,
    Turn.SOON: _SOON,
    Turn.LATER: _LATER,
    Turn.UNDATED: _UNDATED,
    Turn.OVER: _OVER,
}


def turn_of(starts_on: date | None, ends_on: date | None, today: date) -> Turn:
    """What runs, what starts soon or later, what has no date; last, what should have ended."""
    if ends_on is not None and ends_on < today:
        return Turn.OVER
    if starts_on is None:
        return Turn.UNDATED
    if starts_on <= today:
        return Turn.STARTED
    return Turn.SOON if starts_on <= today + SOON else Turn.LATER


def ordered(rows: Iterable[Waiting], today: date) -> list[Waiting]:
    """What waits, in the order in which it is triaged."""
    return sorted(rows, key=lambda row: place(row, today).key)


def typical_seconds(finished: Sequence[datetime]) -> int | None:
    """Seconds from one finished triage of the organisation to the next, to five, without a person.

    Pauses of five minutes and more are not work, and what is finished within two seconds of
    another was sent by a machine. None where too few were measured.
    """
    gaps = [
        (later - earlier).total_seconds()
        for earlier, later in pairwise(sorted(finished))
        if _AT_ONCE <= later - earlier < _PAUSE
    ]
    if len(gaps) < FEWEST:
        return None
    return max(_ROUNDED_TO, _rounded(median(gaps), _ROUNDED_TO))


def time_left(rows: int, seconds: int) -> Sentence:
    """How long so many rows take at so many seconds a row, as one says it."""
    total = rows * seconds
    if total < 60:
        return Sentence(_SECONDS, {})
    if total < 50 * 60:
        minutes = -(-total // 60)
        count = minutes if minutes < 10 else _rounded(minutes, 5)
        return Sentence(_MINUTES, {"count": str(count)})
    hours = _rounded(total, 3600) // 3600
    return Sentence(_HOUR, {}) if hours <= 1 else Sentence(_HOURS, {"count": str(hours)})


def _rounded(value: float, step: int) -> int:
    """The nearest multiple of the step, halves upwards."""
    return int((value + step / 2) // step) * step
