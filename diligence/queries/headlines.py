"""How outcomes read in lists: a legal flag alone asks for a legal check, not for the hub."""

import json
import uuid
from collections.abc import Iterable
from typing import Literal

from diligence.domain.headline import legal_alone
from diligence.enums import Outcome
from diligence.models import Appraisal, Partnership, Score

LEGAL = "legal"


def tell(rows: Iterable[Appraisal | Partnership]) -> None:
    """Give each row the `headline` its outcome reads as; one statement, none without a referral."""
    rows = list(rows)
    referred = [row for row in rows if row.outcome == Outcome.REFER]
    legal = _legal(referred)
    for row in rows:
        row.headline = LEGAL if row.pk in legal else row.outcome


def _legal(referred: list[Appraisal | Partnership]) -> set[uuid.UUID]:
    """Keys of the rows whose latest score refers for legal flags alone."""
    if not referred:
        return set()
    key: Literal["appraisal_id", "appraisal__partnership_id"] = (
        "appraisal_id" if isinstance(referred[0], Appraisal) else "appraisal__partnership_id"
    )
    scores = Score.objects.filter(**{f"{key}__in": [row.pk for row in referred]})
    latest = scores.order_by(key, "-scored_at", "-id").distinct(key)
    return {
        row
        for row, document in latest.values_list(key, "document")
        if legal_alone(json.loads(document))
    }
