"""Which referral comes first in a hub's queue, and why.

One rule, the same for everybody: whatever has to be begun earliest comes first. A case counts from
the earlier of the hub's own due date and the day the organisation needs the answer; a grave
outcome and a flag that asks the hub count as some days earlier. Country, sender and partner are
no arguments. Where there is a date, the rank does not depend on the day it is worked out, so a
stored one never ages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

FIRST: Final = 0
"""Set by hand: before everything that is worked out."""
LAST: Final = 32000
"""Set by hand: after everything that is worked out."""

_EPOCH: Final = date(2000, 1, 1)
_USUAL: Final = timedelta(days=21)
"""Assumed, in calendar days from today, where there is neither a due date nor a needed-by."""

GRAVE_DAYS: Final = 7
FLAG_DAYS: Final = 3


class Reason(StrEnum):
    """What moved a referral in the queue; `days` of a Ground says by how much."""

    DUE = "due"
    NEEDED = "needed"
    NO_DATE = "no_date"
    HIGH = "high"
    REFER = "refer"
    FLAG = "flag"


_GRAVE: Final = {"high": Reason.HIGH, "refer": Reason.REFER}


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason: the date it rests on, or the calendar days it counts as earlier."""

    reason: Reason
    on: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Priority:
    """The place of a referral: `rank` 0 comes first, `because` says why in a sentence."""

    rank: int
    because: str
    """In English; a page says the grounds in its reader's language."""
    grounds: tuple[Ground, ...]


def priority(
    *,
    outcome: str,
    flags: Iterable[str],
    due_on: date | None,
    needed_by: date | None,
    today: date,
) -> Priority:
    """The place in the queue. `flags` are targets with or without their question (`REFER:B4`).

    `today` counts only where there is no date at all.
    """
    start, ground = _starting_point(due_on, needed_by, today)
    grounds = [ground]
    if outcome in _GRAVE:
        grounds.append(Ground(_GRAVE[outcome], days=GRAVE_DAYS))
    if any(flag.upper().startswith("REFER") for flag in flags):
        grounds.append(Ground(Reason.FLAG, days=FLAG_DAYS))
    begin = start - timedelta(days=sum(ground.days for ground in grounds))
    rank = min(max((begin - _EPOCH).days, FIRST + 1), LAST - 1)
    return Priority(rank, _sentence(grounds), tuple(grounds))


def _starting_point(
    due_on: date | None, needed_by: date | None, today: date
) -> tuple[date, Ground]:
    if needed_by is not None and (due_on is None or needed_by < due_on):
        return needed_by, Ground(Reason.NEEDED, on=needed_by)
    if due_on is not None:
        return due_on, Ground(Reason.DUE, on=due_on)
    return today + _USUAL, Ground(Reason.NO_DATE)


def _sentence(grounds: list[Ground]) -> str:
    return "; ".join(_clause(ground) for ground in grounds) + "."


def _clause(ground: Ground) -> str:
    day = f"{ground.on.day} {ground.on:%b %Y}" if ground.on else ""
    return {
        Reason.DUE: f"Due on {day}",
        Reason.NEEDED: f"Needed by {day}, before it is due",
        Reason.NO_DATE: "No date was set",
        Reason.HIGH: f"high risk counts as {ground.days} days earlier",
        Reason.REFER: f"an outcome to be referred counts as {ground.days} days earlier",
        Reason.FLAG: f"a flag that asks the hub counts as {ground.days} days earlier",
    }[ground.reason]
