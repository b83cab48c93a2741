from itertools import product

import pytest

from diligence.domain.triage import check_triage, triage
from diligence.enums import Route, Step
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")
IDS = [question.id for question in BASELINE.triage]
ALL_NO = {"T1": "yes"} | dict.fromkeys(IDS[1:], "no")


def test_the_triage_has_ten_questions_that_score_nothing() -> None:
    assert [f"T{n}" for n in range(1, 11)] == IDS


@pytest.mark.parametrize("scope", ["yes", "unknown"])
def test_all_no_ends_low(scope: str) -> None:
    result = triage(BASELINE, ALL_NO | {"T1": scope})
    assert (result.route, result.refer, result.rule) == (Route.ENDED_LOW, False, "triage:low")
    assert result.because == ()
    assert result.missing == ()


def test_no_on_the_first_question_ends_it_whatever_else_is_answered() -> None:
    for rest in ({}, {"T4": "yes"}, dict.fromkeys(IDS[1:], "yes")):
        result = triage(BASELINE, rest | {"T1": "no"})
        assert (result.route, result.refer) == (Route.OUT_OF_SCOPE, False)
        assert result.rule == "triage:T1"
        assert result.missing == ()


CODES = ("no", "yes", "unknown", None)


@pytest.mark.parametrize("others", [("T2", "T5"), ("T3", "T10")])
def test_every_combination_of_four_questions(others: tuple[str, str]) -> None:
    """Against the rule spelled out: scope first, then the first answer that asks for more."""
    ids = ("T1", others[0], "T4", others[1])
    for combination in product(CODES, repeat=4):
        answers = {
            k: v for k, v in {**ALL_NO, **dict(zip(ids, combination, strict=True))}.items() if v
        }
        result = triage(BASELINE, answers)
        missing = tuple(id for id in IDS if id not in answers)
        more = [id for id in IDS[1:] if answers.get(id) in ("yes", "unknown")]
        if answers.get("T1") == "no":
            assert result.route is Route.OUT_OF_SCOPE
            continue
        assert result.missing == missing
        assert result.refer == (answers.get("T4") == "yes")
        assert [item.question for item in result.because] == more
        assert [item.decides for item in result.because] == [n == 0 for n in range(len(more))]
        expected = Route.INCOMPLETE if missing else Route.FULL if more else Route.ENDED_LOW
        assert result.route is expected
        if result.refer:
            assert result.rule == "triage:T4"
        elif more:
            assert result.rule == f"triage:{more[0]}"
        else:
            assert result.rule == ("" if missing else "triage:low")


def test_a_referral_is_kept_whatever_was_answered_before_it() -> None:
    result = triage(BASELINE, ALL_NO | {"T2": "yes", "T4": "yes", "T9": "unknown"})
    assert (result.route, result.refer, result.rule) == (Route.FULL, True, "triage:T4")
    assert [(item.question, item.option, item.step) for item in result.because] == [
        ("T2", "yes", Step.FULL),
        ("T4", "yes", Step.REFER),
        ("T9", "unknown", Step.FULL),
    ]


def test_faulty_answers_count_as_missing_and_are_named() -> None:
    answers = {**ALL_NO, "T2": "perhaps", "T3": ["yes"], "Q1": "yes"}
    assert triage(BASELINE, answers).missing == ("T2", "T3")
    found = check_triage(BASELINE, answers, complete=True)
    assert [(p.question, p.code) for p in found] == [
        ("T2", "unlisted"),
        ("T3", "wrong_type"),
        ("Q1", "unknown_question"),
    ]


def test_missing_answers_are_reported_unless_out_of_scope() -> None:
    found = check_triage(BASELINE, {"T1": "yes"}, complete=True)
    assert [(p.question, p.code) for p in found] == [(id, "missing") for id in IDS[1:]]
    assert check_triage(BASELINE, {"T1": "yes"}, complete=False) == ()
    assert check_triage(BASELINE, {"T1": "no"}, complete=True) == ()
