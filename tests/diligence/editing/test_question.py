"""The page of one question: what it saves, what it refuses, and what two authors see."""

import pytest

from tests.diligence.editing.conftest import Desk, typed


def form_of(desk: Desk, id: str, page: str = "draft-question"):
    context = desk.get(page, id).context
    return typed(context["form"], context["rows"]) | {"revision": context["revision"]}


def save(desk: Desk, name: str, page: str = "draft-question", **change):
    data = form_of(desk, name, page) | change
    return desk.post(page, name, data={k: v for k, v in data.items() if v is not None})


def errors(answer) -> str:
    form, rows = answer.context["form"], answer.context["rows"]
    found = [str(form.errors), *(str(row.errors) for row in rows.forms if row.is_bound)]
    return " ".join(found)


@pytest.mark.parametrize("id", ["A1", "A3", "B1", "C2", "D6", "I5"])
def test_saved_as_drawn_nothing_changes(desk, id):
    before = desk.now().document
    assert save(desk, id).status_code == 302
    assert desk.now().document == before
    assert desk.now().revision == 0


def test_words_points_and_weights_are_saved(desk):
    answer = save(
        desk,
        "A2",
        **{
            "text": "How close to use is the work?",
            "option-1-points": "1,5",
            "feed-KT.P": "0.5",
            "why": "Because it matters.",
            "tags": "readiness, trl, readiness",
        },
    )
    assert answer.status_code == 302
    now = desk.question("A2")
    assert now["text"] == "How close to use is the work?"
    assert now["options"][1]["points"] == 1.5
    assert now["feeds"] == {"KT.S": 1, "KT.P": 0.5}
    assert now["help"]["why"] == "Because it matters."
    assert now["tags"] == ["readiness", "trl"]
    assert desk.now().revision == 1


def test_a_new_code_of_an_option_is_followed_by_conditions(desk):
    controller = desk.question("C1")
    at = [o["code"] for o in controller["options"]].index("yes")
    assert "'yes'" in desk.question("C2")["condition"]
    assert save(desk, "C1", **{f"option-{at}-code": "visitors"}).status_code == 302
    assert "${C1} = 'visitors'" in desk.question("C2")["condition"]


def test_a_new_code_of_the_question_is_followed_too(desk):
    answer = save(desk, "C1", id="GUESTS")
    assert answer.url == desk.at("draft-question", "GUESTS")
    assert "${GUESTS}" in desk.question("C2")["condition"]


def test_buttons_arrange_rows_and_store_nothing(desk):
    data = form_of(desk, "A2")
    answer = desk.post("draft-question", "A2", data=data | {"rows": "down-0"})
    codes = [row["code"].value() for row in answer.context["rows"].forms]
    assert codes[:2] == ["trl3", "trl12"]
    dropped = desk.post("draft-question", "A2", data=data | {"rows": "drop-0"})
    assert dropped.context["rows"].forms[0]["code"].value() == "trl3"
    added = desk.post("draft-question", "A2", data=data | {"rows": "add"})
    assert added.context["rows"].count == answer.context["rows"].count + 1
    assert desk.now().revision == 0


def test_rows_are_stored_in_their_order(desk):
    data = form_of(desk, "A2")
    answer = desk.post("draft-question", "A2", data=data | {"rows": "down-0"})
    context = answer.context
    arranged = typed(context["form"], context["rows"]) | {"revision": 0}
    assert desk.post("draft-question", "A2", data=arranged).status_code == 302
    assert [o["code"] for o in desk.question("A2")["options"]][:2] == ["trl3", "trl12"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": ""}, "Write the question."),
        ({"option-0-points": "many"}, "Write a number from 0 to 10000"),
        ({"option-0-points": "0.00001"}, "at most four decimals"),
        ({"option-0-code": "two words"}, "Use letters, digits"),
        ({"option-0-label": ""}, "Write the answer that people choose."),
        ({"option-1-code": "trl12"}, "stands twice"),
        ({"feed-KT.S": "-1"}, "Write a number from 0 to 10000"),
        ({"id": "A3"}, "Another question has the code"),
        ({"valid_months": "500"}, "120"),
        ({"condition": "${C1} == 'yes'"}, "One equals sign is enough"),
        ({"condition": "${C1} = 'maybe'"}, "has no option “maybe”"),
        ({"condition": "${C99} = 'yes'"}, "There is no question “C99”"),
        ({"condition": "${A2} = 'trl3'"}, "depends on its own answer"),
        ({"condition": "${A3} = 'ai'"}, "Write selected(${A3}"),
    ],
)
def test_bad_input_names_field_and_remedy_and_keeps_what_was_typed(desk, change, told):
    answer = save(desk, "A2", **change)
    assert answer.status_code == 422
    assert told in answer.content.decode().replace("&#x27;", "'") or told in errors(answer)
    name, value = next(iter(change.items()))
    if value and not name.startswith("option"):
        assert answer.context["form"][name].value() == value
    assert desk.now().revision == 0


