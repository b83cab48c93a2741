"""Reads the files beside a partnership and the evidence of an appraisal."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from diligence.models import Attachment
from portal.authority import Actor


def visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Files of the partnerships the actor may see, the removed ones included."""
    rows: QuerySet[Attachment] = Attachment.objects.filter(partnership__discarded_at__isnull=True)
    if actor.unit_ids is None:
        return rows
    return rows.filter(partnership__unit_id__in=actor.unit_ids)


def shown(row: Attachment) -> dict[str, Any]:
    """One file as the list component takes it."""
    return {
        "id": str(row.pk),
        "name": row.name,
        "url": reverse("diligence:attachment-download", args=[row.pk]),
        "remove_url": reverse("diligence:attachment-remove", args=[row.pk]),
        "size": row.size,
        "hash": row.sha256,
        "at": row.uploaded_at,
        "by": row.uploaded_by,
        "removed": row.removed_at is not None,
    }


def of_partnership(partnership_id: uuid.UUID) -> list[dict[str, Any]]:
    """The files kept with a partnership, evidence for single answers aside, oldest first."""
    rows = Attachment.objects.filter(
        partnership_id=partnership_id,
        appraisal__isnull=True,
        measure__isnull=True,
        clearance__isnull=True,
        removed_at__isnull=True,
    )
    return [shown(row) for row in rows]
