import json
from typing import Any

import pytest

from diligence.domain.canonical import canonical_bytes
from diligence.domain.result import as_document
from diligence.domain.scoring import score
from diligence.exchange.lines import score_lines
from diligence.exchange.packaged import packaged, worked_cases

BASELINE = packaged("eu-baseline")
ASSUMED = worked_cases("eu-baseline")["assumed"]
GOOD = json.dumps(ASSUMED).encode()
SCORED = canonical_bytes(as_document(score(BASELINE, ASSUMED)))


def run(*lines: bytes) -> list[tuple[Any, bool]]:
    return [(json.loads(out), good) for out, good in score_lines(BASELINE, lines)]


def test_a_good_line_gets_its_canonical_score() -> None:
    assert list(score_lines(BASELINE, [GOOD + b"\r\n"])) == [(SCORED, True)]
    assert list(score_lines(BASELINE, [b"\xef\xbb\xbf" + GOOD])) == [(SCORED, True)]


def test_the_document_has_the_promised_members() -> None:
    [(document, good)] = run(json.dumps(ASSUMED | {"A3": ["ai", "quantum"], "B8": "new"}).encode())
    assert good
    assert set(document) == {
        "band",
        "because",
        "decidable",
        "dimensions",
        "flags",
        "hold",
        "outcome",
        "unknown",
        "unknown_questions",
    }
    assert document["dimensions"]["KT"] == {
        "band": "low",
        "P": {"points": 1, "level": 0},
        "S": {"points": 4, "level": 1},
    }
    assert document["because"] == [
        {
            "question": "A3",
            "options": ["ai", "quantum"],
            "axis": "KT.S",
            "points": 4,
            "weight": 1,
            "answer_points": 4,
            "capped": 2,
        },
        {
            "question": "B8",
            "options": ["new"],
            "axis": "KT.P",
            "points": 1,
            "weight": 1,
            "answer_points": 1,
        },
        {
            "question": "B8",
            "options": ["new"],
            "axis": "INT.P",
            "points": 0.5,
            "weight": 0.5,
            "answer_points": 1,
        },
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "not JSON"),
        (b"[]", "one JSON object"),
        (b"null", "one JSON object"),
        (b'"A1"', "one JSON object"),
        (b'{"A2": "trl3", "A2": "trl12"}', "“A2” occurs twice"),
        (b'{"A2": NaN}', "NaN is not a JSON number"),
        (b'{"A2": -Infinity}', "-Infinity is not"),
        (b'{"A2": ' + b"9" * 5000 + b"}", "too many digits"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"A2": "\xff"}', "not UTF-8"),
        (b'{"A2": "' + b"x" * 1_000_001 + b'"}', "longer than"),
        (b'{"A2": "trl3"} {"A2": "trl3"}', "not JSON"),
    ],
)
def test_a_bad_line_gets_an_error_in_its_place(line: bytes, error: str) -> None:
    first, second, third = run(GOOD, line, GOOD)
    assert first == third == (json.loads(SCORED), True)
    document, good = second
    assert not good
    assert error in document["error"]
    assert document["problems"] == []


def test_problems_are_named_by_question() -> None:
    faulty = ASSUMED | {"A2": 1e999, "A3": [], "Z9": {"deep": [1]}, "B4": "\ud800"}
    del faulty["H1"]
    line = json.dumps(faulty).replace("Infinity", "1e999").encode()
    [(document, good)] = run(line)
    assert not good
    assert [problem["question"] for problem in document["problems"]] == [
        "A2",
        "A3",
        "B4",
        "H1",
        "Z9",
    ]
    assert all(problem["problem"] for problem in document["problems"])


def test_an_empty_object_names_every_missing_answer() -> None:
    [(document, good)] = run(b"{}")
    assert not good
    assert len(document["problems"]) == len(BASELINE.required) - len(
        ("C2", "C3", "C4", "C5", "C6", "G6", "H3")
    )


def test_blank_lines_count_between_others_and_not_at_the_end() -> None:
    found = run(GOOD, b"\n", b"  \n", GOOD, b"\n", b"\n")
    assert [good for _, good in found] == [True, False, False, True]
    assert found[1][0]["error"] == "The line is blank."
