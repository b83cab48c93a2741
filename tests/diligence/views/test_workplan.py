"""The work plan's pages: what a member reads there, puts off, keeps and sets."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from diligence.models import DigestChoice, KeptView, ReminderPlan, Snooze
from portal import clock
from portal.actions import absences
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db


def day(count=0):
    return clock.today() + timedelta(days=count)


def starts(who, *days, **facts):
    with acting_for(who.organisation):
        return [PartnershipFactory(starts_on=day(each), **facts) for each in days]


def page_of(client, address="/workplan/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def text_of(element):
    return " ".join(element.text_content().split())


def titles(page):
    return [text_of(link) for link in page.xpath("//tbody/tr/th/a")]


def counts(page):
    return [text_of(link) for link in page.xpath("//nav[contains(@class,'tabs')]//a")]


def test_everything_is_counted_by_its_time(ines, browse):
    rows = starts(ines, -3, 0, 60)
    page = page_of(browse(ines))
    assert text_of(page.find(".//h1")) == "One thing is overdue"
    assert titles(page) == [row.title for row in rows]
    assert counts(page) == [
        "All 3",
        "Overdue 1",
        "This week 1",
        "Next two weeks 0",
        "Later 1",
        "Put off 0",
    ]
    assert titles(page_of(browse(ines), "/workplan/?when=later")) == [rows[2].title]
    assert titles(page_of(browse(ines), "/workplan/?when=nonsense")) == [r.title for r in rows]


def test_an_empty_plan_says_so(ines, browse):
    assert "Nothing is due" in text_of(page_of(browse(ines)))
    assert "Nothing is put off" in text_of(page_of(browse(ines), "/workplan/?when=put_off"))
    assert "Nothing matches" in text_of(page_of(browse(ines), "/workplan/?q=zz"))


def test_what_fits_into_today_is_told_with_its_reason(ines, browse):
    starts(ines, *range(1, 9))
    today = page_of(browse(ines)).xpath("//section[@aria-labelledby='today-title']")[0]
    assert len(today.findall(".//li")) == 4
    assert "Takes about 5 minutes (assumed)." in text_of(today)
    narrowed = page_of(browse(ines), "/workplan/?kind=start")
    assert not narrowed.xpath("//section[@aria-labelledby='today-title']")


def test_a_start_is_taken_up_with_a_button(baseline, ines, browse):
    starts(ines, 3)
    page = page_of(browse(ines))
    action = page.xpath("//tbody//form/@action")[0]
    answer = browse(ines).post(action)
    assert (answer.status_code, answer.url.endswith("/triage/")) == (302, True)


def test_putting_off_and_back(ines, dora, browse):
    (row,) = starts(ines, 3)
    client = browse(ines)
    address = f"/workplan/put-off/{row.pk}/start/"
    assert row.title in client.get(address).content.decode()
    wrong = client.post(address, {"until": day(-1).isoformat(), "because": ""})
    assert wrong.status_code == 200
    assert "There is a problem" in wrong.content.decode() or b"error" in wrong.content
    told = {"until": day(9).isoformat(), "because": "Waits for the contract"}
    assert client.post(address, told).status_code == 302
    assert titles(page_of(client)) == []
    (resting,) = page_of(client, "/workplan/?when=put_off").findall(".//tbody/tr")
    assert "by Ines Officer: Waits for the contract" in text_of(resting)
    action = resting.xpath(".//form[contains(@action,'due-again')]/@action")[0]
    assert browse(dora).post(action).status_code == 302
    assert titles(page_of(client)) == [row.title]
    with acting_for(ines.organisation):
        assert Snooze.objects.get().ended_by == "Dora Decider"


def test_what_is_not_due_cannot_be_put_off(ines, browse):
    (row,) = starts(ines, 3)
    for address in (f"/workplan/put-off/{row.pk}/measure/", f"/workplan/put-off/{row.pk}/x/"):
        assert browse(ines).get(address).status_code == 404


def test_filters_hold_and_pages_turn(ines, browse):
    with acting_for(ines.organisation):
        unit = UnitFactory(name="Chemistry")
    starts(ines, *range(1, 28))
    (here,) = starts(ines, 40, unit=unit)
    assert len(titles(page_of(browse(ines)))) == 25
    assert len(titles(page_of(browse(ines), "/workplan/?page=2"))) == 3
    assert titles(page_of(browse(ines), f"/workplan/?unit={unit.pk}")) == [here.title]
    assert len(titles(page_of(browse(ines), "/workplan/?unit=nonsense&kind=x"))) == 25


def test_the_number_of_statements_is_flat(ines, browse):
    client = browse(ines)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            page_of(client)
        return len(seen)

    starts(ines, 1)
    statements()
    few = statements()
    starts(ines, *range(2, 60))
    assert statements() == few
    assert few <= 30


def test_my_own_units_while_i_stand_in(ines, university_a, browse):
    nora = cast.member(university_a, "Nora Officer", Role.OFFICER)
    with acting_for(university_a):
        here, there = UnitFactory(name="Here"), UnitFactory(name="There")
    limited_to(nora, here)
    limited_to(ines, there)
    (mine,), (theirs,) = starts(ines, 1, unit=here), starts(ines, 2, unit=there)
    assert titles(page_of(browse(nora))) == [mine.title]
    with acting_for(university_a):
        absences.arrange(
            ines.membership.pk,
            delegate_id=nora.membership.pk,
            from_on=day(),
            until_on=day(5),
            by=ines.actor,
        )
    client = browse(nora)
    assert titles(page_of(client)) == [mine.title, theirs.title]
    assert titles(page_of(client, "/workplan/?unit=mine")) == [mine.title]
    start = text_of(page_of(client, "/"))
    assert "You stand in for Ines Officer until" in start


def test_the_start_page_leads_to_the_plan(ines, dora, browse):
    (row,) = starts(ines, 1)
    page = page_of(browse(ines), "/")
    plan = page.xpath("//section[@aria-labelledby='plan-title']")[0]
    assert row.title in text_of(plan)
    assert "/workplan/" in plan.xpath(".//a/@href")
    assert "/workplan/" in page_of(browse(dora), "/").xpath("//a/@href")


def test_mail_is_chosen_and_its_absence_told(ines, browse, settings):
    settings.MAIL_ON = False
    client = browse(ines)
    assert "sends no mail" in text_of(page_of(client, "/workplan/mail-and-calendar/"))
    assert client.post("/workplan/mail-and-calendar/", {"rhythm": "weekly"}).status_code == 302
    assert client.post("/workplan/mail-and-calendar/", {"rhythm": "hourly"}).status_code == 200
    with acting_for(ines.organisation):
        assert DigestChoice.objects.get().rhythm == "weekly"
    assert outbox.outbox == []


def test_a_calendar_address_is_shown_once(ines, browse):
    client = browse(ines)
    made = html.fromstring(client.post("/workplan/calendar/").content)
    assert "/calendar/calendar_" in text_of(made)
    shown = text_of(page_of(client, "/workplan/mail-and-calendar/"))
    assert "Works until" in shown
    assert "/calendar/calendar_" not in shown
    assert client.post("/workplan/calendar/close/").status_code == 302
    assert "no calendar address" in text_of(page_of(client, "/workplan/mail-and-calendar/"))


def test_reminders_are_set_by_the_steward_and_errors_named(stella, ines, browse):
    client = browse(stella)
    assert "30, 7, 0, -7" in client.get("/settings/reminders/").content.decode()
    wrong = client.post("/settings/reminders/", {"start": "30, soon"})
    assert wrong.status_code == 200
    assert "“soon” is no number of days" in wrong.content.decode()
    assert client.post("/settings/reminders/", {"start": "30, 7, 1"}).status_code == 302
    with acting_for(stella.organisation):
        kept = dict(ReminderPlan.objects.values_list("kind", "offsets"))
    assert kept["start"] == [30, 7, 1]
    assert kept["measure"] == []
    assert client.post("/settings/reminders/", {"usual": "yes"}).status_code == 302
    with acting_for(stella.organisation):
        assert not ReminderPlan.objects.exists()
    assert browse(ines).get("/settings/reminders/").status_code == 403


LISTS = {
    "partnerships": ("/partnerships/", "q=quantum"),
    "appraisals": ("/appraisals/", "state=open"),
    "decisions": ("/decisions/", "show=review"),
    "workplan": ("/workplan/", "kind=start&when=week"),
}


@pytest.mark.parametrize("name", LISTS)
def test_views_are_kept_chosen_renamed_and_removed(ines, dora, browse, name):
    address, query = LISTS[name]
    client = browse(ines)
    form = page_of(client, f"{address}?{query}&page=1").xpath("//form[@class='kept__form']")[0]
    sent = {"name": "Mine", "query": form.xpath(".//input[@name='query']/@value")[0]}
    answer = client.post(form.get("action"), sent)
    assert answer.url == f"{address}?{query}"
    (chosen,) = page_of(client, answer.url).xpath("//section[@aria-labelledby='views-title']//li")
    assert chosen.xpath("./a[@aria-current='page']/@href") == [f"{address}?{query}"]
    page = chosen.xpath("./a[2]/@href")[0]
    assert browse(dora).get(page).status_code == 302
    assert b"error" in client.post(page, {"name": " "}).content
    assert client.post(page, {"name": "Better"}).status_code == 302
    with acting_for(ines.organisation):
        assert KeptView.objects.get().name == "Better"
    assert client.post(page, {"remove": "yes"}).url == address
    with acting_for(ines.organisation):
        assert not KeptView.objects.exists()


def test_a_view_without_a_name_is_told(ines, browse):
    answer = browse(ines).post("/views/workplan/keep/", {"name": "", "query": ""}, follow=True)
    assert "Give the view a name" in answer.content.decode()
    assert browse(ines).post("/views/secrets/keep/", {"name": "x"}).status_code == 404
