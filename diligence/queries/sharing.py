"""What of an appraisal can be shown to the researcher, and what a shared link shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diligence.choices import AppraisalState, ReviewReason
from diligence.domain.questionnaire import Measure
from diligence.models import Appraisal, ChosenMeasure, ColleagueRequest, Decision, Score
from diligence.queries import headlines, questionnaires, treatment

RESULT, DECISION, REASONS, MEASURES = "result", "decision", "reasons", "measures"
PARTS: Final = (RESULT, DECISION, REASONS, MEASURES)


@dataclass(frozen=True, slots=True)
class Step:
    """One measure to carry out. `measure` is None where the edition does not describe it; `note`
    and `responsible` are the row's, as far as the page may show them; `held` where it may not."""

    row: ChosenMeasure
    measure: Measure | None
    note: str
    responsible: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The parts that were chosen, and nothing else; what was not chosen is None or empty."""

    score: Score | None
    headline: str
    """The outcome as it reads: `legal` where it refers for nothing but legal checks."""
    hold: bool
    decision: Decision | None
    reasons: str
    reasons_held: bool
    """There are reasons, later than the link: nobody looked through them for it."""
    measures: Sequence[Step]
    changing: bool
    """The answers are being changed, so that another result may follow."""
    superseded: bool
    """The decision is to be looked at again, or has expired."""


def offered(appraisal: Appraisal) -> tuple[str, ...]:
    """The parts there are to share, in order."""
    parts = []
    if treatment.latest_score(appraisal) is not None:
        parts.append(RESULT)
    if decision_on(appraisal) is not None:
        parts += [DECISION, REASONS]
    if treatment.standing(ChosenMeasure.objects.filter(appraisal=appraisal)):
        parts.append(MEASURES)
    return tuple(parts)


def decision_on(appraisal: Appraisal) -> Decision | None:
    """The decision in force, where it was taken on this appraisal."""
    found: Decision | None = (
        Decision.objects.filter(partnership_id=appraisal.partnership_id).order_by("-number").first()
    )
    return found if found and found.appraisal_id == appraisal.pk else None


def reasons_of(appraisal: Appraisal) -> str:
    """The reasons of the decision in force, as somebody without an account would read them."""
    decision = decision_on(appraisal)
    return str(decision.reasons) if decision else ""


def notes_of(appraisal: Appraisal) -> str:
    """What was noted beside the measures that a shared page would show, and who is responsible."""
    told = (text for step in _steps(appraisal) for text in (step.note, step.responsible))
    return "\n".join(filter(None, told))


def words_of(appraisal: Appraisal, parts: Sequence[str]) -> dict[str, str]:
    """The free text that a link with these parts would show, by part."""
    told = {REASONS: reasons_of, MEASURES: notes_of}
    return {part: words(appraisal) for part, words in told.items() if part in parts}


def shared(request: ColleagueRequest) -> Shared:
    """What the link of this request shows today."""
    appraisal, parts = request.appraisal, set(request.parts)
    score = treatment.latest_score(appraisal) if RESULT in parts else None
    decision = decision_on(appraisal) if parts & {DECISION, REASONS} else None
    if score is not None:
        headlines.tell([appraisal])
    later = decision is not None and decision.decided_at > request.created_at
    return Shared(
        score=score,
        headline=appraisal.headline if score is not None else "",
        hold=appraisal.hold if score is not None else False,
        decision=decision if DECISION in parts else None,
        reasons=decision.reasons if decision and REASONS in parts and not later else "",
        reasons_held=REASONS in parts and later,
        measures=_steps(appraisal) if MEASURES in parts else (),
        changing=appraisal.state != AppraisalState.SCORED,
        superseded=decision is not None and bool(_review(decision)),
    )


def _review(decision: Decision) -> str:
    """Why the decision is to be looked at again, or ''."""
    review: str = decision.partnership.decision_review
    return review if review in ReviewReason.values else ""


def _steps(appraisal: Appraisal) -> tuple[Step, ...]:
    definition = questionnaires.definition(appraisal.version)
    rows = treatment.standing(ChosenMeasure.objects.filter(appraisal=appraisal))
    return tuple(
        Step(row, treatment.measure_of(definition, row.measure), row.note, row.responsible)
        for row in rows
    )
