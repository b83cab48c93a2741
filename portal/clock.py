"""The only clock: everything that needs the time asks here, so that it can be set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)
_ZONE = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The current day in the portal's zone (Europe/Brussels)."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The day of an instant in the portal's zone."""
    return instant.astimezone(_ZONE).date()


def is_set() -> bool:
    """Whether somebody set the clock: true in the demonstration's making and in tests."""
    return _set.get() is not None


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Make `now()` answer `instant` (aware) inside the block."""
    if instant.tzinfo is None:
        raise ValueError("The clock needs an aware datetime: give it a time zone.")
    token = _set.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
