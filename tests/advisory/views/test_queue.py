"""The queue's pages: what an adviser sees, and what happens when buttons are pressed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from advisory.models import Referral, SavedView
from portal import clock
from portal.tenancy import acting_for, new_id
from tests.factories.queue import many, referral

pytestmark = pytest.mark.django_db

STATEMENTS = 6
"""Session, user, acting, member, the page, and what stands beside it."""


def page_of(client, address="/queue/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def cells(page):
    return [
        [" ".join(cell.text_content().split()) for cell in row.iter("th", "td")]
        for row in page.findall(".//tbody/tr")
    ]


def shown(page):
    return [link.text for link in page.xpath("//th//a[contains(@class,'mono')]")]


def kept(page):
    return page.xpath("//section[contains(@class,'queue__views')]//li/a")


def test_a_row_says_all_an_adviser_needs(hub, ada, browse):
    row = referral(
        hub,
        days_ago=30,
        flags=["REFER:B4", "REFER:A3", "LEGAL-EXPORT:C1"],
        outcome="refer",
        hold=True,
        needed_by=clock.today() + timedelta(days=2),
        needed_because="The guest arrives",
    )
    (told,) = cells(page_of(browse(ada)))
    text = " ".join(told)
    for words in (
        row.code,
        "Title not shared",
        "Tsukuba Institute",
        "University A",
        "Refer",
        "Ask the hub",
        "Ask export control",
        "overdue",
        "needed by",
        "The guest arrives",
        "refer: 7 days earlier",
        "flag for the hub: 3 days earlier",
        "Take",
        "Assign",
    ):
        assert words in text
    assert text.count("Ask the hub") == 1


def test_a_paused_clock_and_a_place_by_hand_are_said(hub, ada, browse):
    referral(hub, state="waiting", paused_at=clock.now() - timedelta(days=9), days_ago=90)
    referral(hub, priority=0, priority_set_by="Bram", priority_because="The minister asked")
    page = page_of(browse(ada), "/queue/?tab=open")
    first, second = (" ".join(row) for row in cells(page))
    assert "First by hand, Bram: The minister asked" in first
    assert "clock stands still since" in second
    assert "overdue" not in second


def test_no_column_names_a_country(hub, ada, browse):
    referral(hub)
    page = page_of(browse(ada), "/queue/?tab=open")
    heads = " ".join(head.text_content() for head in page.findall(".//thead//th"))
    assert "ountry" not in heads
    assert "Member State" not in heads
    names = {
        field.get("name") for field in page.xpath("//form[contains(@class,'filters')]//*[@name]")
    }
    assert names == {
        "tab", "q", "band", "assignee", "overdue", "state", "flag", "area", "source"
    }  # fmt: skip


@pytest.mark.parametrize("tab", ["to_take", "mine", "waiting", "drafted", "open", "closed"])
def test_every_list_says_what_its_emptiness_means(ada, browse, tab):
    page = page_of(browse(ada), f"/queue/?tab={tab}")
    assert page.find_class("empty")
    assert page.xpath("//nav[@class='tabs']//a[@aria-current='page']")


def test_a_narrowed_list_without_match_offers_the_whole(hub, ada, browse):
    referral(hub)
    page = page_of(browse(ada), "/queue/?q=nothing+of+the+sort")
    assert page.find_class("empty")[0].xpath(".//a")[0].get("href") == "?tab=to_take"
    (chip,) = page.find_class("chip")
    assert "nothing of the sort" in chip.text_content()


def test_pages_follow_each_other_by_links(hub, ada, browse):
    many(hub, 60)
    client = browse(ada)
    first = page_of(client, "/queue/?tab=open&band=high&sort=received")
    onward = page_of(client, "/queue/?tab=open&sort=received")
    link = onward.xpath("//a[@rel='next']")[0].get("href")
    second = page_of(client, "/queue/" + link)
    assert (len(shown(first)), len(shown(onward)), len(shown(second))) == (20, 50, 10)
    back = second.xpath("//a[@rel='prev']")[0].get("href")
    assert shown(page_of(client, "/queue/" + back)) == shown(onward)


def test_as_many_statements_for_one_row_as_for_a_page(hub, ada, browse):
    client = browse(ada)

    def statements():
        with CaptureQueriesContext(connection) as told:
            page_of(client, "/queue/?tab=open")
        # Savepoints and the second SET LOCAL stand for the transaction that a test already has.
        sent = [entry["sql"] for entry in told if "SAVEPOINT" not in entry["sql"]]
        assert "SET LOCAL" in sent.pop()
        return len(sent)

    referral(hub)
    page_of(client)
    few = statements()
    many(hub, 120)
    assert statements() == few
    assert few <= STATEMENTS


def test_taking_from_the_list_leads_back_to_the_list(hub, ada, browse):
    row = referral(hub)
    client = browse(ada)
    form = {"take": row.pk, "here": "tab=open&band=high"}
    answer = client.post("/queue/change/", form, follow=True)
    assert answer.redirect_chain == [("/queue/?tab=open&band=high", 302)]
    assert f"You hold {row.code} now." in answer.text
    with acting_for(hub):
        assert Referral.objects.get().assignee == ada.membership.pk


def test_whoever_comes_second_reads_it_on_the_page(hub, ada, bram, browse):
    row = referral(hub)
    browse(ada).post("/queue/change/", {"take": row.pk})
    answer = browse(bram).post("/queue/change/", {"take": row.pk}, follow=True)
    assert f"Ada Adviser holds {row.code}" in answer.text


def test_several_are_taken_or_assigned_at_once(hub, ada, bram, browse):
    one, two, three = referral(hub), referral(hub), referral(hub)
    client = browse(ada)
    client.post("/queue/change/", {"referral": [one.pk, two.pk], "choice": "take"})
    form = {"referral": [two.pk, three.pk], "choice": "assign", "to": bram.membership.pk}
    answer = client.post("/queue/change/", form, follow=True)
    assert "Bram Adviser holds 2 more cases." in answer.text
    with acting_for(hub):
        held = {row.pk: row.assignee_name for row in Referral.objects.all()}
    assert held == {one.pk: "Ada Adviser", two.pk: "Bram Adviser", three.pk: "Bram Adviser"}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"choice": "take"}, "Choose at least one case."),
        ({"choice": "assign", "referral": "x"}, "That case is not here any more."),
        ({"take": "nonsense"}, "That case is not here any more."),
        ({"take": str(new_id())}, "That case is not here any more."),
        ({"choice": "assign", "to": ""}, "Choose the adviser to assign to."),
    ],
)
def test_what_cannot_be_done_is_said(ada, browse, form, told):
    assert told in browse(ada).post("/queue/change/", form, follow=True).text


def test_the_way_back_leads_nowhere_else(hub, ada, browse):
    row = referral(hub)
    form = {"take": row.pk, "here": "//evil.example/?x=1"}
    answer = browse(ada).post("/queue/change/", form)
    assert answer["Location"].startswith("/queue/?")


def test_a_view_is_kept_found_again_and_removed(hub, ada, browse):
    client = browse(ada)
    form = {"name": "Quantum", "query": "tab=open&area=quantum&country=CN&after=x"}
    answer = client.post("/queue/views/", form, follow=True)
    assert answer.redirect_chain == [("/queue/?tab=open&area=quantum", 302)]
    (link,) = kept(html.fromstring(answer.content))
    assert (link.text, link.get("aria-current")) == ("Quantum", "page")
    with acting_for(hub):
        row = SavedView.objects.get()
    client.post(f"/queue/views/{row.pk}/forget/")
    assert not kept(page_of(client))


@pytest.mark.parametrize("step", ["assign", "place", "due", "close"])
def test_steps_are_looked_at_first_and_name_what_is_missing(hub, ada, browse, step):
    row = referral(hub)
    client = browse(ada)
    address = f"/queue/{row.pk}/{step}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"place": "first"})
    assert refused.status_code == 200
    assert "error-summary" in refused.text


def test_steps_are_taken(hub, ada, bram, browse):
    row, client = referral(hub), browse(ada)
    day = clock.today() + timedelta(days=50)
    case = f"/queue/{row.pk}/"
    for step, form in (
        ("take", {}),
        ("assign", {"to": bram.membership.pk}),
        ("place", {"place": "first", "because": "The minister asked."}),
        ("due", {"due_on": day.isoformat(), "because": "Agreed by telephone."}),
        ("release", {}),
        ("close", {"because": "Answered on the telephone."}),
    ):
        answer = client.post(f"{case}{step}/", form)
        assert (answer.status_code, answer["Location"]) == (302, case), step
    with acting_for(hub):
        stored = Referral.objects.get()
    assert (stored.state, stored.due_on, stored.priority) == ("closed", day, 0)


@pytest.mark.parametrize("step", ["", "assign/", "place/", "due/", "close/", "edit/"])
def test_another_hubs_case_is_not_there(hub, hugo, browse, step):
    row = referral(hub)
    assert browse(hugo).get(f"/queue/{row.pk}/{step}").status_code == 404


def test_the_queue_is_for_advisers(stella, ines, browse):
    for stranger in (stella, ines):
        assert browse(stranger).get("/queue/").status_code == 403
