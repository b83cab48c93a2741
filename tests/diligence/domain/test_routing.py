"""Where an outcome leads: each rule alone and together, and nothing but the rules."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.choices import LeadsTo
from diligence.domain import routing
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.routing import Routed
from diligence.domain.scoring import score
from diligence.domain.triage import triage
from diligence.enums import Destination, FlagTarget
from diligence.exchange.packaged import packaged, worked_cases

BASELINE = "eu-baseline"


@cache
def edition() -> Questionnaire:
    return packaged(BASELINE)


def benign() -> dict[str, Any]:
    return dict(worked_cases(BASELINE)["assumed"])


def case(id: str) -> dict[str, Any]:
    found = next(c for c in worked_cases(BASELINE)["cases"] if c["id"] == id)
    return benign() | found["answers"]


def routed(answers: dict[str, Any], **options: Any) -> Routed:
    return routing.route(edition(), score(edition(), answers), **options)


def flagging(flag: str) -> dict[str, Any]:
    """Benign answers and one that raises this flag and no other, chosen by what it scores."""
    for question in edition().questions:
        for option in question.options:
            if option.flags == (flag,):
                value: Any = [option.code] if question.type == "multi" else option.code
                answers = benign() | {question.id: value}
                try:
                    found = score(edition(), answers)
                except ValueError:
                    continue
                if [raised.flag for raised in found.flags] == [flag] and found.band != "high":
                    return answers
    raise AssertionError(f"no single answer raises {flag} alone")


def test_the_destinations_are_the_stored_ones():
    assert {d.value for d in Destination} == {str(value) for value in LeadsTo.values}


def test_low_is_decided_in_the_house():
    found = routed(benign())
    assert (found.leads_to, found.rule) == (Destination.OFFICER, "band:low")
    assert "low" in str(found.because)


def test_every_worked_case_leads_where_its_outcome_says():
    for item in worked_cases(BASELINE)["cases"]:
        answers = benign() | item["answers"]
        result = score(edition(), answers)
        found = routing.route(edition(), result)
        refers = any(flag.flag == "REFER" for flag in result.flags)
        two_high = any(rule.rule == "high_refer" for rule in result.rules)
        asks = refers or two_high or result.band == "high"
        assert (found.leads_to is Destination.HUB) == asks, item["id"]
        if not asks and result.hold:
            assert found.leads_to is Destination.INFORMATION
        elif not asks:
            expected = {"low": Destination.OFFICER, "medium": Destination.DECIDER}
            assert found.leads_to is expected[result.band.value], item["id"]


def test_a_referring_flag_is_named_with_its_question():
    found = routed(flagging("REFER"))
    assert found.leads_to is Destination.HUB
    assert found.rule.startswith("flag:REFER:")
    assert found.rule.rpartition(":")[2] in str(found.because)


@pytest.mark.parametrize(
    ("flag", "target"),
    [
        ("LEGAL-EXPORT", FlagTarget.EXPORT_CONTROL),
        ("LEGAL-FUNDER", FlagTarget.FUNDER),
        ("LEGAL-ETHICS", FlagTarget.ETHICS),
    ],
)
def test_a_legal_flag_alone_never_enters_the_hubs_queue(flag, target):
    answers = flagging(flag)
    found = routed(answers)
    band = score(edition(), answers).band.value
    assert found.leads_to is not Destination.HUB
    assert found.rule == f"band:{band}"
    [check] = found.legal
    assert (check.target, check.flag) == (target, flag)
    assert check.words == edition().flag(flag).words
    assert check.raised_by


def test_two_high_dimensions_and_the_band_are_both_told():
    result = score(edition(), worst())
    assert any(rule.rule == "high_refer" for rule in result.rules)
    found = routing.route(edition(), result)
    rules = [item.rule for item in found.fired if not item.rule.startswith("flag:")]
    assert rules == ["two-high", "band:high"]
    told = next(item for item in found.fired if item.rule == "two-high")
    assert "dimensions are high" in str(told.because)


def worst() -> dict[str, Any]:
    """The answer with the most points to every question, of those that raise no flag."""
    answers = benign()
    for question in edition().questions:
        options = [o for o in question.options if not o.flags and o.code != "unknown"]
        if question.feeds and options and question.id in answers:
            code = max(options, key=lambda option: option.points).code
            answers[question.id] = [code] if question.type == "multi" else code
    return answers


def ids() -> list[str]:
    return [item["id"] for item in worked_cases(BASELINE)["cases"]]


def test_t4_refers_whatever_the_score():
    found = routed(benign(), triage_rule="triage:T4")
    assert (found.leads_to, found.rule) == (Destination.HUB, "triage:T4")
    assert "T4" in str(found.because)


def test_missing_information_goes_back_to_the_officer_with_the_list():
    answers = _with_unknowns(4)
    found = routed(answers)
    assert (found.leads_to, found.rule) == (Destination.INFORMATION, "unknown:hold")
    assert len(found.unknown) == 4
    assert all(question in str(found.because) for question in found.unknown)


def test_missing_information_stays_beside_a_case_for_the_hub():
    found = routed(_with_unknowns(4), triage_rule="triage:T4")
    assert found.leads_to is Destination.HUB
    assert len(found.unknown) == 4


def _with_unknowns(count: int) -> dict[str, Any]:
    """Benign answers with so many “don't know” that raise no flag and leave the band medium."""
    answers, left = benign(), count
    for question in edition().questions:
        option = question.option("unknown") if question.offers_unknown else None
        if option is None or option.flags or not left or question.id not in answers:
            continue
        tried = answers | {question.id: ["unknown"] if question.type == "multi" else "unknown"}
        result = score(edition(), tried)
        if result.unknown == count - left + 1 and result.band != "high" and not result.flags:
            answers, left = tried, left - 1
    assert left == 0
    return answers


def test_a_cleared_flag_no_longer_routes_or_asks():
    refers, legal = flagging("REFER"), flagging("LEGAL-FUNDER")
    for answers in (refers, legal):
        [flag] = score(edition(), answers).flags
        found = routed(answers, cleared=frozenset({(flag.question, flag.option, flag.flag)}))
        assert found.leads_to is not Destination.HUB
        assert found.legal == ()


def test_a_finished_triage_leads_nowhere_unless_it_refers():
    no = {f"T{number}": "no" for number in range(2, 11)}
    for answers, leads_to, rule in (
        ({"T1": "yes"} | no, "nothing", "triage:low"),
        ({"T1": "no"}, "nothing", "triage:T1"),
        ({"T1": "yes"} | no | {"T2": "yes", "T4": "yes"}, "hub", "triage:T4"),
    ):
        found = routing.route_of_triage(triage(edition(), answers))
        assert found is not None
        assert (found.leads_to.value, found.rule) == (leads_to, rule)
    assert routing.route_of_triage(triage(edition(), {"T1": "yes"} | no | {"T2": "yes"})) is None


def test_the_stored_route_says_every_rule_and_its_cause():
    found = routed(case("K01"), triage_rule="triage:T4")
    document = routing.as_document(found)
    told = routing.reasons(document, str)
    assert [item["rule"] for item in told] == [item.rule for item in found.fired]
    assert told[0]["because"] == str(found.because)
    assert document["leads_to"] == "hub"


@settings(max_examples=60)
@given(st.sampled_from(["JP", "CN", "US", "NO", "KE"]), st.sampled_from(ids()))
def test_a_country_or_a_name_changes_no_route(country, id):
    answers = case(id)
    named = [q.id for q in edition().questions if q.type.names_a_place_or_body]
    moved = answers | {question: [country] for question in named}
    assert routed(moved) == routed(answers)
