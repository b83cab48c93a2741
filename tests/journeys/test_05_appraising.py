"""From a triage that asks for more to a result that explains itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import EVIDENCE
from tests.journeys import steps
from tests.journeys.steps import SECTIONS, heading, says

ADVANCED = {"T2": "yes", "T7": "unknown"}


def _begin(page: Page, title: str, *, scripts: bool) -> None:
    """Through the triage to the first section."""
    steps.register(page, title, "Berezogorsk Institute")
    page.get_by_role("button", name="Start the triage").click()
    steps.answer(page, steps.triage(**ADVANCED), scripts=scripts)
    page.get_by_role("button", name="Finish the triage").click()
    heading(page, says("questions still need an answer"))
    expect(page.get_by_label("Why the full questionnaire")).to_contain_text("Yes")
    page.get_by_role("link", name="Start answering").click()


def _submit(page: Page, *, scripts: bool = True) -> None:
    heading(page, "Ready to submit")
    page.get_by_role("button", name="Submit appraisal").click()
    # The page of the waiting may be gone before anybody sees it: the worker is quick. Where it
    # isn't, the page follows by itself, or one looks again without scripts.
    result, again = page.locator("#dimensions"), page.get_by_role("link", name="Look again")
    for _ in range(20):
        expect(result.or_(again).first).to_be_visible(timeout=60_000)
        if result.is_visible():
            return
        page.wait_for_timeout(500)
        if not scripts and again.is_visible():
            again.click()
    expect(result).to_be_visible()


def _explains_itself(page: Page) -> None:
    expect(page.get_by_text("This score is an input. Your organisation decides.")).to_be_visible()
    expect(page.locator("svg.matrix, .matrix svg, figure svg").first).to_be_visible()
    expect(page.locator("#flags")).to_be_visible()
    expect(page.locator("#contributions")).to_contain_text("give points")
    link = page.locator("#contributions").locator("..").get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile("/section/[A-I]/"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_whole_way_to_a_result(visit, scripts):
    page = visit("ines", java_script_enabled=scripts)
    _begin(page, "Space weather forecasting", scripts=scripts)
    steps.fill_in(page, "K22", SECTIONS, scripts=scripts, C1="yes", H2="yes", C2="verified")
    _submit(page, scripts=scripts)
    _explains_itself(page)
    expect(page.locator("h1")).not_to_be_empty()
    partnership = page.get_by_role("link", name="Back to the partnership").first
    result = page.url
    partnership.click()
    expect(page.locator("#appraisal")).to_contain_text("Scored")
    page.get_by_role("link", name="Read the result").click()
    assert page.url == result

    page.get_by_role("link", name="Reopen to change answers").click()
    page.get_by_label(re.compile("^Why|reason", re.IGNORECASE)).first.fill("A partner left.")
    page.get_by_role("button", name=re.compile("^Reopen")).click()
    heading(page, says("Every question is answered"))


def test_answers_are_saved_as_they_are_given_and_there_when_one_comes_back(visit):
    page = visit("ines")
    _begin(page, "Graphene membranes", scripts=True)
    steps.answer(page, {"A2": "trl3", "A1": ["joint", "teach"]})
    expect(page.locator("#save-status")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    page.locator("#q-A2 .question__more summary").click()
    page.locator("#A2-note").fill("As the project plan says, page 4.")
    expect(page.locator("#A2-mark input[name='A2.seen']")).to_have_value(re.compile("^2"))
    upload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": EVIDENCE}
    page.locator("#A2-file").set_input_files(upload)
    expect(page.locator("#q-A2").get_by_role("link", name="plan.pdf", exact=True)).to_be_visible()
    address = page.url

    page.context.close()
    later = visit("ivo", address)
    expect(later.locator("input[name='A2'][value='trl3']")).to_be_checked()
    expect(later.locator("input[name='A1'][value='teach']")).to_be_checked()
    expect(later.locator("#A2-note")).to_have_value("As the project plan says, page 4.")
    later.locator("#A2-mark summary").click()
    expect(later.locator("#A2-mark")).to_contain_text("Ines Officer")


def test_a_question_slides_in_under_the_one_that_asks_for_it(visit):
    page = visit("ines")
    _begin(page, "Electric propulsion", scripts=True)
    page.goto(page.url.replace("/section/A/", "/section/C/"))
    expect(page.locator("#q-C2 fieldset")).to_have_count(0)
    steps.answer(page, {"C1": "yes"})
    expect(page.locator("#q-C2 fieldset")).to_be_visible()
    expect(page.locator("[data-say]")).to_contain_text("New question")
    steps.answer(page, {"C2": "incomplete"})
    steps.choose(page, "C1", "no")
    expect(page.locator("#q-C2 fieldset")).to_have_count(0)
    # What was answered is not lost: it is only not asked.
    steps.choose(page, "C1", "yes")
    expect(page.locator("input[name='C2'][value='incomplete']")).to_be_checked()


def test_the_check_page_leads_to_what_is_missing(visit):
    page = visit("ines")
    _begin(page, "Hydrogen storage", scripts=True)
    page.goto(page.url.replace("/section/A/", "/check/"))
    heading(page, says("questions still need an answer"))
    expect(page.get_by_role("button", name="Submit appraisal")).to_be_disabled()
    page.get_by_role("link", name=says("B5.")).click()
    expect(page).to_have_url(re.compile("/section/B/.*B5"))


def test_withdrawing_says_what_becomes_of_the_answers(visit):
    page = visit("ines")
    key = steps.register(page, "Recycling of composite blades")
    page.get_by_role("button", name="Start the triage").click()
    page.get_by_role("link", name="Withdraw this appraisal").click()
    page.get_by_role("textbox").last.fill("Registered twice.")
    page.get_by_role("button", name=re.compile("Withdraw")).click()
    page.goto(f"/partnerships/{key}/")
    expect(page.locator("#appraisal")).to_contain_text("Withdrawn")
    expect(page.get_by_role("button", name="Start a new appraisal")).to_be_enabled()
