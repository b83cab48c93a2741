"""A ministry's pages and files: one snapshot, two views, nothing without an audit."""

import csv
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import bells, clock
from portal.enums import Role
from portal.models import Bell
from portal.tenancy import acting_for
from reporting.domain.tables import DEFINITIONS, MEDIANS
from reporting.views.figure_parts import PARTS
from tests import cast
from tests.reporting import filing, stored

pytestmark = pytest.mark.django_db

FIGURES = "/figures/"
PAGES = [FIGURES, *(f"/figures/{part}/" for part in PARTS)]


@pytest.fixture
def ministers(browse, petra: cast.Member) -> Client:
    return browse(petra)


@pytest.fixture
def collected(petra: cast.Member):
    """Two quarters: eight organisations, with small numbers here and there."""
    return stored.snapshots(petra.organisation, ["2026-Q2", "2026-Q3"])


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("view", ["publishable", "internal"])
def test_every_page_of_the_menu_is_drawn_from_one_snapshot(
    ministers, collected, address: str, view: str
):
    with CaptureQueriesContext(connection) as captured:
        text = _page(ministers, f"{address}?view={view}")
    read = [each["sql"] for each in captured.captured_queries]
    assert sum("reporting_snapshot" in sql for sql in read) == 1
    assert not [sql for sql in read if "diligence_" in sql or "advisory_" in sql]
    # One more for the frame that the ministry may have frozen.
    assert sum("reporting_" in sql for sql in read) == 2
    assert ("Internal, not for publication" in text) == (view == "internal")


def test_the_number_of_statements_does_not_grow_with_the_snapshots(browse, petra):
    stored.snapshots(petra.organisation, ["2026-Q1"])
    spring = datetime(2026, 5, 1, tzinfo=UTC)
    with clock.set_to(spring):
        early = browse(petra)
        _page(early, FIGURES)
        with CaptureQueriesContext(connection) as one:
            _page(early, FIGURES)
    stored.snapshots(petra.organisation, ["2026-Q2", "2026-Q3"], before=["2026-Q1"])
    late = browse(petra)
    _page(late, FIGURES)
    with CaptureQueriesContext(connection) as three:
        _page(late, FIGURES)
    assert len(one) == len(three)


def test_large_numbers_stand_with_their_coverage_and_definition(ministers, collected):
    text = _page(ministers, FIGURES)
    assert "Partnerships registered" in text
    assert "From 8 of 8 organisations on the portal; in scope: not provided" in text or (
        "From :c of 8 organisations on the portal; in scope: not provided" in text
    )
    assert text.count("Definition<") >= 6
    assert "Not following advice is legitimate" in _page(ministers, "/figures/decisions/")


def test_what_is_withheld_is_hatched_and_says_why(ministers, collected):
    text = _page(ministers, "/figures/register/")
    assert ":c" in text
    assert "hatched" in text
    assert "All reasons look the same" in text
    assert "Withheld: few organisations or cases stand behind it" in text


def test_the_publishable_view_shows_no_more_than_the_internal_one(ministers, collected):
    shown = {}
    for view in ("publishable", "internal"):
        rows = _csv(ministers, f"/figures/all.csv?view={view}")
        shown[view] = {(r["table"], r["row"], r["period"]) for r in rows if r["status"] == "final"}
    assert shown["publishable"] < shown["internal"]


def _csv(client: Client, address: str) -> list[Mapping[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(StringIO("\n".join(lines))))


@pytest.mark.parametrize("name", [each.name for each in (*DEFINITIONS, *MEDIANS)])
def test_every_table_has_a_file_of_its_own(ministers, collected, name: str):
    rows = _csv(ministers, f"/figures/{name}.csv")
    assert {row["table"] for row in rows} == {name}
    assert {"2026-Q2", "2026-Q3"} <= {row["period"] for row in rows}


def test_what_bands_and_routes_leave_out_is_told_beside_them(ministers, collected):
    page = _page(ministers, "/figures/appraisal/")
    assert page.count("does not build on the EU baseline") == 2
    assert "/figures/scored-left-out.csv" in page
    rows = _csv(ministers, "/figures/all.csv")
    assert {r["row"] for r in rows if r["table"] == "triaged-left-out"} == {"left_out", "all"}
    told = {each["id"]: each for each in ministers.get("/figures/all.json").json()["indicators"]}
    assert "scored-left-out" in {each["name"] for each in told["RP-06"]["tables"]}


def test_files_of_the_internal_view_say_so_in_name_and_head(ministers, collected):
    response = ministers.get("/figures/all.csv?view=internal")
    assert (
        "figures-NL-2026-Q3-INTERNAL-not-for-publication-all.csv"
        in response.headers["Content-Disposition"]
    )
    assert response.content.decode("utf-8-sig").startswith("# Internal, not for publication")
    document = ministers.get("/figures/all.json?view=internal")
    assert "INTERNAL" in document.headers["Content-Disposition"]
    assert document.json()["marking"] == "Internal, not for publication"
    assert ministers.get("/figures/all.json").json()["marking"] == ""


def test_a_missing_value_is_not_provided_and_never_zero(ministers, collected):
    rows = _csv(ministers, "/figures/all.csv")
    assert {row["value"] for row in rows if row["status"] == "not_provided"} <= {""}
    found = {each["id"]: each for each in ministers.get("/figures/all.json").json()["indicators"]}
    assert found["PR-05"]["always"] == {"value": None, "status": "not_provided"}
    assert found["PR-03"]["always"] == {"value": 100, "status": "final"}
    assert "in scope: not provided" in _page(ministers, "/figures/burden/")


def test_before_the_first_collection_the_page_says_what_comes_and_when(browse, petra):
    filing.organisations(1)
    with clock.set_to(datetime(2026, 8, 1, tzinfo=UTC)):
        text = _page(browse(petra), FIGURES)
    assert "Nothing was collected yet" in text
    assert "The first quarter will be 2026-Q3, collected from 10 Oct 2026 on." in text
    assert browse(petra).get("/figures/all.csv").status_code == 404


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("AuditFailed: …", "the disclosure audit could not clear it"),
        ("AuditFailed: …", "nothing of it was published"),
        ("AuditFailed: …", "not tried again by itself"),
        ("CountsDiffer: …", "was counted in two ways, and the counts differ"),
        ("NotAudited: …", "an earlier quarter is not stored as it was cleared"),
        ("OperationalError: …", "nothing of it was published. It is tried again"),
        ("", "It will be there after the next collection"),
    ],
)
def test_a_quarter_that_could_not_be_collected_says_why(browse, collected, petra, error, told):
    with acting_for(petra.organisation):
        bells.ring_later("collect", petra.organisation.pk)
        Bell.objects.update(last_error=error)
    with clock.set_to(datetime(2027, 2, 1, tzinfo=UTC)):
        assert told in _page(browse(petra), FIGURES)


