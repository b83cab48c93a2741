"""What would change a stored score, how firm it is, and its certificate.

Answers and editions never change, so what is worked out from them is remembered by the process;
only the ways down depend on today's measures and clearances and are found anew each time.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django_countries.data import COUNTRIES

from diligence.domain.borderline import Borderline, Change, borderline, otherwise
from diligence.domain.certificate import Certificate, certify, document_of
from diligence.domain.possible import scored
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import RaisedFlag
from diligence.domain.settling import Settling, settling
from diligence.domain.shortest import Shortest, shortest
from diligence.models import QuestionnaireVersion, Score
from diligence.queries import questionnaires, treatment
from diligence.queries.decisions import Ground
from diligence.queries.results import Explained, recalculated

COUNTRY_CODES: Final = tuple(sorted(COUNTRIES))
"""ISO 3166-1 alpha-2: every country of the world."""


@dataclass(frozen=True, slots=True)
class Firmness:
    """What unknown answers leave open, and which single answers the outcome hangs on."""

    settling: Settling
    borderline: Borderline


@lru_cache(maxsize=256)
def firmness(questionnaire: Questionnaire, answers: str) -> Firmness:
    """`answers` as canonical JSON, as they are stored with a score."""
    told = json.loads(answers)
    result = scored(questionnaire, told)
    return Firmness(settling(questionnaire, told, result), borderline(questionnaire, told, result))


@lru_cache(maxsize=256)
def other_answers(questionnaire: Questionnaire, answers: str) -> tuple[Change, ...]:
    """Which single answer, were it another, would lower the outcome: for the hub's adviser only."""
    told = json.loads(answers)
    return otherwise(questionnaire, told, scored(questionnaire, told))


def ways_down(told: Explained, ground: Ground | None) -> Shortest:
    """The shortest ways to lower outcomes, with today's measures and clearances in `ground`.

    Without it, of an earlier submission, no measure is taken and every flag stands.
    """
    if ground is None:
        return shortest(told.questionnaire, told.result)
    return shortest(
        told.questionnaire,
        told.result,
        taken=[row.measure for row in treatment.standing(ground.measures)],
        flags=[
            RaisedFlag(gate.question, gate.option, gate.flag, gate.rule)
            for gate in ground.now.standing
        ],
    )


def certificate(stored: Score, version: QuestionnaireVersion) -> Certificate:
    """The certificate of a stored score; `version` is the appraisal's own edition.

    Raises NotExplainableError where this release calculates something else than what is stored.
    """
    again = recalculated(stored, version)
    return _certified(again.questionnaire, again.version.digest, stored.answers)


@lru_cache(maxsize=256)
def _certified(questionnaire: Questionnaire, digest: str, answers: str) -> Certificate:
    return certify(questionnaire, digest, json.loads(answers), COUNTRY_CODES)


def certificate_of(stored: Score) -> Certificate:
    """The same by the edition the score names. Raises NoQuestionnaireError as well."""
    return certificate(stored, questionnaires.with_digest(stored.version_digest))


def as_document(told: Explained, ground: Ground | None) -> dict[str, Any]:
    """All of it in JSON values, without any answer that could be given instead."""
    firm = firmness(told.questionnaire, told.stored.answers)
    proof = certificate(told.stored, told.version)
    return {
        "submission": told.stored.submission,
        "outcome": told.stored.outcome,
        "shortest": _shortest(ways_down(told, ground)),
        "open": _open(firm.settling),
        "firmness": {
            "borderline": firm.borderline.borderline,
            "by_points": list(firm.borderline.by_points),
            "by_flag": list(firm.borderline.by_flag),
            "between": _values(firm.borderline.between),
            "steps_tried": firm.borderline.tried,
            "because": str(firm.borderline.because),
        },
        "certificate": {"digest": proof.digest, "document": document_of(proof)},
    }


def _shortest(found: Shortest) -> dict[str, Any]:
    return {
        "outcome": found.outcome.value,
        "taken": list(found.taken),
        "clearances": [
            {
                "question": item.question,
                "option": item.option,
                "flag": item.flag,
                "by": item.target.value,
                "proposals": list(item.proposals),
            }
            for item in found.clearances
        ],
        "steps": [
            {
                "outcome": step.outcome.value,
                "measures": list(step.measures),
                "burden": step.burden,
                "not_suggested": list(step.foreign),
            }
            for step in found.steps
        ],
        "unreached": [
            {"outcome": item.outcome.value, "because": [str(text) for text in item.because]}
            for item in found.unreached
        ],
    }


def _open(found: Settling) -> dict[str, Any] | None:
    if found.open is None:
        return None
    return {
        "lowest": found.open.lowest.value,
        "highest": found.open.highest.value,
        "exact": found.open.exact,
        "narrows_most": found.first,
        "settles": list(found.settling),
        "because": str(found.because),
        "unknown": [
            {
                "question": item.question,
                "lowest": item.alone.lowest.value,
                "highest": item.alone.highest.value,
                "settles": item.question in found.settling,
                "ends_hold": item.ends_hold,
            }
            for item in found.unknowns
        ],
    }


def _values(outcomes: Iterable[Any]) -> list[str]:
    return [str(outcome.value) for outcome in outcomes]
