"""Data protection: periods, holds, requests, records of processing, one's own copy."""

from typing import Any

from portal import clock
from portal.enums import Permission
from tests.isolation.route import Open, Route
from tests.isolation.world import Estate

P = Permission
EVERY_MEMBER = tuple(Permission)


def _controller(_estate: Estate) -> dict[str, Any]:
    return {"controller": "Taken over", "contact": "mine@elsewhere.example"}


def _asked(_estate: Estate) -> dict[str, Any]:
    return {
        "kind": "access",
        "person": "Somebody",
        "email": "",
        "received_on": clock.today().isoformat(),
        "note": "",
    }


PRIVACY = {
    "privacy": Route(Open.ANYBODY),
    "privacy-overview": Route(P.MANAGE_PRIVACY),
    "privacy-settings": Route(P.MANAGE_PRIVACY, P.MANAGE_PRIVACY, body=_controller),
    "periods": Route(P.MANAGE_PRIVACY),
    "period": Route(
        P.MANAGE_PRIVACY,
        P.MANAGE_PRIVACY,
        also={"key": "tokens"},
        body=lambda _: {"months": 9, "reason": "It suits me."},
    ),
    "leaving": Route(P.MANAGE_PRIVACY),
    "retention-runs": Route(P.MANAGE_PRIVACY),
    "holds": Route(
        P.MANAGE_PRIVACY,
        P.MANAGE_PRIVACY,
        body=lambda _: {"subject_type": "everything", "reason": "It suits me."},
    ),
    "hold-release": Route(
        P.MANAGE_PRIVACY, P.MANAGE_PRIVACY, "hold", body=lambda _: {"because": "It suits me."}
    ),
    "person-requests": Route(P.MANAGE_PRIVACY),
    "person-request-new": Route(P.MANAGE_PRIVACY, P.MANAGE_PRIVACY, body=_asked),
    "person-request": Route(
        P.MANAGE_PRIVACY, P.MANAGE_PRIVACY, "person_request", body=lambda _: {"outcome": "None"}
    ),
    "person-copy": Route(None, P.MANAGE_PRIVACY, "person_request"),
    "person-copy-fetch": Route(P.MANAGE_PRIVACY, about="person_request"),
    "person-erase": Route(
        P.MANAGE_PRIVACY,
        P.MANAGE_PRIVACY,
        "newcomer_membership",
        body=lambda _: {"confirmation": "mine@elsewhere.example"},
    ),
    "processing": Route(P.MANAGE_PRIVACY),
    "processing-csv": Route(P.MANAGE_PRIVACY),
    "processing-pdf": Route(P.MANAGE_PRIVACY),
    "own-data": Route(EVERY_MEMBER, EVERY_MEMBER),
    "own-copy": Route(EVERY_MEMBER, about="person_request", quiet=True),
}


def _objection(_estate: Estate) -> dict[str, Any]:
    return {
        "kind": "rectification",
        "text": "It suits me.",
        "by_whom": "Somebody",
        "received_on": clock.today().isoformat(),
    }


def _objection_by_machine(estate: Estate) -> dict[str, Any]:
    return _objection(estate) | {"about": "partner", "row": str(estate.partner.pk)}


def _answer(_estate: Estate) -> dict[str, Any]:
    return {"state": "rejected", "answer": "It suits me."}


OBJECTS = (P.EDIT_REGISTER, P.MANAGE_PRIVACY)
"""Who records and answers objections in a research organisation."""

OBJECTIONS = {
    "objections": Route(P.VIEW_REGISTER),
    "objection": Route(P.VIEW_REGISTER, OBJECTS, "objection", body=_answer),
    "objection-partnership": Route(OBJECTS, OBJECTS, "partnership", body=_objection, by_unit=True),
    "objection-partner": Route(OBJECTS, OBJECTS, "partner", body=_objection),
    # What is known of partners is the whole organisation's; of a unit see `test_matrix`.
    "objection-fact": Route(OBJECTS, OBJECTS, "fact", body=_objection),
}

API = {
    "objections": Route(P.VIEW_REGISTER, OBJECTS, body=_objection_by_machine),
    "objection": Route(P.VIEW_REGISTER, OBJECTS, "objection", body=_answer),
}
