"""A page of events as its rows: with handles, and repeats folded under the latest of them.

What one member did to the same thing over and over stands as one row that opens. It bears no
number: the record counts nobody's steps.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from portal.authority import Actor
from portal.models import AuditEvent
from portal.queries.record import PARTNERSHIP, Shown, key_in, shown
from portal.rooms import registered


def rows_of(events: Sequence[AuditEvent], reader: Actor) -> list[Shown]:
    """Every event of a page, in its order: as a row, or in the row of the like one after it."""
    handles = _handles(events, reader)
    rows = []
    for _says, run in groupby(events, key=_what_it_says):
        latest, *earlier = (
            replace(shown(event), handle=handles.get(_case(event), "")) for event in run
        )
        rows.append(replace(latest, earlier=earlier))
    return rows


def _what_it_says(event: AuditEvent) -> tuple[Any, ...]:
    """That two events right after one another are one row: the same, by the same, to the same."""
    about = (event.subject_type, event.subject_id, event.partnership)
    return (event.event, event.user_id, event.by, *about)


def _handles(events: Sequence[AuditEvent], reader: Actor) -> dict[uuid.UUID | None, str]:
    """What the reader may call the partnerships of a page; each room asks once for all of them."""
    cases = {case for event in events if (case := _case(event))}
    found: dict[uuid.UUID | None, str] = {}
    if cases:
        for provide in registered("record_handles"):
            found |= provide(reader, cases)
    return found


def _case(event: AuditEvent) -> uuid.UUID | None:
    """The partnership that an event is about, or whose it is."""
    if event.subject_type == PARTNERSHIP:
        return event.subject_id
    return key_in(event.partnership or "")
