"""Drafts as a machine meets them: begun, changed, taken back, reviewed, published."""

from typing import Any

import pytest

from diligence.models import Draft, QuestionnaireVersion
from portal.tenancy import acting_for
from tests.diligence.api.test_api import Call, caller
from tests.factories.drafts import LOCAL, reasoned

pytestmark = pytest.mark.django_db
STEPS: list[dict[str, Any]] = [
    {"op": "insert", "place": "sections", "item": {"id": "L", "title": "Our sites"}},
    {"op": "insert", "place": "questions", "item": LOCAL},
]


@pytest.fixture
def call(stella, baseline) -> Call:
    return caller(stella)


@pytest.fixture
def draft(call, baseline) -> dict[str, Any]:
    given = {"key": "uni-a", "title": "Ours", "edition": "1", "builds_on": str(baseline.pk)}
    answer = call("post", "drafts/", given)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def changed(call, draft, *steps, revision=0, what="Changed"):
    body = {"revision": revision, "what": what, "operations": list(steps)}
    return call("post", f"drafts/{draft['id']}/changes/", body)


def test_a_draft_is_begun_listed_and_read(call, draft, baseline):
    assert draft["builds_on"] == str(baseline.pk)
    assert [row["id"] for row in call("get", "drafts/").json()["results"]] == [draft["id"]]
    assert call("get", "drafts/?q=nothing").json()["results"] == []
    told = call("get", f"drafts/{draft['id']}/").json()
    assert told["document"]["id"] == "uni-a"
    assert told["digest"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": "No good"}, "key"), ({"edition": ""}, "edition"), ({"title": None}, "title"),
        ({"builds_on": "018f0000-0000-7000-8000-000000000000"}, "builds_on"),
        ({"document": []}, "document"), ({"language": "xx"}, "language"),
        ({"document": {}, "packaged": "eu-baseline"}, "non_field_errors"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(call, given, field):
    wanted = {"key": "uni-a", "title": "Ours", "edition": "1"} | given
    answer = call("post", "drafts/", wanted)
    assert answer.status_code == 400
    assert field in answer.json()


def test_operations_are_applied_all_or_none(call, draft):
    answer = changed(call, draft, *STEPS)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["revision"] == 1
    bad = {"op": "remove", "place": "questions/Nope"}
    fine = {"op": "set", "place": "questions/L1/short", "value": "Sites"}
    answer = changed(call, draft, fine, bad, revision=1)
    assert answer.status_code == 400
    assert answer.json()["place"] == "questions/Nope"
    assert answer.json()["remedy"]
    told = call("get", f"drafts/{draft['id']}/").json()
    assert (told["revision"], "short" in told["document"]["questions"][-1]) == (1, False)


def test_what_is_inherited_is_refused_with_the_reason(call, draft):
    answer = changed(call, draft, {"op": "set", "place": "questions/A1/text", "value": "?"})
    assert answer.status_code == 400
    assert "comes from" in answer.json()["detail"]


def test_a_conflict_names_the_changes_of_the_other(call, draft):
    changed(call, draft, *STEPS, what="Theirs")
    answer = changed(call, draft, {"op": "remove", "place": "questions/L1"}, revision=0)
    assert answer.status_code == 409
    assert [each["what"] for each in answer.json()["changes"]] == ["Theirs"]
    assert answer.json()["revision"] == 1
    assert (answer.json()["place"], answer.json()["gone"]) == ("questions/L1", False)


def test_a_place_that_a_colleague_took_away_is_named_and_can_be_put_back(call, draft):
    changed(call, draft, *STEPS)
    changed(call, draft, {"op": "remove", "place": "questions/L1"}, revision=1, what="Removed L1")
    mine = {"op": "set", "place": "questions/L1/short", "value": "Sites"}
    answer = changed(call, draft, mine, revision=1)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["place"], told["gone"], told["revision"]) == ("questions/L1/short", True, 2)
    (theirs,) = told["changes"]
    assert (theirs["what"], theirs["by"]) == ("Removed L1", "Stella Steward")
    assert theirs["at"]
    back = {"op": "insert", "place": "questions", "item": LOCAL | {"short": "Sites"}}
    answer = changed(call, draft, back, revision=told["revision"])
    assert answer.status_code == 200
    assert answer.json()["document"]["questions"][-1]["short"] == "Sites"


@pytest.mark.parametrize(
    "body", [{}, {"revision": 0}, {"revision": -1, "what": "x", "operations": []},
             {"revision": 0, "what": "x", "operations": [{"op": "turn", "place": "a"}]},
             {"revision": 0, "what": "x", "operations": "set"},
             {"revision": 0, "what": "x", "operations": [{"op": "rename", "place": "a"}]}],
)  # fmt: skip
def test_bad_changes_are_400(call, draft, body):
    assert call("post", f"drafts/{draft['id']}/changes/", body).status_code == 400


def test_changes_are_listed_and_taken_back(call, draft):
    changed(call, draft, *STEPS)
    listed = call("get", f"drafts/{draft['id']}/changes/").json()["results"]
    assert {each["revision"] for each in listed} == {0, 1}
    undo = f"drafts/{draft['id']}/undo/"
    assert call("post", undo, {}).json()["document"] == draft["document"]
    assert call("post", undo, {"redo": True}).json()["document"]["questions"][-1]["id"] == "L1"
    assert call("post", undo, {"revision": 1}).status_code == 403
    assert call("post", undo, {"revision": 0}).status_code == 400


def test_from_review_to_edition(call, draft, stella, dora):
    changed(call, draft, *STEPS)
    with acting_for(stella.organisation, user=stella.user.pk):
        reasoned(stella, Draft.objects.get(pk=draft["id"]))
    review, second = f"drafts/{draft['id']}/review/", caller(dora)
    assert call("post", review, {"step": "asked", "note": "Ready"}).status_code == 201
    assert call("post", review, {"step": "approved"}).status_code == 403
    assert second("post", review, {"step": "returned"}).status_code == 403
    assert second("post", review, {"step": "approved", "digest": "0" * 64}).status_code == 403
    digest = second("get", f"drafts/{draft['id']}/").json()["digest"]
    assert second("post", review, {"step": "approved", "digest": digest}).status_code == 201
    assert [each["step"] for each in call("get", review).json()] == ["approved", "asked"]
    publish = f"drafts/{draft['id']}/publish/"
    assert second("post", publish, {"note": "New", "confirm": "1"}).status_code == 403
    assert call("post", publish, {"note": "New", "confirm": "2"}).status_code == 400
    answer = call("post", publish, {"note": "New", "confirm": "1"})
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["reviewed_by"], told["note"]) == ("Dora Decider", "New")
    assert call("get", f"questionnaires/{told['id']}/").json()["id"] == "uni-a"
    with acting_for(stella.organisation):
        assert QuestionnaireVersion.objects.get(key="uni-a").digest == told["digest"]
    assert changed(call, draft, *STEPS, revision=1).status_code == 403


def test_publishing_is_refused_with_the_findings(call, draft, stella, dora):
    changed(call, draft, *STEPS)
    with acting_for(stella.organisation, user=stella.user.pk):
        row = Draft.objects.get(pk=draft["id"])
        row.document["questions"][-1]["condition"] = "${Nope} = 'x'"
        row.state = "approved"
        row.save()
    answer = call("post", f"drafts/{draft['id']}/publish/", {"note": "New", "confirm": "1"})
    assert answer.status_code == 409
    assert any("Nope" in found["problem"] for found in answer.json()["findings"])


def test_comments(call, draft, dora):
    address = f"drafts/{draft['id']}/comments/"
    answer = caller(dora)("post", address, {"place": "questions/A1", "text": "Why?"})
    assert answer.status_code == 201
    assert call("post", address, {"place": "no/where", "text": "Why?"}).status_code == 400
    assert [each["text"] for each in call("get", address).json()["results"]] == ["Why?"]


def test_officers_read_no_drafts(draft, ines):
    call = caller(ines)
    assert call("get", "drafts/").status_code == 403
    assert call("get", f"drafts/{draft['id']}/").status_code == 403
