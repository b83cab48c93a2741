"""The hub's work: a queue walked by keyboard, questions and advice also without scripts."""

import re
import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from advisory.actions import refer
from advisory.models import Referral
from diligence.actions import send
from tests.browser import beyond
from tests.browser.world import World
from tests.journeys import steps
from tests.journeys.steps import heading


def arrived(world: World, title: str, case: str = "K02") -> uuid.UUID:
    """A case in the hub's queue that nobody has taken; its key."""
    appraisal = beyond.filed(world, title, "Midorizawa Institute", case)
    with world.acting("ines") as by:
        asked = send.send(appraisal.pk, by=by)
        refer.bring(asked.pk)
    with world.acting("ada"):
        return Referral.objects.get(consultation_id=asked.pk).pk


def row_of(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


def test_a_case_is_found_taken_and_opened_with_keys_alone(visit):
    title = steps.unlike("Cold-atom clocks")
    key = arrived(visit.world, title)
    page = visit("ada", "/queue/?tab=to_take")
    for _ in range(30):
        page.keyboard.press("j")
        inside = "document.activeElement.closest('tr')?.textContent ?? ''"
        if title in page.evaluate(inside):
            break
    page.keyboard.press("t")
    expect(page.get_by_role("status").first).to_be_visible()
    page.goto("/queue/?tab=mine")
    expect(row_of(page, title)).to_be_visible()
    row_of(page, title).get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(str(key)))
    page.keyboard.press("c")
    expect(page.locator("#desk")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#earlier")).to_be_in_viewport()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_queue_to_advice_that_was_countersigned_and_issued(visit, scripts):
    title = steps.unlike("Inertial navigation")
    key = arrived(visit.world, title)
    page = visit("ada", "/queue/?tab=to_take&q=" + title.split()[-1], java_script_enabled=scripts)
    row_of(page, title).get_by_role("button", name=re.compile("^Take")).click()
    page.goto(f"/queue/{key}/")
    expect(page.get_by_role("main")).to_contain_text(title)
    page.get_by_label(re.compile("note", re.IGNORECASE)).last.fill("Ask the acoustics people.")
    page.get_by_role("button", name=re.compile("note", re.IGNORECASE)).click()
    expect(page.get_by_role("main")).to_contain_text("Ask the acoustics people.")
    page.get_by_role("link", name=re.compile("^(Draft advice|Go on with the draft)")).click()
    page.get_by_role("button", name="Save and offer for countersigning").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the advice comes to")
    steps.choose(page, "recommendation", "with_measures")
    page.locator("#id_reasons").fill("The unit works for the navy.")
    measure = page.locator("input[name='measures']").first
    page.locator(f"label[for='{measure.get_attribute('id')}']").click()
    page.get_by_role("button", name="Save and offer for countersigning").click()
    page.get_by_role("button", name="Offer for countersigning", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Offered")

    second = visit("bram", f"/queue/{key}/countersign/", java_script_enabled=scripts)
    expect(second.get_by_role("main")).to_contain_text("The unit works for the navy.")
    second.get_by_role("button", name="Countersign", exact=True).click()
    expect(second.get_by_role("main")).to_contain_text("Countersigned by")
    page.goto(f"/queue/{key}/issue/")
    expect(page.get_by_role("main")).to_contain_text("This advice does not bind.")
    page.get_by_role("main").get_by_role("button").last.click()
    heading(page, re.compile("^Advice NL-"))


def test_a_case_told_by_telephone_stands_in_the_same_queue(visit):
    page = visit("ada", "/queue/")
    page.get_by_role("link", name="Enter a case by hand").click()
    title = steps.unlike("Loan of instruments")
    page.locator("[name='source']").first.check(force=True)
    page.locator("[name='sender_name']").fill("Regional museum")
    page.locator("[name='title']").fill(title)
    page.locator("[name='summary']").fill("They ask whether a loan needs anything.")
    page.get_by_role("main").get_by_role("button", name=re.compile("queue|Save|Enter")).last.click()
    expect(page.get_by_role("main")).to_contain_text(title)
    page.goto(f"/queue/?tab=open&q={title.split()[-1]}")
    expect(row_of(page, title)).to_contain_text("Regional museum")


def test_the_queue_offers_no_country_to_sort_or_group_by(visit):
    page = visit("ada", "/queue/")
    for control in page.get_by_role("main").locator("select, [name='sort'], th a").all():
        assert not re.search("countr|member state", control.inner_text(), re.IGNORECASE)
