"""Working days of a Member State: Monday to Friday without its national public holidays.

Regional holidays are left out. The calendars are those of the `holidays` package, read once per
Member State and year.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

_SATURDAY: Final = 5


@lru_cache(maxsize=512)
def closed(member_state: str, year: int) -> frozenset[date]:
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
    return day not in closed(member_state, day.year) and day.weekday() < _SATURDAY


def working_day_before(day: date, member_state: str) -> date:
    """The latest working day before this one."""
    before = day - timedelta(days=1)
    while not is_working_day(before, member_state):
        before -= timedelta(days=1)
    return before
