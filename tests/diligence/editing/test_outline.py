"""The outline: order, copies, removals, search, and two authors at once."""

import pytest

from tests.diligence.editing.conftest import Desk


def press(desk: Desk, act: str, **more: str):
    return desk.post("draft-outline", data={"act": act, "revision": desk.now().revision, **more})


def section_of(desk: Desk, section: str) -> list[str]:
    return [q["id"] for q in desk.now().document["questions"] if q["section"] == section]


def test_up_and_down_move_within_the_section(desk):
    press(desk, "up questions/A2")
    assert section_of(desk, "A")[:2] == ["A2", "A1"]
    press(desk, "down questions/A2")
    assert section_of(desk, "A")[:2] == ["A1", "A2"]


def test_at_the_edge_a_question_moves_into_the_next_section(desk):
    last = section_of(desk, "A")[-1]
    press(desk, f"down questions/{last}")
    assert section_of(desk, "B")[0] == last
    press(desk, f"up questions/{last}")
    assert section_of(desk, "A")[-1] == last


def test_the_list_puts_a_question_before_another_or_at_the_end_of_a_section(desk):
    press(desk, "place", place="questions/A1", before="C2")
    assert section_of(desk, "C")[:2] == ["C1", "A1"]
    press(desk, "place", place="questions/A1", before="end:D")
    assert section_of(desk, "D")[-1] == "A1"


def test_without_a_target_it_says_what_to_choose(desk):
    answer = press(desk, "place", place="questions/A1", before="")
    assert b"Choose where to put it" in answer.content


@pytest.mark.parametrize("act", ["up questions/Z9", "sing questions/A1", "", "up"])
def test_what_cannot_be_done_is_said(desk, act):
    answer = press(desk, act)
    assert answer.status_code == 200
    assert b"Not moved" in answer.content
    assert desk.now().revision == 0


def test_a_copy_stands_behind_with_a_code_of_its_own(desk):
    press(desk, "copy questions/A2")
    order = desk.order()
    copied = order[order.index("A2") + 1]
    assert copied not in {"A1", "A2", "A3"}
    assert desk.question(copied)["text"] == desk.question("A2")["text"]
    assert desk.question(copied)["short"] == "Technology readiness (copy)"


def test_removing_is_taken_back_by_undo(desk):
    before = desk.now().document
    answer = desk.client.post(
        desk.at("draft-outline"), {"act": "remove questions/A2", "revision": 0}, follow=True
    )
    assert b"Removed A2 (Technology readiness)" in answer.content
    assert "A2" not in desk.order()
    back = desk.client.post(desk.at("draft-undo"), {"step": "undo", "back": "outline"})
    assert back.url == desk.at("draft-outline")
    assert desk.now().document == before


def test_a_section_goes_with_its_questions_in_one_change(desk):
    press(desk, "remove sections/B")
    assert section_of(desk, "B") == []
    assert "B" not in [s["id"] for s in desk.now().document["sections"]]
    assert desk.now().revision == 1


def test_scripts_get_the_outline_anew_and_hear_what_happened(desk):
    answer = desk.post(
        "draft-outline",
        data={"act": "down questions/A1", "revision": 0},
        HTTP_HX_REQUEST="true",
    )
    assert answer.status_code == 200
    assert "Moved A1 before A3" in answer["HX-Trigger"]
    assert b'data-focus="questions/A1"' in answer.content


def test_a_colleague_moved_the_same_question_meanwhile(desk):
    press(desk, "down questions/A1")
    answer = desk.post("draft-outline", data={"act": "down questions/A1", "revision": 0})
    assert b"A colleague changed the order meanwhile" in answer.content
    assert desk.now().revision == 1


def test_search_and_narrowing(desk):
    found = desk.get("draft-outline", query="?q=readiness").content.decode()
    assert 'data-place="questions/A2"' in found
    assert 'data-place="questions/A1"' not in found
    narrowed = desk.get("draft-outline", query="?only=conditional").content.decode()
    assert 'data-place="questions/C2"' in narrowed
    assert 'data-place="questions/C1"' not in narrowed
    assert b"No question matches" in desk.get("draft-outline", query="?q=xyzzy").content


def test_conditions_stand_in_words_on_their_line(desk):
    page = desk.get("draft-outline").content.decode()
    assert "when “" in page


def test_triage_measures_and_flags_are_put_in_order_where_they_stand(desk):
    for page, list_, first in (
        ("draft-triage", "triage", "T1"),
        ("draft-measures", "measures", "M01"),
        ("draft-flags", "flags", "REFER"),
    ):
        data = {"act": f"down {list_}/{first}", "revision": desk.now().revision}
        assert desk.post(page, data=data).status_code == 302
        key = "code" if list_ == "flags" else "id"
        assert desk.now().document[list_][1][key] == first
