"""Export the register: the same rows as the list, written down as an event."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from diligence.exchange.spreadsheets import Entry, Format, write
from diligence.models import Partner, Partnership, PartnershipPartner
from diligence.queries import partnerships
from diligence.queries.partnerships import RegisterFilter
from portal import audit
from portal.authority import Actor, require
from portal.enums import Permission

BATCH: Final = 500
"""Rows in memory at a time; each batch costs two statements."""


def register(*, by: Actor, wanted: RegisterFilter, form: Format, stream: BinaryIO) -> int:
    """Write the partnerships that match to `stream`; returns how many. Raises Refused."""
    # A hub's members hold the permission to export as well; they have no register.
    require(by.may(Permission.VIEW_REGISTER) and by.may(Permission.EXPORT))
    count = write(_entries(by, wanted), form, stream)
    looked_for = {name: str(value) for name, value in wanted.active.items()}
    detail = {"format": str(form), "rows": count, "filter": looked_for}
    audit.record("register.exported", None, by=by, detail=detail)
    return count


def _entries(by: Actor, wanted: RegisterFilter) -> Iterator[Entry]:
    keys = list(partnerships.search(by, wanted).values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = Partnership.objects.select_related("unit").defer("search_text").in_bulk(batch)
        partners: dict[object, list[Partner]] = {}
        links = PartnershipPartner.objects.filter(partnership_id__in=batch)
        for link in links.select_related("partner").order_by("position", "id"):
            partners.setdefault(link.partnership_id, []).append(link.partner)
        for key in batch:
            if key in rows:
                yield Entry(rows[key], partners.get(key, ()))
