"""What a result page reads: the stored scores of an appraisal, and their explanation."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain import result as results
from diligence.domain import scoring
from diligence.domain.canonical import canonical_bytes
from diligence.domain.explain import Explanation, explain
from diligence.domain.questionnaire import Questionnaire
from diligence.models import Appraisal, QuestionnaireVersion, Score
from diligence.queries import questionnaires
from portal.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Explained:
    """A stored score, calculated again to be explained; the stored bytes are what counts."""

    stored: Score
    version: QuestionnaireVersion
    questionnaire: Questionnaire
    answers: Mapping[str, Any]
    result: results.Score
    explanation: Explanation


class NotExplainableError(RuntimeError):
    """A stored score does not come out again in this release; it stands as it was stored."""


def scores_of(appraisal: Appraisal) -> list[Score]:
    """Every stored score of the appraisal, the latest submission first."""
    return list(Score.objects.filter(appraisal=appraisal).order_by("-submission"))


def submissions_of(appraisal: Appraisal) -> dict[int, AuditEvent]:
    """When and by whom each submission was made, from the record."""
    events = AuditEvent.objects.filter(subject_id=appraisal.pk, event="appraisal.submitted")
    return {event.detail["submission"]: event for event in events}


def scoring_of(appraisal: Appraisal, submission: int) -> uuid.UUID | None:
    """The event that records the scoring of a submission."""
    events = AuditEvent.objects.filter(
        subject_id=appraisal.pk, event="appraisal.scored", detail__submission=submission
    )
    found: uuid.UUID | None = events.order_by("-at").values_list("pk", flat=True).first()
    return found


@dataclass(frozen=True, slots=True)
class Recalculated:
    """A stored score calculated again: the edition it was scored by, its answers, its result."""

    version: QuestionnaireVersion
    questionnaire: Questionnaire
    answers: Mapping[str, Any]
    result: results.Score


def recalculated(stored: Score, version: QuestionnaireVersion) -> Recalculated:
    """The score without its explanation. `version` is the appraisal's own edition.

    Raises NotExplainableError where this release calculates something else than what is stored.
    """
    try:
        if version.digest != stored.version_digest:
            version = questionnaires.with_digest(stored.version_digest)
        questionnaire = questionnaires.definition(version)
        answers = json.loads(stored.answers)
        result = scoring.score(questionnaire, answers)
    except (
        questionnaires.NoQuestionnaireError,
        questionnaires.AlteredError,
        scoring.AnswersError,
    ) as error:
        raise NotExplainableError(str(error)) from error
    if canonical_bytes(results.as_document(result)) != stored.document.encode():
        raise NotExplainableError("The stored result and its calculation differ.")
    return Recalculated(version, questionnaire, answers, result)


def explained(stored: Score, version: QuestionnaireVersion) -> Explained:
    """The score with the reasons for it. Raises NotExplainableError as `recalculated` does."""
    again = recalculated(stored, version)
    why = explain(again.questionnaire, again.answers, again.result)
    return Explained(stored, again.version, again.questionnaire, again.answers, again.result, why)
