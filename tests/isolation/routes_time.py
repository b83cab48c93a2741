"""What is due: the work plan, reminders, calendars, absences, and kept views."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.enums import Permission
from tests.isolation.route import Open, Route
from tests.isolation.world import Estate

P = Permission
EVERY_MEMBER = tuple(Permission)


def _until(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def _rest(_estate: Estate) -> dict[str, Any]:
    return {"until": _until(4), "because": "It suits me.", "knowing": "on"}


def _rest_by_machine(estate: Estate) -> dict[str, Any]:
    return {
        "kind": "decision",
        "subject": str(estate.advised.pk),
        "until": _until(4),
        "because": "It suits me.",
    }


def _away(estate: Estate) -> dict[str, Any]:
    return {
        "from_on": _until(40),
        "until_on": _until(50),
        "delegate": str(estate.officer.membership.pk),
    }


TIME = {
    "workplan": Route(P.DECIDE_LOW, query="q=zorvath"),
    "workplan-own": Route(P.DECIDE_LOW, P.DECIDE_LOW, body=lambda _: {"rhythm": "daily"}),
    "put-off": Route(
        P.DECIDE_LOW, P.DECIDE_LOW, "advised", {"kind": "decision"}, _rest, by_unit=True
    ),
    "put-off-end": Route(None, P.DECIDE_LOW, "snooze", by_unit=True),
    "calendar-open": Route(None, P.DECIDE_LOW),
    "calendar-close": Route(None, P.DECIDE_LOW),
    "calendar": Route(Open.BEARER, also={"secret": "calendar_forged"}),
    "reminders": Route(P.MANAGE_SETTINGS, P.MANAGE_SETTINGS, body=lambda _: {"start": "1"}),
    "kept-view-new": Route(
        None,
        P.VIEW_REGISTER,
        also={"page": "workplan"},
        body=lambda _: {"name": "Taken over", "query": "kind=start"},
    ),
    "kept-view": Route(
        P.VIEW_REGISTER, P.VIEW_REGISTER, "kept_view", body=lambda _: {"remove": "yes"}, quiet=True
    ),
}

ABSENCES = {
    "absence": Route(EVERY_MEMBER, EVERY_MEMBER, body=_away),
    "member-absence": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "newcomer_membership", body=_away),
    "absence-end": Route(None, P.MANAGE_MEMBERS, "absence"),
}

API = {
    "due": Route(P.DECIDE_LOW),
    "put-off": Route(None, P.DECIDE_LOW, body=_rest_by_machine),
    "put-off-end": Route(None, P.DECIDE_LOW, "snooze", by_unit=True),
}
