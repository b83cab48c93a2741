"""Colleagues over the REST interface."""

import json

import pytest

from diligence.actions import answer, contribute
from diligence.actions.contribute import Given
from diligence.domain.sheet import Save
from diligence.models import AnswerSheet, Proposal
from portal.authority import bearer
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions


@pytest.fixture
def appraisal(baseline, ines):
    with acting_for(ines.organisation):
        return in_questions(ines.actor)


@pytest.fixture
def send(browse, ines):
    client = browse(ines)

    def sent(path, body=None):
        address = f"/api/v1/{path}"
        if body is None:
            return client.get(address)
        return client.post(address, json.dumps(body), content_type="application/json")

    return sent


def replied(ines, request: str, **answers) -> dict[str, str]:
    with acting_for(ines.organisation):
        given = {id: Given(value) for id, value in answers.items()}
        contribute.keep(request, given, by=bearer("Lee"))
        contribute.send(request, by=bearer("Lee"))
        return {row.question: str(row.pk) for row in Proposal.objects.all()}


def test_a_request_is_made_listed_and_revoked(send, appraisal):
    path = f"appraisals/{appraisal.pk}/colleagues/"
    made = send(path, {"questions": ["A2", "I5"], "to_name": "Lee", "days": 5})
    assert made.status_code == 201
    body = made.json()
    assert "/ask/colleague_" in body["link"]
    assert (body["mail"], body["state"], body["questions"]) == ("off", "open", ["A2", "I5"])
    (row,) = send(path).json()["results"]
    assert row["id"] == body["id"]
    assert "link" not in row
    assert "digest" not in str(row)
    gone = send(f"colleagues/{body['id']}/revoke/", {})
    assert gone.json()["state"] == "revoked"
    again = send(f"colleagues/{body['id']}/revoke/", {})
    assert again.status_code == 403
    assert "revoked already" in again.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to_name": "Lee"}, "questions"),
        ({"questions": ["T1"], "to_name": "Lee"}, "questions"),
        ({"questions": ["A2"]}, "to_name"),
        ({"questions": ["A2"], "to_name": "Lee", "days": 99}, "days"),
        ({"questions": ["A2"], "to_name": "Lee", "to_email": "x"}, "to_email"),
    ],
)
def test_what_is_wrong_is_named(send, appraisal, body, field):
    answered = send(f"appraisals/{appraisal.pk}/colleagues/", body)
    assert answered.status_code == 400
    assert field in json.dumps(answered.json())


def test_a_result_that_is_not_there_is_not_shared(send, appraisal):
    body = {"purpose": "share", "parts": ["result"], "to_name": "Lee"}
    assert send(f"appraisals/{appraisal.pk}/colleagues/", body).status_code == 403


def test_replies_are_listed_and_settled(send, appraisal, ines):
    path = f"appraisals/{appraisal.pk}/colleagues/"
    asked = send(path, {"questions": ["A2", "A4", "I5"], "to_name": "Lee"}).json()
    keys = replied(ines, asked["id"], A2="trl3", A4="yes", I5="A serie")
    listed = send(f"appraisals/{appraisal.pk}/replies/?state=waiting").json()["results"]
    assert {(row["question"], row["value"]) for row in listed} == {
        ("A2", "trl3"), ("A4", "yes"), ("I5", "A serie"),
    }  # fmt: skip
    with acting_for(ines.organisation):
        answer.save(appraisal.pk, by=ines.actor, saves={"A2": Save("trl7")})
    conflict = send(f"replies/{keys['A2']}/settle/", {"act": "accept", "revision": 0})
    assert conflict.status_code == 409
    (told,) = conflict.json()["conflicts"]
    assert (told["yours"], told["theirs"], told["revision"]) == ("trl3", "trl7", 1)
    taken = send(f"replies/{keys['A2']}/settle/", {"act": "accept", "revision": 1})
    assert taken.json() == {"state": "accepted", "conflicts": [], "problems": []}
    assert send(f"replies/{keys['A4']}/settle/", {"act": "decline"}).json()["state"] == "declined"
    wrong = send(f"replies/{keys['I5']}/settle/", {"act": "correct", "value": 5})
    assert wrong.status_code == 400
    assert wrong.json()["problems"][0]["question"] == "I5"
    right = send(f"replies/{keys['I5']}/settle/", {"act": "correct", "value": "A series"})
    assert right.json()["state"] == "corrected"
    with acting_for(ines.organisation):
        entries = AnswerSheet.objects.get().entries
    assert entries["A2"]["origin"] == "contributed"
    assert "A4" not in entries
    assert entries["I5"]["value"] == "A series"
    assert send(f"replies/{keys['I5']}/settle/", {"act": "accept"}).status_code == 403
    assert send(f"replies/{keys['I5']}/settle/", {"act": "burn"}).status_code == 400
