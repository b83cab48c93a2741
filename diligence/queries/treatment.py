"""Reads the treatment of an appraisal: its measures with their evidence, and what they leave."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from diligence.choices import MeasureState
from diligence.domain import result as results
from diligence.domain.gates import Gate
from diligence.domain.questionnaire import Measure, Questionnaire
from diligence.domain.treatment import Residual, residual
from diligence.enums import Stage
from diligence.models import Appraisal, Attachment, ChosenMeasure, Score
from diligence.queries import appraisals, questionnaires
from portal.authority import Actor

RESTRICTING = ("publication", "access")
"""Kinds of measures that close something: openness asks why, and until when."""

OPEN = (MeasureState.PLANNED, MeasureState.DONE)


@dataclass(frozen=True, slots=True)
class Leaves:
    """What the measures leave: `target` once all are carried out, `actual` by those accepted."""

    target: Residual
    actual: Residual


def of(appraisal: Appraisal) -> list[ChosenMeasure]:
    """The measures chosen for an appraisal, the dropped included, each with its evidence."""
    files = Attachment.objects.filter(removed_at__isnull=True)
    rows = ChosenMeasure.objects.filter(appraisal=appraisal)
    return list(rows.prefetch_related(Prefetch("evidence", queryset=files)))


def visible_to(actor: Actor) -> QuerySet[ChosenMeasure]:
    """Measures of the appraisals the actor sees, with appraisal, edition and partnership."""
    seen = appraisals.visible_to(actor).order_by().values("pk")
    rows: QuerySet[ChosenMeasure] = ChosenMeasure.objects.filter(appraisal__in=seen)
    unread = (f"appraisal__{name}" for name in appraisals.UNREAD)
    return rows.select_related("appraisal__partnership", "appraisal__version").defer(*unread)


def standing(rows: Iterable[ChosenMeasure]) -> list[ChosenMeasure]:
    """Those that were not dropped."""
    return [row for row in rows if row.state != MeasureState.DROPPED]


def leaves(
    questionnaire: Questionnaire, result: results.Score, rows: Iterable[ChosenMeasure]
) -> Leaves:
    """Target and actual residual of these measures; one the edition does not know counts for
    nothing."""
    known = {measure.id for measure in questionnaire.measures}
    kept = [row for row in standing(rows) if row.measure in known]
    accepted = [row.measure for row in kept if row.state == MeasureState.ACCEPTED]
    return Leaves(
        residual(questionnaire, result, [row.measure for row in kept]),
        residual(questionnaire, result, accepted),
    )


def restricts(measure: Measure | None) -> bool:
    return measure is not None and measure.kind in RESTRICTING


def is_planned(row: ChosenMeasure, measure: Measure | None) -> bool:
    """Whether it says who does it by when; one that restricts also why, and until when."""
    if not row.responsible or row.due_on is None:
        return False
    return not restricts(measure) or bool(row.driver and row.restricted_until)


def measure_of(questionnaire: Questionnaire, id: str) -> Measure | None:
    return next((measure for measure in questionnaire.measures if measure.id == id), None)


def proposals(appraisal: Appraisal, gate: Gate) -> list[str]:
    """The measures of the catalogue that may propose to clear this flag; none clears it itself."""
    names = {gate.flag, f"{gate.question}:{gate.option}"}
    definition = questionnaires.definition(appraisal.version)
    return [measure.id for measure in definition.measures if names & set(measure.clears)]


def latest_score(appraisal: Appraisal) -> Score | None:
    """The score of the latest submission that has one."""
    found: Score | None = Score.objects.filter(appraisal=appraisal).first()
    return found


def overdue(actor: Actor, today: date, limit: int) -> list[ChosenMeasure]:
    """Measures not accepted after their day, the longest overdue first."""
    rows = visible_to(actor).filter(state__in=OPEN, due_on__lt=today)
    rows = rows.exclude(appraisal__state=Stage.WITHDRAWN)
    return list(rows.order_by("due_on", "id")[:limit])


def count_of_files(measure_id: uuid.UUID) -> int:
    """How many files stand as evidence for a measure."""
    rows = Attachment.objects.filter(measure_id=measure_id, removed_at__isnull=True)
    return int(rows.count())
