"""Referrals over the REST interface: what a hub's own programmes read and do."""

import pytest

from advisory.models import Referral
from portal.tenancy import acting_for
from tests.factories.queue import many, referral

pytestmark = pytest.mark.django_db

LIST = "/api/v1/referrals/"


def post(client, address, body=None):
    return client.post(address, body or {}, content_type="application/json")


def test_the_queue_comes_page_by_page_and_narrowed(hub, ada, browse):
    many(hub, 60)
    client = browse(ada)
    first = client.get(LIST).json()
    assert len(first["results"]) == 50
    second = client.get(first["next"]).json()
    assert len(second["results"]) == 10
    keys = {row["id"] for row in first["results"] + second["results"]}
    assert len(keys) == 60
    assert len(client.get(LIST, {"band": "high"}).json()["results"]) == 20
    assert "count" not in first


def test_no_country_is_told(hub, ada, browse):
    referral(hub)
    (row,) = browse(ada).get(LIST).json()["results"]
    assert not {"country", "member_state", "partner_countries"} & row.keys()
    assert browse(ada).get(LIST, {"country": "CN"}).json()["results"] == [row]


def test_one_case_comes_with_its_partners_and_the_rule_that_sent_it(hub, ada, browse):
    row = referral(hub, partners=["Tsukuba Institute", "Lima Labs"])
    body = browse(ada).get(f"{LIST}{row.pk}/").json()
    assert body["rule"] == "band:high"
    assert [partner["name"] for partner in body["named"]] == ["Tsukuba Institute", "Lima Labs"]
    assert not {"country", "member_state"} & body.keys()


def test_take_assign_and_release(hub, ada, bram, browse):
    row, client = referral(hub), browse(ada)
    case = f"{LIST}{row.pk}/"
    assert post(client, f"{case}take/").json()["assignee"] == str(ada.membership.pk)
    refused = post(browse(bram), f"{case}take/")
    assert (refused.status_code, "Ada Adviser holds" in refused.json()["detail"]) == (403, True)
    assigned = post(client, f"{case}assign/", {"to": str(bram.membership.pk)})
    assert assigned.json()["assignee_name"] == "Bram Adviser"
    assert post(client, f"{case}release/").json()["state"] == "queued"
    with acting_for(hub):
        assert Referral.objects.get().assignee is None


@pytest.mark.parametrize("body", [{}, {"to": "x"}, {"to": "01920000-0000-7000-8000-000000000000"}])
def test_assigning_to_nobody_of_the_hub_names_the_field(hub, ada, browse, body):
    row = referral(hub)
    answer = post(browse(ada), f"{LIST}{row.pk}/assign/", body)
    assert (answer.status_code, list(answer.json())) == (400, ["to"])


def test_another_hubs_case_is_not_there(hub, hugo, browse):
    row = referral(hub)
    client = browse(hugo)
    assert client.get(LIST).json()["results"] == []
    assert client.get(f"{LIST}{row.pk}/").status_code == 404
    for step in ("take", "release", "assign"):
        body = {"to": str(hugo.membership.pk)}
        assert post(client, f"{LIST}{row.pk}/{step}/", body).status_code == 404


def test_it_is_for_advisers(stella, ines, browse):
    for stranger in (stella, ines):
        assert browse(stranger).get(LIST).status_code == 403
