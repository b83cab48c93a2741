"""Kept views: which lists have them, and what of an address they remember."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from diligence.models import KeptView
from portal.authority import Actor


@dataclass(frozen=True, slots=True)
class List:
    """A list that views are kept of: its address by name, and the parameters it reads."""

    url: str
    reads: tuple[str, ...]


LISTS: Final = {
    "partnerships": List(
        "diligence:partnership-list",
        (
            *("q", "state", "appraisal", "outcome", "unit", "area", "activity"),
            *("starts_from", "starts_to", "ends_from", "ends_to", "sort"),
        ),
    ),
    "appraisals": List("diligence:appraisal-list", ("state", "outcome", "unit", "sort")),
    "decisions": List("diligence:decision-list", ("show", "verdict", "unit")),
    "workplan": List("diligence:workplan", ("when", "kind", "unit", "q")),
}


def canonical(page: str, query: QueryDict) -> str:
    """What the list means by this address: its own parameters, without the number of the page."""
    kept = QueryDict(mutable=True)
    for name in sorted(LISTS[page].reads):
        value = query.get(name, "").replace("\x00", "").strip()
        if value:
            kept[name] = value[:200]
    return kept.urlencode()


def of(actor: Actor, page: str) -> list[KeptView]:
    """The member's own views of this list, by name."""
    return list(KeptView.objects.filter(membership=actor.membership_id, page=page))


def own(actor: Actor, view_id: uuid.UUID) -> KeptView:
    """One of the member's own. Raises KeptView.DoesNotExist."""
    row: KeptView = KeptView.objects.get(pk=view_id, membership=actor.membership_id)
    return row
