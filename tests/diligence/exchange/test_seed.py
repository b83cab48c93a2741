"""The draft layout, on a small questionnaire of its own."""

import copy
from typing import Any

import pytest

from diligence.domain.scoring import score
from diligence.exchange import native, seed
from diligence.exchange.reading import QuestionnaireError

LOW = ["low", "low", "medium", "high"]
DRAFT: dict[str, Any] = {
    "id": "draft",
    "version": "0.1",
    "sections": {"A": "Section"},
    "dimensions": {"KT": "Knowledge"},
    "axes": {"S": "exposure", "P": "concern"},
    "thresholds": {"KT.S": [1, 2, 3], "KT.P": [1, 2, 3]},
    "matrix": {"KT": [LOW, LOW, LOW, LOW]},
    "rules": {
        "accumulate": "all three dimensions >= medium -> overall high",
        "unknown_floor": 4,
        "unknown_hold": 8,
        "refer_if_high_dims": 2,
        "C1": "A2=unit AND level(KT.S)>=2 -> REFER",
    },
    "questions": [
        {
            "id": "A1",
            "section": "A",
            "text": "First?",
            "type": "yesno",
            "options": [
                {"code": "no", "label": "No", "points": 0, "flag": None},
                {"code": "yes", "label": "Yes", "points": 2, "flag": "LEGAL-FDI"},
            ],
            "feeds": {"KT.S": 1},
            "show_if": None,
            "measures": ["M01"],
            "cap": None,
            "basis": "",
            "default": "no",
        },
        {
            "id": "A2",
            "section": "A",
            "text": "Second?",
            "type": "single",
            "options": [
                {"code": "none", "label": "No", "points": 0, "flag": None},
                {"code": "unit", "label": "Yes", "points": 1, "flag": "C1"},
            ],
            "feeds": {"KT.P": 0.5},
            "show_if": "A1=yes",
            "measures": [],
            "cap": None,
            "basis": "",
            "default": "none",
        },
    ],
}


def test_the_draft_layout_is_read() -> None:
    questionnaire = seed.load(DRAFT)
    result = score(questionnaire, {"A1": "yes", "A2": "unit"})
    assert [(f.question, f.flag, f.rule) for f in result.flags] == [
        ("A1", "LEGAL-FDI", ""),
        ("A2", "REFER", "C1"),
    ]
    assert questionnaire.question("A2").condition is not None
    assert questionnaire.rules.unknown_limit == 8


def test_the_native_layout_passes_through() -> None:
    document = native.dump(seed.load(DRAFT))
    assert seed.load(document) == native.load(document)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("rules", {"accumulate": "x", "C1": "something else"}),
        ("questions", [{"id": "A1"}]),
        ("questions", 7),
        ("axes", None),
    ],
)
def test_what_cannot_be_understood_is_refused(member: str, value: object) -> None:
    draft = copy.deepcopy(DRAFT) | {member: value}
    with pytest.raises(QuestionnaireError):
        seed.load(draft)


def test_a_long_condition_is_refused_rather_than_guessed() -> None:
    draft = copy.deepcopy(DRAFT)
    draft["questions"][1]["show_if"] = "A1=yes or A1=no"
    with pytest.raises(QuestionnaireError):
        seed.load(draft)