def test_the_list_beside_the_condition_adds_to_it(desk):
    data = form_of(desk, "A2") | {"rows": "build", "build-what": "C1:yes", "build-how": "is"}
    answer = desk.post("draft-question", "A2", data=data)
    assert answer.context["form"]["condition"].value() == "${C1} = 'yes'"
    data |= {"condition": "${C1} = 'yes'", "build-what": "A3:ai", "build-how": "is-not"}
    data |= {"build-join": "or"}
    answer = desk.post("draft-question", "A2", data=data)
    wanted = "${C1} = 'yes' or not(selected(${A3}, 'ai'))"
    assert answer.context["form"]["condition"].value() == wanted


def test_what_it_brings_about_follows_while_typing(desk):
    data = form_of(desk, "A2") | {"feed-INT.S": "2"}
    answer = desk.post("draft-question", "A2", data=data, query="?beside=1")
    words = answer.content.decode()
    assert "Adds up to 6 points" in words
    assert "As an officer sees it" in words
    assert desk.now().revision == 0


def test_a_conflict_shows_both_and_loses_nothing(desk):
    mine = form_of(desk, "A2") | {"text": "My words?"}
    save(desk, "A2", text="Their words?")
    answer = desk.post("draft-question", "A2", data=mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague changed this meanwhile" in page
    assert "Their words?" in page
    assert answer.context["form"]["text"].value() == "My words?"
    assert desk.question("A2")["text"] == "Their words?"
    again = desk.post("draft-question", "A2", data=mine | {"revision": answer.context["revision"]})
    assert again.status_code == 302
    assert desk.question("A2")["text"] == "My words?"


def test_changes_of_different_questions_are_both_kept(desk):
    mine = form_of(desk, "A2") | {"text": "My words?"}
    save(desk, "A3", text="Their words?")
    assert desk.post("draft-question", "A2", data=mine).status_code == 302
    assert desk.question("A2")["text"] == "My words?"
    assert desk.question("A3")["text"] == "Their words?"


def test_a_new_question_begins_with_the_usual_answers(desk):
    data = {"text": "Is there a plan?", "type": "ynu", "section": "A", "id": "A50", "revision": 0}
    answer = desk.post("draft-question-new", data=data)
    assert answer.url == desk.at("draft-question", "A50")
    assert [o["code"] for o in desk.question("A50")["options"]] == ["no", "yes", "unknown"]
    order = desk.order()
    assert order.index("A50") == order.index("B1") - 1


def test_a_triage_answer_leads_somewhere(desk):
    data = form_of(desk, "T2", "draft-triage-question")
    refused = desk.post("draft-triage-question", "T2", data=data | {"option-0-route": ""})
    assert "Say where this answer leads." in errors(refused)
    answer = desk.post("draft-triage-question", "T2", data=data | {"option-0-route": "refer"})
    assert answer.status_code == 302
    assert desk.now().document["triage"][1]["options"][0]["route"] == "refer"


def test_completion_and_explanation_answer_while_typing(desk):
    found = desk.get("draft-complete", query="?q=%24%7BC&own=C2").json()["results"]
    assert [one["label"] for one in found][:1] == ["C1"]
    assert all(one["label"] != "C2" for one in found)
    said = desk.get("draft-explain", query="?condition=%24%7BC1%7D+%3D+%27yes%27").content.decode()
    assert "Holds when “" in said
    wrong = desk.get("draft-explain", query="?condition=%24%7BC1%7D+%3D").content.decode()
    assert "At character" in wrong
