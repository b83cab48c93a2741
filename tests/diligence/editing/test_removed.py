"""A part that a colleague takes away while somebody changes it: nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from diligence.actions import drafts
from diligence.domain.edits import Insert, Remove, Rename, Set
from diligence.queries import removed
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(desk, stella):
    """`colleague(*steps)` changes the draft behind the page's back."""

    def change(*steps: Any, what: str = "Cleared up") -> None:
        with acting_for(stella.organisation, user=stella.user.pk):
            drafts.change(stella.actor, desk.draft.pk, steps, revision=None, what=what)

    return change


def said(response) -> str:
    return " ".join(response.content.decode().split())


def typed(desk, page: str, /, *args: Any, **given: str) -> dict[str, Any]:
    """What the form of the page holds, as a browser without scripts would send it, changed."""
    context = desk.get(page, *args).context
    form = context["form"]
    data = {"revision": str(context["revision"])}
    boxes = [form, *getattr(getattr(form, "rows", None), "forms", [])]
    for box in boxes:
        for bound in box:
            value = bound.value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value not in (None, ""):
                data[bound.html_name] = value
    if hasattr(form, "rows"):
        data |= {"option-count": str(len(form.rows.forms))}
    return data | given


PARTS = [
    ("draft-flag", "flags", "words", lambda text: {"words": text}),
    ("draft-measure", "measures", "name", lambda text: {"name": text}),
    ("draft-section", "sections", "title", lambda text: {"title": text}),
]


def first(desk, list_: str) -> tuple[str, dict[str, Any]]:
    item = desk.now().document[list_][0]
    return item.get("code") or item["id"], item


@pytest.mark.parametrize(("page", "list_", "member", "given"), PARTS)
def test_a_part_is_put_back_where_it_stood_with_what_was_typed(
    desk, colleague, page, list_, member, given
):
    name, _item = first(desk, list_)
    order = [each.get("code") or each["id"] for each in desk.now().document[list_]]
    data = typed(desk, page, name, **given("My own words"))
    colleague(Remove(f"{list_}/{name}"), what=f"Removed {name}")
    answer = desk.post(page, name, data=data)
    assert answer.status_code == 409
    page_said = said(answer)
    assert "A colleague removed this meanwhile" in page_said
    assert f"Stella Steward: Removed {name}" in page_said
    assert "My own words" in page_said
    assert "Put it back with my text" in page_said
    assert "Discard my text" in page_said
    answer = desk.post(page, name, data=data | {"again": "back"})
    assert answer.status_code == 302
    listed = desk.now().document[list_]
    assert [each.get("code") or each["id"] for each in listed] == order
    assert listed[0][member] == "My own words"
    with acting_for(desk.by.organisation, user=desk.by.user.pk):
        assert desk.draft.changes.first().what.startswith("Put back: ")


def test_a_question_comes_back_with_its_section(desk, colleague):
    last = desk.order()[-1]
    section = desk.question(last)["section"]
    inside = [q["id"] for q in desk.now().document["questions"] if q["section"] == section]
    data = typed(desk, "draft-question", last, short="Mine, typed for long")
    gone = [Remove(f"questions/{id}") for id in inside]
    colleague(*gone, Remove(f"sections/{section}"), what="Removed the section")
    answer = desk.post("draft-question", last, data=data)
    assert answer.status_code == 409
    assert "Mine, typed for long" in said(answer)
    assert "Removed the section" in said(answer)
    answer = desk.post("draft-question", last, data=data | {"again": "back"})
    assert answer.status_code == 302, said(answer)
    assert desk.question(last)["short"] == "Mine, typed for long"
    assert section in {each["id"] for each in desk.now().document["sections"]}


def test_a_button_of_the_rows_loses_nothing_either(desk, colleague):
    data = typed(desk, "draft-question", "A2", short="Mine", rows="add")
    colleague(Remove("questions/A2"))
    answer = desk.post("draft-question", "A2", data=data)
    assert answer.status_code == 409
    assert 'value="Mine"' in said(answer)


def test_what_is_wrong_with_the_text_is_told_before_it_is_put_back(desk, colleague):
    data = typed(desk, "draft-question", "A2", text="", short="Mine")
    colleague(Remove("questions/A2"))
    answer = desk.post("draft-question", "A2", data=data | {"again": "back"})
    assert answer.status_code == 422
    assert 'value="Mine"' in said(answer)
    assert "A2" not in desk.order()


