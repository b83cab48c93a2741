from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from diligence.domain.explain import explain, shares, span
from diligence.domain.headline import headline
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.scoring import score
from diligence.enums import Outcome
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import appraisals

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
BY_ID = {case["id"]: CASES["assumed"] | case["answers"] for case in CASES["cases"]}


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("K29", "Low: nothing in the answers calls for more than ordinary care."),
        ("K02", "Refer to the hub: two answers decide this."),
        ("K08", "Refer to the hub: one answer decides this."),
        (
            "K22",
            "Legal check needed: ask the export-control authority; no transfer before it has"
            " answered.",
        ),
        ("K26", "Information is missing: 6 answers are “don't know”."),
        ("K30", "Medium: decided by undesirable knowledge transfer."),
    ],
)
def test_headline(case: str, text: str) -> None:
    assert str(headline(BASELINE, score(BASELINE, BY_ID[case]))) == text


def test_headlines_of_rules() -> None:
    light = dict.fromkeys(("G7", "A4", "C8", "D5", "H4", "G3", "F3", "E3"), "unknown")
    told = headline(BASELINE, score(BASELINE, CASES["assumed"] | light))
    assert str(told) == "Too much is unknown to decide: 8 answers are “don't know”."
    two = {"D1": "gt50", "D5": "yes", "E3": "direct", "A5": "4"}
    two |= {"D2": "private", "C8": "yes", "H1": "unclear"}
    result = score(BASELINE, CASES["assumed"] | two)
    assert result.outcome is Outcome.REFER
    assert str(headline(BASELINE, result)) == (
        "Refer to the hub: malign influence and interference and ethics and integrity are high."
    )
    mild = {"A3": ["ai"], "A4": "yes", "A5": "2", "A6": "knowhow", "D1": "lt25", "D5": "yes"}
    accumulated = (
        CASES["assumed"] | mild | {"A2": "trl46", "B5": "partly", "B9": "cold", "B8": "new"}
    )
    accumulated |= {"E3": "plaus", "H1": "unclear"}
    result = score(BASELINE, accumulated)
    assert [d.band for d in result.dimensions] == ["medium"] * 3
    assert str(headline(BASELINE, result)) == "High: every dimension is at least medium."


def test_shares_are_grouped_largest_first_and_add_up() -> None:
    result = score(BASELINE, BY_ID["K25"])
    found = shares(BASELINE, result)
    assert [share.question for share in found][:2] == ["I3", "D4"]
    assert found[0].options == ("embassy", "remove")
    assert found[0].axes == (("INT.P", Decimal(6)),)
    assert sum(share.total for share in found) == sum(a.points for a in result.axes.values())


def test_country_context_alone_is_shown_for_what_it_does() -> None:
    answers = CASES["assumed"] | {"B7": "yes", "I1": "3", "I2": "no"}
    result = score(BASELINE, answers)
    told = explain(BASELINE, answers, result)
    assert (result.outcome, told.without_country.outcome) == ("medium", "low")
    assert [share.question for share in told.shares] == ["B7", "I1", "I2"]
    assert told.without_country.contributions == ()
    assert told.country_changes
    plain = CASES["assumed"] | {"A3": ["ai"], "A4": "yes", "B7": "limited"}
    told = explain(BASELINE, plain, score(BASELINE, plain))
    assert not told.country_changes
    assert told.without_country.levels["KT.S"] == 1


def test_unknowns_say_what_answering_could_change() -> None:
    answers = CASES["assumed"] | {"G2": "unknown", "A4": "unknown"}
    told = explain(BASELINE, answers, score(BASELINE, answers))
    by_question = {item.questions: (item.best, item.worst) for item in told.unknowns}
    assert by_question == {("A4",): ("low", "low"), ("G2",): ("low", "refer")}
    assert told.all_unknowns is not None
    assert (told.all_unknowns.best, told.all_unknowns.worst) == ("low", "refer")


def test_an_unknown_that_would_open_further_questions_counts_them_in() -> None:
    answers = CASES["assumed"] | {"D6": "unknown"}
    assert span(BASELINE, answers, ["D6"]).worst is Outcome.REFER


def test_suggestions_come_from_the_causes_and_name_what_they_lower() -> None:
    answers = BY_ID["K30"]
    told = explain(BASELINE, answers, score(BASELINE, answers))
    first = told.suggestions[0]
    assert first.lowers
    assert "KT.S" in first.lowers
    causes = {share.question for share in told.shares}
    for item in told.suggestions:
        assert set(item.questions) <= causes
        assert all(item.measure in BASELINE.question(id).measures for id in item.questions)


def test_flags_are_gathered_by_addressee() -> None:
    answers = BY_ID["K01"]
    told = explain(BASELINE, answers, score(BASELINE, answers))
    assert [(note.flag.code, note.raised_by) for note in told.flags] == [
        ("REFER", (("G5", "yes"),)),
        ("LEGAL-EXPORT", (("G1", "listed"),)),
    ]


@given(appraisals())
def test_everything_can_be_explained(drawn: tuple[Questionnaire, Any]) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    told = explain(questionnaire, answers, result)
    assert str(told.headline)
    assert sum(s.total for s in told.shares) == sum(a.points for a in result.axes.values())
    assert {f for note in told.flags for f in note.raised_by} == {
        (f.question, f.option) for f in result.flags
    }
    for item in told.unknowns:
        assert item.best.rank <= item.worst.rank
