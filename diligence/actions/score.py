"""Score what was submitted, once; and replay a stored score from what was stored with it."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from diligence.actions import route
from diligence.choices import AppraisalState
from diligence.domain import packing, scoring
from diligence.domain import result as results
from diligence.domain.canonical import canonical_bytes
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.sheet import values
from diligence.domain.visibility import asked_answers
from diligence.models import Appraisal, Partnership, Score
from diligence.queries import baseline, questionnaires
from portal import audit, bells, clock
from portal.authority import product

BELL = "score"
_UNREAD = ("version__document", "version__cases")


class CannotReplayError(RuntimeError):
    """A stored score cannot be calculated again here; the message says why."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one calculation gave: the result, and everything a replay needs."""

    result: results.Score
    document: str
    answers: str
    input_hash: str
    packed: bytes | None


def run(appraisal_id: uuid.UUID) -> Score | None:
    """Score the appraisal's submission. None when nothing waits to be scored.

    However often and by however many workers it is called, a submission gets one score and one
    route: the appraisal is locked, and state, score, route, consultation and bells change in one
    transaction. The outcome under the EU
    baseline is stored beside it. Raises AnswersError, AlteredError, NoQuestionnaireError or
    QuestionnaireError when the stored data cannot be scored.
    """
    rows = Appraisal.objects.select_related("sheet", "version").defer(*_UNREAD)
    appraisal = rows.select_for_update(of=("self",), no_key=True).filter(pk=appraisal_id).first()
    if appraisal is None or appraisal.state != AppraisalState.SUBMITTED:
        # Done by another worker, withdrawn or gone: there is nothing to ring for any more.
        bells.silence(BELL, appraisal_id)
        return None
    questionnaire = questionnaires.definition(appraisal.version)
    answers = values(appraisal.sheet.entries, questionnaire.questions)
    scored = calculate(questionnaire, answers)
    under = baseline.score_under(appraisal.version, scored.result, answers)
    stored = _store(appraisal, scored, under)
    route.follow(appraisal, questionnaire, scored.result, stored)
    bells.silence(BELL, appraisal_id)
    return stored


def calculate(questionnaire: Questionnaire, answers: dict[str, Any]) -> Scored:
    """The score of these answers as it is stored; only answers to asked questions are kept."""
    relevant = asked_answers(questionnaire, answers)
    result = scoring.score(questionnaire, answers)
    return Scored(
        result=result,
        document=canonical_bytes(results.as_document(result)).decode(),
        answers=canonical_bytes(relevant).decode(),
        input_hash=scoring.input_hash(questionnaire, relevant),
        packed=packing.pack(questionnaire, relevant),
    )


def _store(appraisal: Appraisal, scored: Scored, under: baseline.Under) -> Score:
    result = scored.result
    stored = Score(
        appraisal=appraisal,
        submission=appraisal.submission,
        version_digest=appraisal.version.digest,
        engine=scoring.ENGINE_VERSION,
        input_hash=scored.input_hash,
        answers=scored.answers,
        document=scored.document,
        packed=scored.packed,
        outcome=result.outcome.value,
        band=result.band.value,
        baseline_digest=under.digest,
        baseline_outcome=under.outcome,
        baseline_band=under.band,
        scored_at=clock.now(),
    )
    stored.save(force_insert=True)
    Appraisal.objects.filter(pk=appraisal.pk).update(
        state=AppraisalState.SCORED,
        outcome=stored.outcome,
        band=stored.band,
        baseline_outcome=under.outcome,
        baseline_band=under.band,
        hold=result.hold,
        scored_at=stored.scored_at,
    )
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        appraisal_state=AppraisalState.SCORED, outcome=stored.outcome
    )
    detail = {
        "partnership": str(appraisal.partnership_id),
        "submission": stored.submission,
        "outcome": stored.outcome,
        "score": str(stored.pk),
    }
    audit.record("appraisal.scored", appraisal, by=product("Ajar"), detail=detail)
    return stored


def replay(stored: Score) -> bytes:
    """The document calculated anew from the stored answers: the same bytes, if all is well.

    Raises CannotReplayError when this program has another engine or lacks the edition, and
    AnswersError or AlteredError when stored data were changed.
    """
    return _again(stored)[0].document.encode()


def _again(stored: Score) -> tuple[Scored, baseline.Under]:
    """The score and what the answers come to under the EU baseline, both calculated anew."""
    if stored.engine != scoring.ENGINE_VERSION:
        raise CannotReplayError(
            f"It was scored by engine {stored.engine}; this program has engine "
            f"{scoring.ENGINE_VERSION}. Replay it with the release that scored it."
        )
    try:
        version = questionnaires.with_digest(stored.version_digest)
    except questionnaires.NoQuestionnaireError:
        raise CannotReplayError(
            f"The questionnaire edition {stored.version_digest} is not published here."
        ) from None
    scored = calculate(questionnaires.read_again(version), json.loads(stored.answers))
    try:
        under = baseline.score_under(version, scored.result, json.loads(stored.answers))
    except questionnaires.NoQuestionnaireError as missing:
        raise CannotReplayError(str(missing)) from None
    return scored, under


def differences(stored: Score) -> list[str]:
    """In what a replay differs from what is stored; none when it is the same byte for byte."""
    try:
        again, under = _again(stored)
    except scoring.AnswersError as error:
        told = "; ".join(f"{item.question}: {item.problem}" for item in error.problems)
        return [f"The stored answers cannot be scored: {told}"]
    except (CannotReplayError, questionnaires.AlteredError, ValueError) as error:
        return [str(error)]
    found = []
    if again.document.encode() != stored.document.encode():
        found.append(f"The document differs {_where(stored.document, again.document)}.")
    if again.input_hash != stored.input_hash:
        found.append(f"The input hash is {again.input_hash}, not {stored.input_hash}.")
    headline = (again.result.outcome.value, again.result.band.value)
    if headline != (stored.outcome, stored.band):
        found.append(f"Outcome and band are {headline}, not {(stored.outcome, stored.band)}.")
    kept = baseline.Under(stored.baseline_digest, stored.baseline_outcome, stored.baseline_band)
    if under != kept:
        found.append(f"Under the EU baseline it is {under}, not {kept}.")
    return found


def _where(stored: str, again: str) -> str:
    pairs = enumerate(zip(stored, again, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(stored), len(again)))
    is_, was = stored[same : same + 40], again[same : same + 40]
    return f"from character {same + 1}: “{is_}” is stored, “{was}” is calculated"
