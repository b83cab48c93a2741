"""Most partnerships end at triage, in a few minutes."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import heading, says


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_triage_that_ends_low(visit, scripts):
    page = visit("ines", java_script_enabled=scripts)
    key = steps.register(page, "Comparative constitutional law")
    page.get_by_role("button", name="Start the triage").click()
    heading(page, says("Ten questions decide"))
    steps.answer(page, steps.triage(), scripts=scripts)
    if scripts:
        expect(page.locator("#save-status")).to_contain_text("Saved")
    page.get_by_role("button", name="Finish the triage").click()
    heading(page, says("there is nothing to decide"))
    page.goto(f"/partnerships/{key}/")
    expect(page.locator("#appraisal")).to_contain_text("Ended at triage")


def test_a_triage_within_the_european_area_is_out_of_scope(visit):
    page = visit("ines")
    steps.register(page, "Endangered languages")
    page.get_by_role("button", name="Start the triage").click()
    steps.answer(page, {"T1": "no"})
    expect(page.locator("#so-far")).to_contain_text("out of scope")
    page.get_by_role("button", name="Finish the triage").click()
    heading(page, says("Out of scope"))


def test_an_unfinished_triage_says_which_answers_are_missing(visit):
    page = visit("ines")
    steps.register(page, "Urban heat")
    page.get_by_role("button", name="Start the triage").click()
    steps.answer(page, steps.triage() | {"T2": "no"})
    page.locator("#T5-clear").click()
    expect(page.locator("#T5-mark summary")).to_contain_text("Cleared")
    page.get_by_role("button", name="Finish the triage").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Answer this question")
    summary.get_by_role("link").first.click()
    expect(page.locator("#T5_0")).to_be_focused()


def test_help_says_why_a_question_is_asked(visit):
    page = visit("ines")
    page.goto(f"/appraisals/{visit.world.ids['begun']}/triage/")
    page.locator("#q-T3 details.help summary").click()
    expect(page.locator("#q-T3 details.help")).to_contain_text("Why we ask.")
