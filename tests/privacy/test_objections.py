"""Objections: recorded beside the value, named in dossiers, answered within a month."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from diligence.actions import objections
from diligence.domain import dossier as dossiers
from diligence.models import Fact, Objection
from diligence.queries import appraisals
from diligence.queries import objections as queries
from diligence.queries.dossier import case_of
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from portal.privacy.retention import later
from portal.tenancy import acting_for
from tests.factories.appraisals import answered
from tests.factories.register import PartnerFactory, PartnershipFactory

pytestmark = pytest.mark.django_db

SAID = {
    "kind": "rectification",
    "text": "We left the ministry years ago.",
    "by_whom": "Legal office of the partner",
}


def recorded(about, by, **change) -> Objection:
    values = SAID | {"received_on": clock.today()} | change
    return objections.record(about, by=by, **values)


def fact_of(partner) -> Fact:
    return Fact.objects.create(
        partner=partner,
        questionnaire="eu-baseline",
        question="B3",
        asked_as="single",
        value="uni",
        source="corrected",
        learned_by="Ines Officer",
        valid_until=clock.today() + timedelta(days=100),
    )


def test_it_is_due_in_a_month_and_on_record(ines):
    with acting_for(ines.organisation):
        row = recorded(PartnerFactory(), ines.actor)
        assert row.due_on == later(clock.today(), 1)
        assert list(queries.listed(ines.actor, answered=False)) == [row]
        assert AuditEvent.objects.get(event="objection.recorded").detail["kind"] == "rectification"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"text": " "}, "text"),
        ({"by_whom": ""}, "by_whom"),
        ({"received_on": "tomorrow"}, "received_on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(ines, change, field):
    if change.get("received_on"):
        change = {"received_on": clock.today() + timedelta(days=1)}
    with acting_for(ines.organisation), pytest.raises(ValidationError) as problem:
        recorded(PartnerFactory(), ines.actor, **change)
    assert set(problem.value.message_dict) == {field}


def test_it_is_answered_once_with_a_reason_and_changes_no_value(ines):
    with acting_for(ines.organisation):
        fact = fact_of(PartnerFactory())
        row = recorded(fact, ines.actor)
        with pytest.raises(ValidationError):
            objections.answer(row.pk, by=ines.actor, state="open", text="")
        objections.answer(row.pk, by=ines.actor, state="rejected", text="Two sources say so.")
        with pytest.raises(Refused, match="already"):
            objections.answer(row.pk, by=ines.actor, state="upheld", text="x")
        fact.refresh_from_db()
        assert (fact.value, fact.ended_at) == ("uni", None)
        assert not queries.flagged_facts([fact.pk])


def test_officers_and_stewards_answer_deciders_do_not(ines, stella, dora):
    with acting_for(ines.organisation):
        partner = PartnerFactory()
        recorded(partner, stella.actor)
        with pytest.raises(Refused, match="role"):
            recorded(partner, dora.actor)


def test_a_dossier_says_that_somebody_objects_in_no_words_of_theirs(ines, baseline):
    with acting_for(ines.organisation):
        partner = PartnerFactory()
        appraisal = answered(ines.actor, partnership=PartnershipFactory(partners=[partner]))
        row = appraisals.with_answers(ines.actor).get(pk=appraisal.pk)
        before = dossiers.content(case_of(row, "full"), frozenset())
        assert "objections" not in before["partnership"]
        recorded(fact_of(partner), ines.actor)
        recorded(partner, ines.actor, kind="objection")
        content = dossiers.content(case_of(row, "full"), frozenset())
        assert content["partnership"]["objections"] == [
            "B3 (rectification)",
            "partner (objection)",
        ]
        assert SAID["text"] not in json.dumps(content)


def test_the_flag_stands_on_the_pages_of_what_it_is_about(ines, browse, baseline):
    with acting_for(ines.organisation):
        partner = PartnerFactory()
        partnership = PartnershipFactory(partners=[partner])
        fact = fact_of(partner)
        for about in (partner, partnership, fact):
            recorded(about, ines.actor)
    client = browse(ines)
    for name, about in [
        ("partner-detail", partner),
        ("partnership-detail", partnership),
        ("fact", fact),
    ]:
        told = client.get(reverse(f"diligence:{name}", args=[about.pk])).content.decode()
        assert SAID["text"] in told, name
    known = client.get(reverse("diligence:partner-known", args=[partner.pk])).content.decode()
    assert "Objected to" in known


def test_a_page_records_one_and_another_answers_it(ines, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        partner = PartnerFactory()
    url = reverse("diligence:objection-partner", args=[partner.pk])
    assert client.get(url).status_code == 200
    wrong = client.post(url, SAID | {"kind": "", "received_on": clock.today()})
    assert wrong.status_code == 200
    client.post(url, SAID | {"received_on": clock.today().isoformat()})
    with acting_for(ines.organisation):
        row = Objection.objects.get()
    listed = client.get(reverse("diligence:objections")).content.decode()
    assert partner.name in listed
    one = reverse("diligence:objection", args=[row.pk])
    client.post(one, {"state": "upheld", "answer": "Corrected."})
    assert "Corrected." in client.get(one).content.decode()
    done = client.get(reverse("diligence:objections"), {"show": "answered"})
    assert partner.name in done.content.decode()


def test_over_rest(ines, dora, otto, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        partner = PartnerFactory()
    body = SAID | {
        "about": "partner",
        "row": str(partner.pk),
        "received_on": clock.today().isoformat(),
    }
    listed = reverse("api:objections")
    made = client.post(listed, json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    one = reverse("api:objection", args=[key])
    assert client.get(one).json()["state"] == "open"
    assert browse(otto).get(one).status_code == 404
    answer = json.dumps({"state": "upheld", "answer": "Corrected."})
    refused = browse(dora).post(one, answer, content_type="application/json")
    assert refused.status_code == 403
    assert client.post(one, answer, content_type="application/json").json()["state"] == "upheld"
    assert client.get(listed).json() == []
    assert len(client.get(listed, {"state": "answered"}).json()) == 1
    bad = client.post(listed, json.dumps(body | {"text": ""}), content_type="application/json")
    assert bad.status_code == 400
