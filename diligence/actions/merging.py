"""The partnerships' side of a merge: links that move to another partner record, and move back."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from diligence.actions import decide, register
from diligence.choices import ChangeKind, ReviewReason
from diligence.models import (
    Partner,
    PartnerMerge,
    Partnership,
    PartnershipChange,
    PartnershipPartner,
)
from portal import audit, clock
from portal.authority import Actor


def move_links(dropped: Partner, kept: Partner) -> list[dict[str, Any]]:
    """Re-point the partnerships of `dropped` to `kept`; returns what was moved.

    Where both stood in one partnership, one link goes: a partner stands in it once.
    """
    links = list(PartnershipPartner.objects.filter(partner=dropped).order_by("pk"))
    shared = set(
        PartnershipPartner.objects.filter(
            partner=kept, partnership__in=[link.partnership_id for link in links]
        ).values_list("partnership_id", flat=True)
    )
    rows = PartnershipPartner.objects.filter(partner=dropped)
    rows.filter(partnership_id__in=shared).delete()
    PartnershipPartner.objects.filter(partner=dropped).update(partner=kept)
    return [
        {
            "partnership": str(link.partnership_id),
            "position": link.position,
            "shared": link.partnership_id in shared,
        }
        for link in links
    ]


def return_links(merged: PartnerMerge) -> list[str]:
    """Give the parted record its partnerships back; returns their keys.

    A partnership that has left the kept record since is not touched.
    """
    moved = {link["partnership"]: link for link in merged.links}
    standing = PartnershipPartner.objects.filter(partner=merged.kept, partnership_id__in=moved)
    present = {str(key) for key in standing.values_list("partnership_id", flat=True)}
    again = [moved[key] for key in moved if key in present and moved[key]["shared"]]
    alone = [key for key in moved if key in present and not moved[key]["shared"]]
    standing.filter(partnership_id__in=alone).update(partner=merged.dropped)
    PartnershipPartner.objects.bulk_create(
        PartnershipPartner(
            partnership_id=uuid.UUID(link["partnership"]),
            partner=merged.dropped,
            position=link["position"],
        )
        for link in again
    )
    return [*alone, *(link["partnership"] for link in again)]


def partners_in(partnerships: Iterable[str]) -> dict[str, list[str]]:
    """Partnership → its partners' keys, in their order."""
    found: dict[str, list[str]] = {}
    links = PartnershipPartner.objects.filter(partnership_id__in=partnerships)
    for partnership, partner in links.values_list("partnership_id", "partner_id"):
        found.setdefault(str(partnership), []).append(str(partner))
    return found


def with_partner(partner: Partner) -> list[str]:
    """Keys of the partnerships that this record stands in."""
    links = PartnershipPartner.objects.filter(partner=partner)
    return [str(key) for key in links.values_list("partnership_id", flat=True)]


def write_down(before: Mapping[str, list[str]], standing: Partner, *, by: Actor) -> None:
    """One step in the history of each partnership in `before`, and its repeated names made true.

    `before` are the partners of each as they were; `standing` is the record the links went to.
    """
    rows = Partnership.objects.filter(pk__in=before)
    rows.update(revision=F("revision") + 1, updated_at=clock.now())
    now = partners_in(before)
    PartnershipChange.objects.bulk_create(
        PartnershipChange(
            partnership_id=key,
            user_id=by.user_id,
            by=by.label,
            kind=ChangeKind.MERGED,
            changes={"partners": [before[str(key)], now[str(key)]]},
            revision=revision,
        )
        for key, revision in rows.values_list("pk", "revision")
    )
    register.refresh_partner(standing.pk)
    told = {"partner": str(standing.pk), "name": standing.name}
    audit.record_many("partnership.merged", [(row, told) for row in rows.only("pk")], by=by)
    decide.reconsider_all(before, because=ReviewReason.PARTNERSHIP, by=by)
