"""Drafts set aside and brought back, comments settled and reopened, as a machine meets them."""

import pytest

from diligence.actions import draft_comments, drafts
from diligence.models import DraftComment
from portal.tenancy import acting_for
from tests.diligence.api.test_api import Call, caller

pytestmark = pytest.mark.django_db
ABSENT = "018f0000-0000-7000-8000-000000000000"


@pytest.fixture
def call(stella) -> Call:
    return caller(stella)


@pytest.fixture
def draft(stella, baseline, university_a):
    with acting_for(university_a, user=stella.user.pk):
        return drafts.create(stella.actor, key="uni", title="Ours", edition="1", parent=baseline)


def test_a_draft_is_set_aside_and_brought_back_once(call, draft):
    discard, restore = (f"drafts/{draft.pk}/{step}/" for step in ("discard", "restore"))
    answer = call("post", discard)
    assert (answer.status_code, answer.json()["state"]) == (200, "discarded")
    again = call("post", discard)
    assert again.status_code == 403
    assert "was discarded" in again.json()["detail"]
    assert call("get", "drafts/").json()["results"] == []
    answer = call("post", restore)
    assert (answer.status_code, answer.json()["state"]) == (200, "writing")
    assert "not discarded" in call("post", restore).json()["detail"]
    assert call("post", f"drafts/{ABSENT}/discard/").status_code == 404


def test_reviewers_set_nothing_aside(draft, dora):
    assert caller(dora)("post", f"drafts/{draft.pk}/discard/").status_code == 403


def test_a_comment_is_settled_and_reopened_once(call, draft, stella, dora, university_a):
    with acting_for(university_a, user=stella.user.pk):
        said = draft_comments.add(stella.actor, draft.pk, place="questions/A1", text="Why?")
    settle, reopen = (f"drafts/comments/{said.pk}/{step}/" for step in ("settle", "reopen"))
    answer = caller(dora)("post", settle)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["settled_at"]
    again = call("post", settle)
    assert (again.status_code, "settled already" in again.json()["detail"]) == (403, True)
    assert call("post", reopen).json()["settled_at"] is None
    assert "is open" in call("post", reopen).json()["detail"]
    with acting_for(university_a):
        assert DraftComment.objects.get().settled_at is None


def test_comments_of_others_are_not_there(draft, stella, petra, ines, university_a):
    with acting_for(university_a, user=stella.user.pk):
        said = draft_comments.add(stella.actor, draft.pk, place="", text="Why?")
    address = f"drafts/comments/{said.pk}/settle/"
    assert caller(petra)("post", address).status_code == 404
    assert caller(ines)("post", address).status_code == 403
