"""One case the whole way: from the register to the hub, back as advice, decided, and counted."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from reporting.domain.periods import Quarter
from tests.browser import beyond
from tests.browser.visits import Visits
from tests.journeys import steps
from tests.journeys.steps import SECTIONS, heading, says

STATE, CODE = "Estonia", "EE"
"""A Member State for this case alone: nothing else happens there."""
TITLE = "Sensors for quiet submarines"


@pytest.fixture(scope="module")
def country(world) -> beyond.Country:
    """Its university, its hub and its ministry, with their people."""
    with world.inside():
        return beyond.country(world, STATE, CODE)


def until(page: Page, shown: str, *, within: str = "main") -> None:
    """Look again until the page says so: the worker is at work."""
    for _ in range(60):
        if page.locator(within).get_by_text(shown).first.is_visible():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(within)).to_contain_text(shown)


# --- The officer --------------------------------------------------------------------------------
def file_the_case(page: Page) -> uuid.UUID:
    """Registered, triaged, appraised: ends where the dossier is confirmed."""
    steps.register(page, TITLE, "Gulmar Works")
    page.get_by_role("button", name="Start the triage").click()
    steps.answer(page, steps.triage(T2="yes", T7="unknown"))
    page.get_by_role("button", name="Finish the triage").click()
    page.get_by_role("link", name="Start answering").click()
    steps.fill_in(page, "K08", SECTIONS, scripts=True)
    heading(page, "Ready to submit")
    return steps.key_in(page)


def confirm_and_submit(page: Page) -> None:
    """The dossier is seen as it would travel: words do, unless their tick is taken away."""
    expect(page.get_by_role("heading", name="What the hub would see")).to_be_visible()
    dossier = page.locator("#dossier-shown")
    expect(dossier).to_contain_text(TITLE)
    title = page.locator("input[name='include'][value='title']")
    title.uncheck(force=True)
    expect(dossier).not_to_contain_text(TITLE)
    title.check(force=True)
    expect(dossier).to_contain_text(TITLE)
    page.get_by_label("Send if the outcome requires it").check()
    page.get_by_role("button", name="Submit appraisal").click()


def send_it(page: Page) -> None:
    """No steward has switched automatic referral on, so the case waits for somebody to send it."""
    until(page, "Ready to send")
    page.get_by_role("link", name="Send", exact=True).click()
    page.get_by_label("Needed by").fill((clock.today() + timedelta(days=40)).isoformat())
    page.get_by_label("Why by then?").fill("The call closes.")
    page.get_by_role("button", name="Send to the hub").click()
    until(page, "With the hub")


def answer_the_hub(page: Page, case: uuid.UUID) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    page.goto(f"/appraisals/{case}/check/")
    expect(page.get_by_role("heading", name="Answer the hub")).to_be_visible()
    page.get_by_label("Reply to the hub").fill("The unit for underwater acoustics.")
    page.get_by_role("button", name="Submit appraisal").click()
    until(page, "With the hub")


# --- The hub ------------------------------------------------------------------------------------
def take_it(page: Page) -> uuid.UUID:
    page.goto("/queue/?tab=to_take")
    row = page.get_by_role("row").filter(has_text=TITLE)
    row.get_by_role("button", name=re.compile("^Take")).click()
    page.goto("/queue/?tab=mine")
    page.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    return steps.key_in(page)


def ask_for_more(page: Page) -> None:
    page.get_by_role("link", name="Ask about this (B4)").click()
    page.locator("#text-B4").fill("Which unit is it?")
    page.get_by_role("button", name="Ask, and pause the clock").click()
    expect(page.get_by_text("Waiting for the reply").first).to_be_visible()


def draft_and_offer(page: Page, case: uuid.UUID) -> None:
    page.goto(f"/queue/{case}/")
    until(page, "The unit for underwater acoustics.")
    page.get_by_role("link", name="Draft advice").click()
    steps.choose(page, "recommendation", "with_measures")
    page.locator("#id_reasons").fill("The unit works for the navy.")
    measure = page.locator("input[name='measures']").first
    page.locator(f"label[for='{measure.get_attribute('id')}']").click()
    page.get_by_role("button", name="Save and offer for countersigning").click()
    page.get_by_role("button", name="Offer for countersigning", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Offered")


def countersign(page: Page, case: uuid.UUID) -> None:
    page.goto(f"/queue/{case}/")
    page.get_by_role("link", name="Read and countersign").click()
    page.get_by_role("button", name="Countersign", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Countersigned by")


def issue(page: Page, case: uuid.UUID) -> str:
    """The advice's number."""
    page.goto(f"/queue/{case}/")
    page.get_by_role("link", name="Issue advice").click()
    page.get_by_role("main").get_by_role("button").last.click()
    heading(page, re.compile(f"^Advice {CODE}-"))
    return page.get_by_role("heading", level=1).inner_text().removeprefix("Advice ")


