"""What is wrong with a page as it stands: axe in light and dark, headings, language, on a phone.

Under the page's own policy, so that whatever it refuses is heard.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.pages import PAGES, address
from tests.browser.visits import PHONE, Visits

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
  // Of what passes nothing is asked: listing every element of it takes most of the time.
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return found.violations.map(one => [one.id, String(one.nodes[0].target)]);
}"""


def violations(page: Page, rules: list[str]) -> list[list[str]]:
    """What axe finds: the rule and the first place of each."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(RUN, rules)
    return found


def look_at(page: Page, *, dark: bool = True) -> dict[str, Any]:
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
    if dark:
        _shine(page, "dark")
        if found := violations(page, ["color-contrast"]):
            wrong["dark"] = found
        _shine(page, "light")
    return wrong


def _shine(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    # Colours are there with the second frame after the change.
    page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    page.wait_for_timeout(50)


def look_at_page(visits: Visits, who: str, name: str) -> dict[str, Any]:
    """The same of a page of the list, and its width on a phone.

    What people use most is looked at in the dark and by axe on a phone as well. The others consist
    of the same components, each of which the gallery shows in both.
    """
    page = visits.returning(who, address(visits.world, name))
    wrong = look_at(page, dark=PAGES[name].main)
    page.set_viewport_size(PHONE)
    if not PAGES[name].alone and (over := too_wide(page)):
        wrong["pixels wider than a phone"] = over
    if PAGES[name].main and (found := violations(page, RULES)):
        wrong["phone"] = found
    return wrong


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    over: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, over)
