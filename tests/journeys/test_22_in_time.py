"""The work plan of a day: something is put off by keyboard, comes back without scripts; a calendar
and a colleague who stands in are arranged on a phone."""

from datetime import timedelta

from icalendar import Calendar
from playwright.sync_api import expect

from portal import clock
from tests.accessibility.looking import look_at
from tests.browser.visits import PHONE
from tests.journeys.steps import heading

TITLE = "Loess archives"


def day(count):
    return (clock.today() + timedelta(days=count)).isoformat()


def test_a_day_of_the_work_plan(visit):
    world = visit.world
    world.partnership(TITLE, "Kauri Bay University", country="NZ", starts_on=clock.today())

    page = visit("ines", "/workplan/?q=loess")
    row = page.locator("tbody tr").filter(has_text=TITLE)
    expect(row).to_contain_text("Started without an appraisal")
    row.get_by_role("link", name="Put off").focus()
    page.keyboard.press("Enter")
    heading(page, "Put this off")
    page.get_by_label("Until").fill(day(9))
    page.get_by_label("Why can it wait?").fill("Waits for the contract")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You find it under “Put off”.")).to_be_visible()
    page.goto("/workplan/?q=loess")
    expect(page.get_by_text("Nothing matches")).to_be_visible()

    plain = visit("dora", "/workplan/?when=put_off", java_script_enabled=False)
    # A start is the officers' to take up, so the decider's plan doesn't have it.
    expect(plain.get_by_text(TITLE)).to_have_count(0)
    plain = visit("ines", "/workplan/?when=put_off", java_script_enabled=False)
    resting = plain.locator("tbody tr").filter(has_text=TITLE)
    expect(resting).to_contain_text("Waits for the contract")
    resting.get_by_role("button", name="Due again now").click()
    expect(plain.get_by_text("It is due again.")).to_be_visible()


def test_a_calendar_is_made_on_a_phone_and_read_by_a_program(visit):
    phone = visit("ines", "/workplan/mail-and-calendar/", viewport=PHONE)
    phone.get_by_role("button", name="Make a calendar address").click()
    heading(phone, "Copy the address now")
    assert look_at(phone) == {}
    over = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0
    address = phone.locator(".secret code").inner_text()
    stranger = visit("", "")
    answer = stranger.request.get(address)
    assert answer.status == 200
    read = Calendar.from_ical(answer.body())
    told = [str(event["SUMMARY"]) for event in read.walk("VEVENT")]
    assert told
    assert not [line for line in told if TITLE in line]
    phone.get_by_role("link", name="Done").click()
    phone.get_by_role("button", name="Close the address").click()
    expect(phone.get_by_text("You have no calendar address.")).to_be_visible()
    assert stranger.request.get(address).status == 410