def test_a_renamed_question_takes_the_text_under_its_new_name(desk, colleague):
    data = typed(desk, "draft-question", "A2", short="Mine")
    colleague(Rename("questions/A2", "A2b"), what="Renamed A2")
    answer = desk.post("draft-question", "A2", data=data)
    assert answer.status_code == 409
    address = desk.at("draft-question", "A2b")
    assert f'formaction="{address}"' in said(answer)
    assert "Save my text in A2b" in said(answer)
    # Its colleague changed it as well: both are shown, and saving again stores it.
    answer = desk.post("draft-question", "A2b", data=data | {"renamed": "A2b"})
    assert answer.status_code == 409
    assert 'value="Mine"' in said(answer)
    revision = str(answer.context["revision"])
    sent = data | {"renamed": "A2b", "revision": revision}
    assert desk.post("draft-question", "A2b", data=sent).status_code == 302
    assert desk.question("A2b")["short"] == "Mine"
    assert "A2" not in desk.order()


def test_an_option_removed_meanwhile_is_shown_beside_what_was_typed(desk, colleague):
    code = desk.question("A2")["options"][0]["code"]
    data = typed(desk, "draft-question", "A2", short="Mine")
    colleague(Remove(f"questions/A2/options/{code}"), what=f"Removed option {code}")
    answer = desk.post("draft-question", "A2", data=data)
    assert answer.status_code == 409
    assert f"Removed option {code}" in said(answer)
    assert 'value="Mine"' in said(answer)
    # Saved again, what stands in the form counts: the option with it.
    data["revision"] = str(answer.context["revision"])
    assert desk.post("draft-question", "A2", data=data).status_code == 302
    assert desk.question("A2")["short"] == "Mine"
    assert code in [option["code"] for option in desk.question("A2")["options"]]


def test_a_worked_case_is_put_back(desk, colleague):
    case = desk.now().cases[0]["id"]
    data = typed(desk, "draft-case", case, title="My case")
    colleague(Remove(f"cases/{case}"))
    answer = desk.post("draft-case", case, data=data)
    assert answer.status_code == 409
    assert "My case" in said(answer)
    assert desk.post("draft-case", case, data=data | {"again": "back"}).status_code == 302
    assert desk.now().cases[0]["title"] == "My case"


def test_what_never_was_there_is_still_no_page(desk, colleague):
    colleague(Set("title", "Other"))
    for name in ("draft-question", "draft-flag", "draft-case"):
        assert desk.post(name, "nope", data={"revision": "0"}).status_code == 404
    colleague(Remove("questions/A2"))
    now = str(desk.now().revision)
    # Whoever opened the page after that saw no question.
    assert desk.post("draft-question", "A2", data={"revision": now}).status_code == 404


def test_put_back_by_somebody_else_first_both_are_compared(desk, colleague):
    data = typed(desk, "draft-question", "A2", short="Mine")
    item = desk.question("A2")
    colleague(Remove("questions/A2"))
    colleague(Insert("questions", item | {"short": "Theirs"}))
    answer = desk.post("draft-question", "A2", data=data | {"again": "back"})
    assert answer.status_code == 409
    assert "Theirs" in said(answer)
    assert 'value="Mine"' in said(answer)


def test_a_member_who_only_reads_puts_nothing_back(desk, colleague, dora, browse):
    data = typed(desk, "draft-question", "A2", short="Mine")
    colleague(Remove("questions/A2"))
    client: Client = browse(dora)
    answer = client.post(desk.at("draft-question", "A2"), data | {"again": "back"})
    assert answer.status_code == 403
    assert "A2" not in desk.order()


def test_a_part_that_never_was_is_not_looked_for_in_copies_of_the_draft(
    desk, colleague, monkeypatch
):
    for number in range(3):
        colleague(Set("title", f"Title {number}"))

    def copied(*_given: Any) -> None:
        raise AssertionError("No change took this part away, so none has to be taken back.")

    monkeypatch.setattr(removed.editing, "apply", copied)
    assert desk.post("draft-flag", "NEVER", data={"revision": "0"}).status_code == 404
