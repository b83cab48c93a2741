"""How long a stage was worked on, without a person: gaps between page requests and saves.

A gap under five minutes counts as work; a longer one counts as nothing.
"""

from datetime import datetime, timedelta

PAUSE = timedelta(minutes=5)
ROUNDED_TO = 5
MOST_MINUTES = 30_000


def seconds_between(last: datetime | None, now: datetime) -> int:
    """Seconds of activity from the last sign of work to this one; 0 after a pause."""
    if last is None or not timedelta(0) <= now - last < PAUSE:
        return 0
    return int((now - last).total_seconds())


def rounded_minutes(seconds: int) -> int:
    """Minutes to the nearest five, halves upwards."""
    step = ROUNDED_TO * 60
    return min((seconds + step // 2) // step * ROUNDED_TO, MOST_MINUTES)
