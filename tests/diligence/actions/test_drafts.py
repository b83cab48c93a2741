"""Drafts: begun from anything, changed step by step, taken back byte for byte."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diligence.actions import drafts as acts
from diligence.choices import Audience, DraftState
from diligence.domain.canonical import canonical_bytes
from diligence.domain.editing import EditError, Insert, Move, Remove, Rename, Set
from diligence.models import Draft, DraftChange, QuestionnaireVersion
from diligence.queries import drafts
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories.drafts import LOCAL, begun, with_question

pytestmark = pytest.mark.django_db
NAMES = {"key": "our-own", "title": "Our own", "edition": "1"}


def bytes_of(draft: Draft) -> bytes:
    return canonical_bytes(drafts.whole(Draft.objects.get(pk=draft.pk)))


@pytest.fixture
def draft(baseline, stella, acting_as):
    acting_as(stella)
    return begun(stella, baseline)


# --- Begin ------------------------------------------------------------------------------------
def test_over_another_edition_the_draft_is_the_whole_of_it(draft, baseline):
    parent = json.loads(baseline.document)
    assert draft.document["questions"] == parent["questions"]
    assert draft.document["lineage"] == [
        {"id": "eu-baseline", "edition": baseline.edition, "digest": baseline.digest}
    ]
    assert (draft.parent, draft.replaces, draft.cases) == (baseline, None, [])
    assert draft.audience == Audience.ORGANISATION
    assert drafts.examined(draft).questionnaire is not None
    assert DraftChange.objects.get(draft=draft).what.startswith("Begun, building on")


def test_the_commission_goes_on_from_its_own_edition(baseline, acting_as):
    from portal.enums import Role
    from portal.models import Organisation
    from tests import cast

    carl = cast.member(Organisation.objects.get(pk=baseline.owner_id), "Carl", Role.ANALYST)
    acting_as(carl)
    names = {"key": "eu-baseline", "title": "Baseline", "edition": "2027.1"}
    draft = acts.create(carl.actor, starts_from=baseline, **names)
    assert draft.replaces == baseline
    assert draft.cases == baseline.cases
    assert draft.audience == Audience.EVERYONE
    assert draft.document["edition"] == "2027.1"


def test_a_ministry_writes_for_its_member_state(baseline, petra, acting_as):
    acting_as(petra)
    draft = begun(petra, baseline, key="nl-core")
    assert (draft.audience, draft.audience_country) == (Audience.MEMBER_STATE, "NL")


def test_without_anything_there_is_the_frame_of_a_questionnaire(stella, acting_as):
    acting_as(stella)
    draft = acts.create(stella.actor, language="nl", **NAMES)
    assert [d["id"] for d in draft.document["dimensions"]] == ["KT", "INT", "ETH"]
    assert draft.document["questions"] == []
    assert draft.document["language"] == "nl"
    assert drafts.examined(draft).questionnaire is not None


def test_what_comes_with_the_product_can_be_begun_from(stella, acting_as):
    acting_as(stella)
    draft = acts.create(stella.actor, starts_from="eu-baseline", **NAMES)
    assert len(draft.cases) == 20
    assert draft.document["id"] == "our-own"
    with pytest.raises(Refused, match="comes with the product"):
        acts.create(stella.actor, starts_from="../secrets", **NAMES | {"edition": "2"})


def test_a_file_makes_a_draft_with_its_losses(stella, acting_as):
    acting_as(stella)
    imported = {"filename": "a.xlsx", "format": "xlsform", "losses": []}
    content = {"format": "ajar-questionnaire/1", "questions": [{"id": "Q", "note": None}]}
    draft = acts.create(stella.actor, document=content, imported=imported, **NAMES)
    assert draft.imported == imported
    assert draft.document["questions"] == [{"id": "Q"}]
    assert drafts.examined(draft).errors, "a faulty document is kept, and said to be faulty"


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ({"key": "Not usable"}, "key"), ({"key": "eu-baseline"}, "key"), ({"title": " "}, "title"),
        ({"edition": ""}, "edition"), ({"edition": "1/2"}, "edition"), ({"key": "a" * 61}, "key"),
    ],
)  # fmt: skip
def test_names_are_checked_by_field(baseline, stella, acting_as, names, field):
    acting_as(stella)
    with pytest.raises(ValidationError) as caught:
        acts.create(stella.actor, **NAMES | names)
    assert list(caught.value.message_dict) == [field]


@pytest.mark.parametrize("content", [[], {"title": "a\0b"}, {"x": float("inf")}])
def test_what_no_database_can_keep_is_refused(stella, acting_as, content):
    acting_as(stella)
    with pytest.raises(ValidationError) as caught:
        acts.create(stella.actor, document=content, **NAMES)
    assert list(caught.value.message_dict) == ["document"]


def test_nobody_begins_from_what_is_not_theirs(baseline, stella, ines, acting_as):
    acting_as(stella)
    with pytest.raises(Refused, match="another organisation's"):
        acts.create(stella.actor, starts_from=baseline, **NAMES)
    with pytest.raises(Refused, match="does not include"):
        acts.create(ines.actor, parent=baseline, **NAMES)


# --- Change -----------------------------------------------------------------------------------
def test_a_change_is_kept_with_who_and_what(draft, stella):
    changed = with_question(stella, draft)
    assert changed.revision == 1
    assert changed.document["questions"][-1] == LOCAL
    change = DraftChange.objects.get(draft=draft, revision=1)
    assert (change.by, change.user_id) == ("Stella Steward", stella.user.pk)
    assert change.place == "sections/L"
    event = AuditEvent.objects.get(event="draft.changed")
    assert event.detail["revision"] == 1


def test_what_changes_nothing_is_no_change(draft, stella):
    again = acts.change(
        stella.actor, draft.pk, [Set("title", draft.title)], revision=0, what="Nothing"
    )
    assert again.revision == 0


def test_title_and_edition_follow_the_document(draft, stella):
    steps = [Set("title", "Another"), Set("edition", "2")]
    changed = acts.change(stella.actor, draft.pk, steps, revision=0, what="Renamed")
    assert (changed.title, changed.edition) == ("Another", "2")
    with pytest.raises(ValidationError):
        acts.change(stella.actor, draft.pk, [Set("title", None)], revision=1, what="Untitled")


@pytest.mark.parametrize(
    "operation",
    [Set("questions/A1/text", "?"), Remove("questions/A1"), Move("questions/A1"),
     Rename("questions/A1", "A0"), Set("dimensions/KT/title", "?"), Remove("lineage"),
     Set("id", "other"), Set("format", "x")],
)  # fmt: skip
def test_what_is_inherited_stays(draft, stella, operation):
    before = bytes_of(draft)
    with pytest.raises(EditError) as caught:
        acts.change(stella.actor, draft.pk, [operation], revision=0, what="Tried")
    assert str(caught.value.problem)
    assert bytes_of(draft) == before


def test_two_authors_at_different_places_are_both_kept(draft, stella):
    with_question(stella, draft)
    seen = Draft.objects.get(pk=draft.pk).revision
    one = [Set("questions/L1/text", "Which of our sites?")]
    other = [Set("questions/L1/short", "Site")]
    acts.change(stella.actor, draft.pk, one, revision=seen, what="One")
    both = acts.change(stella.actor, draft.pk, other, revision=seen, what="Other")
    assert both.document["questions"][-1]["text"] == "Which of our sites?"
    assert both.document["questions"][-1]["short"] == "Site"


def test_two_authors_at_one_place_are_told_of_each_other(draft, stella):
    with_question(stella, draft)
    acts.change(stella.actor, draft.pk, [Set("questions/L1/text", "A?")], revision=1, what="First")
    with pytest.raises(acts.Stale, match="Stella Steward") as caught:
        acts.change(stella.actor, draft.pk, [Remove("questions/L1")], revision=1, what="Second")
    assert [change.what for change in caught.value.changes] == ["First"]
    with pytest.raises(ValidationError):
        acts.change(stella.actor, draft.pk, [Remove("questions/L1")], revision=9, what="Later")


def test_nothing_that_was_published_changes(draft, stella, baseline):
    before = QuestionnaireVersion.objects.values().get(pk=baseline.pk)
    with_question(stella, draft)
    acts.undo(stella.actor, draft.pk)
    assert QuestionnaireVersion.objects.values().get(pk=baseline.pk) == before


# --- Take back --------------------------------------------------------------------------------
def test_undo_and_redo_go_back_and_forth(draft, stella):
    start = bytes_of(draft)
    with_question(stella, draft)
    one = bytes_of(draft)
    with_question(stella, draft, "L2")
    two = bytes_of(draft)
    by = stella.actor
    for act, expected in (
        (acts.undo, one), (acts.undo, start), (acts.redo, one), (acts.redo, two),
        (acts.undo, one),
    ):  # fmt: skip
        act(by, draft.pk)
        assert bytes_of(draft) == expected
    with_question(stella, draft, "L3")
    with pytest.raises(Refused, match="nothing to bring back"):
        acts.redo(by, draft.pk)
    acts.undo(by, draft.pk)
    acts.undo(by, draft.pk)
    assert bytes_of(draft) == start
    with pytest.raises(Refused, match="nothing to take back"):
        acts.undo(by, draft.pk)


def test_an_older_change_is_taken_back_where_nothing_is_in_its_way(draft, stella):
    with_question(stella, draft)
    with_question(stella, draft, "L2")
    acts.change(stella.actor, draft.pk, [Set("questions/L2/text", "A?")], revision=2, what="Asked")
    with pytest.raises(Refused, match="Asked"):
        acts.undo(stella.actor, draft.pk, revision=2)
    acts.undo(stella.actor, draft.pk, revision=3)
    now = acts.undo(stella.actor, draft.pk, revision=2)
    assert now.document["questions"][-1]["id"] == "L1"
    with pytest.raises(Refused, match="already"):
        acts.undo(stella.actor, draft.pk, revision=2)
    brought = acts.undo(stella.actor, draft.pk, revision=5)
    assert brought.document["questions"][-1]["id"] == "L2"
    assert (
        DraftChange.objects.get(draft=draft, revision=6).what == "Brought back: Added question L2"
    )


@pytest.mark.parametrize("revision", [0, 99])
def test_what_is_no_change_is_not_taken_back(draft, stella, revision):
    with pytest.raises(Refused):
        acts.undo(stella.actor, draft.pk, revision=revision)


STEPS = st.lists(
    st.one_of(
        st.sampled_from(["L1", "L2", "L3"]).map(lambda id: Insert("questions", LOCAL | {"id": id})),
        st.sampled_from(["L1", "L2"]).map(lambda id: Remove(f"questions/{id}")),
        st.tuples(st.sampled_from(["L1", "L2"]), st.text("ab ", max_size=4)).map(
            lambda given: Set(f"questions/{given[0]}/text", given[1])
        ),
        st.just(Rename("questions/L1", "L9")),
        st.sampled_from([None, "A1", "L2"]).map(lambda before: Move("questions/L1", before)),
        st.integers(1, 9).map(lambda n: Set("rules", {"unknown_floor": n})),
        st.sampled_from(["undo", "redo"]),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_chain_of_undo_returns_to_the_start(steps, draft, stella):
    row = acts.create(stella.actor, **NAMES)
    start = bytes_of(row)
    for step in steps:
        try:
            if isinstance(step, str):
                {"undo": acts.undo, "redo": acts.redo}[step](stella.actor, row.pk)
            else:
                acts.change(stella.actor, row.pk, [step], revision=None, what="Step")
        except (EditError, Refused):
            continue
    while drafts.course(row).undo:
        acts.undo(stella.actor, row.pk)
    assert bytes_of(row) == start


# --- Cases, and setting aside -----------------------------------------------------------------
def test_cases_are_changed_like_everything_else(draft, stella):
    case: dict[str, Any] = {"id": "X1", "answers": {}, "expected": {"outcome": "low"}}
    acts.change(stella.actor, draft.pk, [Insert("cases", case)], revision=0, what="A case")
    named = [Set("cases/X1/title", "Known")]
    now = acts.change(stella.actor, draft.pk, named, revision=1, what="Named")
    assert now.cases == [case | {"title": "Known"}]
    assert DraftChange.objects.get(draft=draft, revision=2).place == "cases/X1/title"
    acts.undo(stella.actor, draft.pk)
    assert acts.undo(stella.actor, draft.pk).cases == []


def test_a_changed_result_is_approved_with_name_and_reason(draft, stella):
    case = {"id": "X1", "answers": {}, "expected": {"outcome": "low"}}
    acts.change(stella.actor, draft.pk, [Insert("cases", case)], revision=0, what="A case")
    with pytest.raises(ValidationError):
        acts.approve_case(stella.actor, draft.pk, "X1", expected={}, because=" ")
    with pytest.raises(Refused):
        acts.approve_case(stella.actor, draft.pk, "X9", expected={}, because="So")
    now = acts.approve_case(
        stella.actor, draft.pk, "X1", expected={"outcome": "high"}, because="Stricter now"
    )
    approved = now.cases[0]["approved"]
    assert (approved["by"], approved["because"], approved["was"]) == (
        "Stella Steward", "Stricter now", "low",
    )  # fmt: skip


def test_a_draft_is_set_aside_and_brought_back(draft, stella):
    assert acts.discard(stella.actor, draft.pk).state == DraftState.DISCARDED
    with pytest.raises(Refused, match="Restore it first"):
        with_question(stella, draft)
    assert not drafts.listed(stella.actor).exists()
    assert acts.restore(stella.actor, draft.pk).state == DraftState.WRITING
    with pytest.raises(Refused):
        acts.restore(stella.actor, draft.pk)


def test_another_organisation_finds_no_draft(draft, stella, otto):
    with acting_for(otto.organisation), pytest.raises(Draft.DoesNotExist):
        acts.change(stella.actor, draft.pk, [Set("title", "x")], revision=0, what="x")
    assert not drafts.visible(otto.actor).exists(), "an officer reads no drafts"


@pytest.mark.parametrize("cases", [{"a": 1}, [3], [{"x": "a\0b"}]])
def test_cases_that_are_none_are_refused(stella, acting_as, cases):
    acting_as(stella)
    content = {"format": "ajar-questionnaire/1", "cases": cases}
    with pytest.raises(ValidationError) as caught:
        acts.create(stella.actor, document=content, **NAMES)
    assert set(caught.value.message_dict) <= {"cases", "document"}


def test_cases_stay_a_list(draft, stella):
    with pytest.raises(EditError):
        acts.change(stella.actor, draft.pk, [Set("cases", {"a": 1})], revision=0, what="Odd")
