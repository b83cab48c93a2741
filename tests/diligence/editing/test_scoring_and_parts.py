"""Scoring, flags, rules, measures, sections and the title: saved, refused, unchanged."""

import pytest

from tests.diligence.editing.conftest import Desk, typed


def form_of(desk: Desk, *page: str):
    context = desk.get(*page).context
    return typed(context["form"]) | {"revision": context["revision"]}


def save(desk: Desk, *page: str, **change):
    return desk.post(*page, data=form_of(desk, *page) | change)


@pytest.mark.parametrize(
    "page",
    [
        ("draft-scoring",),
        ("draft-about",),
        ("draft-section", "A"),
        ("draft-flag", "REFER"),
        ("draft-flag-rule", "C1"),
        ("draft-measure", "M01"),
        ("draft-measure", "M24"),
        ("draft-case", "K01"),
    ],
)
def test_saved_as_drawn_nothing_changes(desk, page):
    before = desk.now().document
    assert save(desk, *page).status_code == 302
    assert desk.now().document == before
    assert desk.now().revision == 0


def test_matrix_thresholds_and_rules_are_saved(desk):
    change = {"cell-KT-3-0": "high", "cell-KT-3-1": "high", "step-KT.S-1": "3.5"}
    change |= {"unknown_floor": "3", "hub_from": "medium"}
    before = {d["id"]: d["matrix"] for d in desk.now().document["dimensions"]}["KT"]
    change |= {f"cell-KT-3-{n}": "high" for n in range(4)}
    assert save(desk, "draft-scoring", **change).status_code == 302
    now = desk.now().document
    assert now["dimensions"][0]["matrix"][3] == ["high"] * 4
    assert now["dimensions"][0]["matrix"][:3] == before[:3]
    assert now["thresholds"]["KT.S"][0] == 3.5
    assert now["rules"]["unknown_floor"] == 3
    assert now["rules"]["hub_from"] == "medium"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"step-KT.S-2": "1"}, "step-KT.S-2"),
        ({"step-KT.S-1": ""}, "step-KT.S-1"),
        ({"step-KT.S-1": "0"}, "step-KT.S-1"),
        ({"unknown_limit": "2"}, "unknown_limit"),
        ({"high_refer": "0"}, "high_refer"),
        ({"cell-KT-0-0": "high"}, "cell-KT-0-1"),
        ({"reduction-S": "7"}, "reduction-S"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_beside_their_field(desk, change, field):
    answer = save(desk, "draft-scoring", **change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert desk.now().revision == 0


def test_a_rule_that_raises_a_flag(desk):
    data = {
        "when": "${C1} = 'yes' and selected(${A3}, 'ai')",
        "question": "C1",
        "flag": "REFER",
        "axis": "KT.S",
        "level": "2",
        "id": "R1",
        "revision": 0,
    }
    assert desk.post("draft-flag-rule-new", data=data).status_code == 302
    assert desk.now().document["flag_rules"][-1] == {
        "id": "R1",
        "when": "${C1} = 'yes' and selected(${A3}, 'ai')",
        "question": "C1",
        "flag": "REFER",
        "axis": "KT.S",
        "level": 2,
    }
    elsewhere = desk.post("draft-flag-rule-new", data=data | {"id": "R2", "question": "B1"})
    assert "Choose one of A3, C1" in str(elsewhere.context["form"].errors)
    half = desk.post("draft-flag-rule-new", data=data | {"id": "R2", "level": "0"})
    assert "level" in half.context["form"].errors
    taken = desk.post("draft-flag-rule-new", data=data)
    assert "id" in taken.context["form"].errors


def test_a_new_code_of_a_flag_is_followed(desk):
    assert save(desk, "draft-flag", "LEGAL-FDI", code="FDI").status_code == 302
    told = str(desk.now().document)
    assert "LEGAL-FDI" not in told


def test_a_measure_is_added_with_what_it_takes_off(desk):
    data = {"name": "Ask twice", "kind": "people", "reduces-KT.P": "1", "id": "M90", "revision": 0}
    data |= {"clears": ["LEGAL-FDI"]}
    assert desk.post("draft-measure-new", data=data).status_code == 302
    added = desk.now().document["measures"][-1]
    assert added["reduces"] == {"KT.P": 1}
    assert added["clears"] == ["LEGAL-FDI"]


def test_sections_and_title(desk):
    data = {"title": "Our sites", "id": "J", "revision": 0}
    assert desk.post("draft-section-new", data=data).status_code == 302
    assert desk.now().document["sections"][-1] == {"id": "J", "title": "Our sites"}
    refused = desk.post("draft-section-new", data=data)
    assert "is taken" in str(refused.context["form"].errors)
    assert save(desk, "draft-about", title="Another title", about="").status_code == 302
    assert desk.now().title == "Another title"


def test_a_triage_question_begins_with_answers_that_lead_somewhere(desk):
    data = {"text": "Is anything secret?", "id": "T11", "revision": 0}
    assert desk.post("draft-triage-new", data=data).status_code == 302
    added = desk.now().document["triage"][-1]
    assert [o["route"] for o in added["options"]] == ["next", "full", "full"]
