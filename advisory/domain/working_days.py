"""Working days of a Member State: Monday to Friday without its national public holidays.

Regional holidays are left out: a hub answers for the whole Member State. The calendars are those
of the `holidays` package, read once per Member State and year.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=512)
def _closed(member_state: str, year: int) -> frozenset[date]:
    """Public holidays of that year that fall on Monday to Friday. ValueError without a calendar."""
    try:
        calendar = holidays.country_holidays(member_state, years=year)
    except NotImplementedError:
        raise ValueError(
            f"There is no calendar of public holidays for “{member_state}”: "
            "give the ISO code of a Member State, such as NL."
        ) from None
    return frozenset(day for day in calendar if day.year == year and day.weekday() < _SATURDAY)


def is_working_day(day: date, member_state: str) -> bool:
    """Whether the Member State works on that day. ValueError for a code without a calendar."""
    return day not in _closed(member_state, day.year) and day.weekday() < _SATURDAY


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
        count -= sum(a < day <= b for day in _closed(member_state, year))
    return count
