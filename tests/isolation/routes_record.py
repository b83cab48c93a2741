"""The record: its pages, seals and copies, and who saw a partnership."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _person(estate: Estate) -> dict[str, Any]:
    return {
        "person": str(estate.officer.user.pk),
        "purpose": "incident",
        "reason": "INC-1",
    }


RECORD = {
    "record": Route(P.VIEW_RECORD, query="event=unit.renamed"),
    "record-person": Route(P.VIEW_RECORD, P.VIEW_RECORD, body=_person),
    "record-seals": Route(P.VIEW_RECORD, P.VIEW_RECORD),
    "record-exports": Route(P.VIEW_RECORD),
    "record-export-new": Route(P.VIEW_RECORD, P.VIEW_RECORD, body=lambda _: {"format": "csv"}),
    "record-export": Route(P.VIEW_RECORD, about="record_export"),
    "record-export-progress": Route(P.VIEW_RECORD, about="record_export"),
    "record-export-file": Route(P.VIEW_RECORD, about="record_export"),
}

SEEN = {
    "partnership-seen": Route(P.VIEW_REGISTER, about="partnership", by_unit=True),
}
