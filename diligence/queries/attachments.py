"""Reads the files beside a partnership and the evidence of an appraisal."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from diligence.models import Attachment
from portal import stripping
from portal.authority import Actor
from portal.models import StoredFile
from portal.queries import files as stored


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
        "name": row.told_name,
        "url": reverse("diligence:attachment-download", args=[row.pk]),
        "remove_url": reverse("diligence:attachment-remove", args=[row.pk]),
        "metadata_url": metadata_url(row),
        "size": row.size,
        "hash": row.sha256,
        "at": row.uploaded_at,
        "by": row.uploaded_by,
        "removed": row.removed_at is not None,
        "label": row.get_tlp_display(),
        "label_url": reverse("diligence:attachment-label", args=[row.pk]),
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
    return listed(rows)


def listed(rows: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Files as the list component takes them, those held back with the reason."""
    found = list(rows)
    held = stored.held_back(row.stored_as for row in found)
    return [shown(row) | {"held": held.get(row.stored_as, "")} for row in found]


def held_back(partnership_id: uuid.UUID, appraisal_id: uuid.UUID) -> list[dict[str, str]]:
    """Files that could be ticked but for the scanner: their names and why not."""
    of_these = Q(appraisal__isnull=True) | Q(appraisal=appraisal_id)
    rows = Attachment.objects.filter(
        of_these, partnership_id=partnership_id, removed_at=None, measure=None, clearance=None
    )
    return [{"name": row["name"], "why": row["held"]} for row in listed(rows) if row["held"]]


def metadata_url(row: Attachment) -> str:
    """Where it is said what a file tells about itself; '' for kinds that tell nothing."""
    if not stripping.can(row.content_type):
        return ""
    return reverse("diligence:attachment-metadata", args=[row.pk])


def offered(ids: Iterable[uuid.UUID | str]) -> list[dict[str, str]]:
    """Of these files those that tell something about themselves: their names and where it is said.

    Copies without metadata are not among them.
    """
    rows = Attachment.objects.filter(pk__in=list(ids))
    bare = StoredFile.objects.filter(stripped_from__isnull=False).values("name")
    return [
        {"name": row.told_name, "url": url}
        for row in rows.exclude(stored_as__in=bare)
        if (url := metadata_url(row))
    ]


def copies_of(row: Attachment) -> list[Attachment]:
    """Copies without metadata that were made of a file, and are still there."""
    names = StoredFile.objects.filter(stripped_from__name=row.stored_as).values("name")
    return list(Attachment.objects.filter(stored_as__in=names, removed_at=None))


def original_of(row: Attachment) -> Attachment | None:
    """What a copy without metadata was made of."""
    stored = StoredFile.objects.filter(name=row.stored_as).values("stripped_from__name")
    found: Attachment | None = Attachment.objects.filter(stored_as__in=stored).first()
    return found
