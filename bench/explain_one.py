"""What explaining a result further costs: ways down, open answers, firmness, certificate.

    python -m bench.explain_one

Of the 58-question baseline with 41 measures and of one of 232 questions made of four copies of it,
each of the twenty worked cases once, as a page asks for it the first time; medians and worst, in
milliseconds of CPU time. The goal is 50 ms for each part of the baseline.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from time import process_time
from typing import Any

from django_countries.data import COUNTRIES

from diligence.domain.borderline import borderline, otherwise
from diligence.domain.certificate import certify
from diligence.domain.conditions import Compare
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.scoring import score
from diligence.domain.settling import settling
from diligence.domain.shortest import shortest
from diligence.exchange.packaged import packaged, worked_cases

COPIES = 4
UNKNOWN = ("A2", "A4", "A5", "B4", "B5", "D3", "D6", "E1", "G1", "G4")
"""Answered "don't know" in every second case, so that much is open."""


def renamed(question: Question, copy: int) -> Question:
    condition = question.condition
    if isinstance(condition, Compare):
        condition = replace(condition, question=f"{condition.question}{_end(copy)}")
    return replace(question, id=f"{question.id}{_end(copy)}", condition=condition)


def _end(copy: int) -> str:
    return f"x{copy}" if copy else ""


def large(questionnaire: Questionnaire) -> Questionnaire:
    questions = [renamed(q, copy) for copy in range(COPIES) for q in questionnaire.questions]
    return replace(questionnaire, questions=tuple(questions))


def answered(answers: dict[str, Any], copies: int, unknown: bool) -> dict[str, Any]:
    told = answers | dict.fromkeys(UNKNOWN if unknown else (), "unknown")
    return {f"{id}{_end(copy)}": answer for copy in range(copies) for id, answer in told.items()}


def milliseconds(job: Callable[[], object]) -> float:
    start = process_time()
    job()
    return (process_time() - start) * 1e3


def measured(questionnaire: Questionnaire, copies: int) -> dict[str, list[float]]:
    cases = worked_cases("eu-baseline")
    took: dict[str, list[float]] = {}
    for index, case in enumerate(cases["cases"]):
        answers = answered(cases["assumed"] | case["answers"], copies, index % 2 == 1)
        result = score(questionnaire, answers)
        jobs: dict[str, Callable[[], object]] = {
            "shortest": partial(shortest, questionnaire, result),
            "settling": partial(settling, questionnaire, answers, result),
            "borderline": partial(borderline, questionnaire, answers, result),
            "other answers": partial(otherwise, questionnaire, answers, result),
            "certificate": partial(certify, questionnaire, "", answers, sorted(COUNTRIES)),
        }
        for name, job in jobs.items():
            took.setdefault(name, []).append(milliseconds(job))
    return took


def main() -> None:
    baseline = packaged("eu-baseline")
    for questionnaire, copies in ((baseline, 1), (large(baseline), COPIES)):
        print(f"{len(questionnaire.questions)} questions, {len(questionnaire.measures)} measures")
        print(f"{'':16}{'median ms':>10}{'worst ms':>10}")
        for name, took in measured(questionnaire, copies).items():
            print(f"{name:16}{median(took):10.1f}{max(took):10.1f}")


if __name__ == "__main__":
    main()
