"""The REST interface as a machine meets it: register, appraise, submit, read the result."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from diligence.actions import score
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import AnswerSheet, Appraisal, Partnership
from portal import clock
from portal.enums import TokenScope
from portal.models import ApiToken, Bell
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db

NEW = {
    "title": "Ice cores and dust",
    "reference": "2026-7",
    "activities": ["joint"],
    "technology_areas": ["sensing"],
    "starts_on": "2026-12-01",
    "funding_amount": "120000.00",
    "partners": [{"name": "Punta Alerce University", "country": "CL", "kind": "uni"}],
}


def token_of(who: Member, **fields: Any) -> str:
    secret = new_secret("ajar")
    expires = clock.now() + timedelta(days=30)
    values = {"name": "script", "expires_at": expires, "created_by": who.user} | fields
    values.setdefault("scopes", TokenScope.values)
    with acting_for(who.organisation):
        ApiToken.objects.create(membership=who.membership, digest=digest_of(secret), **values)
    return secret


Call = Callable[..., Any]


def caller(who: Member) -> Call:
    """`call("post", path, body)` with her token."""
    headers = {"Authorization": f"Bearer {token_of(who)}"}
    client = Client()

    def call(method: str, path: str, body: Any = None) -> Any:
        return getattr(client, method)(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )

    return call


@pytest.fixture
def as_ines(ines: Member) -> Call:
    return caller(ines)


@pytest.fixture
def as_otto(otto: Member) -> Call:
    return caller(otto)


@pytest.fixture
def partnership(as_ines: Call) -> dict[str, Any]:
    answer = as_ines("post", "partnerships/", NEW)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def triaged(call: Call, partnership: dict[str, Any], **answers: str) -> dict[str, Any]:
    """An appraisal of the partnership, its triage answered: all no but what is said."""
    appraisal: dict[str, Any] = call(
        "post", "appraisals/", {"partnership": partnership["id"]}
    ).json()
    told = {f"T{n}": "no" for n in range(1, 11)} | {"T1": "yes"} | answers
    saves = {question: {"value": value} for question, value in told.items()}
    saved = call("patch", f"appraisals/{appraisal['id']}/answers/", {"answers": saves})
    assert saved.status_code == 200, saved.content
    return appraisal


def test_a_partnership_is_registered_read_and_changed(as_ines, partnership):
    read = as_ines("get", f"partnerships/{partnership['id']}/").json()
    assert read == partnership
    assert read["partners"][0]["name"] == "Punta Alerce University"
    assert [row["id"] for row in as_ines("get", "partnerships/?q=dust").json()["results"]] == [
        partnership["id"]
    ]
    changed = as_ines(
        "patch",
        f"partnerships/{partnership['id']}/",
        {"title": "Ice cores, dust and pollen", "revision": read["revision"]},
    )
    assert changed.status_code == 200
    assert changed.json()["title"] == "Ice cores, dust and pollen"
    assert changed.json()["revision"] == read["revision"] + 1


def test_a_change_of_an_outdated_row_is_a_conflict(as_ines, partnership):
    path = f"partnerships/{partnership['id']}/"
    as_ines("patch", path, {"title": "First", "revision": partnership["revision"]})
    second = as_ines("patch", path, {"title": "Second", "revision": partnership["revision"]})
    assert second.status_code == 409
    assert second.json()["fields"] == {"title": "First"}
    assert as_ines("get", path).json()["title"] == "First"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"partners": []}, "partners"),
        ({"activities": ["espionage"]}, "activities"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on"),
        ({"funding_amount": "-1"}, "funding_amount"),
        ({"partners": [{"name": "X", "ror_id": "012345678"}]}, "ror_id"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(as_ines, ines, wrong, field):
    answer = as_ines("post", "partnerships/", NEW | wrong)
    assert answer.status_code == 400
    assert field in answer.json()
    with acting_for(ines.organisation):
        assert Partnership.objects.count() == 0


def test_from_start_to_result(as_ines, baseline, partnership, ines):
    appraisal = triaged(as_ines, partnership, T2="yes")
    path = f"appraisals/{appraisal['id']}/"
    triage = as_ines("post", f"{path}triage/").json()
    assert triage == {
        "route": "full",
        "rule": "triage:T2",
        "refer": False,
        "state": "answering",
    }
    early = as_ines("post", f"{path}submit/")
    assert early.status_code == 400
    assert "A2" in {item["question"] for item in early.json()["problems"]}

    case = next(item for item in worked_cases("eu-baseline")["cases"] if item["id"] == "K08")
    told = worked_cases("eu-baseline")["assumed"] | case["answers"] | {"I5": "Worth it"}
    saves = {question: {"value": value} for question, value in told.items()}
    saved = as_ines("patch", f"{path}answers/", {"answers": saves})
    assert saved.status_code == 200, saved.content
    assert as_ines("get", f"{path}result/").status_code == 409
    assert as_ines("post", f"{path}submit/").json()["state"] == "submitted"
    with acting_for(ines.organisation):
        score.run(Appraisal.objects.get().pk)
    result = as_ines("get", f"{path}result/").json()
    assert result["outcome"] == "refer"
    assert result["flags"][0]["rule"] == "C1"
    assert set(result["dimensions"]) == {"KT", "INT", "ETH"}
    assert as_ines("get", path).json()["outcome"] == "refer"


def test_ended_at_triage_there_is_no_result(as_ines, baseline, partnership):
    appraisal = triaged(as_ines, partnership)
    path = f"appraisals/{appraisal['id']}/"
    assert as_ines("post", f"{path}triage/").json()["state"] == "ended_low"
    assert as_ines("get", f"{path}result/").status_code == 409


def test_answers_seen_at_an_older_revision_conflict(as_ines, baseline, partnership):
    appraisal = triaged(as_ines, partnership)
    path = f"appraisals/{appraisal['id']}/answers/"
    answer = as_ines(
        "patch", path, {"answers": {"T2": {"value": "yes", "revision": 0}, "T3": {"value": "yes"}}}
    )
    assert answer.status_code == 409
    body = answer.json()
    assert [conflict["question"] for conflict in body["conflicts"]] == ["T2"]
    assert body["conflicts"][0]["theirs"]["value"] == "no"
    assert body["changed"] == ["T3"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": []},
        {"answers": {"T2": "yes"}},
        {"answers": {"T2": {"value": "yes", "points": 4}}},
        {"answers": {"T2": {"value": "yes", "revision": "one"}}},
        {"answers": {"T2": {"value": "maybe"}}},
        {"answers": {"T99": {"value": "yes"}}},
        {"answers": {"T2": {"value": {"a": [1]}}}},
    ],
)
def test_unusable_answers_are_named_and_not_stored(as_ines, baseline, partnership, ines, body):
    appraisal = as_ines("post", "appraisals/", {"partnership": partnership["id"]}).json()
    answer = as_ines("patch", f"appraisals/{appraisal['id']}/answers/", body)
    assert answer.status_code == 400
    with acting_for(ines.organisation):
        assert AnswerSheet.objects.get().entries == {}


def test_a_second_appraisal_of_the_same_partnership_is_refused_with_the_reason(
    as_ines, baseline, partnership
):
    as_ines("post", "appraisals/", {"partnership": partnership["id"]})
    again = as_ines("post", "appraisals/", {"partnership": partnership["id"]})
    assert again.status_code == 403
    assert "under way" in again.json()["detail"]


def test_without_a_questionnaire_starting_is_refused_and_says_what_to_do(as_ines, partnership):
    answer = as_ines("post", "appraisals/", {"partnership": partnership["id"]})
    assert answer.status_code == 403
    assert "load_questionnaire" in answer.json()["detail"]


@pytest.mark.parametrize("step", ["triage", "submit"])
def test_what_is_missing_is_named_with_its_questions(as_ines, baseline, partnership, step):
    if step == "submit":
        key = triaged(as_ines, partnership, T2="yes")["id"]
        as_ines("post", f"appraisals/{key}/triage/")
    else:
        key = as_ines("post", "appraisals/", {"partnership": partnership["id"]}).json()["id"]
    answer = as_ines("post", f"appraisals/{key}/{step}/")
    assert answer.status_code == 400
    assert "need" in answer.json()["detail"]
    missing = {problem["question"] for problem in answer.json()["problems"]}
    assert ("A2" if step == "submit" else "T1") in missing


def test_otto_sees_and_changes_nothing_of_ines(as_ines, as_otto, baseline, partnership):
    appraisal = triaged(as_ines, partnership)
    for path in ("partnerships/", "partners/", "appraisals/"):
        assert as_otto("get", path).json()["results"] == []
    absent = "018f0000-0000-7000-8000-000000000000"
    for mine, nobodys in (
        (f"partnerships/{partnership['id']}/", f"partnerships/{absent}/"),
        (f"appraisals/{appraisal['id']}/", f"appraisals/{absent}/"),
        (f"appraisals/{appraisal['id']}/result/", f"appraisals/{absent}/result/"),
    ):
        foreign, missing = as_otto("get", mine), as_otto("get", nobodys)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
    edit = {"title": "Mine now", "revision": 1}
    assert as_otto("patch", f"partnerships/{partnership['id']}/", edit).status_code == 404
    start = as_otto("post", "appraisals/", {"partnership": partnership["id"]})
    assert start.status_code == 404
    for step in ("triage", "submit", "withdraw", "reopen"):
        answer = as_otto("post", f"appraisals/{appraisal['id']}/{step}/", {"because": "mine"})
        assert answer.status_code == 404, step
    saves = {"answers": {"T2": {"value": "yes"}}}
    assert as_otto("patch", f"appraisals/{appraisal['id']}/answers/", saves).status_code == 404


def test_a_steward_reads_and_does_not_write(stella, as_ines, partnership):
    call = caller(stella)
    assert call("get", f"partnerships/{partnership['id']}/").status_code == 200
    refused = call("post", "partnerships/", NEW | {"reference": "2026-8"})
    assert refused.status_code == 403
    assert refused.json()["detail"]


@pytest.mark.parametrize("change", [{"revoked_at": True}, {"expires_at": True}])
def test_a_closed_token_opens_nothing(ines, change):
    now = clock.now() - timedelta(minutes=1)
    secret = token_of(ines, **dict.fromkeys(change, now))
    answer = Client().get("/api/v1/partnerships/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]


def test_without_anybody_acting_there_is_no_answer(db):
    assert Client().get("/api/v1/partnerships/").status_code in {401, 403}


def test_a_browser_session_needs_the_csrf_token(ines):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ines.user)
    assert client.get("/api/v1/partnerships/").status_code == 200
    answer = client.post("/api/v1/partnerships/", NEW, content_type="application/json")
    assert answer.status_code == 403


def test_a_list_costs_the_same_at_one_and_at_many_rows(as_ines, partnership):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_ines("get", "partnerships/").status_code == 200
        return len(captured)

    one = statements()
    for n in range(12):
        more = NEW | {"reference": f"R{n}", "title": f"Work {n}"}
        assert as_ines("post", "partnerships/", more).status_code == 201
    assert statements() == one


def test_a_save_of_all_answers_costs_at_most_ten_statements(as_ines, baseline, partnership):
    appraisal = triaged(as_ines, partnership, T2="yes")
    as_ines("post", f"appraisals/{appraisal['id']}/triage/")
    questions = packaged("eu-baseline").questions
    told = worked_cases("eu-baseline")["assumed"]
    saves = {q.id: {"value": told[q.id]} for q in questions if told[q.id] != ""}
    path = f"appraisals/{appraisal['id']}/answers/"
    with CaptureQueriesContext(connection) as captured:
        assert as_ines("patch", path, {"answers": saves}).status_code == 200
    # The test's own transaction turns the request's into savepoints: those are not counted.
    sent = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(sent) <= 10, sent


def test_submitting_leaves_a_bell_in_the_same_transaction(as_ines, baseline, partnership):
    appraisal = triaged(as_ines, partnership, T2="yes")
    path = f"appraisals/{appraisal['id']}/"
    as_ines("post", f"{path}triage/")
    told = {k: v for k, v in worked_cases("eu-baseline")["assumed"].items() if v != ""}
    saves = {question: {"value": value} for question, value in told.items()}
    as_ines("patch", f"{path}answers/", {"answers": saves})
    as_ines("post", f"{path}submit/")
    assert Bell.objects.filter(kind="score", subject=appraisal["id"]).count() == 1


def test_the_openapi_document_names_every_route(ines):
    client = Client()
    client.force_login(ines.user)
    document = client.get("/api/v1/schema/?format=json").json()
    assert {
        "/api/v1/partnerships/",
        "/api/v1/appraisals/{id}/answers/",
        "/api/v1/appraisals/{id}/result/",
    } <= {path.replace("{pk}", "{id}") for path in document["paths"]}
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
