"""Dossier, route and consultation as a machine meets them."""

import hashlib

import pytest

from advisory.actions import refer
from diligence.actions import score
from diligence.domain.canonical import canonical_bytes
from diligence.models import Consultation
from portal.tenancy import acting_for
from tests.diligence.api.test_api import caller
from tests.factories.appraisals import answered
from tests.factories.consultations import remit
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(baseline, ines):
    return caller(ines)


@pytest.fixture
def appraisal(baseline, ines):
    with acting_for(ines.organisation):
        registered = PartnershipFactory(title="Photonic gyroscopes", benefit="Only here")
        return answered(ines.actor, "K01", partnership=registered)


def test_the_whole_way_by_machine(call, appraisal, ines, hub):
    remit(hub)
    path = f"appraisals/{appraisal.pk}"
    shown = call("get", f"{path}/dossier/?include=title").json()
    assert shown["frozen"] is False
    assert shown["content"]["partnership"]["title"] == "Photonic gyroscopes"
    assert hashlib.sha256(canonical_bytes(shown["content"])).hexdigest() == shown["digest"]
    assert {"title", "benefit"} <= {item["key"] for item in shown["offered"]}
    triage = call("get", f"{path}/route/").json()
    assert (triage["submission"], triage["rule"]) == (0, "triage:T4")
    stale = {"digest": shown["digest"], "include": ["title", "benefit"]}
    refused = call("post", f"{path}/submit/", stale)
    assert (refused.status_code, "different" in refused.json()["detail"]) == (409, True)
    wrong = call("post", f"{path}/submit/", {"digest": "no"})
    assert (wrong.status_code, list(wrong.json())) == (400, ["digest"])
    body = {"digest": shown["digest"], "include": ["title"]}
    red = call("post", f"{path}/submit/", body | {"tlp": "red"})
    assert (red.status_code, list(red.json())) == (400, ["tlp"])
    body["tlp"] = "amber"
    assert call("post", f"{path}/submit/", body).json()["state"] == "submitted"
    with acting_for(ines.organisation):
        score.run(appraisal.pk)
    route = call("get", f"{path}/route/").json()
    assert route["leads_to"] == "hub"
    assert route["rule"] == route["because"][0]["rule"]
    assert call("get", f"{path}/consultation/").json()["state"] == "ready"
    late = call("post", f"{path}/send/", {"needed_by": "2020-01-01", "needed_because": "x"})
    assert (late.status_code, list(late.json())) == (400, ["needed_by"])
    assert call("post", f"{path}/send/", {}).json()["state"] == "sending"
    assert call("post", f"{path}/send/", {}).status_code == 403
    with acting_for(ines.organisation):
        refer.bring(Consultation.objects.get().pk)
    there = call("get", f"{path}/consultation/").json()
    assert (there["state"], there["hub"]) == ("open", "Hub NL")
    frozen = call("get", f"{path}/dossier/").json()
    assert (frozen["frozen"], frozen["digest"]) == (True, shown["digest"])
    assert frozen["tlp"] == "amber"
    assert call("post", f"{path}/reply/", {"reply": "?"}).status_code == 403
    assert list(call("post", f"{path}/recall/", {}).json()) == ["because"]
    gone = call("post", f"{path}/recall/", {"because": "By mistake"})
    assert gone.json()["state"] == "closed"
    assert call("post", f"{path}/recall/", {"because": "Again"}).status_code == 404


def test_a_submission_without_a_body_ticks_nothing(call, appraisal, ines):
    assert call("post", f"appraisals/{appraisal.pk}/submit/").status_code == 200
    frozen = call("get", f"appraisals/{appraisal.pk}/dossier/").json()
    assert frozen["content"]["included"] == []
    assert frozen["send_if_required"] is False


def test_strangers_find_nothing(appraisal, otto):
    call = caller(otto)
    for name in ("dossier", "route", "consultation"):
        assert call("get", f"appraisals/{appraisal.pk}/{name}/").status_code == 404
    for name, body in (("send", {}), ("recall", {"because": "x"}), ("reply", {})):
        assert call("post", f"appraisals/{appraisal.pk}/{name}/", body).status_code == 404
