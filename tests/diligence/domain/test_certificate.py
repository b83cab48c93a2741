"""The certificate holds where country and organisation are not read, and says so where they are."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from diligence.domain.canonical import digest
from diligence.domain.certificate import Certificate, barred, certify, document_of, verify
from diligence.domain.conditions import Answered
from diligence.domain.questionnaire import FlagRule, Questionnaire
from diligence.domain.scoring import score
from diligence.enums import QuestionType
from diligence.exchange.packaged import packaged, worked_cases
from diligence.queries.explained import COUNTRY_CODES
from tests.diligence.domain.generate import appraisals

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
BY_ID = {case["id"]: CASES["assumed"] | case["answers"] for case in CASES["cases"]}
DIGEST = "d" * 64


def certified(questionnaire: Questionnaire, answers: Any) -> Certificate:
    return certify(questionnaire, DIGEST, answers, COUNTRY_CODES)


def changed(id: str, **more: Any) -> Questionnaire:
    """The baseline with one question altered as no check would let it be published."""
    questions = tuple(replace(q, **more) if q.id == id else q for q in BASELINE.questions)
    return replace(BASELINE, questions=questions)


def test_there_are_all_countries_of_the_world() -> None:
    assert len(set(COUNTRY_CODES)) == 249


@pytest.mark.parametrize("case", sorted(BY_ID))
def test_it_holds_for_every_worked_case(case: str) -> None:
    found = certified(BASELINE, BY_ID[case])
    assert found.holds
    assert [item.question for item in found.barred] == ["B1", "B2"]
    assert "249 countries" in str(found.because)


@given(appraisals())
def test_it_holds_for_every_sound_questionnaire(drawn: Any) -> None:
    questionnaire, answers = drawn
    found = certify(questionnaire, DIGEST, answers, COUNTRY_CODES[::25])
    assert found.holds
    named = [q.id for q in questionnaire.questions if q.type.names_a_place_or_body]
    assert [item.question for item in found.barred] == named


def test_the_same_score_gives_the_same_certificate() -> None:
    answers = BY_ID["K01"]
    first, again = certified(BASELINE, answers), certified(BASELINE, dict(answers))
    assert first.digest == again.digest == digest(document_of(first))
    assert verify(document_of(first), BASELINE, DIGEST, answers, COUNTRY_CODES) == ()


def test_what_was_altered_in_it_is_named() -> None:
    answers = BY_ID["K01"]
    document = document_of(certified(BASELINE, answers))
    false = document | {"result": "0" * 64, "holds": False}
    assert verify(false, BASELINE, DIGEST, answers, COUNTRY_CODES) == ("holds", "result")
    other = answers | {"A7": "yes" if answers["A7"] == "no" else "no"}
    assert "answers" in verify(document, BASELINE, DIGEST, other, COUNTRY_CODES)


def test_a_country_that_gives_points_is_found_by_both_proofs() -> None:
    """As if the country were a choice in disguise: listed, and different for some countries."""
    options = BASELINE.question("A2").options
    risky = replace(options[0], code="CA", points=Decimal(15))
    harmless = [replace(options[0], code=code, points=Decimal(0)) for code in COUNTRY_CODES]
    choices = (*(o for o in harmless if o.code != "CA"), risky)
    bad = changed("B2", type=QuestionType.COUNTRY, options=choices, feeds=(("KT.S", Decimal(1)),))
    (item,) = [item for item in barred(bad, {}) if item.question == "B2"]
    assert item.bears_on == ("KT.S",)
    as_scored = changed(
        "B2", type=QuestionType.SINGLE, options=choices, feeds=(("KT.S", Decimal(1)),)
    )
    plain = BY_ID["K29"]
    assert (
        score(as_scored, plain | {"B2": "CA"}).axes["KT.S"].points
        != score(as_scored, plain | {"B2": "KE"}).axes["KT.S"].points
    )


def test_a_condition_or_rule_on_a_country_is_named_and_fails_it() -> None:
    bad = changed("A7", condition=Answered("B2"))
    found = certified(bad, BY_ID["K29"] | {"B2": ["KE"]})
    assert not found.holds
    (item,) = [item for item in found.barred if item.question == "B2"]
    assert item.conditions == ("A7",)
    assert "B2" in str(found.because)
    ruled = replace(BASELINE, flag_rules=(FlagRule("R", Answered("B1"), "B1", "REFER"),))
    found = certified(ruled, BY_ID["K29"] | {"B1": ["Institute"]})
    assert not found.holds
    assert "unnamed" in found.differing


def test_its_limit_is_part_of_it() -> None:
    assert "does not certify" in document_of(certified(BASELINE, BY_ID["K29"]))["limit"]
