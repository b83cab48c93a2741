"""Reads where outcomes lead, and which flags no longer stand."""

import uuid
from datetime import date

from django.db.models import Q

from diligence.domain.routing import Cleared
from diligence.models import Appraisal, Clearance, ReferralArrangement, Route


def cleared(appraisal_id: uuid.UUID, today: date) -> Cleared:
    """The flags of an appraisal that do not stand: cleared, and neither ended nor run out."""
    rows = Clearance.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        appraisal_id=appraisal_id,
        ended_at__isnull=True,
    )
    return frozenset(rows.values_list("question", "option", "flag"))


def of_submission(appraisal: Appraisal, submission: int) -> Route | None:
    """Where one submission led; 0 for the triage, whose latest end counts."""
    found: Route | None = Route.objects.filter(appraisal=appraisal, submission=submission).first()
    return found


def arrangement() -> ReferralArrangement | None:
    """What automatic referral rests on now; None while it is off."""
    found: ReferralArrangement | None = ReferralArrangement.objects.filter(
        ended_at__isnull=True
    ).first()
    return found
