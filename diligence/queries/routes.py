"""Reads where outcomes lead, and what automatic referral rests on."""

from django.db.models import QuerySet

from diligence.domain.routing import reasons
from diligence.models import Appraisal, ReferralArrangement, Route
from diligence.queries.sentences import spoken


def of_submission(appraisal: Appraisal, submission: int) -> Route | None:
    """Where one submission led; 0 for the triage, whose latest end counts."""
    found: Route | None = Route.objects.filter(appraisal=appraisal, submission=submission).first()
    return found


def reasons_of(route: Route | None) -> list[dict[str, str]]:
    """Every rule of a route with its cause in the reader's language, the one to cite first."""
    return reasons(route.document, spoken) if route else []


def arrangement(*, lock: bool = False) -> ReferralArrangement | None:
    """What automatic referral rests on now; None while it is off."""
    rows = ReferralArrangement.objects.filter(ended_at__isnull=True)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: ReferralArrangement | None = rows.first()
    return found


def arrangements() -> QuerySet[ReferralArrangement]:
    """Every arrangement there was, the newest first."""
    rows: QuerySet[ReferralArrangement] = ReferralArrangement.objects.all()
    return rows
