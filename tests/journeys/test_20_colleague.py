"""Two windows: the officer asks, a colleague replies on a phone without scripts, the officer
accepts. How much each has to do is counted and said."""

import re

from playwright.sync_api import Page, expect

from tests.accessibility.looking import look_at
from tests.browser.visits import PHONE
from tests.journeys import steps
from tests.journeys.effort import Effort
from tests.journeys.steps import heading, says

MOST_LOADS = {"asking": 3, "replying": 3, "settling": 3}
"""From the page where the work is begun; the first load counts."""
WORDS_A_MINUTE = 240


def loads_of(page: Page) -> list[str]:
    """Every page that is loaded from now on."""
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    return seen


def test_an_officer_asks_a_colleague_replies_and_the_answer_is_theirs(visit, record_property):
    world = visit.world
    row = world.partnership("Permafrost microbes", "Kauri Bay University", country="NZ")
    appraisal = world.triaged(row, steps.triage(T2="yes"))

    officer = visit("ines", "")
    asking = Effort(officer, "asking")
    officer.goto(f"/appraisals/{appraisal.pk}/section/I/")
    officer.get_by_role("link", name="Ask a colleague about this section").click()
    expect(officer.get_by_text("5 questions chosen")).to_be_visible()
    officer.get_by_label("Colleague's name").press_sequentially("Lee Researcher")
    officer.get_by_label("Show the partnership's title on the page").check()
    asking.decided(2)
    officer.get_by_role("button", name="Make the link").last.click()
    heading(officer, says("Send this link to Lee Researcher"))
    link = officer.locator(".secret code").inner_text()
    asked = asking.told()
    assert asking.loads <= MOST_LOADS["asking"]

    phone = visit("", "", viewport=PHONE, java_script_enabled=False)
    loads = loads_of(phone)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("asks you 5 questions")
    expect(phone.get_by_text("Permafrost microbes")).to_be_visible()
    expect(phone.get_by_role("navigation")).to_have_count(0)
    words = len(phone.locator("main").inner_text().split())
    for label in ("I1", "I2", "I4"):
        card = phone.locator(f"#{label} label.option__label").first
        card.click()
    phone.locator("#I5").fill("A time series nobody else has.")
    phone.get_by_role("button", name="Check what I send").click()
    heading(phone, "Check what you send")
    expect(phone.get_by_text("1 question without an answer")).to_be_visible()
    phone.get_by_role("button", name="Send it off").click()
    heading(phone, "Thank you, Lee Researcher")
    expect(phone.get_by_text("A time series nobody else has.")).to_be_visible()
    assert len(loads) <= MOST_LOADS["replying"]
    over = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0
    minutes = words / WORDS_A_MINUTE + 5 * 0.2
    assert minutes < 5

    settling = visit("ines", "")
    settled = Effort(settling, "settling")
    settling.goto("/")
    waiting = settling.locator("li, .first").filter(has_text=re.compile("A colleague replied"))
    waiting.filter(has_text="Permafrost microbes").get_by_role(
        "link", name=says("Look at the reply")
    ).click()
    heading(settling, "4 replies wait for you")
    settled.decided()
    settling.get_by_role("button", name="Accept all of these").click()
    heading(settling, "No reply waits")
    accepted = settled.told()
    assert settled.loads <= MOST_LOADS["settling"]
    settling.goto(f"/appraisals/{appraisal.pk}/section/I/")
    settling.locator("#I5-mark summary").click()
    mark = settling.locator("#I5-mark")
    expect(mark).to_contain_text("Lee Researcher, asked by Ines Officer")
    expect(mark).to_contain_text("Contributed by a colleague")
    expect(mark).to_contain_text("confirmed by Ines Officer")

    with visit.expecting("410"):
        phone.goto(link)
    expect(phone.locator("main")).to_contain_text("has settled your reply")
    told = (
        f"{asked}\nreplying: {len(loads) - 1} page loads, {words} words: about {minutes:.1f} min"
        f"\n{accepted}"
    )
    record_property("effort", told)
    print(told)


def test_a_draft_waits_and_a_mistake_names_its_question(visit):
    page = visit("", f"/ask/{visit.world.ids['ask_secret']}/", viewport=PHONE)
    expect(page.locator("#I5")).to_have_value("A time series")
    page.locator("[name='B2.other']").fill("Atlantis")
    page.locator("#I5").fill("A longer time series")
    page.get_by_role("button", name="Check what I send").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("is not a country we know")
    expect(page.locator("#I5")).to_have_value("A longer time series")
    summary.get_by_role("link").click()
    expect(page.locator("[name='B2.other']")).to_be_focused()
    page.locator("[name='B2.other']").fill("")
    page.locator("#I5").fill("A time series")
    page.get_by_role("button", name="Keep as a draft").last.click()
    expect(page.get_by_text("Your draft is kept")).to_be_visible()


def test_an_answer_is_accepted_in_place(visit):
    """Beside the question, with scripts: the slot is drawn anew and nothing is loaded."""
    world = visit.world
    page = visit("ines", f"/appraisals/{world.ids['asking']}/section/A/")
    slot = page.locator("#q-A4")
    expect(slot).to_contain_text("Kim Curator")
    loads = loads_of(page)
    slot.get_by_role("button", name=says("Accept")).first.click()
    expect(slot.locator(".reply")).to_have_count(0)
    expect(page.locator("#A4-mark")).to_contain_text("Contributed by a colleague")
    assert loads == []


def test_what_a_closed_link_says_is_a_page_too(visit):
    thanks = visit("", f"/ask/{visit.world.ids['sent_secret']}/", bypass_csp=True)
    heading(thanks, "Thank you, Kim Curator")
    assert look_at(thanks) == {}
    with visit.expecting("410"):
        closed = visit("", "/ask/colleague_nothing/", bypass_csp=True)
        heading(closed, "This link does not open")
        assert look_at(closed) == {}
