"""Completion and explanation of conditions, and what a question brings about, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.completing import appended, completions, explained
from diligence.domain.conditions import parse
from diligence.domain.consequences import adds, consequences, most
from diligence.domain.document_texts import texts_of
from diligence.domain.places import texts
from diligence.exchange.packaged import packaged
from diligence.exchange.writing import dump

DOCUMENT = {
    "dimensions": [{"id": "KT", "title": "Transfer"}],
    "sides": [{"id": "S", "title": "exposure"}, {"id": "P", "title": "concern"}],
    "thresholds": {"KT.S": [2, 4, 6]},
    "flags": [{"code": "REFER", "words": "Ask the hub"}],
    "questions": [
        {
            "id": "C1",
            "short": "Guests",
            "type": "yesno",
            "options": [{"code": "no", "label": "No"}, {"code": "yes", "label": "Yes"}],
        },
        {
            "id": "A3",
            "text": "Which areas?",
            "type": "multi",
            "cap": 5,
            "feeds": {"KT.S": 1},
            "options": [
                {"code": "ai", "label": "Artificial intelligence", "points": 3},
                {"code": "bio", "label": "Biotechnology", "points": 3, "flags": ["REFER"]},
                {"code": "unknown", "label": "Don't know", "points": 1},
            ],
        },
        {"id": "C2", "short": "Disclosure", "type": "text", "condition": "${C1} = 'yes'"},
    ],
}


def offered(text: str, **more: str) -> list[str]:
    return [one.label for one in completions(DOCUMENT, text, len(text), **more)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", ["C1", "A3", "C2"]),
        ("${", ["C1", "A3", "C2"]),
        ("${C", ["C1", "C2", "A3"]),
        ("gue", ["C1"]),
        ("${C1} = '", ["no", "yes"]),
        ("${C1} = 'y", ["yes"]),
        ("selected(${A3}, 'art", ["ai"]),
        ("selected(${A3}", ["ai", "bio", "unknown"]),
        ("${C1}", ["= 'no'", "= 'yes'", "!= ''"]),
        ("${C1} = 'yes' ", ["and", "or"]),
        ("${C1} = 'yes' a", ["and"]),
        ("selected('a", []),
    ],
)
def test_what_can_come_next(typed, first):
    assert offered(typed) == first


def test_a_question_is_not_offered_to_itself():
    assert offered("${C", apart_from="C2") == ["C1", "A3"]


def test_taking_completions_one_after_the_other_gives_a_condition():
    text = ""
    for wanted in ("A3", "ai", "and", "C1", "yes"):
        one = next(c for c in completions(DOCUMENT, text, len(text)) if c.label == wanted)
        text = text[: one.start] + one.text
        if wanted == "ai":
            text += " "
    assert text == "selected(${A3}, 'ai') and ${C1} = 'yes'"
    assert explained(DOCUMENT, text).words


@given(st.text(alphabet="${}AC123 ='()andorselected,!<>", max_size=40), st.integers(0, 40))
def test_nothing_that_is_typed_breaks_it(text, cursor):
    for one in completions(DOCUMENT, text, min(cursor, len(text))):
        assert 0 <= one.start <= len(text)
    told = explained(DOCUMENT, text)
    assert not (told.words and told.problem)
    assert 0 <= told.position <= len(text) + 1


@pytest.mark.parametrize("broken", [{}, {"questions": None}, {"questions": [1, {}, {"id": 3}]}])
def test_a_faulty_document_is_read_as_far_as_it_goes(broken):
    assert completions(broken, "${", 2) in ((), completions(broken, "${", 2))
    assert consequences(broken, {"id": "X", "options": "?"})
    assert texts_of(broken) == {}


@pytest.mark.parametrize(
    ("text", "position", "remedy"),
    [
        ("${C9} = 'yes'", 1, "Did you mean ${C2} (Disclosure)?"),
        ("${C1} = 'maybe'", 1, "Use one of no, yes."),
        ("${A3} = 'ai'", 1, "Write selected(${A3}, 'code')."),
        ("selected(${C1}, 'yes')", 10, "Write ${C1} = 'yes'."),
        ("${C1} == 'yes'", 8, "One equals sign is enough: ${C1} = 'yes'."),
        ("(${C1} = 'yes'", 15, "Every bracket that opens must close."),
        ("C1 = yes", 1, "Name a question like this: ${C1}."),
        ("${C1} = ‘yes’", 9, "Use straight quotes: 'yes'."),
    ],
)
def test_a_mistake_has_a_position_and_a_remedy(text, position, remedy):
    told = explained(DOCUMENT, text)
    assert told.position == position
    assert str(told.remedy) == remedy


def test_a_condition_that_looks_at_its_own_question():
    assert str(explained(DOCUMENT, "${C2} != ''", own="C2").problem) == (
        "The question depends on its own answer."
    )


def test_the_list_adds_brackets_where_and_and_or_would_mix():
    more = {"question": "A3", "code": "ai", "negated": True}
    both = "${C1} = 'yes' and ${C1} != 'no'"
    added = appended(DOCUMENT, both, **more, either=True)
    assert added == f"({both}) or not(selected(${{A3}}, 'ai'))"
    assert parse(added)
    assert appended(DOCUMENT, "", **more, either=False) == "not(selected(${A3}, 'ai'))"


def test_points_are_capped_weighed_and_compared_with_the_thresholds():
    areas = DOCUMENT["questions"][1]
    assert most(areas) == 5
    (added,) = adds(DOCUMENT, areas)
    assert (added.axis, added.points, added.level) == ("KT.S", 5, 2)
    said = [str(sentence) for sentence in consequences(DOCUMENT, areas)]
    assert said[0] == "Adds up to 5 points to Transfer: exposure: alone enough for level 2."
    assert "“Biotechnology” asks: Ask the hub." in said
    assert "“Don't know” counts towards “information missing”." in said
    assert said[-1] == "It is always asked."


def test_what_opens_and_what_is_opened_is_said():
    guests, _areas, disclosure = DOCUMENT["questions"]
    assert "Its answer decides whether these are asked: C2." in map(
        str, consequences(DOCUMENT, guests)
    )
    assert "It is asked only when “Guests” is “Yes”." in map(
        str, consequences(DOCUMENT, disclosure)
    )


def test_points_without_a_weight_go_nowhere():
    lost = DOCUMENT["questions"][1] | {"feeds": {}}
    assert str(consequences(DOCUMENT, lost)[0]).startswith("Its points go nowhere")


def test_texts_of_a_document_are_those_of_the_questionnaire():
    questionnaire = packaged("eu-baseline")
    assert texts_of(dump(questionnaire)) == texts(questionnaire)
