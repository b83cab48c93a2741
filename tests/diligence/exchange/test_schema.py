"""The JSON Schema in the documentation says what the native format is, and what it isn't."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.exchange.packaged import packaged
from tests.diligence.exchange.rich import rich

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "ajar-questionnaire-1.schema.json").read_text()
)
VALIDATOR = Draft202012Validator(SCHEMA)


def baseline() -> Any:
    return json.loads(json.dumps(native.dump(packaged("eu-baseline"))))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_packaged_baseline_is_valid():
    assert list(VALIDATOR.iter_errors(baseline())) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questionnaire=rich())
def test_every_questionnaire_is_valid(questionnaire: Questionnaire):
    document = json.loads(json.dumps(native.dump(questionnaire)))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["format"], "ajar-questionnaire/2"),
        (["id"], "has spaces"),
        (["title"], " "),
        (["surprise"], 1),
        (["sides"], []),
        (["rules", "hub_from"], "refer"),
        (["rules", "unknown_floor"], 0),
        (["flags", 0, "target"], "police"),
        (["triage", 0, "options", 0, "route"], "away"),
        (["questions", 1, "type"], "odd"),
        (["questions", 1, "section"], None),
        (["questions", 1, "options", 0, "points"], -1),
        (["questions", 1, "feeds", "KT.S"], 0),
        (["questions", 1, "valid_months"], 121),
        (["dimensions", 0, "matrix"], [["low"]]),
        (["thresholds", "KT.S"], [1, 2]),
        (["measures", 0, "reduces", "KT.S"], 4),
        (["translations"], [{"language": "de", "texts": [{"place": "title", "text": "T"}]}]),
        (["lineage"], [{"id": "eu-baseline", "edition": "1"}]),
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(place: list[Any], value: Any):
    document = baseline()
    at = document
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(native.QuestionnaireError):
        native.load(document)
