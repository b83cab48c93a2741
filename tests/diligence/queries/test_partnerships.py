"""What the list finds, how it sorts and counts."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from diligence.actions import register
from diligence.models import Partnership
from diligence.queries import partnerships as queries
from diligence.queries.partners import suggested
from diligence.queries.partnerships import RegisterFilter
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(ines, acting_as):
    """Three partnerships: alpha (physics, running), Beta (no unit, ended), gamma (discarded)."""
    acting_as(ines)
    unit = UnitFactory(name="Faculty of Physics")
    goeteborg = PartnerFactory(name="Göteborg Instruments", country="SE")
    lima = PartnerFactory(name="Universidad de Lima", country="PE")

    def make(title, partner, **facts):
        return register.partnership(by=ines.actor, partners=[partner], title=title, **facts)

    make(
        "alpha rays",
        lima,
        unit=unit,
        state="running",
        reference="UA-100%",
        starts_on=dt.date(2026, 3, 1),
        technology_areas=["quantum"],
        activities=["joint", "data"],
    )
    beta = make(
        "Beta decay",
        goeteborg,
        state="ended",
        starts_on=dt.date(2025, 3, 1),
        ends_on=dt.date(2025, 9, 1),
        responsible="Prof. Ødegård",
    )
    Partnership.objects.filter(pk=beta.pk).update(appraisal_state="scored", outcome="high")
    gamma = make("gamma knife", lima)
    register.discard(gamma.pk, by=ines.actor)
    return ines


def titles(member, query=""):
    wanted = RegisterFilter.from_query(QueryDict(query))
    return [row.title for row in queries.search(member.actor, wanted)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Beta decay", "alpha rays"]),
        ("q=goteborg", ["Beta decay"]),
        ("q=GÖTEBORG+decay", ["Beta decay"]),
        ("q=physics", ["alpha rays"]),
        ("q=lima+faculty", ["alpha rays"]),
        ("q=100%25", ["alpha rays"]),
        ("q=%25", ["alpha rays"]),
        ("q=_", []),
        ("q=gamma", []),
        ("state=running", ["alpha rays"]),
        ("state=discarded", ["gamma knife"]),
        ("state=nonsense", ["Beta decay", "alpha rays"]),
        ("appraisal=none", ["alpha rays"]),
        ("appraisal=scored", ["Beta decay"]),
        ("outcome=high", ["Beta decay"]),
        ("unit=none", ["Beta decay"]),
        ("unit=nonsense", ["Beta decay", "alpha rays"]),
        ("area=quantum", ["alpha rays"]),
        ("activity=data", ["alpha rays"]),
        ("starts_from=2026-01-01", ["alpha rays"]),
        ("starts_to=2025-12-31", ["Beta decay"]),
        ("ends_from=2025-09-01&ends_to=2025-09-01", ["Beta decay"]),
        ("starts_from=tomorrow", ["Beta decay", "alpha rays"]),
        ("q=%00", ["Beta decay", "alpha rays"]),
        ("sort=title", ["alpha rays", "Beta decay"]),
        ("sort=-title", ["Beta decay", "alpha rays"]),
        ("sort=partners", ["Beta decay", "alpha rays"]),
        ("sort=starts", ["Beta decay", "alpha rays"]),
        ("sort=state", ["Beta decay", "alpha rays"]),
        ("sort=injection--", ["Beta decay", "alpha rays"]),
    ],
)
def test_each_way_to_narrow_and_sort(filled, query, found):
    assert titles(filled, query) == found


def test_nothing_of_it_reaches_another_organisation(filled, otto):
    with acting_for(otto.organisation):
        assert titles(otto) == []


def test_days_that_are_missing_come_last_in_both_directions(ines, acting_as):
    acting_as(ines)
    PartnershipFactory(title="open")
    PartnershipFactory(title="early", starts_on=dt.date(2020, 1, 1))
    PartnershipFactory(title="late", starts_on=dt.date(2030, 1, 1))
    assert titles(ines, "sort=starts") == ["early", "late", "open"]
    assert titles(ines, "sort=-starts") == ["late", "early", "open"]


def test_a_page_counts_and_lists_in_one_statement(ines, acting_as, monkeypatch):
    acting_as(ines)
    monkeypatch.setattr(queries, "PER_PAGE", 3)
    monkeypatch.setattr(queries, "CAP", 5)
    for _number in range(7):
        PartnershipFactory(unit=UnitFactory())
    with CaptureQueriesContext(connection) as statements:
        page = queries.page(ines.actor, RegisterFilter(), 2)
        assert [row.unit.name for row in page.rows]
    assert len(statements) == 1
    assert (page.first, page.last, page.many, page.has_next) == (4, 6, True, True)
    last = queries.page(ines.actor, RegisterFilter(), 3)
    assert (last.first, last.last, last.has_next) == (7, 7, False)


def test_a_page_past_the_end_is_the_last_one(ines, acting_as):
    acting_as(ines)
    PartnershipFactory()
    assert queries.page(ines.actor, RegisterFilter(), 150).number == 1
    empty = queries.page(ines.actor, RegisterFilter(q="nothing"), 150)
    assert (empty.rows, empty.total, empty.number) == ([], 0, 1)


def test_every_order_reads_an_index(ines, acting_as):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    acting_as(ines)
    for _number in range(30):
        PartnershipFactory()
    for sort in queries.SORTS:
        plan = queries.search(ines.actor, RegisterFilter(sort=sort))[:5].explain()
        assert "Index Scan" in plan
        assert "Sort Key" not in plan, (sort, plan)


def test_partners_on_record_are_found_however_spelt(ines, acting_as):
    acting_as(ines)
    keep = PartnerFactory(name="Göteborg Instruments", normalised_name="goteborg instruments")
    PartnerFactory(name="Goteborg Inst", normalised_name="goteborg inst", merged_into=keep)
    assert suggested("GOTEBORG") == [keep]
    assert suggested("goteborg", 1) == [keep]
    assert suggested(" ") == []


def test_the_clock_is_the_products_own(ines, acting_as):
    acting_as(ines)
    with clock.set_to(dt.datetime(2024, 5, 1, tzinfo=dt.UTC)):
        row = register.partnership(by=ines.actor, partners=[PartnerFactory()], title="Then")
    assert row.registered_at.year == row.updated_at.year == row.history.get().at.year == 2024
