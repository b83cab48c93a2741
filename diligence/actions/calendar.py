"""A member's calendar of due dates: a private address that calendar programs read."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.choices import DueKind
from diligence.domain.due import Item
from diligence.exchange.calendars import Entry, written
from diligence.queries import due
from portal import acting, audit, clock
from portal.actions import shared_links
from portal.actions.links import Link
from portal.actions.shared_links import ClosedError
from portal.authority import Actor, Refused, require
from portal.enums import LinkPurpose, Permission

DAYS: Final = 365
FARTHEST: Final = timedelta(days=730)
"""How far ahead a calendar tells; later days come nearer by themselves."""
MOST: Final = 1000


@transaction.atomic
def open_address(*, by: Actor) -> Link:
    """A new address for the member's calendar; the earlier one stops working. Raises Refused."""
    require(by.may(Permission.DECIDE_LOW))
    if by.membership_id is None:
        raise Refused(_("Only a member has a calendar."))
    shared_links.revoke(LinkPurpose.CALENDAR, by.membership_id)
    link = shared_links.make(
        LinkPurpose.CALENDAR, by.membership_id, page="diligence:calendar", by=by, days=DAYS
    )
    audit.record(
        "calendar.opened", None, by=by, detail={"until": link.expires_at.date().isoformat()}
    )
    return link


@transaction.atomic
def close_address(*, by: Actor) -> None:
    """The address stops working at once."""
    if by.membership_id is not None and shared_links.revoke(LinkPurpose.CALENDAR, by.membership_id):
        audit.record("calendar.closed", None, by=by)


def content(membership_id: uuid.UUID) -> bytes:
    """What this member's calendar says now, as iCalendar.

    Raises ClosedError where the member may not see anything any more.
    """
    reader = acting.of_member(membership_id)
    if reader is None or not reader.actor.may(Permission.DECIDE_LOW):
        raise ClosedError(_("This calendar is closed: its member left, or has other work now."))
    today = clock.today()
    found = [item for item in due.items(reader.actor, today) if item.due - today <= FARTHEST]
    return written(_entries(found[:MOST]), now=clock.now(), name=_("Ajar: due dates"))


def _entries(found: Sequence[Item]) -> Iterator[Entry]:
    """A kind and a code each: whoever hosts the calendar reads along."""
    rows = due.partnerships_of(found)
    host = urlsplit(settings.PUBLIC_URL).netloc
    for item in found:
        code = rows[item.partnership].code
        path = reverse("diligence:partnership-detail", args=[item.partnership])
        yield Entry(
            uid=f"{item.kind}-{item.subject}@{host}",
            day=item.due,
            summary=f"{DueKind(item.kind).label} · {code}",
            url=f"{settings.PUBLIC_URL}{path}",
        )
