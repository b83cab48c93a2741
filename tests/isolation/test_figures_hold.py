"""A ministry reads figures, never whose they are: a quarter collected, and everything it can read.

Real rows are counted by the collector here, so these tests commit: in a file of their own, because
the others share a transaction that stays open.
"""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal import clock
from portal.authority import product
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.actions import collect, confirm, contribution, cycles
from reporting.actions import report as making
from reporting.domain import editions
from reporting.domain.periods import Quarter
from reporting.models import Contribution, ReceivedReturn, Snapshot
from reporting.queries import contribution as contributions
from reporting.queries import figures, reports
from tests import cast
from tests.cast import Member
from tests.isolation.matrix import MATRIX
from tests.isolation.world import snapshot
from tests.reporting import countries, filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])

NAME = "Zorvath Institute"
KEY = "2025-2026"
PLACES = [
    *(f"/figures/{part}/" for part in ("register", "appraisal", "decisions", "hub")),
    *(f"/figures/all.json?view={view}" for view in ("publishable", "internal")),
    *(f"/figures/all.csv?view={view}" for view in ("publishable", "internal")),
    *(f"/figures/?view={view}" for view in ("publishable", "internal")),
    *(f"/api/v1/indicators/?view={view}" for view in ("publishable", "internal")),
    *(f"/api/v1/indicators/?view={view}&format=csv" for view in ("publishable", "internal")),
    *("/", "/search/?q=zorvath", "/members/", "/verify/", "/api/v1/schema/"),
]


@pytest.fixture(autouse=True)
def in_october() -> Iterator[None]:
    with clock.set_to(filing.AUTUMN):
        yield
    figures.done()


@pytest.fixture
def sector(hub: Organisation) -> list[Organisation]:
    """Eight organisations with names nobody may read, and one of another Member State."""
    call_command("load_questionnaire", stdout=StringIO())
    found = [*filing.organisations(8), *filing.organisations(1, country="SE")]
    for number, each in enumerate(found):
        with acting_for(each):
            Organisation.objects.filter(pk=each.pk).update(name=f"{NAME} {number}")
        filing.file(each, 5 + number)
        filing.refer(hub, each, 3)
    return found


@pytest.fixture
def office(sector: list[Organisation], ministry: Organisation, petra: Member) -> Member:
    """Petra, with a collected quarter and a confirmed return."""
    home = Organisation.objects.get(kind="commission")
    analyst = cast.member(home, "Carl Analyst", "analyst")
    with acting_for(home):
        cycle = cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=analyst.actor)
    with acting_for(ministry):
        assert collect.collect(Quarter(2026, 3), by=product("Test")) is not None
    with acting_for(ministry, user=petra.user.pk):
        row = contribution.begin(cycle, by=petra.actor)
        contribution.enter_frame(
            row.pk, counts=countries.FRAME, source="Register", revision=None, by=petra.actor
        )
        contribution.freeze_frame(row.pk, by=petra.actor)
        row = Contribution.objects.select_related("cycle", "owner").get(pk=row.pk)
        seen = editions.digest(contributions.document(row))
        confirm.confirm(row.pk, seen=seen, name=petra.user.name, by=petra.actor)
    return petra


def _secrets(sector: list[Organisation]) -> list[str]:
    return [NAME, "Secret title", "Secret name", *(str(each.pk) for each in sector)]


def _told(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode("utf-8", "replace"))


def _addresses() -> list[str]:
    """Every page about figures, contributions, returns and reports without a row of its own."""
    found = [
        reverse(name, kwargs=route.also)
        for name, route in MATRIX.items()
        if route.get and not route.about and route.at in {"ministry", "commission"}
    ]
    return [*found, *PLACES]


@pytest.mark.parametrize("who", ["ministry", "commission"])
def test_no_answer_names_an_organisation(
    sector: list[Organisation], office: Member, browse: Any, who: str
):
    member = office if who == "ministry" else None
    if member is None:
        home = Organisation.objects.get(kind="commission")
        member = cast.member(home, "Cora Analyst", "analyst", "steward")
    client: Client = browse(member)
    answered, wrong = 0, []
    for address in _addresses():
        response = client.get(address)
        told = _told(response).replace("/search/?q=zorvath", "")
        answered += response.status_code == 200
        wrong += [(address, secret) for secret in _secrets(sector) if secret in told]
    assert wrong == []
    assert answered > (25 if who == "ministry" else 10)


def test_nothing_a_ministry_or_the_commission_owns_names_one(
    sector: list[Organisation], office: Member
):
    for home in (office.organisation, Organisation.objects.get(kind="commission")):
        told = str(snapshot(home))
        assert [secret for secret in _secrets(sector) if secret in told] == []


def test_no_report_and_no_file_in_it_names_one(sector: list[Organisation], office: Member):
    """The page a PDF is set from, and the files attached to it."""
    with acting_for(office.organisation):
        row = Contribution.objects.select_related("cycle").get()
        document = reports.draft(row.cycle, "national")
    told = making.page(document) + json.dumps(document)
    told += "".join(each.data.decode("utf-8", "replace") for each in editions.files(document))
    assert [secret for secret in _secrets(sector) if secret in told] == []
    assert KEY.split("-")[0] in told


def test_another_member_states_ministry_reads_nothing_of_it(
    sector: list[Organisation], office: Member, browse: Any
):
    home = cast.organisation("Ministry SE", country="SE", kind="ministry")
    client = browse(cast.member(home, "Pia Policy", "policy_officer", "steward"))
    with acting_for(office.organisation):
        digest = Snapshot.objects.get().digest
    assert client.get("/figures/all.json").status_code == 404
    assert client.get("/api/v1/indicators/").status_code == 404
    assert client.get("/api/v1/indicators/?period=2026-Q3").status_code == 404
    for address in _addresses():
        told = _told(client.get(address))
        assert digest not in told, address
        assert [secret for secret in _secrets(sector) if secret in told] == [], address


def test_the_commission_has_what_was_confirmed_and_nothing_that_came_after(
    sector: list[Organisation], office: Member, browse: Any
):
    home = Organisation.objects.get(kind="commission")
    before = snapshot(home)
    with acting_for(office.organisation, user=office.user.pk):
        row = Contribution.objects.get()
        confirm.begin_correction(row.pk, by=office.actor)
        contribution.write(row.pk, "policy", text="Not said yet.", revision=0, by=office.actor)
    assert snapshot(home) == before
    with acting_for(home):
        (received,) = ReceivedReturn.objects.all()
    client = browse(cast.member(home, "Cora Analyst", "analyst"))
    for address in _addresses():
        assert "Not said yet." not in _told(client.get(address)), address
    assert "internal" not in json.loads(received.document)["figures"].get("audience", "")
    assert client.get("/figures/").status_code == 403
    assert client.get("/api/v1/indicators/").status_code == 403
