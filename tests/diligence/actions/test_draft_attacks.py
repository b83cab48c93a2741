"""What an author would try to get a milder questionnaire past its parent, its key or its review."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import draft_publish, draft_review
from diligence.actions import drafts as acts
from diligence.choices import DraftState
from diligence.domain.edits import EditError, Insert, Set
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts, questionnaires
from portal.authority import Refused
from tests.factories.drafts import approved, begun, published, with_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(baseline, stella, acting_as):
    acting_as(stella)
    return with_question(stella, begun(stella, baseline))


def forged(draft: Draft, **members: Any) -> dict[str, Any]:
    return deepcopy(drafts.whole(draft)) | members


# --- All at once ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "members",
    [
        {"id": "eu-baseline"},
        {"format": "ajar-questionnaire/9"},
        {"lineage": None},
        {"lineage": [{"id": "eu-baseline", "edition": "1.0", "digest": "0" * 64}]},
    ],
    ids=["key", "format", "no lineage", "another lineage"],
)
def test_key_format_and_descent_are_not_set_with_the_whole(draft, stella, members):
    whole = {name: v for name, v in forged(draft, **members).items() if v is not None}
    with pytest.raises(EditError):
        acts.change(stella.actor, draft.pk, [Set("", whole)], revision=None, what="All")


@pytest.mark.parametrize("place", ["questions", "triage", "flags", "measures"])
def test_a_list_set_as_a_whole_is_not_published_without_what_is_inherited(draft, stella, place):
    row = acts.change(stella.actor, draft.pk, [Set(place, [])], revision=None, what="All")
    assert any(found.place.startswith(place) for found in drafts.examined(row).errors)


def test_a_list_may_be_set_where_only_own_parts_change(draft, stella):
    whole = forged(draft)
    whole["questions"][-1]["text"] = "Which of our sites are concerned?"
    row = acts.change(stella.actor, draft.pk, [Set("", whole)], revision=None, what="Own")
    assert row.document["questions"][-1]["text"] == "Which of our sites are concerned?"


# --- Lines of descent -------------------------------------------------------------------------
def test_a_forged_digest_of_what_it_builds_on_is_found(baseline, stella, acting_as):
    acting_as(stella)
    document = deepcopy(begun(stella, baseline).document)
    document["lineage"][0]["digest"] = "0" * 64
    row = acts.create(
        stella.actor, key="forged", title="Forged", edition="1", parent=baseline, document=document
    )
    assert any(found.place.startswith("lineage") for found in drafts.blocking(row))


@pytest.mark.parametrize("nearest", ["0" * 64, "short"])
def test_a_line_that_names_no_published_edition_is_no_line(baseline, stella, acting_as, nearest):
    """The last of the line is the real baseline; the parts are somebody's own, and milder."""
    acting_as(stella)
    document = deepcopy(begun(stella, baseline).document)
    document["questions"] = document["questions"][:3]
    document["lineage"] = [
        {"id": "between", "edition": "1", "digest": nearest},
        *document["lineage"],
    ]
    row = acts.create(stella.actor, key="forged", title="F", edition="1", document=document)
    assert row.parent is None
    found = drafts.examined(row).errors
    assert any(each.place == "lineage" for each in found)


# --- Keys -------------------------------------------------------------------------------------
def test_nobody_but_its_publisher_writes_under_the_key_of_the_baseline(stella, acting_as):
    """Also before the baseline was loaded."""
    acting_as(stella)
    assert not QuestionnaireVersion.objects.filter(key="eu-baseline").exists()
    with pytest.raises(ValidationError) as refused:
        acts.create(stella.actor, key="eu-baseline", title="Baseline", edition="2030")
    assert "key" in refused.value.message_dict


def test_the_document_that_is_published_has_the_key_of_its_draft(draft, stella, dora):
    row = approved(stella, dora, draft)
    Draft.objects.filter(pk=row.pk).update(document=row.document | {"id": "eu-baseline"})
    with pytest.raises(Refused):
        draft_publish.publish(stella.actor, row.pk, "New")


# --- Four eyes --------------------------------------------------------------------------------
def test_a_change_after_the_approval_needs_another(draft, stella, dora):
    row = approved(stella, dora, draft)
    acts.change(stella.actor, row.pk, [Set("about", "Other")], revision=None, what="About")
    with pytest.raises(Refused):
        draft_publish.publish(stella.actor, row.pk, "New")
    acts.undo(stella.actor, row.pk)
    with pytest.raises(Refused):
        draft_publish.publish(stella.actor, row.pk, "New")


def test_a_restored_draft_needs_another_approval(draft, stella, dora):
    row = approved(stella, dora, draft)
    acts.discard(stella.actor, row.pk)
    acts.restore(stella.actor, row.pk)
    assert Draft.objects.get(pk=row.pk).state == DraftState.WRITING
    with pytest.raises(Refused):
        draft_publish.publish(stella.actor, row.pk, "New")


def test_whoever_wrote_cases_wrote_a_part(draft, stella):
    case = {"id": "1", "title": "One", "answers": {}, "expected": {"outcome": "low"}}
    acts.change(stella.actor, draft.pk, [Insert("cases", case)], revision=None, what="Case")
    draft_review.ask(stella.actor, draft.pk)
    with pytest.raises(Refused, match="You wrote a part"):
        draft_review.give_back(stella.actor, draft.pk, because="No")


def test_the_same_edition_is_published_once_and_builds_on_what_it_says(draft, stella, dora):
    version = published(stella, dora, draft)
    assert questionnaires.definition(version).lineage[0].digest == version.parent.digest
    with pytest.raises(ValidationError):
        begun(stella, version.parent)
