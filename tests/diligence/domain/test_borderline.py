"""Whether one step changes the outcome: against trying every step by hand."""

from typing import Any

from hypothesis import given, settings

from diligence.domain.borderline import borderline, next_to, otherwise
from diligence.domain.possible import extent
from diligence.domain.questionnaire import UNKNOWN
from diligence.domain.scoring import score
from diligence.domain.visibility import asked_answers, visibility
from diligence.enums import QuestionType
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import appraisals

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
BY_ID = {case["id"]: CASES["assumed"] | case["answers"] for case in CASES["cases"]}


def near(question: str, answer: Any) -> list[Any]:
    return list(next_to(BASELINE.question(question), answer))


def test_steps_go_to_the_next_option_by_flag_then_points() -> None:
    assert near("A5", "2") == ["1", "3"]
    assert near("A4", "no") == ["yes"]
    assert near("E1", "police") == ["open", "civil", "mil"]
    assert near("E1", "open") == ["civil", "police"]
    assert near("G6", "no") == ["yes"]
    assert near("A2", UNKNOWN) == []
    assert near("I5", "some words") == []


def test_a_multiple_choice_steps_by_one_option() -> None:
    assert near("F1", ["large", "tech"])[:2] == [["tech"], ["large"]]
    assert ["large", "special", "tech"] in near("F1", ["large", "tech"])
    assert near("F1", ["large"])[0] == ["none"]
    assert near("F1", ["none"]) == [["large"], ["special"], ["genomic"], ["infra"], ["tech"]]
    assert not any(UNKNOWN in answer for answer in near("F1", ["none"]))


@given(appraisals())
@settings(max_examples=60)
def test_what_is_listed_changes_the_outcome_and_nothing_is_left_out(drawn: Any) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    found = borderline(questionnaire, answers, result)
    listed = {(step.question, step.after) for step in found.steps}
    known = asked_answers(questionnaire, answers)
    for question in questionnaire.questions:
        if question.id not in known or question.id not in questionnaire.required:
            continue
        if question.id in result.unknown_questions:
            continue
        for other in next_to(question, known[question.id]):
            codes = tuple(other) if question.type is QuestionType.MULTI else (other,)
            moved = {**known, question.id: other}
            if visibility(questionnaire, moved).missing:
                told = extent(questionnaire, moved)
                changes = {told.lowest, told.highest} != {result.outcome}
            else:
                changes = score(questionnaire, moved).outcome is not result.outcome
            assert ((question.id, codes) in listed) is changes
    assert found.borderline is bool(found.steps)
    assert set(found.by_points) | set(found.by_flag) == {s.question for s in found.steps}


def test_the_answers_that_decide_are_named_without_their_direction() -> None:
    answers = BY_ID["K06"]
    found = borderline(BASELINE, answers, score(BASELINE, answers))
    assert found.by_points == ("C1", "C5", "I4")
    assert found.between == ("low", "medium")
    assert "C1, C5, I4" in str(found.because)


def test_a_question_that_lets_others_be_asked_leads_to_a_range() -> None:
    answers = BY_ID["K29"]
    found = borderline(BASELINE, answers, score(BASELINE, answers))
    (step,) = [step for step in found.steps if step.question == "C1"]
    assert (step.leads.lowest, step.leads.highest) == ("low", "refer")
    assert step.by_flag


def test_firm_in_points_is_said() -> None:
    answers = BY_ID["K01"]
    found = borderline(BASELINE, answers, score(BASELINE, answers))
    assert not found.borderline
    assert str(found.because).startswith("Firm:")
    assert found.tried > 80


def test_other_answers_for_the_adviser() -> None:
    answers = BY_ID["K08"]
    found = otherwise(BASELINE, answers, score(BASELINE, answers))
    assert [(item.question, item.after, str(item.leads.highest)) for item in found] == [
        ("B4", ("elsewhere",), "medium"),
        ("B4", ("indirect",), "low"),
    ]


@given(appraisals())
def test_other_answers_lead_lower_whatever_follows(drawn: Any) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    for item in otherwise(questionnaire, answers, result):
        assert item.leads.highest.rank < result.outcome.rank
