"""Conditions on numbers, dates, texts and several choices; chains, rules, and the stated limit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from diligence.domain import places
from diligence.domain.checks import findings
from diligence.domain.conditions import parse
from diligence.domain.questionnaire import FlagRule, Option, Question, Questionnaire
from diligence.enums import Factor, QuestionType
from diligence.exchange import native
from diligence.exchange.packaged import packaged
from tests.diligence.domain.generate import questionnaires

BASELINE = packaged("eu-baseline")
YES_NO = (Option("no", "No"), Option("yes", "Yes", Decimal(1)))
ABC = tuple(Option(code, code.upper()) for code in "abc")


def asked_of(kind: QuestionType, options: tuple[Option, ...] = ()) -> Question:
    return Question("N1", "A", "How much of it?", kind, options=options, factor=Factor.OWN)


def conditional(text: str, id: str = "N2") -> Question:
    condition = parse(text)
    return Question(id, "A", "And then?", QuestionType.TEXT, condition=condition)


def with_questions(*questions: Question) -> Questionnaire:
    return replace(BASELINE, questions=(*BASELINE.questions, *questions))


def said_of(questionnaire: Questionnaire, *ids: str) -> set[str]:
    """The checks that say something of the conditions of these questions."""
    heads = tuple(f"questions/{id}" for id in ids)
    about = (f for f in findings(questionnaire) if f.place.startswith(heads))
    return {finding.check for finding in about}


@pytest.mark.parametrize(
    ("kind", "text", "check"),
    [
        (QuestionType.NUMBER, "${N1} > 5 and ${N1} < 3", "contradictory"),
        (QuestionType.NUMBER, "${N1} > 5 and ${N1} < 5.5", None),
        (QuestionType.NUMBER, "${N1} > 5 or ${N1} <= 5", "always_true"),
        (QuestionType.NUMBER, "${N1} >= 5 and ${N1} <= 5", None),
        (QuestionType.NUMBER, "${N1} > 5 and not(${N1} != 5)", "contradictory"),
        (QuestionType.NUMBER, "${N1} > 9999999999999999999", "contradictory"),
        (QuestionType.DATE, "${N1} > '2026-01-01' and ${N1} < '2026-01-02'", "contradictory"),
        (QuestionType.DATE, "${N1} > '2026-01-01' and ${N1} < '2026-01-03'", None),
        (QuestionType.DATE, "${N1} >= '0001-01-01'", "always_true"),
        (QuestionType.TEXT, "${N1} = 'a' or ${N1} != 'a'", "always_true"),
        (QuestionType.TEXT, "${N1} = 'a' and ${N1} = 'b'", "contradictory"),
        (QuestionType.TEXT, "${N1} = 'a'", None),
        (QuestionType.TEXT, "${N1} != ''", "always_true"),
    ],
)
def test_numbers_dates_and_texts(kind: QuestionType, text: str, check: str | None) -> None:
    found = said_of(with_questions(asked_of(kind), conditional(text)), "N2")
    assert found == ({check} if check else set())


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("selected(${N1}, 'a') and selected(${N1}, 'b')", None),
        ("selected(${N1}, 'a') or not(selected(${N1}, 'a'))", "always_true"),
        (
            "not(selected(${N1}, 'a')) and not(selected(${N1}, 'b')) and not(selected(${N1}, 'c'))",
            "contradictory",
        ),
    ],
)
def test_several_choices(text: str, check: str | None) -> None:
    found = said_of(with_questions(asked_of(QuestionType.MULTI, ABC), conditional(text)), "N2")
    assert found == ({check} if check else set())


def test_a_question_behind_a_question_that_is_never_asked() -> None:
    found = said_of(
        with_questions(
            asked_of(QuestionType.YESNO, YES_NO),
            replace(conditional("${N1} = 'yes'"), type=QuestionType.YESNO, options=YES_NO),
            conditional("${N2} = 'yes' and ${N1} = 'no'", "N3"),
        ),
        "N3",
    )
    assert found == {"unreachable"}


def test_repeating_what_opened_the_named_question_is_left_alone() -> None:
    opened = replace(conditional("${N1} = 'yes'"), type=QuestionType.YESNO, options=YES_NO)
    whole = with_questions(
        asked_of(QuestionType.YESNO, YES_NO), opened, conditional("${N2} != ''", "N3")
    )
    assert said_of(whole, "N3") == set()


def test_a_worse_answer_that_hides_through_a_chain_is_found() -> None:
    opened = replace(conditional("${N1} = 'no'"), type=QuestionType.YESNO,
                     options=(Option("no", "No"), Option("yes", "Yes")))  # fmt: skip
    scored = replace(
        conditional("${N2} = 'yes'", "N3"),
        type=QuestionType.YESNO,
        options=YES_NO,
        feeds=(("KT.S", Decimal(1)),),
        measures=("M01",),
    )
    first = replace(asked_of(QuestionType.YESNO, YES_NO), feeds=(("KT.P", Decimal(1)),))
    assert "monotone" in said_of(with_questions(first, opened, scored), "N3")


def test_a_rule_that_always_holds_is_found_unless_it_rests_on_its_axis() -> None:
    when = parse("${B4} != ''")
    always = FlagRule("R9", when, "B4", "REFER")
    ruled = replace(BASELINE, flag_rules=(*BASELINE.flag_rules, always))
    found = {(f.check, f.place) for f in findings(ruled)}
    assert ("always_true", "flag_rules/R9/when") in found
    resting = replace(BASELINE, flag_rules=(replace(always, axis="KT.S", level=2),))
    assert "always_true" not in {f.check for f in findings(resting)}


def test_beyond_the_limit_it_says_so_instead_of_keeping_silent() -> None:
    ids = [f"N{n}" for n in range(20)]
    many = [Question(id, "A", "Sure?", QuestionType.YESNO, options=YES_NO) for id in ids]
    either = " and ".join(f"(${{{id}}} = 'yes' or ${{{id}}} = 'no')" for id in ids)
    never = conditional(f"{either} and ${{N19}} = 'yes' and ${{N19}} = 'no'", "N99")
    assert said_of(with_questions(*many, never), "N99") == {"not_shown"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
@given(questionnaires())
def test_any_sound_questionnaire_is_checked_with_places_that_resolve(made: Questionnaire) -> None:
    found = findings(made)
    assert found == findings(made)
    document = native.dump(made)
    for finding in found:
        places.look_up(document, finding.place)
        assert str(finding.problem)
        assert str(finding.remedy)
        assert len(finding.fingerprint) == 16
