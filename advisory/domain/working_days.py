"""Counting in working days, as `diligence.domain.working_days` tells which days they are.

Regional holidays are left out there: a hub answers for the whole Member State.
"""

from datetime import date, timedelta
from typing import Final

from diligence.domain.working_days import closed, is_working_day

__all__ = ["add", "due", "is_working_day", "working_days_between"]

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def add(start: date, days: int, member_state: str) -> date:
    """The `days`-th working day after `start`, which itself never counts; `start` for 0.

    ValueError for a negative number, or a code without a calendar.
    """
    if days < 0:
        raise ValueError(f"Working days are added from 0 on, not {days}.")
    day, left = start, days
    while left:
        day += _DAY
        left -= is_working_day(day, member_state)
    return day


def due(received: date, days: int, member_state: str) -> date:
    """The day by which something received on `received` is answered within `days` working days.

    The day of receipt does not count. With 0 days it is due at once, on the first working day
    from `received` on.
    """
    if days > 0:
        return add(received, days, member_state)
    return add(received - _DAY, days + 1, member_state)


def working_days_between(a: date, b: date, member_state: str) -> int:
    """Working days after `a` up to and including `b`; below zero where `b` comes first."""
    if b < a:
        return -working_days_between(b, a, member_state)
    weeks, rest = divmod((b - a).days, 7)
    count = weeks * 5 + sum(
        (a + timedelta(days=n)).weekday() < _SATURDAY for n in range(1, rest + 1)
    )
    for year in range(a.year, b.year + 1):
        count -= sum(a < day <= b for day in closed(member_state, year))
    return count
