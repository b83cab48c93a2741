"""What a dossier holds: the same bytes for the same case, and nothing that was not ticked."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain import dossier as dossiers
from diligence.domain.dossier import Case, File
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.packaged import packaged, worked_cases

BASELINE = "eu-baseline"
SECRET = "Zeta-secret-%s"


@cache
def edition() -> Questionnaire:
    return packaged(BASELINE)


def case(**changes: Any) -> Case:
    worked = worked_cases(BASELINE)
    answers = worked["assumed"] | worked["cases"][0]["answers"]
    entries = {id: {"value": value, "note": "", "revision": 1} for id, value in answers.items()}
    entries["I5"] = {"value": SECRET % "answer", "note": "", "revision": 1}
    entries["A1"]["note"] = SECRET % "note"
    made = Case(
        kind="full",
        submission=1,
        organisation={"name": "University A", "member_state": "NL"},
        questionnaire=edition(),
        version={"key": "eu-baseline", "edition": "1", "title": "EU baseline", "digest": "0" * 64},
        entries=entries,
        facts={"code": "P-1", "technology_areas": ["ai"], "activities": ["joint"]},
        words={
            "title": SECRET % "title",
            "benefit": SECRET % "benefit",
            "responsible": SECRET % "person",
        },
        partners=[{"name": "Harbin", "country": "CN", "kind": "uni", "ror_id": "x", "pic": ""}],
        files=[File("f1", SECRET % "file", "text/plain", 6, "a" * 64)],
    )
    return replace(made, **changes)


def test_without_a_tick_no_word_travels():
    built = dossiers.build(case(), frozenset())
    assert "Zeta-secret" not in built.text
    assert built.content["left_out"]["file"] == 1
    assert built.content["partners"][0]["country"] == "CN"


def test_each_tick_lets_exactly_its_item_travel():
    for item in dossiers.items(case()):
        built = dossiers.build(case(), frozenset({item.key}))
        words = {item.text for item in dossiers.items(case()) if "Zeta" in item.text}
        assert {text for text in words if text in built.text} == words & {item.text}
        assert built.content["included"] == [item.key]


@settings(max_examples=40)
@given(st.data())
def test_the_content_is_exactly_what_its_digest_says_and_ticks_decide(data):
    keys = [item.key for item in dossiers.items(case())]
    ticked = data.draw(st.sets(st.sampled_from(keys)))
    built = dossiers.build(case(), frozenset(ticked))
    assert sha256(built.text.encode()).hexdigest() == built.digest
    assert json.loads(built.text) == built.content
    assert dossiers.build(case(), frozenset(ticked)).text == built.text
    others = [item for item in dossiers.items(case()) if item.key not in ticked]
    assert [item.key for item in others if "Zeta" in item.text and item.text in built.text] == []


def test_a_key_that_names_nothing_adds_nothing():
    plain = dossiers.build(case(), frozenset())
    assert dossiers.build(case(), frozenset({"file:elsewhere", "note:A2", "x"})) == plain


def test_answers_to_questions_that_are_not_asked_stay():
    hidden = next(
        question.id
        for question in edition().questions
        if question.condition and question.id not in asked(case())
    )
    entries = dict(case().entries) | {hidden: {"value": SECRET % "hidden", "note": SECRET % "n"}}
    built = dossiers.build(case(entries=entries), frozenset({f"answer:{hidden}"}))
    assert "hidden" not in built.text.partition("left_out")[0]
    assert hidden not in {answer["question"] for answer in built.content["answers"]}


def asked(made: Case) -> set[str]:
    return {answer["question"] for answer in dossiers.build(made, frozenset()).content["answers"]}


def test_a_triage_dossier_holds_the_triage_alone():
    entries = {f"T{n}": {"value": "no", "note": ""} for n in range(1, 11)}
    built = dossiers.build(case(kind="triage", submission=0, entries=entries), frozenset())
    assert {answer["question"] for answer in built.content["answers"]} == set(entries)
