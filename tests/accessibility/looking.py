"""What is wrong with a page as it stands: axe in light and dark, headings, language, on a phone."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import PAGES, address
from tests.browser.visits import PHONE, Visits

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, rules: list[str]) -> list[tuple[str, str]]:
    """What axe finds: the rule and the first place of each."""
    # Of what passes nothing is asked: listing every element of it takes most of the time.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(problem["id"], str(problem["nodes"][0]["target"])) for problem in found]


def look_at(page: Page) -> dict[str, Any]:
    """Everything that is wrong with the page as it stands, in light and in dark."""
    wrong: dict[str, Any] = {}
    if page.locator("h1").count() != 1 and "/gallery/" not in page.url:
        wrong["headings of level 1"] = page.locator("h1").all_inner_texts()
    if page.locator("html").get_attribute("lang") != "en":
        wrong["language"] = page.locator("html").get_attribute("lang")
    page.evaluate(
        "document.querySelectorAll('details:not([data-menu])').forEach(d => d.open = true)"
    )
    if found := violations(page, RULES):
        wrong["light"] = found
    page.emulate_media(color_scheme="dark")
    # Colours are there with the second frame after the change.
    page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    page.wait_for_timeout(100)
    if found := violations(page, ["color-contrast"]):
        wrong["dark"] = found
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(100)
    return wrong


def look_at_page(visit: Visits, who: str, name: str) -> dict[str, Any]:
    """The same of a page of the list; what people use most, on a phone as well."""
    page = visit(who, address(visit.world, name), bypass_csp=True)
    wrong = look_at(page)
    if PAGES[name].main:
        page.set_viewport_size(PHONE)
        if found := violations(page, RULES):
            wrong["phone"] = found
    return wrong
