"""A newer edition comes into force: an officer looks, moves one appraisal and answers again; a
steward moves the rest and watches."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from diligence.models import Appraisal
from tests.browser.versions import on_earlier
from tests.journeys.steps import heading, says, tick


def address(name: str, *keys: object) -> str:
    return reverse(f"diligence:{name}", args=keys, urlconf="portal.urls")


@pytest.fixture
def appraisal(world) -> Appraisal:
    return on_earlier(world, world.ids["edition_before"], "Peat and carbon")


def press(page: Page, name: str) -> None:
    """By keyboard alone: to the control, then Enter."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_moves_one_appraisal(visit, world, appraisal, scripts):
    page = visit("ines", address("appraisal-detail", appraisal.pk), java_script_enabled=scripts)
    notice = page.get_by_text("Another edition is in force").or_(
        page.get_by_text("A newer edition is in force")
    )
    expect(notice.first).to_be_visible()
    page.get_by_role("link", name="See what would change, then decide").click()
    heading(page, says("Move to"))
    expect(page.get_by_text("The question is worded otherwise.").first).to_be_visible()
    press(page, "Move the appraisal")
    heading(page, says("Moved from 2025.9"))
    page.goto(address("appraisal-section", appraisal.pk, "A"))
    question = page.locator("#q-A4")
    expect(question.get_by_text("Asked anew.")).to_be_visible()
    expect(question.locator("input:checked")).to_have_count(0)
    tick(question, "No")
    page.get_by_role("button", name="Save and return to the overview").click()
    page.goto(address("appraisal-section", appraisal.pk, "A"))
    expect(page.locator("#q-A4").get_by_text("Asked anew.")).to_have_count(0)
    page.goto(address("appraisal-detail", appraisal.pk))
    page.get_by_role("link", name=re.compile("2025.9 →")).click()
    expect(page.get_by_text("Who pays for it?").first).to_be_visible()


def test_what_differs_is_read_and_narrowed(visit, world):
    path = address("compare", world.ids["edition_before"], world.ids["edition_after"])
    page = visit("ines", path)
    expect(page.get_by_role("heading", name="In short")).to_be_visible()
    rows = page.locator(".changes__row")
    every = rows.count()
    page.get_by_label("Kind").select_option("removed")
    expect(rows).to_have_count(1)
    assert every > 1
    expect(page.get_by_text("Who pays for it?").first).to_be_visible()


def test_a_steward_moves_the_rest_and_watches(visit, world, appraisal):
    page = visit("stella", address("carry-over-all"))
    heading(page, says("run on other editions"))
    if page.get_by_text("Appraisals are being moved").count():
        page.get_by_role("link", name="See how far it is, or stop it").click()
        press(page, "Stop")
        heading(page, says(" moved to "))
        page.goto(address("carry-over-all"))
    press(page, "Move them all")
    expect(page.get_by_role("heading", level=1)).to_have_text(says(" moved to "), timeout=60_000)
    expect(page.get_by_text("stayed on").first).to_be_visible()
    expect(page.get_by_role("link", name="Peat and carbon").first).to_be_visible()
    with world.acting("ines"):
        assert Appraisal.objects.get(pk=appraisal.pk).version_id == world.ids["edition_after"]
