"""Reads the decider's list: what waits for a decision, what was decided, what to look at again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import F, OrderBy, OuterRef, Q, QuerySet, Subquery

from diligence.choices import AppraisalState, ConsultationState, LeadsTo, PartnershipState
from diligence.models import Appraisal, Consultation, Decision, Partnership, Route, Score
from diligence.queries import partnerships
from portal.authority import Actor
from portal.models import Unit

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `show` names the pile, the others narrow it."""

    show: str = "decider"
    verdict: str = ""
    unit: Unit | None = None


def listed(actor: Actor, wanted: Wanted, today: date) -> QuerySet[Partnership]:
    """The partnerships of one pile, the oldest result (or the first to expire) first.

    Each carries `appraisal_id`, `band`, `hold`, `scored_at`, `leads_to`, `advice_due`,
    `decision_id`: one statement, however many rows.
    """
    rows = _with_case(partnerships.visible_to(actor).select_related("unit"))
    rows = rows.defer("search_text").filter(_pile(wanted.show, today))
    if wanted.verdict:
        rows = rows.filter(decision=wanted.verdict)
    if wanted.unit is not None:
        rows = rows.filter(unit=wanted.unit)
    return rows.order_by(*_order(wanted.show))


def _with_case(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    current = Appraisal.objects.filter(partnership=OuterRef("pk")).exclude(
        state=AppraisalState.WITHDRAWN
    )
    scores = Score.objects.filter(appraisal__partnership=OuterRef("pk")).exclude(
        appraisal__state=AppraisalState.WITHDRAWN
    )
    latest = scores.order_by("-scored_at", "-id")
    route = Route.objects.filter(appraisal__partnership=OuterRef("pk"), submission__gt=0)
    asked = Consultation.objects.filter(partnership=OuterRef("pk"))
    taken = Decision.objects.filter(partnership=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        appraisal_id=Subquery(current.values("pk")[:1]),
        hold=Subquery(current.values("hold")[:1]),
        band=Subquery(latest.values("band")[:1]),
        scored_at=Subquery(latest.values("scored_at")[:1]),
        leads_to=Subquery(route.values("leads_to")[:1]),
        advice_due=Subquery(asked.values("due_on")[:1]),
        decision_id=Subquery(taken.values("pk")[:1]),
    )


def _pile(show: str, today: date) -> Q:
    going_on = ~Q(state=PartnershipState.ENDED)
    if show == "review":
        return going_on & ~Q(decision_review="")
    if show == "expiring":
        return going_on & Q(decision_expires_on__lte=today + SOON)
    if show == "decided":
        return ~Q(decision="")
    # A question of the hub opens answers again; the case still waits for its decision.
    asked = Q(appraisal_state=AppraisalState.ANSWERING)
    asked &= Q(consultation_state=ConsultationState.INFORMATION_ASKED)
    scored = Q(appraisal_state=AppraisalState.SCORED)
    waits = (scored | asked) & Q(decision="") & going_on
    if show == "information":
        return waits & Q(hold=True)
    low = Q(leads_to=LeadsTo.OFFICER) | Q(leads_to__isnull=True, outcome="low")
    return waits & Q(hold=False) & (low if show == "officer" else ~low)


def _order(show: str) -> tuple[OrderBy | str, ...]:
    if show in ("expiring", "review", "decided"):
        return (F("decision_expires_on").asc(nulls_last=True), "id")
    return (F("scored_at").asc(nulls_last=True), "id")


def undecided(actor: Actor, today: date) -> QuerySet[Partnership]:
    """Every case that waits for somebody of the organisation: to decide, to complete what is not
    known, or to look at a decision again. As `listed` annotates them, in no order."""
    piles = (_pile(show, today) for show in ("decider", "officer", "information", "review"))
    match = Q()
    for pile in piles:
        match |= pile
    return _with_case(partnerships.visible_to(actor)).filter(match).order_by()


def waiting(actor: Actor, show: str, today: date, limit: int) -> list[Partnership]:
    """The first of one pile."""
    return list(listed(actor, Wanted(show=show), today)[:limit])