# --- The decider --------------------------------------------------------------------------------
def treat(page: Page, case: uuid.UUID) -> None:
    page.goto(f"/appraisals/{case}/treatment/")
    page.locator("#suggested").locator("..").locator("input[type=checkbox]").first.check(force=True)
    page.get_by_role("button", name="Choose the ticked measures").first.click()
    page.get_by_label("Responsible").fill("IT security")
    page.get_by_label("Done by").fill((clock.today() + timedelta(days=30)).isoformat())
    for label, said in (
        ("What makes the restriction necessary", "Licence condition 4"),
        ("Restricted until", (clock.today() + timedelta(days=90)).isoformat()),
    ):
        if page.get_by_label(label).count():
            page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("status").first).to_be_visible()


def decide(page: Page, case: uuid.UUID) -> None:
    page.goto(f"/appraisals/{case}/decision/")
    heading(page, "Your organisation decides")
    steps.choose(page, "verdict", "with_measures")
    page.locator("#id_reasons").fill("With the measures the benefit outweighs the risk.")
    steps.choose(page, "followed", "followed")
    page.get_by_role("button", name="Take the decision").click()
    expect(page).to_have_url(re.compile("/decisions/"))
    expect(page.get_by_role("main")).to_contain_text("With the measures the benefit outweighs")


# --- The ministry -------------------------------------------------------------------------------
COLLECT = """
import json, uuid
from datetime import datetime
from portal import clock
from portal.tenancy import acting_for
from reporting import tasks
from reporting.queries import figures
with clock.set_to(datetime.fromisoformat("{at}T09:00:00+00:00")):
    tasks.collect_figures("{ministry}", "{ministry}")
key = uuid.UUID("{ministry}")
with acting_for(key):
    tally = figures.sealed(key, ["{quarter}"])["{quarter}"]
counted = {{
    name: {{row: sum(of.values()) for row, of in tally.of(name).items()}} for name in {names}
}}
print("COUNTED", json.dumps(counted))
"""
COUNTED = {
    "registered.type": {"university": 1},
    "scored.outcome": {"refer": 1},
    "advice.recommendation": {"with_measures": 1},
    "decided.verdict": {"with_measures": 1},
    "decided.followed": {"followed": 1},
}
"""This case, as the sealed counts hold it, which nobody but the collector reads."""


def collect(visit: Visits, ministry: uuid.UUID) -> Quarter:
    """The task that the schedule rings for, on the day on which the present quarter is due."""
    quarter = Quarter.of(clock.today())
    code = COLLECT.format(
        at=quarter.collected_from.isoformat(),
        ministry=ministry,
        quarter=quarter,
        names=list(COUNTED),
    )
    told = visit.world.stack.manage("shell", "-c", code)
    assert json.loads(told.partition("COUNTED")[2]) == COUNTED
    return quarter


def read_the_figures(page: Page, quarter: Quarter) -> None:
    """One organisation alone is never told: the ministry sees that something is withheld."""
    page.goto("/figures/")
    expect(page.get_by_role("main")).to_contain_text(str(quarter))
    expect(page.get_by_role("main")).to_contain_text("withheld")
    expect(page.get_by_role("main")).not_to_contain_text(f"University of {STATE}")


def confirm_the_return(page: Page) -> None:
    page.goto(f"/contribution/{beyond.CYCLE}/confirm/")
    page.get_by_label("Your full name").fill(f"Policy{CODE} {STATE}")
    page.get_by_role("button", name="Confirm the return").click()
    expect(page.get_by_role("main")).to_contain_text(f"Policy{CODE} {STATE}")


def publish(page: Page) -> Path:
    """The edition's file, as the ministry downloads it."""
    page.goto(f"/reports/{beyond.CYCLE}/publish/")
    page.get_by_label("Name of the edition").fill(f"{CODE}-{beyond.CYCLE}-E1")
    page.get_by_role("button", name="Publish").click()
    link = page.get_by_role("link", name=re.compile("PDF|Download|Open")).first
    expect(link).to_be_visible(timeout=300_000)
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path())


def test_one_case_the_whole_way(visit, country: beyond.Country):
    officer, adviser, second, decider, policy = people(visit, country)
    case = file_the_case(officer)
    confirm_and_submit(officer)
    send_it(officer)
    referral = take_it(adviser)
    ask_for_more(adviser)
    answer_the_hub(officer, case)
    draft_and_offer(adviser, referral)
    countersign(second, referral)
    number = issue(adviser, referral)

    officer.goto(f"/appraisals/{case}/result/")
    officer.get_by_role("link", name=says(f"Advice {number}")).first.click()
    expect(officer.get_by_role("main")).to_contain_text("This advice does not bind.")
    treat(decider, case)
    decide(decider, case)

    quarter = collect(visit, country.ministry)
    read_the_figures(policy, quarter)
    confirm_the_return(policy)
    assert publish(policy).read_bytes().startswith(b"%PDF-")


def people(visit: Visits, country: beyond.Country) -> Iterator[Page]:
    return (visit(who) for who in country.people)
