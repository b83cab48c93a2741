"""The officer's work without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import address
from tests.journeys import steps
from tests.journeys.steps import heading, says

FIRST_PAGES = [
    ("ines", "diligence:partnership-list"),
    ("ines", "diligence:appraisal-check"),
    ("dora", "diligence:treatment"),
    ("dora", "diligence:decision"),
    ("ada", "advisory:queue"),
    ("ada", "advisory:referral-detail"),
    ("ada", "advisory:advice-draft"),
    ("petra", "reporting:figures"),
    ("petra", "reporting:contribution"),
    ("carl", "reporting:returns"),
]
"""Where people of each role spend their day."""


def _tab_to(page: Page, css: str, *, most: int = 80) -> None:
    """Press Tab until the focus stands on this element; each stop on the way shows its focus."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(f"{css} is not reached by {most} tabs")


def test_a_slash_goes_to_the_search_box_from_anywhere(visit):
    page = visit("ines", "/appraisals/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("coastal sed")
    page.keyboard.press("Enter")
    heading(page, says("coastal sed"))
    page.get_by_role("link", name="Coastal sediment archive").first.click()
    heading(page, "Coastal sediment archive")


def test_register_and_triage_with_tab_enter_and_space_only(visit):
    page = visit("ines", "/partnerships/")
    _tab_to(page, "a[href='/partnerships/new/']")
    page.keyboard.press("Enter")
    heading(page, "Register a partnership")
    _tab_to(page, "[name='title']")
    title = steps.unlike("Number theory")
    page.keyboard.type(title)
    _tab_to(page, "[name='partners-0-name']")
    page.keyboard.type("Colonia Ceibo University")
    _tab_to(page, "[name='partners-0-country']")
    page.keyboard.type("Urug")
    _tab_to(page, "#partnership-form .actions:last-child .button--primary, .form > .actions button")
    page.keyboard.press("Enter")
    heading(page, title)

    _tab_to(page, "form[action$='/appraise/'] button")
    page.keyboard.press("Enter")
    heading(page, says("Ten questions decide"))
    for question, value in steps.triage().items():
        _tab_to(page, f"[name='{question}']")
        # Radios are one stop; Space takes the first ("No"), an arrow the next ("Yes").
        page.keyboard.press("Space" if value == "no" else "ArrowDown")
        expect(page.locator(f"input[name='{question}'][value='{value}']")).to_be_checked()
        steps.is_saved(page, question)
    _tab_to(page, "button[name='then'][value='finish']")
    page.keyboard.press("Enter")
    heading(page, says("there is nothing to decide"))


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(visit):
    page = visit("ines", "/partnerships/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize(("who", "name"), FIRST_PAGES)
def test_every_stop_shows_where_the_focus_is(visit, who, name):
    page = visit(who, address(visit.world, name))
    for _step in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const on = document.activeElement;
              // The card around an option shows the focus for its control.
              const seen = [on, on.closest(".option")].filter(Boolean);
              const shown = seen.map((element) => getComputedStyle(element)).some((style) =>
                (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
                || style.boxShadow !== "none");
              // The parts of a day (day, month, year) are marked by the browser itself.
              const framed = on.closest(".search") !== null || on.type === "date";
              return {what: on.outerHTML.slice(0, 120), shown: shown || framed};
            }"""
        )
        assert seen["shown"], seen["what"]


def test_a_table_is_walked_row_by_row(visit):
    page = visit("ines", "/partnerships/?sort=title")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")
    heading(page, re.compile(re.escape(first)))
