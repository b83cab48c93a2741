"""Dashboards over one's own rows: right, in a handful of statements, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.models import Partnership
from portal import clock
from portal.models import Membership, Unit, UnitAssignment
from portal.tenancy import acting_for
from tests import cast
from tests.reporting import filing

pytestmark = pytest.mark.django_db

DASHBOARD = "/dashboard/"


def _page(client) -> str:
    response = client.get(DASHBOARD)
    assert response.status_code == 200, response.content[:500]
    return " ".join(response.content.decode().split())


def test_a_research_organisation_reads_its_own_year(browse, ines, otto):
    now = clock.now() - timedelta(days=100)
    filing.file(ines.organisation, 8, at=now, bands=["low", "medium", "high", "high"])
    filing.file(otto.organisation, 5, at=now)
    text = _page(browse(ines))
    assert "8 partnerships on your register" in text
    assert "75 %" in text, "six of eight decisions go ahead"
    assert "Median minutes of a full appraisal" in text
    assert "not of the whole organisation" not in text
    assert "5 partnerships on your register" in _page(browse(otto))


def test_it_takes_a_handful_of_statements_whatever_there_is(browse, ines):
    client = browse(ines)
    filing.file(ines.organisation, 2)
    _page(client)
    with CaptureQueriesContext(connection) as few:
        _page(client)
    filing.file(ines.organisation, 40)
    with CaptureQueriesContext(connection) as many:
        _page(client)
    assert len(few) == len(many)
    read = [each["sql"] for each in many.captured_queries]
    assert len([sql for sql in read if "diligence_" in sql]) == 11


def test_a_member_limited_to_units_sees_the_counts_of_these(browse, ines):
    organisation = ines.organisation
    filing.file(organisation, 3)
    other = filing.file(organisation, 4)
    with acting_for(organisation):
        unit = Unit.objects.create(name="Faculty of Science")
        keys = [each.partnership_id for each in other]
        Partnership.objects.filter(pk__in=keys).update(unit=unit)
        UnitAssignment.objects.create(membership=ines.membership, unit=unit)
        assert Membership.objects.get(pk=ines.membership.pk)
    text = _page(browse(ines))
    assert "4 partnerships on your register" in text
    assert "these are the counts of your units, not of the whole organisation" in text


def test_nothing_yet_is_said_and_leads_to_the_register(browse, ines):
    text = _page(browse(ines))
    assert "Nothing to count yet" in text
    assert 'href="/partnerships/"' in text


def test_a_hub_reads_its_own_load_and_nothing_by_adviser(browse, ada, hugo, university_a):
    # At noon: what is due in working days must not hang on the hour at which tests run.
    now = clock.now().replace(hour=11) - timedelta(days=40)
    filing.refer(ada.organisation, university_a, 6, at=now)
    filing.refer(hugo.organisation, university_a, 2, at=now)
    text = _page(browse(ada))
    assert "0 cases are open" in text
    for told in ("Cases received", "Median days to advice", "67 %", "Nothing here is by adviser"):
        assert told in text
    assert "Secret name" not in text
    assert "Bram" not in text


def test_the_hubs_page_takes_five_statements(browse, ada):
    client = browse(ada)
    _page(client)
    with CaptureQueriesContext(connection) as captured:
        _page(client)
    read = [each["sql"] for each in captured.captured_queries]
    assert len([sql for sql in read if "advisory_" in sql]) == 5


@pytest.mark.parametrize("who", ["petra", "carl"])
def test_others_have_no_rows_to_count(browse, request, who: str):
    assert browse(request.getfixturevalue(who)).get(DASHBOARD).status_code in {403, 404}


def test_the_navigation_leads_there(browse, ines, ada, petra):
    for who in (ines, ada):
        assert 'href="/dashboard/"' in _page(browse(who))
    assert b'href="/dashboard/"' not in browse(petra).get("/figures/").content


def test_a_steward_reads_it_too(browse, stella: cast.Member):
    assert browse(stella).get(DASHBOARD).status_code == 200
