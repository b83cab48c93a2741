"""Preview and worked cases: tried, kept, found to differ, approved anew."""

from diligence.domain.cases import answers_of
from tests.diligence.editing.conftest import Desk


def answers(desk: Desk, case: str):
    found = next(c for c in desk.now().cases if c["id"] == case)
    told = {**found["triage"], **answers_of(found)}
    return told | {f"{id}.seen": "0.-" for id in told}


def test_nothing_answered_says_so(desk):
    assert b"Nothing answered yet" in desk.get("draft-preview").content


def test_the_score_appears_as_one_answers(desk):
    answer = desk.post("draft-preview", data=answers(desk, "K01"), HTTP_HX_REQUEST="true")
    page = answer.content.decode()
    assert 'id="comes-to"' in page
    assert "The full questionnaire is needed." in page
    assert "G1 · " in page
    assert desk.now().revision == 0


def test_questions_come_and_go_with_their_condition(desk):
    seen = {"C1.seen": "0.-", "C2.seen": ""}
    del seen["C2.seen"]
    shown = desk.post("draft-preview", data=seen | {"C1": "yes"}, HTTP_HX_REQUEST="true")
    assert 'name="C2"' in shown.content.decode()
    seen["C2.seen"] = "0.-"
    hidden = desk.post("draft-preview", data=seen | {"C1": "no"}, HTTP_HX_REQUEST="true")
    assert '<div class="question" id="q-C2" hx-swap-oob="true"></div>' in hidden.content.decode()


def test_without_scripts_the_whole_page_comes_back_with_the_answers(desk):
    page = desk.post("draft-preview", data=answers(desk, "K01")).content.decode()
    assert "What this comes to" in page
    assert 'value="listed"' in page


def test_the_answers_of_a_case_fill_it_in(desk):
    page = desk.get("draft-preview", query="?case=K01")
    assert page.context["told"]["outcome"] == "refer"
    assert not page.context["told"]["missing"]


def test_a_draft_that_cannot_be_scored_says_what_to_repair(desk):
    data = {"act": "remove flags/REFER", "revision": 0}
    desk.post("draft-flags", data=data)
    page = desk.get("draft-preview").content.decode()
    assert "answered yet" in page
    assert "Go to its place" in page
    assert desk.get("draft-cases").status_code == 200


def test_answers_are_kept_as_a_worked_case(desk):
    first = desk.post("draft-case-new", data=answers(desk, "K01"))
    assert first.status_code == 200
    told = {"title": "Guests", "facts": "They came.", "why": "A licence.", "id": "K90"}
    carried = {"answers": first.context["carried"], "revision": 0}
    lacking = desk.post("draft-case-new", data=carried | told | {"why": ""})
    assert "Say why the case must come out like this." in str(lacking.context["form"].errors)
    assert desk.post("draft-case-new", data=carried | told).status_code == 302
    kept = desk.now().cases[-1]
    assert kept["id"] == "K90"
    assert kept["expected"]["outcome"] == "refer"
    assert kept["route"] == "full"
    assert not desk.get("draft-cases").context["wrong"]


def test_incomplete_answers_make_no_case(desk):
    first = desk.post("draft-case-new", data={"A2": "trl3", "A2.seen": "0.-"})
    told = {"title": "Half", "facts": "Half.", "why": "Half.", "id": "K91", "revision": 0}
    answer = desk.post("draft-case-new", data=told | {"answers": first.context["carried"]})
    assert answer.status_code == 422
    assert "Answer every question that must be answered first" in answer.content.decode()


def test_a_case_that_differs_is_shown_and_approved_with_a_reason(desk):
    scoring = desk.get("draft-scoring").context["form"]
    data = {name: scoring[name].value() for name in scoring.fields} | {"revision": 0}
    data |= {f"cell-ETH-{r}-{c}": "high" for r in range(4) for c in range(4)}
    assert desk.post("draft-scoring", data=data).status_code == 302
    wrong = [row["id"] for row in desk.get("draft-cases").context["wrong"]]
    assert "K01" in wrong
    assert "come out differently" in desk.get("draft-outline").content.decode()
    refused = desk.post("draft-case-approve", "K01", data={"because": "", "revision": 1})
    assert "Say why the new outcome is right." in refused.content.decode()
    done = desk.post(
        "draft-case-approve", "K01", data={"because": "Ethics weighs more.", "revision": 1}
    )
    assert done.status_code == 302
    case = desk.now().cases[0]
    assert case["expected"]["dimensions"]["ETH"] == "high"
    assert case["approved"]["because"] == "Ethics weighs more."
    assert case["approved"]["by"] == "Stella Steward"


def test_a_case_is_changed_and_removed(desk):
    page = desk.get("draft-case", "K02").context["form"]
    data = {name: page[name].value() for name in page.fields} | {"revision": 0, "title": "Anew"}
    assert desk.post("draft-case", "K02", data=data).status_code == 302
    assert desk.now().cases[1]["title"] == "Anew"
    assert desk.post("draft-case-remove", "K02", data={"revision": 1}).status_code == 302
    assert "K02" not in [case["id"] for case in desk.now().cases]
