"""No country decides anything: not in the data, not in the code that scores."""

import ast
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from django_countries import countries

import diligence.domain
from diligence.domain.scoring import score
from diligence.enums import QuestionType
from diligence.exchange.packaged import packaged, worked_cases

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
CODES = {code for code, _ in countries}
# Names that are also ordinary words or given names in other senses.
NAMES = {str(name) for _, name in countries} - {"Jersey", "Georgia"}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def test_no_option_condition_or_rule_of_the_baseline_speaks_of_a_country() -> None:
    document = json.loads((files("diligence.data") / "eu_baseline.json").read_text("utf-8"))
    deciding: list[str] = texts(document["flag_rules"])
    for question in (*document["triage"], *document["questions"]):
        deciding += [question["text"], question.get("condition", "")]
        deciding += texts(question.get("options", []))
        codes = {option["code"].upper() for option in question.get("options", [])}
        assert not (codes - {"NO", "AI"}) & CODES, question["id"]
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(NAMES)))
    named = [text for text in deciding if pattern.search(text)]
    assert named == []


def test_no_scoring_code_names_a_country() -> None:
    folder = Path(next(iter(diligence.domain.__path__)))
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(NAMES)))
    for name in (
        "questionnaire",
        "conditions",
        "visibility",
        "triage",
        "plan",
        "scoring",
        "judging",
    ):
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not pattern.search(node.value)
                assert node.value not in CODES


def test_country_and_organisation_questions_feed_nothing() -> None:
    for question in BASELINE.questions:
        if question.type.names_a_place_or_body:
            assert question.feeds == ()
            assert question.options == ()
            assert question.id not in BASELINE.required
    kinds = {question.id: question.type for question in BASELINE.questions}
    assert (kinds["B1"], kinds["B2"]) == (QuestionType.ORGANISATION, QuestionType.COUNTRY)


def test_every_case_scores_the_same_for_every_country_of_the_world() -> None:
    for case in CASES["cases"]:
        answers = CASES["assumed"] | case["answers"]
        results = {score(BASELINE, answers | {"B2": [code, code]}).outcome for code in CODES}
        assert results == {case["expected"]["outcome"]}
