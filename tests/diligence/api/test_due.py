"""What is due, as a machine reads it and puts it off."""

from datetime import timedelta

import pytest

from portal import clock
from portal.tenancy import acting_for, new_id
from tests.diligence.api.test_api import caller
from tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db


def day(count):
    return (clock.today() + timedelta(days=count)).isoformat()


@pytest.fixture
def call(ines):
    return caller(ines)


@pytest.fixture
def rows(ines):
    with acting_for(ines.organisation):
        return [
            PartnershipFactory(starts_on=clock.today() + timedelta(days=n)) for n in (-2, 0, 40)
        ]


def test_what_is_due_comes_in_order_and_in_pages(call, rows):
    told = call("get", "due/?limit=2").json()
    assert (told["count"], bool(told["next"])) == (3, True)
    first, second = told["results"]
    assert (first["when"], second["when"]) == ("overdue", "week")
    assert first["partnership"] == first["subject"] == str(rows[0].pk)
    assert first["because"] == "Started without an appraisal"
    assert first["url"] == f"/partnerships/{rows[0].pk}/"
    assert (first["due"], first["firm"], first["put_off"]) == (day(-2), False, None)
    one = call("get", f"due/?partnership={rows[2].pk}&kind=start").json()
    assert [item["when"] for item in one["results"]] == ["later"]


def test_what_cannot_be_meant_is_told(call, rows):
    for query, name in (("kind=x", "kind"), ("unit=x", "unit"), ("partnership=x", "partnership")):
        answer = call("get", f"due/?{query}")
        assert (answer.status_code, list(answer.json())) == (400, [name])


def test_putting_off_and_taking_back(call, rows):
    body = {
        "kind": "start",
        "subject": str(rows[0].pk),
        "until": day(9),
        "because": "Waits for the contract",
    }
    made = call("post", "due/put-off/", body)
    assert (made.status_code, made.json()["by"]) == (201, "Ines Officer")
    assert call("get", "due/").json()["results"][0]["put_off"]["until"] == day(9)
    ended = call("post", f"due/put-off/{made.json()['id']}/end/")
    assert (ended.status_code, bool(ended.json()["ended_at"])) == (200, True)
    assert call("get", "due/").json()["results"][0]["put_off"] is None


def test_refusals_name_the_field(call, rows):
    body = {"kind": "start", "subject": str(rows[0].pk), "until": day(-1), "because": "x"}
    wrong = call("post", "due/put-off/", body)
    assert (wrong.status_code, list(wrong.json())) == (400, ["until"])
    missing = call("post", "due/put-off/", {"kind": "start"})
    assert set(missing.json()) == {"subject", "until", "because"}
    absent = call("post", "due/put-off/", body | {"subject": str(new_id()), "until": day(2)})
    assert absent.status_code == 404
    assert call("post", f"due/put-off/{new_id()}/end/").status_code == 404


def test_stewards_have_nothing_due(stella):
    assert caller(stella)("get", "due/").status_code in {401, 403}
