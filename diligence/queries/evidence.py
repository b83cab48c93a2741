"""What stands beside the answers of an appraisal: evidence files, and what the register knows."""

import uuid
from typing import Any

from diligence.models import Appraisal, Attachment, PartnershipPartner
from diligence.queries.attachments import metadata_url
from portal.countries import name_of
from portal.queries import files


def evidence_of(appraisal: Appraisal) -> dict[str, list[dict[str, Any]]]:
    """The evidence files by question, the oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Attachment.objects.filter(appraisal=appraisal, removed_at__isnull=True)
    kept = list(rows.defer("sha256", "tlp_recipients", "tlp_because"))
    held = files.held_back(row.stored_as for row in kept)
    for row in kept:
        told = {
            "held": held.get(row.stored_as, ""),
            "metadata_url": metadata_url(row),
            "id": str(row.pk),
            "name": row.told_name,
            "size": row.size,
            "by": row.uploaded_by,
        }
        found.setdefault(row.question, []).append(told)
    return found


def offered_by_register(
    partnership_id: uuid.UUID,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The registered partners, and their countries, each as value and label."""
    links = PartnershipPartner.objects.filter(partnership_id=partnership_id)
    rows = list(links.order_by("position", "id").values_list("partner__name", "partner__country"))
    names = [(name, f"{name} ({name_of(code)})" if code else name) for name, code in rows]
    of_country: dict[str, list[str]] = {}
    for name, code in rows:
        if code:
            of_country.setdefault(code, []).append(name)
    countries = [
        (code, f"{name_of(code)} ({', '.join(partners[:3])})")
        for code, partners in of_country.items()
    ]
    return names, countries
