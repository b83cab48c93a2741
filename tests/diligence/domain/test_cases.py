"""The baseline's worked cases give their stated result to the digit."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import as_document
from diligence.domain.scoring import score
from diligence.domain.triage import triage
from diligence.enums import Route
from diligence.exchange import seed
from diligence.exchange.packaged import packaged, worked_cases

CASES = worked_cases("eu-baseline")
DRAFT = Path(os.environ.get("AJAR_SHARED", "../shared")) / "domain" / "baseline"


def summary(questionnaire: Questionnaire, answers: dict[str, Any]) -> dict[str, Any]:
    document = as_document(score(questionnaire, answers))
    by_axis = {
        f"{dimension}.{side}": sides[side]
        for dimension, sides in document["dimensions"].items()
        for side in "SP"
    }
    return {
        "outcome": document["outcome"],
        "dimensions": {id: d["band"] for id, d in document["dimensions"].items()},
        "levels": {axis: item["level"] for axis, item in by_axis.items()},
        "points": {axis: item["points"] for axis, item in by_axis.items()},
        "flags": [{"question": f["question"], "flag": f["flag"]} for f in document["flags"]],
        "unknown": document["unknown"],
        "hold": document["hold"],
    }


def test_there_are_twenty_cases() -> None:
    assert len(CASES["cases"]) == 20


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_packaged_baseline_gives_the_stated_result(case: dict[str, Any]) -> None:
    answers = CASES["assumed"] | case["answers"]
    assert summary(packaged("eu-baseline"), answers) == case["expected"]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_no_case_above_low_ends_at_triage(case: dict[str, Any]) -> None:
    route = triage(packaged("eu-baseline"), case["triage"]).route
    assert route is Route.FULL or case["expected"]["outcome"] == "low"


def test_draft_layout_gives_the_same_results() -> None:
    if not DRAFT.is_dir():
        pytest.skip(f"The draft baseline is not at {DRAFT}; set AJAR_SHARED to the open data.")
    draft = json.loads((DRAFT / "baseline_appraisal.json").read_text())
    questionnaire = seed.load(draft)
    assumed = {question["id"]: question["default"] for question in draft["questions"]}
    for case in json.loads((DRAFT / "cases.json").read_text()):
        result = case["result"]
        expected = {
            "outcome": result["band"],
            "dimensions": result["dims"],
            "levels": result["levels"],
            "points": result["axes"],
            "flags": [{"question": q, "flag": flag} for q, flag in result["flags"]],
            "unknown": result["unknown"],
            "hold": result["hold"],
        }
        assert summary(questionnaire, assumed | case["answers"]) == expected, case["id"]


def test_codes_and_points_are_those_of_the_draft() -> None:
    if not DRAFT.is_dir():
        pytest.skip(f"The draft baseline is not at {DRAFT}; set AJAR_SHARED to the open data.")
    drafted = seed.load(json.loads((DRAFT / "baseline_appraisal.json").read_text()))
    baseline = packaged("eu-baseline")
    assert [q.id for q in baseline.questions] == [q.id for q in drafted.questions]
    for ours, theirs in zip(baseline.questions, drafted.questions, strict=True):
        assert (ours.type, ours.feeds, ours.cap, ours.condition) == (
            theirs.type,
            theirs.feeds,
            theirs.cap,
            theirs.condition,
        )
        assert [(o.code, o.points, o.flags) for o in ours.options] == [
            (o.code, o.points, o.flags) for o in theirs.options
        ]
    assert baseline.thresholds == drafted.thresholds
    assert [d.matrix for d in baseline.dimensions] == [d.matrix for d in drafted.dimensions]
    assert baseline.rules == drafted.rules
    assert baseline.flag_rules == drafted.flag_rules
