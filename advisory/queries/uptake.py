"""How the acting hub's cases go: counts over its own referrals, none of them by adviser."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate, TruncQuarter

from advisory.choices import OPEN_STATES, Recommendation, ReferralSource, ReferralState
from advisory.models import Advice, Referral
from diligence.queries.uptake import Median

Counts = dict[str, int]


def load(today: date, soon: date, months: tuple[datetime, datetime]) -> Counts:
    """Open cases by state, past or near their due date, and by age: `months` are the instants one
    and three months ago."""
    open_ = Q(state__in=OPEN_STATES)
    running = open_ & ~Q(state=ReferralState.WAITING)
    one, three = months
    told: Counts = Referral.objects.aggregate(
        every=Count("pk", filter=open_),
        **{each.value: Count("pk", filter=Q(state=each)) for each in OPEN_STATES},
        overdue=Count("pk", filter=running & Q(due_on__lt=today)),
        soon=Count("pk", filter=running & Q(due_on__gte=today, due_on__lte=soon)),
        unassigned=Count("pk", filter=open_ & Q(assignee__isnull=True)),
        young=Count("pk", filter=open_ & Q(received_at__gte=one)),
        middle=Count("pk", filter=open_ & Q(received_at__lt=one, received_at__gte=three)),
        old=Count("pk", filter=open_ & Q(received_at__lt=three)),
    )
    return told


def received(since: datetime) -> Counts:
    """Cases received since then, by how they came, and how many organisations sent them."""
    told: Counts = Referral.objects.filter(received_at__gte=since).aggregate(
        every=Count("pk"),
        organisations=Count("sender", distinct=True),
        **{each.value: Count("pk", filter=Q(source=each)) for each in ReferralSource},
    )
    return told


def answered(since: datetime) -> dict[str, Any]:
    """Cases answered since then: how many by the due date, and the median days it took."""
    took = ExpressionWrapper(F("issued_at") - F("received_at"), DurationField())
    rows = Referral.objects.filter(issued_at__gte=since).alias(day=TruncDate("issued_at"))
    told: dict[str, Any] = rows.aggregate(
        every=Count("pk"),
        due=Count("pk", filter=Q(due_on__isnull=False)),
        in_time=Count("pk", filter=Q(day__lte=F("due_on"))),
        took=Median(took, output_field=DurationField()),
    )
    days = told.pop("took")
    return told | {"days": None if days is None else round(days.total_seconds() / 86400)}


def advice(since: datetime) -> Counts:
    """Advice issued since then, by recommendation."""
    told: Counts = Advice.objects.filter(issued_at__gte=since).aggregate(
        every=Count("pk"),
        **{each.value: Count("pk", filter=Q(recommendation=each)) for each in Recommendation},
    )
    return told


def received_by_quarter(since: datetime) -> dict[date, int]:
    """Cases received, by the first day of the quarter."""
    counted = (
        Referral.objects.filter(received_at__gte=since)
        .order_by()
        .annotate(quarter=TruncQuarter("received_at"))
        .values_list("quarter")
        .annotate(count=Count("pk"))
    )
    return {quarter.date(): count for quarter, count in counted}
