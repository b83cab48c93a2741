"""The decider's work: treat before turning away, decide on what was shown, hand a statement on."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from diligence.actions import treat
from diligence.models import Appraisal
from portal import clock
from tests.browser import beyond
from tests.browser.world import World
from tests.journeys import steps
from tests.journeys.steps import heading


def waiting(world: World, title: str, case: str = "K02") -> Appraisal:
    """A scored case that a decider is awaited for."""
    return beyond.filed(world, title, "Port Harlan Works", case)


def choose_and_plan(page: Page, case: Appraisal) -> None:
    page.goto(f"/appraisals/{case.pk}/treatment/")
    box = page.locator("input[name='measures']").first
    box.check(force=True)
    page.get_by_role("button", name="Choose the ticked measures").first.click()
    page.get_by_label("Responsible").fill("IT security")
    page.get_by_label("Done by").fill((clock.today() + timedelta(days=30)).isoformat())
    if page.get_by_label("Restricted until").count():
        page.get_by_label("What makes the restriction necessary").fill("Licence condition 4")
        until = clock.today() + timedelta(days=90)
        page.get_by_label("Restricted until").fill(until.isoformat())
    page.get_by_role("button", name="Save the plan").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_high_is_treated_first_and_then_decided(visit, scripts):
    case = waiting(visit.world, steps.unlike("Underwater drones"))
    page = visit("dora", f"/appraisals/{case.pk}/decision/", java_script_enabled=scripts)
    heading(page, "Your organisation decides")
    expect(page.locator("input[name='verdict'][value='decline']")).to_be_disabled()
    choose_and_plan(page, case)
    page.goto(f"/appraisals/{case.pk}/decision/")
    expect(page.locator("input[name='verdict'][value='decline']")).to_be_enabled()
    with visit.expecting("400"):
        page.get_by_role("button", name="Take the decision").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose what your organisation decides")
    steps.choose(page, "verdict", "with_measures")
    page.locator("#id_reasons").fill("With the measures the benefit outweighs the risk.")
    page.get_by_role("button", name="Take the decision").click()
    expect(page).to_have_url(re.compile("/decisions/"))
    expect(page.get_by_role("main")).to_contain_text("Taken by Dora Decider")

    page.get_by_role("link", name="Statement to hand on").click()
    statement = page.get_by_role("main")
    expect(statement).to_contain_text("Band as scored")
    for word in ("Port Harlan Works", "outweighs", "IT security"):
        expect(statement).not_to_contain_text(word)


def test_what_changes_meanwhile_is_shown_and_nothing_typed_is_lost(visit):
    case = waiting(visit.world, steps.unlike("Rare-earth recycling"))
    page = visit("dora", f"/appraisals/{case.pk}/decision/")
    steps.choose(page, "verdict", "hold")
    page.locator("#id_reasons").fill("We wait for the licence.")
    with visit.world.acting("ines") as by:
        treat.choose(case.pk, ["M17"], by=by)
    with visit.expecting("40[09]"):
        page.get_by_role("button", name="Take the decision").click()
        expect(page.get_by_text("This changed while the page was open")).to_be_visible()
    expect(page.locator("#id_reasons")).to_have_value("We wait for the licence.")
    page.get_by_role("button", name="Take the decision").click()
    expect(page).to_have_url(re.compile("/decisions/"))


def test_the_list_says_what_waits_and_what_was_decided(visit):
    title = steps.unlike("Grid-scale storage")
    waiting(visit.world, title)
    page = visit("dora", "/decisions/")
    expect(page.get_by_role("main")).to_contain_text(title)
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("main")).to_be_visible()


def test_the_officer_reads_what_a_medium_decision_rests_on_and_does_not_take_it(visit):
    case = waiting(visit.world, steps.unlike("Crop genomics"), "K30")
    page = visit("ines", f"/appraisals/{case.pk}/decision/")
    heading(page, "What a decision here rests on")
    expect(page.get_by_role("button", name="Take the decision")).to_have_count(0)
    expect(page.get_by_text("Somebody else decides this one")).to_be_visible()
