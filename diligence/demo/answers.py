"""Invented answer sets at realistic rates: most cooperations are unremarkable.

What kind of case a partnership is gets drawn before its partner is, so no country is any likelier
to be remarkable than another. The outcome itself is the scorer's.
"""

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.packaged import worked_cases

TRIAGE_ONLY = 0.76
"""Share of triaged cooperations that end at triage."""

REMARKABLE = (
    # (share of full appraisals, what they are drawn from)
    (0.44, "low"),
    (0.36, "medium"),
    (0.14, "refer"),
    (0.06, "hold"),
)


@cache
def assumed() -> Mapping[str, Any]:
    """The benign answers that the worked cases assume."""
    answers: Mapping[str, Any] = worked_cases("eu-baseline")["assumed"]
    return answers


@cache
def cases(outcome: str) -> tuple[Mapping[str, Any], ...]:
    """The worked cases with this expected outcome; `hold` is medium with information missing."""
    found = worked_cases("eu-baseline")["cases"]
    if outcome == "hold":
        return tuple(case for case in found if case["id"] == "K26")
    return tuple(
        case for case in found if case["expected"]["outcome"] == outcome and case["id"] != "K26"
    )


def triage_low(rng: random.Random) -> dict[str, str]:
    """A cooperation that ends at triage: mostly in scope and harmless, sometimes out of scope."""
    if rng.random() < 0.07:
        return {"T1": "no"}
    return {"T1": "yes"} | {f"T{n}": "no" for n in range(2, 11)}


def triage_full(rng: random.Random, case: Mapping[str, Any]) -> dict[str, str]:
    """The case's triage answers, made to ask for the questionnaire where they would not."""
    answers = dict(case["triage"])
    if all(answers[f"T{n}"] == "no" for n in range(2, 11)):
        answers[rng.choice(["T2", "T3", "T6", "T7", "T8", "T9"])] = "unknown"
    return answers


def draw_case(rng: random.Random) -> Mapping[str, Any]:
    """A worked case to start from, at the rates above."""
    roll, kind = rng.random(), "low"
    for share, name in REMARKABLE:
        kind = name
        roll -= share
        if roll < 0:
            break
    return rng.choice(cases(kind))


def full_answers(
    rng: random.Random, questionnaire: Questionnaire, case: Mapping[str, Any]
) -> dict[str, Any]:
    """The case's answers with the small differences that no two cooperations lack."""
    answers: dict[str, Any] = dict(assumed()) | dict(case["answers"])
    mild = [
        question
        for question in questionnaire.questions
        if question.id not in case["answers"] and _mild(question) and rng.random() < 0.06
    ]
    for question in mild:
        answers[question.id] = question.options[1].code
    return answers


def _mild(question: Any) -> bool:
    """Whether the second option is a small, unflagged concern that hides or asks nothing else."""
    if question.type not in {"single", "likert"} or len(question.options) < 3:
        return False
    option = question.options[1]
    return option.code != "unknown" and not option.flags and option.points <= 1
