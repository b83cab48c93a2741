"""Reads where outcomes lead, and what automatic referral rests on."""

from django.db.models import QuerySet

from diligence.models import Appraisal, ReferralArrangement, Route


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


def arrangements() -> QuerySet[ReferralArrangement]:
    """Every arrangement there was, the newest first."""
    rows: QuerySet[ReferralArrangement] = ReferralArrangement.objects.all()
    return rows
