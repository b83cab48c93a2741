"""Calendars as programs read them: RFC 5545, whole days only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

REFRESH: Final = timedelta(hours=12)
"""How often a program is asked to look again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day with something on it. The same `uid` is the same entry, wherever its day moves."""

    uid: str
    day: date
    summary: str
    url: str


def written(entries: Iterable[Entry], *, now: datetime, name: str) -> bytes:
    """An iCalendar document of these entries; `now` is aware."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ajar//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("url", entry.url)
        # A day to remember is no appointment: whoever has it is free.
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
