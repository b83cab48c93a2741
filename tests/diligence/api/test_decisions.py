"""Measures, clearances and decisions as a machine meets them."""

import pytest

from diligence.models import Appraisal, Decision
from portal.tenancy import acting_for
from tests.cast import Member
from tests.diligence.api.test_api import Call, caller
from tests.factories.consultations import scored
from tests.factories.decisions import LEGAL, LOW, MEDIUM, ground, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines):
    def make(name: str) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name)

    return make


@pytest.fixture
def as_ines(ines: Member) -> Call:
    return caller(ines)


def test_a_measure_from_choice_to_its_last_step_back(case, as_ines, dora):
    appraisal = case(MEDIUM)
    chosen = as_ines("post", f"appraisals/{appraisal.pk}/measures/", {"measures": ["M17"]})
    assert chosen.status_code == 201
    (row,) = chosen.json()
    assert (row["measure"], row["state"], row["revision"]) == ("M17", "planned", 1)
    early = as_ines("post", f"measures/{row['id']}/done/")
    assert (early.status_code, early.json()["detail"][:13]) == (403, "Plan it first")
    plan = {"revision": 1, "responsible": "IT", "due_on": soon().isoformat()}
    planned = as_ines("put", f"measures/{row['id']}/", plan)
    assert planned.json()["responsible"] == "IT"
    stale = as_ines("put", f"measures/{row['id']}/", plan)
    assert (stale.status_code, set(stale.json())) == (400, {"revision"})
    assert as_ines("post", f"measures/{row['id']}/done/").json()["state"] == "done"
    refused = caller(dora)("post", f"measures/{row['id']}/accept/")
    assert "Attach the evidence first" in refused.json()["detail"]
    assert as_ines("post", f"measures/{row['id']}/back/").json()["state"] == "planned"
    dropped = as_ines("post", f"measures/{row['id']}/drop/", {"because": "Too dear."})
    assert dropped.json()["dropped_because"] == "Too dear."
    assert as_ines("post", f"measures/{row['id']}/restore/").json()["state"] == "planned"
    listed = as_ines("get", f"appraisals/{appraisal.pk}/measures/").json()
    assert [item["measure"] for item in listed] == ["M17"]


def test_what_is_wrong_is_named(case, as_ines):
    appraisal = case(MEDIUM)
    path = f"appraisals/{appraisal.pk}/measures/"
    assert set(as_ines("post", path, {"measures": ["M99"]}).json()) == {"measures"}
    assert set(as_ines("post", path, {"measures": []}).json()) == {"measures"}
    (row,) = as_ines("post", path, {"measures": ["M10"]}).json()
    plan = {"revision": 1, "responsible": "IT", "due_on": soon().isoformat()}
    told = as_ines("put", f"measures/{row['id']}/", plan)
    assert set(told.json()) == {"driver", "restricted_until"}


def test_a_clearance_is_recorded_and_ended(case, as_ines, ines):
    appraisal = case(LEGAL)
    with acting_for(ines.organisation):
        gate = next(g for g in ground(ines.actor, appraisal).now.gates if g.legal)
    flag = {"question": gate.question, "option": gate.option, "flag": gate.flag}
    finding = flag | {"kind": "licence", "reason": "Granted.", "reference": "EX-1"}
    path = f"appraisals/{appraisal.pk}/clearances/"
    row = as_ines("post", path, finding)
    assert row.status_code == 201
    assert as_ines("post", path, finding).status_code == 403
    assert as_ines("post", path, flag).status_code == 400
    ended = as_ines("post", f"clearances/{row.json()['id']}/end/", {"because": "Revoked."})
    assert ended.json()["ended_because"] == "Revoked."
    assert len(as_ines("get", path).json()) == 1


def test_a_decision_is_taken_on_the_digest_that_was_read(case, as_ines, ines):
    appraisal = case(LOW)
    path = f"appraisals/{appraisal.pk}/decision/"
    told = as_ines("get", path).json()
    assert (told["authority"], told["band"], told["consulted"]) == ("officer", "low", "not_asked")
    body = {"digest": told["digest"], "verdict": "proceed", "reasons": "Because."}
    missing = as_ines("post", path, body)
    assert (missing.status_code, set(missing.json())) == (400, {"expires_on"})
    body["expires_on"] = soon(200).isoformat()
    moved = as_ines("post", path, body | {"digest": "0" * 64})
    assert moved.status_code == 409
    assert moved.json()["ground"]["digest"] == told["digest"]
    taken = as_ines("post", path, body)
    assert (taken.status_code, taken.json()["basis_digest"]) == (201, told["digest"])
    listed = as_ines("get", f"decisions/?partnership={appraisal.partnership_id}").json()
    assert [row["number"] for row in listed["results"]] == [1]
    assert as_ines("get", "decisions/?partnership=x").json()["results"] == []


def test_authority_is_the_same_as_on_the_pages(case, as_ines, dora):
    appraisal = case(MEDIUM)
    path = f"appraisals/{appraisal.pk}/decision/"
    digest = as_ines("get", path).json()["digest"]
    body = {"digest": digest, "verdict": "hold", "reasons": "Not yet."}
    assert as_ines("post", path, body).status_code == 403
    assert caller(dora)("post", path, body).status_code == 201


def test_strangers_hubs_and_ministries_find_nothing(case, ines, otto, ada, petra):
    appraisal = case(LOW)
    for who in (otto, ada, petra):
        call = caller(who)
        answers = [
            call("get", f"appraisals/{appraisal.pk}/decision/"),
            call("post", f"appraisals/{appraisal.pk}/decision/", {}),
            call("get", f"appraisals/{appraisal.pk}/measures/"),
            call("post", f"appraisals/{appraisal.pk}/clearances/", {}),
        ]
        assert {answer.status_code for answer in answers} <= {400, 403, 404}
    with acting_for(ines.organisation):
        assert not Decision.objects.exists()
