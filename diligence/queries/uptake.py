"""How the acting organisation uses the portal: counts over its own rows, in a few statements.

A member whose work is limited to units sees the counts of these units, as in the register.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncQuarter

from diligence.choices import (
    OPEN_CONSULTATIONS,
    OPEN_STATES,
    AppraisalState,
    ConsultationState,
    DecisionVerdict,
    Followed,
    MeasureState,
    PartnershipState,
)
from diligence.enums import Band
from diligence.models import (
    Appraisal,
    ChosenMeasure,
    Consultation,
    Decision,
    Partnership,
    ReceivedAdvice,
)
from diligence.queries import appraisals, partnerships
from diligence.queries.minutes import FEWEST
from portal.authority import Actor

Counts = dict[str, int]


class Median(Aggregate):
    """The middle of what was measured; None without any."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _mine(actor: Actor, partnership: str = "partnership") -> Q:
    """Rows that hang on partnerships the member sees."""
    seen = Q(**{f"{partnership}__discarded_at__isnull": True})
    if actor.unit_ids is not None:
        seen &= Q(**{f"{partnership}__unit_id__in": actor.unit_ids})
    return seen


def register(actor: Actor, since: datetime, today: date) -> Counts:
    """Partnerships: all, running, new since then, never appraised, with a legal check open, and
    decisions that expired or have to be looked at again."""
    told: Counts = partnerships.visible_to(actor).aggregate(
        every=Count("pk"),
        running=Count("pk", filter=Q(state=PartnershipState.RUNNING)),
        new=Count("pk", filter=Q(registered_at__gte=since)),
        unappraised=Count("pk", filter=Q(appraisal_state="")),
        legal=Count("pk", filter=~Q(legal_checks=[])),
        review=Count("pk", filter=~Q(decision_review="") | Q(decision_expires_on__lt=today)),
    )
    return told


def work(actor: Actor, since: datetime) -> dict[str, Any]:
    """Appraisals under way, and since then: where triage led, bands, median active minutes.

    Withdrawn appraisals are left out; a median is None where too few were timed.
    """
    triaged = Q(triaged_at__gte=since) & ~Q(state=AppraisalState.WITHDRAWN)
    scored = Q(state=AppraisalState.SCORED, scored_at__gte=since)
    timed_triage = triaged & Q(triage_minutes__isnull=False)
    timed_full = scored & Q(full_minutes__isnull=False)
    told: dict[str, Any] = appraisals.visible_to(actor).aggregate(
        under_way=Count("pk", filter=Q(state__in=OPEN_STATES)),
        triaged=Count("pk", filter=triaged),
        ended_low=Count("pk", filter=triaged & Q(state=AppraisalState.ENDED_LOW)),
        out_of_scope=Count("pk", filter=triaged & Q(state=AppraisalState.OUT_OF_SCOPE)),
        scored=Count("pk", filter=scored),
        referred=Count("pk", filter=scored & Q(outcome="refer")),
        **{str(band): Count("pk", filter=scored & Q(band=band)) for band in Band},
        timed_triage=Count("pk", filter=timed_triage),
        timed_full=Count("pk", filter=timed_full),
        triage_minutes=Median("triage_minutes", filter=timed_triage, output_field=FloatField()),
        full_minutes=Median("full_minutes", filter=timed_full, output_field=FloatField()),
    )
    for stage in ("triage", "full"):
        if told[f"timed_{stage}"] < FEWEST:
            told[f"{stage}_minutes"] = None
    return told


def decisions(actor: Actor, since: datetime) -> Counts:
    """Decisions since then by verdict, and by what was recorded about advice."""
    rows = Decision.objects.filter(_mine(actor), decided_at__gte=since)
    told: Counts = rows.aggregate(
        every=Count("pk"),
        **{each.value: Count("pk", filter=Q(verdict=each)) for each in DecisionVerdict},
        **{
            f"advice_{each.value}": Count("pk", filter=Q(followed=each))
            for each in (Followed.FOLLOWED, Followed.PARTLY, Followed.NOT)
        },
    )
    return told


def measures(actor: Actor, today: date, soon: date) -> Counts:
    """Measures that stand: past their date, due by `soon`, planned, waiting to be accepted,
    accepted."""
    planned = Q(state=MeasureState.PLANNED)
    rows = ChosenMeasure.objects.filter(_mine(actor, "appraisal__partnership"))
    told: Counts = rows.aggregate(
        overdue=Count("pk", filter=planned & Q(due_on__lt=today)),
        soon=Count("pk", filter=planned & Q(due_on__gte=today, due_on__lte=soon)),
        planned=Count("pk", filter=planned),
        done=Count("pk", filter=Q(state=MeasureState.DONE)),
        accepted=Count("pk", filter=Q(state=MeasureState.ACCEPTED)),
    )
    return told


def consultations(actor: Actor, today: date) -> Counts:
    """What stands with a hub: open, past the hub's own date, with questions to the organisation."""
    with_hub = Q(state=ConsultationState.OPEN)
    rows = Consultation.objects.filter(_mine(actor), state__in=OPEN_CONSULTATIONS)
    told: Counts = rows.aggregate(
        every=Count("pk"),
        overdue=Count("pk", filter=with_hub & Q(due_on__lt=today)),
        asked=Count("pk", filter=Q(state=ConsultationState.INFORMATION_ASKED)),
        unsent=Count("pk", filter=Q(state=ConsultationState.READY)),
    )
    return told


def advice(actor: Actor, since: datetime) -> dict[str, Any]:
    """Advice received since then, and the median days from sending to receiving it."""
    waited = ExpressionWrapper(F("received_at") - F("consultation__sent_at"), DurationField())
    told: dict[str, Any] = ReceivedAdvice.objects.filter(
        _mine(actor), received_at__gte=since
    ).aggregate(every=Count("pk"), waited=Median(waited, output_field=DurationField()))
    return {
        "every": told["every"],
        "days": None if told["waited"] is None else round(told["waited"].total_seconds() / 86400),
    }


def registered_by_quarter(actor: Actor, since: datetime) -> dict[date, int]:
    """Partnerships registered, by the first day of the quarter."""
    return _by_quarter(partnerships.visible_to(actor), "registered_at", since)


def scored_by_quarter(actor: Actor, since: datetime) -> dict[date, int]:
    """Appraisals scored, by the first day of the quarter."""
    rows = appraisals.visible_to(actor).filter(state=AppraisalState.SCORED)
    return _by_quarter(rows, "scored_at", since)


def _by_quarter(
    rows: QuerySet[Partnership] | QuerySet[Appraisal], at: str, since: datetime
) -> dict[date, int]:
    counted = (
        rows.filter(**{f"{at}__gte": since})
        .order_by()
        .annotate(quarter=TruncQuarter(at))
        .values_list("quarter")
        .annotate(count=Count("pk"))
    )
    return {quarter.date(): count for quarter, count in counted}
