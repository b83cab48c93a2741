"""Drafts as somebody meets them who sends what no page sends."""

import json
from typing import Any

import pytest

from diligence.models import Draft
from portal.tenancy import acting_for
from tests.cast import Member
from tests.diligence.api.test_api import Call, caller
from tests.factories.drafts import LOCAL

pytestmark = pytest.mark.django_db
HALF = "\ud800"
DEEP: Any = {}
for _level in range(400):
    DEEP = {"a": DEEP}

STEPS: list[dict[str, Any]] = [
    {"op": "set", "place": "", "value": None},
    {"op": "set", "place": "", "value": []},
    {"op": "set", "place": "", "value": {"id": "eu-baseline"}},
    {"op": "set", "place": "title", "value": "a\0b"},
    {"op": "set", "place": "title", "value": {"a": 1}},
    {"op": "set", "place": "title", "value": "x" * 5000},
    {"op": "set", "place": "edition", "value": 10**400},
    {"op": "set", "place": "edition", "value": "2/3"},
    {"op": "set", "place": "edition", "value": None},
    {"op": "set", "place": "a\0b", "value": 1},
    {"op": "set", "place": "__proto__/x", "value": 1},
    {"op": "set", "place": "/" * 3000, "value": 1},
    {"op": "set", "place": "a/" * 3000 + "a", "value": 1},
    {"op": "set", "place": "about", "value": DEEP},
    {"op": "set", "place": "rules", "value": {"unknown_floor": 10**30}},
    {"op": "set", "place": "rules", "value": {"unknown_floor": 1e300}},
    {"op": "set", "place": "thresholds", "value": {"KT.S": [1e-300, {}, None]}},
    {"op": "set", "place": "lineage", "value": [{"digest": {"a": 1}}]},
    {"op": "set", "place": "lineage", "value": "eu-baseline"},
    {"op": "set", "place": "cases", "value": {"a": 1}},
    {"op": "set", "place": "cases", "value": [1, None, {"id": []}]},
    {"op": "set", "place": "questions", "value": {"a": 1}},
    {"op": "set", "place": "questions", "value": [LOCAL, LOCAL, 1, None, {"id": {}}]},
    {"op": "set", "place": "translations", "value": [{"language": "de\"><script>", "texts": 1}]},
    {"op": "insert", "place": "questions", "item": {"id": "a/b"}},
    {"op": "insert", "place": "questions", "item": {"id": 7}},
    {"op": "insert", "place": "questions", "item": None},
    {"op": "insert", "place": "questions", "item": LOCAL, "before": "\0"},
    {"op": "insert", "place": "", "item": LOCAL},
    {"op": "remove", "place": ""},
    {"op": "remove", "place": "id"},
    {"op": "move", "place": "questions/A1", "before": "A1"},
    {"op": "rename", "place": "questions/A1", "new_id": "a/../b"},
    {"op": "rename", "place": "questions/A1", "new_id": "x" * 100_000},
    {"op": "rename", "place": "", "new_id": "x"},
]  # fmt: skip


@pytest.fixture
def call(stella, baseline) -> Call:
    return caller(stella)


def stored(by: Member, id: str) -> Draft:
    with acting_for(by.organisation):
        found: Draft = Draft.objects.get(pk=id)
        return found


def test_no_operation_brings_the_portal_down(call, stella, baseline):
    """Each is stored or refused with a reason, and the draft can be read, checked and compared."""
    given = {"key": "uni-a", "title": "Ours", "edition": "1", "packaged": "eu-baseline"}
    made = call("post", "drafts/", given).json()
    path = f"drafts/{made['id']}/"
    for step in STEPS:
        row = stored(stella, made["id"])
        body = {"revision": row.revision, "what": "Attack", "operations": [step]}
        answer = call("post", f"{path}changes/", body)
        assert answer.status_code in (200, 400, 403), (step, answer.status_code)
        told = call("get", path)
        assert told.status_code == 200, step
        after = stored(stella, made["id"])
        assert after.document["id"] == "uni-a", step
        assert call("get", f"{path}checks/").status_code == 200, step
        if answer.status_code == 200 and after.revision != row.revision:
            assert call("post", f"{path}undo/", {}).status_code == 200, step


@pytest.mark.parametrize(
    "member",
    [
        {"owner": "018f0000-0000-7000-8000-000000000000"},
        {"state": "approved"},
        {"audience": "everyone"},
        {"parent": "018f0000-0000-7000-8000-000000000000"},
        {"by": "Somebody else"},
        {"imported": {"filename": "x"}},
    ],
    ids=lambda member: next(iter(member)),
)
def test_members_that_nobody_may_give_change_nothing(call, stella, member):
    given = {"key": "uni-a", "title": "Ours", "edition": "1", "packaged": "eu-baseline"}
    made = call("post", "drafts/", given | member)
    row = stored(stella, made.json()["id"])
    assert (row.state, row.audience, row.parent, row.imported) == (
        "writing", "organisation", None, None,
    )  # fmt: skip
    assert "Somebody" not in row.created_by


def test_words_of_a_draft_are_never_markup(client, stella, call):
    """A label, a language and a title with markup stand on every page as text."""
    script = '"><script>alert(1)</script>'
    given = {"key": "uni-a", "title": f"T {script}", "edition": "1", "packaged": "eu-baseline"}
    made = call("post", "drafts/", given).json()
    steps = [
        {"op": "set", "place": "questions/A2/text", "value": script},
        {"op": "set", "place": "sections/A/title", "value": script},
        {
            "op": "set", "place": "translations",
            "value": [{"language": "de", "texts": [
                {"place": "questions/A2/text", "text": script, "of": script}]}],
        },
    ]  # fmt: skip
    body = {"revision": 0, "what": script, "operations": steps}
    assert call("post", f"drafts/{made['id']}/changes/", body).status_code == 200
    client.force_login(stella.user)
    root = f"/questionnaires/drafts/{made['id']}/"
    tabs = (
        "", "questions/A2/", "scoring/", "triage/", "preview/", "checks/", "history/", "review/",
        "comments/", "differences/", "cases/", "translations/", "translations/de/", "simulation/",
    )  # fmt: skip
    read = 0
    for tab in tabs:
        answer = client.get(root + tab)
        if answer.status_code == 200:
            read += 1
            assert "<script>alert" not in answer.content.decode(), tab
        else:
            assert answer.status_code in (302, 404), tab
    assert read >= 8
    assert "<script>alert" not in client.get("/questionnaires/").content.decode()


def test_half_of_a_surrogate_pair_is_refused(client, call):
    given = json.dumps({"key": "uni-a", "title": HALF, "edition": "1"})
    assert call("post", "drafts/", json.loads(given)).status_code == 400
