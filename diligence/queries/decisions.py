"""Reads what a decision is taken on, and the decisions already taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from diligence.choices import ConsultationState
from diligence.domain import basis
from diligence.domain.deciding import Case
from diligence.domain.gates import Now
from diligence.domain.gates import standing as flags_now
from diligence.enums import Consulted, FlagTarget
from diligence.models import (
    Appraisal,
    ChosenMeasure,
    Clearance,
    Consultation,
    Decision,
    Partner,
    Partnership,
    ReceivedAdvice,
    Score,
)
from diligence.queries import appraisals, clearances, partnerships, results, treatment
from diligence.queries.facts import plain
from portal.authority import Actor

_WAITING = {
    ConsultationState.SENDING,
    ConsultationState.OPEN,
    ConsultationState.INFORMATION_ASKED,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a decision on one appraisal rests on today; `document` is bound by `digest`."""

    appraisal: Appraisal
    score: Score
    again: results.Recalculated
    now: Now
    measures: list[ChosenMeasure]
    leaves: treatment.Leaves
    clearances: list[Clearance]
    consultation: Consultation | None
    advice: ReceivedAdvice | None
    document: dict[str, Any]
    digest: str

    @property
    def partnership(self) -> Partnership:
        return self.appraisal.partnership

    def case(self, today: date) -> Case:
        """What decides which courses are open."""
        kept = treatment.standing(self.measures)
        definition = self.again.questionnaire
        unplanned = tuple(
            row.measure
            for row in kept
            if not treatment.is_planned(row, treatment.measure_of(definition, row.measure))
        )
        result = self.again.result
        return Case(
            band=result.band,
            refers=refers(self.appraisal, self.now),
            hold=result.hold,
            decidable=result.decidable,
            measures_shown=self.appraisal.measures_shown >= self.score.submission,
            chosen=len(kept),
            unplanned=unplanned,
            legal=self.now.legal,
            consulted=consulted(self.consultation, self.advice, today),
        )


def refers(appraisal: Appraisal, now: Now) -> bool:
    """Whether the hub is to be asked: by a flag that stands, two high dimensions, or the triage."""
    by_flag = any(gate.target is FlagTarget.HUB for gate in now.standing)
    by_rule = any(rule.rule == "high_refer" for rule in now.rules)
    return by_flag or by_rule or appraisal.triage_refers


