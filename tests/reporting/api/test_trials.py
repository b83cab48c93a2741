"""Trials of a ministry's drafts over the REST interface: started, read, cancelled."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from diligence.actions import drafts
from diligence.models import Draft
from portal import clock
from portal.tenancy import acting_for
from reporting.choices import TrialState
from reporting.models import PolicySimulation, Snapshot
from tests.diligence.api.test_api import Call, caller

pytestmark = pytest.mark.django_db
TRIALS = "trials/"
ABSENT = "018f0000-0000-7000-8000-000000000000"
TOLD = {
    "appraisals": 120, "left_out": 5, "open": False, "burden": {"minutes": {"before": 40}},
    "changed": {"least": 30}, "drivers": [{"of": "question", "id": "A2", "share": 90}],
    "queue": None,
    "tables": {
        "before": {"type": {"rows": ["university"], "cells": {
            "university": {"low": 40, "refer": "withheld:group"}, "*": {"low": 40, "refer": 5},
        }}},
        "least": {"before": {"rows": [], "cells": {"*": {"low": "withheld", "refer": 45}}}},
    },
}  # fmt: skip


@pytest.fixture
def call(petra) -> Call:
    return caller(petra)


@pytest.fixture
def uncounted(petra, baseline) -> Draft:
    with acting_for(petra.organisation, user=petra.user.pk):
        return drafts.create(
            petra.actor, key="national", title="Core", edition="1", parent=baseline
        )


@pytest.fixture
def draft(petra, uncounted) -> Draft:
    """Where a quarter was collected, so that it can be tried."""
    with acting_for(petra.organisation):
        Snapshot.objects.create(
            member_state="NL", period="2026-Q3", document="{}", digest="0" * 64, engine="1"
        )
    return uncounted


def ended(petra, id: str, **fields: Any) -> None:
    values = {"state": TrialState.DONE, "result": TOLD, "ended_at": clock.now()} | fields
    with acting_for(petra.organisation):
        PolicySimulation.objects.filter(pk=id).update(**values)


def test_a_trial_is_started_read_and_listed(call, draft, petra):
    answer = call("post", TRIALS, {"draft": str(draft.pk)})
    assert answer.status_code == 202, answer.json()
    told = answer.json()
    assert (told["state"], told["tables"], told["period"]) == ("waiting", [], "2026-Q3")
    assert told["asked_by"] == "Petra Policy"
    assert "document" not in told
    ended(petra, told["id"])
    done = call("get", f"trials/{told['id']}/").json()
    assert (done["state"], done["draft"]) == ("done", str(draft.pk))
    listed = call("get", TRIALS).json()["results"]
    assert [row["id"] for row in listed] == [told["id"]]
    assert "tables" not in listed[0]
    assert len(call("get", f"trials/?draft={draft.pk}").json()["results"]) == 1
    assert call("get", f"trials/?draft={ABSENT}").json()["results"] == []
    assert "draft" in call("get", "trials/?draft=x").json()


def test_of_the_result_only_cleared_tables_are_told(call, draft, petra):
    id = call("post", TRIALS, {"draft": str(draft.pk)}).json()["id"]
    ended(petra, id)
    told = call("get", f"trials/{id}/").json()
    shown, withheld = (
        {"value": 40, "status": "final"},
        {"value": None, "status": "confidential"},
    )
    assert [(table["reading"], table["split"]) for table in told["tables"]] == [
        ("before", "type"),
        ("least", "before"),
    ]
    assert told["tables"][0]["rows"][0] == {
        "row": "university",
        "values": {"low": shown, "refer": withheld},
    }
    assert told["tables"][1]["rows"][0]["values"]["low"] == withheld
    assert not {"result", "drivers", "changed", "burden", "queue", "left_out"} & set(told)


def test_one_at_a_time_and_what_ended_is_not_cancelled(call, draft, petra):
    id = call("post", TRIALS, {"draft": str(draft.pk)}).json()["id"]
    again = call("post", TRIALS, {"draft": str(draft.pk)})
    assert again.status_code == 403
    assert "under way" in again.json()["detail"]
    answer = call("post", f"trials/{id}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    again = call("post", f"trials/{id}/cancel/")
    assert again.status_code == 403
    assert "ended already" in again.json()["detail"]
    assert call("post", TRIALS, {"draft": str(draft.pk)}).status_code == 202


def test_what_can_be_tried_is_named(call, draft):
    assert call("post", TRIALS, {"draft": ABSENT}).status_code == 404
    assert call("post", TRIALS, {}).status_code == 400
    assert "draft" in call("post", TRIALS, {"draft": "x"}).json()
    assert call("get", f"trials/{ABSENT}/").status_code == 404


def test_without_a_closed_quarter_the_reason_is_told(call, uncounted):
    answer = call("post", TRIALS, {"draft": str(uncounted.pk)})
    assert answer.status_code == 403
    assert "No quarter" in answer.json()["detail"]


def test_universities_try_nothing_on_a_member_state(draft, stella):
    other = caller(stella)
    assert other("get", TRIALS).status_code == 403
    assert other("post", TRIALS, {"draft": str(draft.pk)}).status_code == 403


def test_a_list_takes_as_many_queries_for_many_trials_as_for_one(call, draft, petra):
    id = call("post", TRIALS, {"draft": str(draft.pk)}).json()["id"]
    ended(petra, id)
    with CaptureQueriesContext(connection) as one:
        call("get", TRIALS)
    with acting_for(petra.organisation):
        row = PolicySimulation.objects.get(pk=id)
        for _n in range(3):
            PolicySimulation.objects.create(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in PolicySimulation._meta.fields
                    if field.attname not in ("id", "owner_id")
                }
            )
    with CaptureQueriesContext(connection) as many:
        assert len(call("get", TRIALS).json()["results"]) == 4
    assert len(many) == len(one)


def test_a_browser_needs_its_csrf_token(draft, petra, browse):
    client = browse(petra)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/api/v1/trials/", {"draft": str(draft.pk)}, "application/json")
    assert answer.status_code == 403