@pytest.mark.parametrize("how", ["cell", "audit"])
def test_without_the_result_of_an_audit_there_is_no_page_and_no_export(ministers, petra, how: str):
    def spoil(document):
        given = document["audiences"]["publishable"]
        if how == "audit":
            del given["audit"]
        else:
            given["tables"]["scored-band"]["cells"]["high"]["2026-Q3"] = 3

    stored.snapshots(petra.organisation, ["2026-Q3"], spoil=spoil)
    text = _page(ministers, FIGURES)
    assert "The figures are not shown" in text
    assert "There is no result of the disclosure audit for them." in text
    for address in ("all.csv", "scored-band.csv", "all.json"):
        response = ministers.get(f"/figures/{address}")
        assert response.status_code == 403
        assert b"scored-band" not in response.content


def test_an_altered_snapshot_is_not_shown(ministers, petra):
    stored.snapshots(petra.organisation, ["2026-Q3"], digest="0" * 64)
    assert "are not those that were collected" in _page(ministers, FIGURES)


@pytest.mark.parametrize(
    "address", ["/figures/nothing/", "/figures/nothing.csv", "/figures/register.csv"]
)
def test_what_is_not_on_the_menu_is_not_there(ministers, collected, address: str):
    assert ministers.get(address).status_code == 404


def test_an_unknown_view_is_refused_with_the_choices(ministers, collected):
    response = ministers.get(f"{FIGURES}?view=everything")
    assert response.status_code == 403
    assert b"publishable and internal" in response.content


@pytest.mark.parametrize("who", ["ines", "stella", "ada", "carl"])
def test_only_ministries_come_in(browse, request, who: str):
    client = browse(request.getfixturevalue(who))
    for address in (*PAGES, "/figures/all.csv", "/figures/all.json"):
        assert client.get(address).status_code == 403


def test_a_ministrys_steward_reads_the_figures_too(browse, ministry, petra, collected):
    steward = browse(cast.member(ministry, "Sam Steward", Role.STEWARD))
    assert steward.get(FIGURES).status_code == 200


def test_the_navigation_leads_there(ministers, collected):
    assert re.search(r'<a[^>]+href="/figures/"[^>]*>\s*Figures', _page(ministers, FIGURES))


def test_no_page_and_no_file_names_an_organisation_or_a_country_of_partners(
    ministers, collected, ines
):
    names = [stored.NAME, "University A", "Partner"]
    for address in (*PAGES, "/figures/all.csv", "/figures/all.json"):
        for view in ("publishable", "internal"):
            text = ministers.get(f"{address}?view={view}").content.decode()
            text = text.replace("Partnership", "")
            assert not [name for name in names if name in text], address


def test_the_files_hold_nothing_but_the_menu(ministers, collected):
    """Response schema scan: no key of any depth speaks of an organisation or a partner."""
    keys: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            keys.update(node)
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(ministers.get("/figures/all.json?view=internal").json())
    assert not [key for key in keys if re.search("partner|country|owner|tenant|sole", key)]
    assert reverse("reporting:figures-json") == "/figures/all.json"


def test_an_older_page_keeps_its_figures(browse, collected, petra):
    """Drawn twice, the same; the day of the visit changes nothing."""
    first = json.loads(browse(petra).get("/figures/all.json").content)
    with clock.set_to(clock.now() + timedelta(days=3)):
        assert json.loads(browse(petra).get("/figures/all.json").content) == first
