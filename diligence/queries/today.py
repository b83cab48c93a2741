"""What needs a member today: appraisals to go on with, results to look at, starts to prepare."""

from datetime import date, timedelta

from django.db.models import Count, F, Q

from diligence.choices import OPEN_STATES, PartnershipState
from diligence.models import Appraisal, Partnership
from diligence.queries import appraisals, partnerships
from portal.authority import Actor

SOON = timedelta(days=60)
FRESH = timedelta(days=30)
"""How long a result counts as news."""
_DUE = F("partnership__starts_on").asc(nulls_last=True)


def under_way(actor: Actor, limit: int) -> list[Appraisal]:
    """Open appraisals with their answers, by the partnership's start."""
    rows = appraisals.with_answers(actor).filter(state__in=OPEN_STATES)
    return list(rows.order_by(_DUE, "id")[:limit])


def attention(actor: Actor, day: date, limit: int) -> list[Appraisal]:
    """Fresh results somebody has to look at, and those that wait for missing information.

    By the partnership's start; partnerships that have ended need nobody.
    """
    fresh = Q(scored_at__date__gte=day - FRESH) | Q(hold=True)
    rows = appraisals.visible_to(actor).filter(appraisals.ATTENTION, fresh)
    rows = rows.exclude(partnership__state=PartnershipState.ENDED)
    rows = rows.select_related("partnership").defer("partnership__search_text")
    return list(rows.order_by(_DUE, "id")[:limit])


def starting_soon(actor: Actor, today: date, limit: int) -> list[Partnership]:
    """Partnerships that start within two months, or have started, and were never appraised."""
    rows = partnerships.visible_to(actor).filter(
        appraisal_state="", starts_on__lte=today + SOON, starts_on__isnull=False
    )
    rows = rows.exclude(state=PartnershipState.ENDED).exclude(ends_on__lt=today)
    return list(rows.defer("search_text").order_by("starts_on", "id")[:limit])


def recent(actor: Actor, limit: int) -> list[Partnership]:
    """The partnerships changed last."""
    rows = partnerships.visible_to(actor).defer("search_text")
    return list(rows.order_by("-updated_at", "-id")[:limit])


def counts(actor: Actor) -> dict[str, int]:
    """Partnerships of the register: all, running, without appraisal, under way, to look at."""
    told: dict[str, int] = partnerships.visible_to(actor).aggregate(
        partnerships=Count("pk"),
        running=Count("pk", filter=Q(state=PartnershipState.RUNNING)),
        unappraised=Count("pk", filter=Q(appraisal_state="")),
        under_way=Count("pk", filter=Q(appraisal_state__in=OPEN_STATES)),
        attention=Count("pk", filter=Q(appraisal_state="scored", outcome__in=("high", "refer"))),
    )
    return told