def consulted(
    consultation: Consultation | None, advice: ReceivedAdvice | None, today: date
) -> Consulted:
    """What has come of asking the hub. A date gone by without advice is an answer of its own."""
    if advice is not None:
        return Consulted.RECEIVED
    if consultation is None or consultation.state == ConsultationState.READY:
        return Consulted.NOT_ASKED
    if consultation.state in _WAITING and not consultation.is_overdue(today):
        return Consulted.EXPECTED
    if consultation.state == ConsultationState.CLOSED and consultation.sent_at is None:
        return Consulted.NOT_ASKED
    return Consulted.NONE_GIVEN


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows a decision on one appraisal rests on."""

    score: Score
    measures: list[ChosenMeasure]
    clearances: list[Clearance]
    consultation: Consultation | None
    advice: ReceivedAdvice | None
    partners: list[Partner]


def ground(appraisal: Appraisal, today: date) -> Ground | None:
    """What a decision on this appraisal rests on; None where nothing was scored yet.

    `appraisal` comes with its partnership and edition. Raises results.NotExplainableError.
    """
    score = treatment.latest_score(appraisal)
    if score is None:
        return None
    parts = Parts(
        score=score,
        measures=treatment.of(appraisal),
        clearances=clearances.of(appraisal),
        consultation=Consultation.objects.filter(appraisal=appraisal).first(),
        advice=_advice(appraisal),
        partners=[link.partner for link in partnerships.partners_of(appraisal.partnership_id)],
    )
    return composed(appraisal, parts, today)


def composed(appraisal: Appraisal, parts: Parts, today: date) -> Ground:
    """The ground of these rows. Raises results.NotExplainableError."""
    score, measures, cleared = parts.score, parts.measures, parts.clearances
    consultation, advice = parts.consultation, parts.advice
    again = results.recalculated(score, appraisal.version)
    now = flags_now(again.questionnaire, again.result, clearances.in_force(cleared), today)
    document = basis.content(
        score=_score(appraisal, score, again),
        partnership=_partnership(appraisal.partnership, parts.partners),
        measures=[_measure(row) for row in treatment.standing(measures)],
        clearances=[_clearance(row) for row in cleared if _holds(row, today)],
        advice=_received(advice),
        consultation=_consultation(consultation, today),
        legal=now.legal,
    )
    return Ground(
        appraisal=appraisal,
        score=score,
        again=again,
        now=now,
        measures=measures,
        leaves=treatment.leaves(again.questionnaire, again.result, measures),
        clearances=cleared,
        consultation=consultation,
        advice=advice,
        document=document,
        digest=basis.digest_of(document),
    )


def _advice(appraisal: Appraisal) -> ReceivedAdvice | None:
    rows = ReceivedAdvice.objects.filter(consultation__appraisal=appraisal)
    found: ReceivedAdvice | None = rows.select_related("consultation").first()
    return found


def _holds(row: Clearance, today: date) -> bool:
    if row.ended_at is not None:
        return False
    return row.valid_until is None or row.valid_until >= today


def _score(appraisal: Appraisal, score: Score, again: results.Recalculated) -> dict[str, Any]:
    return {
        "appraisal": str(appraisal.pk),
        "state": str(appraisal.state),
        "submission": score.submission,
        "document": sha256(score.document.encode()).hexdigest(),
        "questionnaire": score.version_digest,
        "band": score.band,
        "outcome": score.outcome,
        "hold": again.result.hold,
        "unknown": again.result.unknown,
    }


def _partnership(row: Partnership, partners: Iterable[Partner]) -> dict[str, Any]:
    """The facts a decision rests on. Partners by what is known of them, so that joining two
    records of the same partner changes nothing."""
    known = ("name", "country", "kind", "ror_id", "pic")
    return {
        "id": str(row.pk),
        "code": row.code,
        "title": row.title,
        "partners": [{name: plain(getattr(one, name)) for name in known} for one in partners],
        "activities": list(row.activities),
        "technology_areas": list(row.technology_areas),
        "funding": [plain(row.funding_amount), row.funding_currency, row.funding_source],
        "starts_on": plain(row.starts_on),
        "ends_on": plain(row.ends_on),
    }


def _measure(row: ChosenMeasure) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "state": str(row.state),
        "responsible": row.responsible,
        "due_on": plain(row.due_on),
        "note": row.note,
        "driver": row.driver,
        "restricted_until": plain(row.restricted_until),
        "evidence": sorted(file.sha256 for file in row.evidence.all()),
    }


def _clearance(row: Clearance) -> dict[str, Any]:
    return {
        "question": row.question,
        "option": row.option,
        "flag": row.flag,
        "kind": str(row.kind),
        "reason": row.reason,
        "reference": row.reference,
        "valid_until": plain(row.valid_until),
        "by": row.by,
        "evidence": sorted(file.sha256 for file in row.evidence.all()),
    }


def _received(advice: ReceivedAdvice | None) -> dict[str, Any] | None:
    if advice is None:
        return None
    return {
        "number": advice.number,
        "hub": advice.hub_name,
        "recommendation": advice.recommendation,
        "digest": advice.digest,
    }


def _consultation(row: Consultation | None, today: date) -> dict[str, Any] | None:
    if row is None:
        return None
    overdue = row.is_overdue(today)
    return {"state": str(row.state), "due_on": plain(row.due_on), "overdue": overdue}


def of_partnership(partnership: Partnership) -> list[Decision]:
    """The decisions on a partnership, the one in force first."""
    rows = Decision.objects.filter(partnership=partnership).order_by("-number")
    return list(rows.select_related("advice").prefetch_related("marks"))


def in_force(partnership: Partnership) -> Decision | None:
    """The latest decision on a partnership: each takes the place of the one before it."""
    found: Decision | None = (
        Decision.objects.filter(partnership=partnership).order_by("-number").first()
    )
    return found


def is_decided(appraisal: Appraisal) -> bool:
    """Whether any decision was taken on this appraisal."""
    taken: bool = Decision.objects.filter(appraisal=appraisal).exists()
    return taken


def visible_to(actor: Actor) -> QuerySet[Decision]:
    """Decisions on the partnerships the actor sees."""
    seen = partnerships.visible_to(actor).values("pk")
    rows: QuerySet[Decision] = Decision.objects.filter(partnership__in=seen.order_by())
    return rows.select_related("partnership__unit", "appraisal__version", "score", "advice").defer(
        "partnership__search_text", "appraisal__version__document", "appraisal__version__cases"
    )


def latest_result(partnership: Partnership) -> Appraisal | None:
    """The newest appraisal with a result, whatever was begun after it and has none yet."""
    rows = Appraisal.objects.filter(partnership=partnership, submission__gt=0)
    found: Appraisal | None = rows.exclude(state="withdrawn").first()
    return found


def current_appraisal(partnership: Partnership) -> Appraisal | None:
    """The appraisal that counts: the newest that was not withdrawn, with edition and
    partnership."""
    rows = Appraisal.objects.filter(partnership=partnership).exclude(state="withdrawn")
    rows = rows.select_related("partnership", "version").defer(*appraisals.UNREAD)
    found: Appraisal | None = rows.first()
    return found
