"""Indicators over the REST interface: for ministries, in two views, as JSON and CSV."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from portal import clock
from portal.enums import OrganisationKind, Role, TokenScope
from portal.models import ApiToken
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_for
from tests import cast
from tests.reporting import stored

pytestmark = pytest.mark.django_db

INDICATORS = "/api/v1/indicators/"


def _client(who: cast.Member) -> Client:
    """A script with her token."""
    secret = new_secret("ajar")
    with acting_for(who.organisation):
        ApiToken.objects.create(
            name="script",
            digest=digest_of(secret),
            membership=who.membership,
            created_by=who.user,
            scopes=TokenScope.values,
            expires_at=clock.now() + timedelta(days=30),
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def script(petra) -> Client:
    stored.snapshots(petra.organisation, ["2026-Q2", "2026-Q3"])
    return _client(petra)


def test_a_ministry_reads_its_indicators(script):
    told = script.get(INDICATORS).json()
    assert (told["member_state"], told["period"], told["view"]) == ("NL", "2026-Q3", "publishable")
    assert told["marking"] == ""
    found = {each["id"]: each for each in told["indicators"]}
    table = next(each for each in found["RP-06"]["tables"] if each["name"] == "scored-band")
    every = next(row for row in table["rows"] if row["row"] == "all")
    assert every["values"]["2026-Q3"]["status"] == "final"
    assert set(every["values"]) == {"2026-Q2", "2026-Q3", "2025-2026"}
    assert found["HB-03"]["medians"][0]["name"] == "first-advice"


def test_the_internal_view_says_what_it_is(script):
    told = script.get(f"{INDICATORS}?view=internal").json()
    assert told["marking"] == "Internal, not for publication"


@pytest.mark.parametrize("how", ["accept", "format"])
def test_the_same_comes_as_csv(script, how: str):
    if how == "accept":
        response = script.get(INDICATORS, headers={"Accept": "text/csv"})
    else:
        response = script.get(f"{INDICATORS}?format=csv&view=internal")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0 if how == "accept" else 1].startswith("# NL, 2026-Q3, ")
    assert (lines[0] == "# Internal, not for publication") == (how == "format")
    marked = "INTERNAL" in response.headers["Content-Disposition"]
    assert marked == (how == "format")


def test_an_earlier_quarter_can_be_asked_for(script):
    assert script.get(f"{INDICATORS}?period=2026-Q2").json()["period"] == "2026-Q2"
    missing = script.get(f"{INDICATORS}?period=2025-Q1")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "No such quarter was collected yet."}


def test_a_wrong_view_is_named_with_the_remedy(script):
    response = script.get(f"{INDICATORS}?view=all")
    assert response.status_code == 400
    assert response.json() == {"view": ["Choose “publishable” or “internal”."]}


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_without_an_audit_there_is_no_export(petra, accept: str):
    def spoil(document):
        document["audiences"]["publishable"]["audit"]["passed"] = False

    stored.snapshots(petra.organisation, ["2026-Q3"], spoil=spoil)
    response = _client(petra).get(INDICATORS, headers={"Accept": accept})
    assert response.status_code == 404
    assert b"There is no result of the disclosure audit for them." in response.content
    assert b"scored-band" not in response.content


@pytest.mark.parametrize("who", ["ines", "ada", "carl"])
def test_only_ministries_may(request, who: str):
    response = _client(request.getfixturevalue(who)).get(INDICATORS)
    assert response.status_code == 403


def test_no_key_of_the_answer_speaks_of_an_organisation_or_a_partner(script):
    text = script.get(f"{INDICATORS}?view=internal").content.decode()
    assert stored.NAME not in text
    keys = set(re.findall(r'"([a-z_]+)":', text))
    allowed = {"organisations_in_scope"}
    assert not [k for k in keys - allowed if re.search("organisation|partner|country|owner", k)]


def test_another_ministry_reads_its_own_or_nothing(script, db):
    other = cast.organisation("Ministry SE", country="SE", kind=OrganisationKind.MINISTRY)
    response = _client(cast.member(other, "Sven Policy", Role.POLICY_OFFICER)).get(INDICATORS)
    assert response.status_code == 404
