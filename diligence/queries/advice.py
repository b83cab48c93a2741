"""Reads the advice an organisation received."""

from django.db.models import QuerySet

from diligence.models import ReceivedAdvice
from portal.authority import Actor


def visible_to(actor: Actor) -> QuerySet[ReceivedAdvice]:
    """Advice on the partnerships the actor sees in the register, the latest first."""
    rows: QuerySet[ReceivedAdvice] = ReceivedAdvice.objects.filter(
        partnership__discarded_at__isnull=True
    )
    if actor.unit_ids is not None:
        rows = rows.filter(partnership__unit_id__in=actor.unit_ids)
    return rows.select_related("partnership", "consultation__appraisal").defer(
        "partnership__search_text"
    )


def others(advice: ReceivedAdvice) -> list[ReceivedAdvice]:
    """Other advice on the same consultation: what this one adds to, or what adds to it."""
    rows = ReceivedAdvice.objects.filter(consultation_id=advice.consultation_id)
    return list(rows.exclude(pk=advice.pk).defer("document"))
