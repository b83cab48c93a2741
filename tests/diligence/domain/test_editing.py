"""Operations on a questionnaire's document: each with what takes it back, byte for byte."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.canonical import canonical_bytes
from diligence.domain.editing import (
    EditError,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Set,
    apply,
    as_json,
    differences,
    from_json,
)
from diligence.domain.edits import overtaken
from diligence.domain.places import look_up, name_of
from diligence.exchange import native
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import questionnaires


def baseline() -> dict[str, Any]:
    cases = worked_cases("eu-baseline")
    kept = [case | {"assumed": cases["assumed"]} for case in cases["cases"]]
    return native.dump(packaged("eu-baseline")) | {"cases": deepcopy(kept)}


def listed(document: object, place: str = "") -> list[tuple[str, list[Any]]]:
    """Every list of named members, with its place."""
    found = []
    if isinstance(document, dict):
        for name, value in document.items():
            found += listed(value, f"{place}/{name}" if place else name)
    elif isinstance(document, list) and document and all(map(name_of, document)):
        found = [(place, document)]
        for item in document:
            found += listed(item, f"{place}/{name_of(item)}")
    return found


def members(document: object, place: str = "") -> list[str]:
    if isinstance(document, dict):
        own = [f"{place}/{name}" if place else name for name in document]
        return own + [
            inner for name, at in zip(document, own, strict=True)
            for inner in members(document[name], at)
        ]  # fmt: skip
    if isinstance(document, list):
        return [
            inner for item in document if name_of(item)
            for inner in members(item, f"{place}/{name_of(item)}")
        ]  # fmt: skip
    return []


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 20),
    st.sampled_from([0.5, 1.0, 1.25, 4.0]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    st.lists(st.sampled_from(["M1", "REFER", 3]), max_size=3),
    st.dictionaries(st.sampled_from(["why", "how", "X.S", "id"]), st.text("ab", max_size=3)),
)


@st.composite
def operation(draw: Any, document: dict[str, Any]) -> Operation:
    lists = listed(document)
    place, items = draw(st.sampled_from(lists))
    one = draw(st.sampled_from(items))
    other = draw(st.sampled_from([None, *(name_of(item) for item in items)]))
    target = f"{place}/{name_of(one)}"
    match draw(st.integers(0, 5)):
        case 0:
            return Move(target, other)
        case 1:
            return Remove(draw(st.sampled_from([target, *members(document)])))
        case 2:
            key = "code" if "code" in one else "id" if "id" in one else "language"
            new = draw(st.sampled_from(["new1", "Q1", "X", "other-1.b"]))
            return Insert(place, deepcopy(one) | {key: new}, other)
        case 3:
            return Rename(target, draw(st.sampled_from(["new1", "Q1", "o1", "Y", "zz.9"])))
        case 4:
            absent = f"{target}/{draw(st.sampled_from(['help/why', 'a/b/c', 'short']))}"
            return Set(absent, draw(VALUES))
        case _:
            return Set(draw(st.sampled_from(members(document))), draw(VALUES))


@settings(max_examples=150, deadline=None)
@given(questionnaires(), st.data())
def test_what_is_taken_back_is_as_it_was(questionnaire: Any, data: Any) -> None:
    start = native.dump(questionnaire) | {"cases": [_case(questionnaire)]}
    now, inverses = start, []
    for _step in range(data.draw(st.integers(1, 6))):
        before = canonical_bytes(now)
        try:
            edited = apply(now, [data.draw(operation(now))])
        except EditError:
            assert canonical_bytes(now) == before
            continue
        assert canonical_bytes(now) == before, "the document given is left alone"
        assert canonical_bytes(apply(edited.document, edited.inverse).document) == before
        read = from_json(as_json(edited.inverse))
        assert canonical_bytes(apply(edited.document, read).document) == before
        now = edited.document
        inverses.append(edited.inverse)
        if not listed(now):
            break
    for inverse in reversed(inverses):
        now = apply(now, inverse).document
    assert canonical_bytes(now) == canonical_bytes(start)


def _case(questionnaire: Any) -> dict[str, Any]:
    answers = {q.id: q.codes[0] for q in questionnaire.questions if q.codes}
    expected = {"outcome": "low", "levels": {"X.S": 0}, "dimensions": {"X": "low"}}
    return {"id": "K1", "answers": answers, "assumed": {}, "expected": expected}


@settings(max_examples=80, deadline=None)
@given(questionnaires(), questionnaires())
def test_differences_make_one_document_the_other(one: Any, other: Any) -> None:
    before, after = native.dump(one), native.dump(other)
    made = apply(before, differences(before, after)).document
    assert canonical_bytes(made) == canonical_bytes(after)


def test_a_renamed_question_is_followed_everywhere() -> None:
    start = baseline()
    after = apply(start, [Rename("questions/B4", "B4x")]).document
    text = canonical_bytes(after).decode()
    assert "${B4}" not in text
    assert '"B4":' not in text
    assert look_up(after, "flag_rules/C1/question") == "B4x"
    assert look_up(after, "cases/K01/assumed/B4x") == "none"
    native.load({name: value for name, value in after.items() if name != "cases"})


def test_a_renamed_option_is_followed_in_conditions_and_cases() -> None:
    start = apply(
        baseline(),
        [
            Set("questions/B5/condition", "${B4} = 'unit' and selected(' unit  none', ${B4})"),
            Set("cases/K01/answers/B4", "unit"),
        ],
    ).document
    edited = apply(start, [Rename("questions/B4/options/unit", "military")])
    condition = "${B4} = 'military' and selected(' military  none', ${B4})"
    assert look_up(edited.document, "questions/B5/condition") == condition
    assert look_up(edited.document, "flag_rules/C1/when") == "${B4} = 'military'"
    assert look_up(edited.document, "cases/K01/answers/B4") == "military"
    assert len(edited.inverse) == 1


@pytest.mark.parametrize(
    ("place", "new"), [("dimensions/KT", "TR"), ("sides/P", "Q"), ("flags/REFER", "HUB"),
                       ("measures/M01", "M01a"), ("sections/A", "AA"), ("triage/T1", "T01")]
)  # fmt: skip
def test_a_sound_questionnaire_stays_sound_under_another_name(place: str, new: str) -> None:
    after = apply(baseline(), [Rename(place, new)]).document
    native.load({name: value for name, value in after.items() if name != "cases"})


def test_a_translated_text_is_found_by_the_place_it_translates() -> None:
    texts = [{"place": "questions/A1/text", "text": "Worum geht es?", "of": "0" * 16}]
    start = baseline() | {"translations": [{"language": "de", "texts": texts}]}
    place = "translations/de/texts/questions/A1/text"
    after = apply(start, [Set(f"{place}/text", "Was umfasst sie?")]).document
    assert look_up(after, place)["text"] == "Was umfasst sie?"
    renamed = apply(after, [Rename("questions/A1", "A0")]).document
    assert look_up(renamed, "translations/de/texts/questions/A0/text/of") == "0" * 16


def test_namesakes_of_an_imported_file_can_be_told_apart_again() -> None:
    start = {"questions": [{"id": "Q1", "text": "a"}, {"id": "Q1", "text": "b"}]}
    edited = apply(start, [Rename("questions/Q1", "Q2")])
    assert [q["id"] for q in edited.document["questions"]] == ["Q2", "Q1"]
    assert apply(edited.document, edited.inverse).document == start


@pytest.mark.parametrize(
    ("operation", "problem"),
    [
        (Set("questions/Nope/text", "x"), "Nothing stands here"),
        (Set("questions/A1/id", "A0"), "An id isn't set"),
        (Set("questions/A1", {"id": "A0"}), "another id"),
        (Set("title/short", "x"), "Nothing stands here"),
        (Set("", []), "is an object"),
        (Set("questions//text", "x"), "no place"),
        (Set("title", "a\0b"), "a character that is none"),
        (Set("title", "\ud800"), "a character that is none"),
        (Set("title", float("nan")), "not usable"),
        (Set("title", object()), "no JSON value"),
        (Set("title", "x" * 60_000), "too long"),
        (Insert("questions", {"text": "?"}), "has no id"),
        (Insert("questions", {"id": "A 1"}), "not usable as an id"),
        (Insert("questions", {"id": "1A"}), "not usable as an id"),
        (Insert("questions", {"id": "A1"}), "taken already"),
        (Insert("questions", {"id": "T1"}), "taken already"),
        (Insert("questions", {"id": "A0"}, before="Nope"), "to put it before"),
        (Insert("rules", {"id": "A0"}), "stands no list"),
        (Remove("questions/Nope"), "Nothing stands here"),
        (Remove("subtitle"), "Nothing stands here"),
        (Move("title"), "members of lists"),
        (Rename("questions/A1", "A2"), "taken already"),
        (Rename("questions/A1", "a/b"), "not usable as an id"),
        (Rename("rules", "x"), "members of lists"),
    ],
)
def test_what_cannot_be_applied_is_refused_with_place_and_remedy(
    operation: Operation, problem: str
) -> None:
    with pytest.raises(EditError) as caught:
        apply(baseline(), [operation])
    assert problem in str(caught.value.problem)
    assert str(caught.value.remedy)


def test_nothing_of_several_operations_is_applied_when_one_fails() -> None:
    start = baseline()
    with pytest.raises(EditError):
        apply(start, [Set("title", "Another"), Remove("questions/Nope")])
    assert start == baseline()


@pytest.mark.parametrize(
    "spelled",
    [
        {}, ["set"], [{"op": "turn", "place": "title"}], [{"op": "set", "place": "title"}],
        [{"op": "set", "place": 3, "value": 1}], [{"op": "move", "place": "a", "before": 3}],
        [{"op": "set", "place": "title", "value": 1, "also": 2}],
        [{"op": "rename", "place": "questions/A1", "new_id": None, "x": 1}],
    ],
)  # fmt: skip
def test_what_spells_no_operation_is_refused(spelled: Any) -> None:
    with pytest.raises(EditError) as caught:
        from_json(spelled)
    assert "not an operation" in str(caught.value.problem)


def test_later_changes_of_the_same_place_are_not_overwritten() -> None:
    inverse = [Set("questions/A1/text", "before")]
    assert overtaken(inverse, ["questions/A1"]) == "questions/A1/text"
    assert overtaken(inverse, ["questions/A1/text/x"]) == "questions/A1/text"
    assert overtaken(inverse, ["questions/A1/short", "questions/A10/text"]) is None
    assert overtaken([Insert("questions", {"id": "A1"})], ["questions/A1"]) == "questions/A1"
    assert overtaken([Move("questions/A1", None)], ["questions/A1"]) is None
