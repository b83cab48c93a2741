"""What the queue finds, in which order, and that a page costs the same whatever its length."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from advisory.domain.queue import Order, Tab
from advisory.models import Referral
from advisory.queries import queue
from advisory.queries.queue import PER_PAGE, QueueFilter
from portal import clock
from portal.tenancy import acting_for
from tests.factories.queue import many, referral

pytestmark = pytest.mark.django_db


def codes(who, query=""):
    wanted = QueueFilter.from_query(QueryDict(query))
    with acting_for(who.organisation):
        page = queue.page(wanted, me=who.membership.pk, today=clock.today())
    return [row.code for row in page.rows]


def walk(who, query):
    """All pages forward, and back again."""
    found, address = [], query
    with acting_for(who.organisation):
        while True:
            wanted = QueueFilter.from_query(QueryDict(address))
            page = queue.page(wanted, me=who.membership.pk, today=clock.today())
            found.append([row.pk for row in page.rows])
            if not page.after:
                break
            address = f"{query}&after={page.after.replace('+', '%2B')}"
        backward = [found[-1]]
        while page.before:
            wanted = QueueFilter.from_query(
                QueryDict(f"{query}&before={page.before.replace('+', '%2B')}")
            )
            page = queue.page(wanted, me=who.membership.pk, today=clock.today())
            backward.insert(0, [row.pk for row in page.rows])
    return found, backward


def test_each_list_holds_its_states(hub, ada, bram):
    rows = {
        state: referral(hub, state=state, code=f"R-{state}"[:12])
        for state in ("queued", "taken", "waiting", "drafted", "countersigned", "issued", "closed")
    }
    with acting_for(hub):
        Referral.objects.filter(pk=rows["taken"].pk).update(assignee=ada.membership.pk)
        Referral.objects.filter(pk=rows["drafted"].pk).update(assignee=bram.membership.pk)

    def listed(tab):
        return set(codes(ada, f"tab={tab}"))

    def of(*states):
        return {rows[state].code for state in states}

    assert listed(Tab.TO_TAKE) == of("queued")
    assert listed(Tab.MINE) == of("taken")
    assert listed(Tab.WAITING) == of("waiting")
    assert listed(Tab.DRAFTED) == of("drafted", "countersigned")
    assert listed(Tab.OPEN) == of("queued", "taken", "waiting", "drafted", "countersigned")
    assert listed(Tab.CLOSED) == of("issued", "closed")


def test_what_must_begin_first_comes_first(hub, ada):
    later = referral(hub, outcome="medium", target_days=10)
    grave = referral(hub, outcome="high", target_days=12)
    needed = referral(
        hub, outcome="medium", target_days=15, needed_by=clock.today() + timedelta(days=2)
    )
    assert codes(ada) == [needed.code, grave.code, later.code]
    assert codes(ada, "sort=due") == [later.code, grave.code, needed.code]
    assert codes(ada, "sort=received") == [needed.code, grave.code, later.code]


@pytest.fixture
def mixed(hub, ada):
    """Three cases that differ in everything that narrows the queue."""
    one = referral(
        hub,
        code="R-1AAAAAA",
        sender_name="Universität Köln",
        partners=["Göteborg Instruments"],
        technology_areas=["quantum"],
        flags=["REFER:B4", "LEGAL-EXPORT:C1"],
        title="Cold atoms",
    )
    two = referral(
        hub,
        code="R-2BBBBBB",
        band="",
        outcome="",
        source="telephone",
        sender_name="Werkhaus",
        partners=["Lima Labs"],
        assignee=ada.membership.pk,
        assignee_name="Ada Adviser",
        state="taken",
    )
    three = referral(hub, code="R-3CCCCCC", days_ago=60, band="medium", outcome="medium")
    return one, two, three


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=r-1aaa", {"R-1AAAAAA"}),
        ("q=goteborg", {"R-1AAAAAA"}),
        ("q=GÖTEBORG+atoms", {"R-1AAAAAA"}),
        ("q=köln+lima", set()),
        ("q=werkhaus", {"R-2BBBBBB"}),
        ("q=%25", set()),
        ("band=none", {"R-2BBBBBB"}),
        ("band=medium", {"R-3CCCCCC"}),
        ("flag=REFER", {"R-1AAAAAA"}),
        ("flag=LEGAL-EXPORT", {"R-1AAAAAA"}),
        ("flag=LEGAL-FDI", set()),
        ("flag=none", {"R-2BBBBBB", "R-3CCCCCC"}),
        ("area=quantum", {"R-1AAAAAA"}),
        ("source=telephone", {"R-2BBBBBB"}),
        ("assignee=me", {"R-2BBBBBB"}),
        ("assignee=nobody", {"R-1AAAAAA", "R-3CCCCCC"}),
        ("overdue=yes", {"R-3CCCCCC"}),
        ("state=taken", {"R-2BBBBBB"}),
        ("band=nonsense&flag=x&area=x&assignee=x&sort=x&after=x&q=%00", None),
    ],
)
def test_what_narrows_the_queue(ada, mixed, query, found):
    every = {row.code for row in mixed}
    assert set(codes(ada, f"tab=open&{query}")) == (every if found is None else found)


def test_an_adviser_is_found_by_membership(ada, bram, mixed):
    assert codes(bram, f"tab=open&assignee={ada.membership.pk}") == ["R-2BBBBBB"]


@pytest.mark.parametrize("name", ["country", "member_state", "partner_country", "nationality"])
def test_no_country_narrows_sorts_or_groups(ada, mixed, name):
    """The principle: a parameter of that sort is not known, and no order reads one."""
    plain = codes(ada, "tab=open")
    for value in ("NL", "CN", "SE", ""):
        assert codes(ada, f"tab=open&{name}={value}") == plain
        assert codes(ada, f"tab=open&sort={name}&group={name}") == plain
    assert name not in set(QueueFilter.__dataclass_fields__)


@pytest.mark.parametrize("sort", list(Order))
def test_pages_share_out_every_row_once_forward_and_back(hub, ada, sort):
    rows = many(hub, 2 * PER_PAGE + 7)
    with acting_for(hub):  # some without a due date, many with the same place
        Referral.objects.filter(pk__in=[row.pk for row in rows[:9]]).update(due_on=None)
        Referral.objects.filter(pk__in=[row.pk for row in rows[20:60]]).update(priority=9000)
    forward, backward = walk(ada, f"tab=open&sort={sort}")
    assert [len(page) for page in forward] == [PER_PAGE, PER_PAGE, 7]
    assert backward == forward
    assert set(itertools.chain(*forward)) == {row.pk for row in rows}


def test_one_statement_whatever_the_length(hub, ada):
    def statements():
        with CaptureQueriesContext(connection) as told:
            codes(ada, "tab=open")
        return sum(entry["sql"].startswith('SELECT "advisory') for entry in told)

    referral(hub)
    few = statements()
    many(hub, 120)
    assert statements() == few == 1


def test_another_hubs_cases_are_not_there(hub, other_hub, ada, hugo):
    referral(hub, code="R-OURS")
    referral(other_hub, code="R-THEIRS")
    assert codes(ada) == ["R-OURS"]
    assert codes(hugo) == ["R-THEIRS"]


@pytest.mark.parametrize("sort", list(Order))
@pytest.mark.parametrize("tab", [Tab.TO_TAKE, Tab.OPEN, Tab.MINE])
def test_every_order_has_an_index(hub, ada, tab, sort):
    """With sequential scans and sorts made dear, the page is read from an index in its order."""
    many(hub, 60)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    with acting_for(hub):
        wanted = QueueFilter.from_query(QueryDict(f"tab={tab}&sort={sort}"))
        rows = queue.search(wanted, me=ada.membership.pk, today=clock.today())
        plan = rows[:51].explain()
    assert "Index Scan" in plan
    assert "Sort" not in plan
