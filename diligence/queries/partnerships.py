"""Reads the register: who sees which row, and what looks like one that is there already."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from diligence.domain.register import alike
from diligence.models import Appraisal, Partnership, PartnershipPartner
from portal.authority import Actor

COMPARED = 300
"""How many of a partner's latest partnerships are compared by title."""


def of_units(actor: Actor) -> QuerySet[Partnership]:
    """Every partnership the actor may see, the discarded included."""
    rows: QuerySet[Partnership] = Partnership.objects.all()
    return rows if actor.unit_ids is None else rows.filter(unit_id__in=actor.unit_ids)


def visible_to(actor: Actor) -> QuerySet[Partnership]:
    """The register as the actor sees it: limited to their units where they are, none discarded."""
    return of_units(actor).filter(discarded_at__isnull=True)


def partners_of(partnership_id: uuid.UUID) -> list[PartnershipPartner]:
    """The links to the partners in their order, each with its partner loaded."""
    return list(
        PartnershipPartner.objects.filter(partnership_id=partnership_id)
        .select_related("partner")
        .order_by("position", "id")
    )


def was_submitted(partnership_id: uuid.UUID) -> bool:
    """Whether any appraisal of it was ever submitted."""
    submitted: bool = Appraisal.objects.filter(
        partnership_id=partnership_id, submission__gt=0
    ).exists()
    return submitted


def with_reference(reference: str, *, but: uuid.UUID | None = None) -> Partnership | None:
    """The partnership that has this reference of the organisation already, in any unit."""
    if not reference:
        return None
    rows = Partnership.objects.filter(reference=reference, discarded_at__isnull=True)
    if but is not None:
        rows = rows.exclude(pk=but)
    found: Partnership | None = rows.first()
    return found


def look_alikes(
    actor: Actor, title: str, partner_ids: Iterable[uuid.UUID], *, but: uuid.UUID | None = None
) -> Sequence[Partnership]:
    """Partnerships with one of these partners and nearly the same title, the latest first."""
    candidates = visible_to(actor).filter(partner_links__partner_id__in=list(partner_ids))
    if but is not None:
        candidates = candidates.exclude(pk=but)
    candidates = candidates.order_by("-updated_at").distinct()
    return [row for row in candidates[:COMPARED] if alike(row.title, title)]
