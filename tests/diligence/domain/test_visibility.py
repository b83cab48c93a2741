from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.conditions import names
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.visibility import asked_answers, check, visibility
from diligence.enums import ProblemCode, Shown
from diligence.exchange import native
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import appraisals

BASELINE = packaged("eu-baseline")
ASSUMED = worked_cases("eu-baseline")["assumed"]
GUESTS = ("C2", "C3", "C4", "C5", "C6")


def problems(answers: dict[str, Any], *, complete: bool = True) -> list[tuple[str, str]]:
    return [(p.question, p.code) for p in check(BASELINE, answers, complete=complete)]


def test_nothing_answered_shows_what_has_no_condition_and_names_the_controllers() -> None:
    seen = visibility(BASELINE, {})
    assert set(seen.waiting) == {*GUESTS, "G6", "H3"}
    assert seen.blocking == ("C1", "D6", "H2")
    assert seen.hidden == ()
    assert seen.missing == seen.required
    assert {"A1", "B1", "B2", "I5"}.isdisjoint(seen.required)
    assert {"C1", "G7", "H2"} <= set(seen.required)


def test_a_controlling_answer_shows_or_hides() -> None:
    assert visibility(BASELINE, {"C1": "no"}).state("C2") is Shown.HIDDEN
    assert visibility(BASELINE, {"C1": "yes"}).state("C2") is Shown.ASKED
    assert visibility(BASELINE, {"C1": "maybe"}).state("C2") is Shown.WAITING
    with pytest.raises(KeyError):
        visibility(BASELINE, {}).state("Z1")


def chained(**answers: Any) -> dict[str, Shown]:
    document = native.dump(BASELINE)
    by_id = {question["id"]: question for question in document["questions"]}
    by_id["C3"]["condition"] = "${C2} = 'unknown' or ${C1} = 'yes'"
    seen = visibility(native.load(document), answers)
    return {id: seen.state(id) for id in ("C2", "C3")}


def test_every_named_question_must_itself_be_asked() -> None:
    assert chained(C1="no", C2="unknown") == {"C2": Shown.HIDDEN, "C3": Shown.HIDDEN}
    assert chained(C1="yes") == {"C2": Shown.ASKED, "C3": Shown.ASKED}
    assert chained() == {"C2": Shown.WAITING, "C3": Shown.WAITING}


@given(appraisals())
def test_visibility_matches_the_definition(drawn: tuple[Questionnaire, Any]) -> None:
    questionnaire, answers = drawn
    seen = visibility(questionnaire, answers)
    assert seen.waiting == ()
    assert seen.missing == ()
    for question in questionnaire.questions:
        if question.condition and seen.state(question.id) is Shown.ASKED:
            assert names(question.condition) <= set(seen.asked)
    assert [id for id in seen.asked if id in questionnaire.required] == list(seen.required)


@given(appraisals(), st.data())
def test_removing_answers_only_ever_makes_things_uncertain(
    drawn: tuple[Questionnaire, Any], data: Any
) -> None:
    """Without "is answered" conditions, what was hidden or asked is at most waiting afterwards."""
    questionnaire, answers = drawn
    if "!= ''" in str(native.dump(questionnaire)):
        return
    full = visibility(questionnaire, answers)
    kept = {id: a for id, a in answers.items() if data.draw(st.booleans())}
    partial = visibility(questionnaire, kept)
    assert set(partial.hidden) <= set(full.hidden)
    assert set(partial.asked) <= set(full.asked)
    if partial.waiting:
        assert partial.blocking
        assert set(partial.blocking) <= set(partial.missing)


def test_complete_answers_have_no_problem() -> None:
    assert problems(ASSUMED) == []
    assert problems({}, complete=False) == []


def test_missing_answers_are_reported_only_when_complete_is_asked_for() -> None:
    partial = {id: a for id, a in ASSUMED.items() if id not in ("A2", "H2")}
    assert problems(partial) == [("A2", "missing"), ("H2", "missing")]
    assert problems(partial, complete=False) == []


@pytest.mark.parametrize(
    ("id", "given_answer", "code"),
    [
        ("A2", "trl99", ProblemCode.UNLISTED),
        ("A2", ["trl3"], ProblemCode.WRONG_TYPE),
        ("A2", None, ProblemCode.WRONG_TYPE),
        ("A5", 2, ProblemCode.WRONG_TYPE),
        ("C1", True, ProblemCode.WRONG_TYPE),
        ("A3", "ai", ProblemCode.WRONG_TYPE),
        ("A3", [1], ProblemCode.WRONG_TYPE),
        ("A3", [], ProblemCode.EMPTY),
        ("A3", ["ai", "ai"], ProblemCode.DUPLICATE),
        ("A3", ["ai", "none"], ProblemCode.EXCLUSIVE),
        ("A3", ["unknown", "bio"], ProblemCode.EXCLUSIVE),
        ("A3", ["ai", "zz"], ProblemCode.UNLISTED),
        ("A1", None, ProblemCode.WRONG_TYPE),
        ("B1", 7, ProblemCode.WRONG_TYPE),
        ("B2", ["AA", ""], ProblemCode.WRONG_TYPE),
        ("I5", {"a": 1}, ProblemCode.WRONG_TYPE),
        ("Z9", "x", ProblemCode.UNKNOWN_QUESTION),
        ("B4", "x" * 10_000, ProblemCode.UNLISTED),
    ],
)
def test_each_problem_is_named_with_its_question(
    id: str, given_answer: object, code: ProblemCode
) -> None:
    found = check(BASELINE, ASSUMED | {id: given_answer}, complete=True)
    assert [(p.question, p.code) for p in found] == [(id, code)]
    assert len(found[0].problem) < 250
    assert found[0].problem.endswith(".")


def test_optional_multi_may_be_empty() -> None:
    assert problems(ASSUMED | {"A1": []}) == []


def test_problems_of_hidden_questions_are_not_looked_at() -> None:
    assert problems(ASSUMED | {"C2": "nonsense"}) == []
    assert problems(ASSUMED | {"C1": "yes", "C2": "nonsense"}) == [("C2", "unlisted")]


def test_problems_come_in_question_order() -> None:
    faulty = ASSUMED | {"Z9": 1, "H1": "x", "A2": 3}
    del faulty["B3"]
    assert [id for id, _ in problems(faulty)] == ["A2", "B3", "H1", "Z9"]


def typed(kind: str) -> Questionnaire:
    document = native.dump(BASELINE)
    document["questions"].append(
        {
            "id": "N1",
            "section": "I",
            "text": "How much?",
            "type": kind,
            "factor": "own",
            "scope": "unit",
        }
    )
    return native.load(document)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("number", 3, None),
        ("number", -2.5, None),
        ("number", "3", "wrong_type"),
        ("number", True, "wrong_type"),
        ("number", float("inf"), "malformed"),
        ("number", 10**30, "malformed"),
        ("date", "2026-03-31", None),
        ("date", "2026-3-31", "malformed"),
        ("date", "20260331", "malformed"),
        ("date", "2026-02-30", "malformed"),
        ("date", 20260331, "wrong_type"),
    ],
)
def test_numbers_and_dates(kind: str, value: object, code: str | None) -> None:
    found = check(typed(kind), ASSUMED | {"N1": value}, complete=True)
    assert [p.code for p in found] == ([code] if code else [])


def test_asked_answers_leave_out_hidden_and_faulty_ones() -> None:
    kept = asked_answers(BASELINE, {"H2": "no", "H3": "no", "A2": 3, "A4": "yes", "Q": 1})
    assert kept == {"A4": "yes", "H2": "no"}
