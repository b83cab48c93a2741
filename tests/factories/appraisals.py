"""Appraisals brought by the product's own actions to where a test begins."""

from collections.abc import Mapping
from typing import Any

from diligence.actions import appraise
from diligence.actions.appraise import Save
from diligence.exchange.packaged import worked_cases
from diligence.models import Appraisal, Partnership
from portal.authority import Actor
from tests.factories.register import PartnershipFactory

BASELINE = "eu-baseline"
CASES: dict[str, dict[str, Any]] = {c["id"]: c for c in worked_cases(BASELINE)["cases"]}
"""The worked cases of the baseline by their number."""


def triage_of(case: str) -> dict[str, Any]:
    """The triage answers of a worked case, made to ask for the full questionnaire."""
    answers = dict(CASES[case]["triage"])
    if all(answers[f"T{n}"] == "no" for n in range(2, 11)):
        answers["T2"] = "unknown"
    return answers


def answers_of(case: str) -> dict[str, Any]:
    """All 58 answers of a worked case."""
    return {**worked_cases(BASELINE)["assumed"], **CASES[case]["answers"]}


def answered(
    by: Actor,
    case: str = "K29",
    *,
    partnership: Partnership | None = None,
    change: Mapping[str, Any] | None = None,
) -> Appraisal:
    """An appraisal with the answers of a worked case, ready to be submitted; inside acting_for."""
    registered = partnership or PartnershipFactory()
    appraisal = appraise.start(registered.pk, by=by)
    _save(appraisal, triage_of(case), by)
    appraise.finish_triage(appraisal.pk, by=by)
    _save(appraisal, answers_of(case) | dict(change or {}), by)
    return appraisal


def submitted(by: Actor, case: str = "K29", **options: Any) -> Appraisal:
    """The same, submitted: it waits for the worker."""
    return appraise.submit(answered(by, case, **options).pk, by=by)


def _save(appraisal: Appraisal, answers: Mapping[str, Any], by: Actor) -> None:
    saved = appraise.save(appraisal.pk, by=by, saves={id: Save(v) for id, v in answers.items()})
    assert not saved.problems, saved.problems
    assert not saved.conflicts
