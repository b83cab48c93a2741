"""Reads low cases that wait for a decision, many at once: what each decision would rest on."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Max, Prefetch, QuerySet

from diligence.choices import AppraisalState, DecisionVerdict
from diligence.domain import low
from diligence.enums import Authority, Band
from diligence.models import (
    Appraisal,
    Attachment,
    ChosenMeasure,
    Clearance,
    Consultation,
    Decision,
    Partner,
    Partnership,
    PartnershipPartner,
    ReceivedAdvice,
    Score,
)
from diligence.queries import appraisals, casework, partnerships
from diligence.queries.decisions import Ground, Parts, composed
from diligence.queries.results import NotExplainableError
from portal.authority import Actor
from portal.models import Unit

Found = TypeVar("Found", ChosenMeasure, Clearance)


def waiting(actor: Actor, today: date, *, unit: Unit | None = None) -> QuerySet[Partnership]:
    """Low cases without a decision, the oldest result first."""
    return casework.listed(actor, casework.Wanted("officer", unit=unit), today)


def keys_of(rows: QuerySet[Partnership], start: int, stop: int) -> list[uuid.UUID]:
    """The appraisals of a part of the list."""
    # `casework.listed` annotates each row with its appraisal.
    return [row.appraisal_id for row in rows.select_related(None).only("pk")[start:stop]]  # type: ignore[attr-defined]  # as told above


def current(actor: Actor, keys: Iterable[uuid.UUID]) -> list[Appraisal]:
    """These appraisals as far as the actor sees them, with partnership and edition, in order."""
    wanted = list(keys)[: low.MOST]
    found = {row.pk: row for row in appraisals.without_answers(actor).filter(pk__in=wanted)}
    return [found[key] for key in dict.fromkeys(wanted) if key in found]


def grounds(rows: Sequence[Appraisal], today: date) -> dict[uuid.UUID, Ground]:
    """What a decision on each rests on: the same as `decisions.ground` gives one by one, in the
    same number of statements for any number. Those without a readable result are left out."""
    keys = [row.pk for row in rows]
    scores = _first(Score.objects.filter(appraisal_id__in=keys), "appraisal_id")
    files = Attachment.objects.filter(removed_at__isnull=True)
    evidence = Prefetch("evidence", queryset=files)
    measures = _all(ChosenMeasure.objects.filter(appraisal_id__in=keys).prefetch_related(evidence))
    cleared = _all(Clearance.objects.filter(appraisal_id__in=keys).prefetch_related(evidence))
    asked = _first(Consultation.objects.filter(appraisal_id__in=keys), "appraisal_id")
    advice = _advice(keys)
    partners = _partners(rows)
    found = {}
    for row in rows:
        if row.pk not in scores:
            continue
        parts = Parts(
            score=scores[row.pk],
            measures=measures[row.pk],
            clearances=cleared[row.pk],
            consultation=asked.get(row.pk),
            advice=advice.get(row.pk),
            partners=partners[row.partnership_id],
        )
        try:
            found[row.pk] = composed(row, parts, today)
        except NotExplainableError:
            continue
    return found


def newest(rows: Iterable[Appraisal]) -> set[uuid.UUID]:
    """The keys of those that are the appraisal that counts for their partnership."""
    keys = [row.partnership_id for row in rows]
    every = Appraisal.objects.filter(partnership_id__in=keys)
    every = every.exclude(state=AppraisalState.WITHDRAWN)
    latest = every.order_by("partnership_id", "-started_at", "-id").distinct("partnership_id")
    return set(latest.values_list("pk", flat=True))


def standard_reasons(actor: Actor) -> str:
    """The reason given last for several low cases that the actor sees; '' where there is none yet.

    One that stands in a single decision may be about that case, and is offered for no other.
    """
    rows = Decision.objects.filter(
        partnership__in=partnerships.of_units(actor).order_by().values("pk"),
        verdict=DecisionVerdict.PROCEED,
        band=Band.LOW,
        authority=Authority.OFFICER,
    )
    told = rows.order_by().values("reasons").annotate(count=Count("pk"), last=Max("decided_at"))
    found = told.filter(count__gte=2).order_by("-last").values_list("reasons", flat=True).first()
    return str(found) if found else ""


def ended_at_triage(actor: Actor) -> int:
    """How many partnerships ended at triage: they need no decision."""
    ended = (AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE)
    return int(appraisals.visible_to(actor).filter(state__in=ended).count())


def _first(rows: QuerySet[Any], key: str) -> dict[uuid.UUID, Any]:
    """The first row of each appraisal, in the model's order."""
    found: dict[uuid.UUID, Any] = {}
    for row in rows:
        found.setdefault(getattr(row, key), row)
    return found


def _all(rows: Iterable[Found]) -> dict[uuid.UUID, list[Found]]:
    found: dict[uuid.UUID, list[Found]] = defaultdict(list)
    for row in rows:
        found[row.appraisal_id].append(row)
    return found


def _advice(keys: list[uuid.UUID]) -> dict[uuid.UUID, ReceivedAdvice]:
    rows = ReceivedAdvice.objects.filter(consultation__appraisal_id__in=keys)
    found: dict[uuid.UUID, ReceivedAdvice] = {}
    for row in rows.select_related("consultation"):
        found.setdefault(row.consultation.appraisal_id, row)
    return found


def _partners(rows: Iterable[Appraisal]) -> dict[uuid.UUID, list[Partner]]:
    keys = [row.partnership_id for row in rows]
    links = PartnershipPartner.objects.filter(partnership_id__in=keys)
    found: dict[uuid.UUID, list[Partner]] = defaultdict(list)
    for link in links.select_related("partner").order_by("position", "id"):
        found[link.partnership_id].append(link.partner)
    return found
