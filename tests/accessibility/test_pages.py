"""Every page: no axe violation in light and dark, one heading, a title of its own, no complaint."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.others import JOURNEYS, NO_PAGES, VARIANTS
from tests.browser.pages import EVERYBODY, PAGES, address
from tests.browser.visits import PHONE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPECIMENS = {"portal:gallery"}
"""Shows components to those who build pages, scripted ones as well."""
READERS = [(who, name) for name, found in PAGES.items() for who in found.readers[:1]]


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """All names but those of the interface for machines."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) == "api/v1/":
                continue
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_address_of_the_portal_stands_in_a_list():
    names = set(_names(get_resolver("portal.urls").url_patterns))
    assert names - PAGES.keys() - JOURNEYS - NO_PAGES == set()
    assert (PAGES.keys() | JOURNEYS | NO_PAGES) - names == set()


def violations(page: Page, rules: list[str]) -> list[tuple[str, str]]:
    """What axe finds: the rule and the first place of each."""
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
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


@pytest.mark.parametrize(("who", "name"), READERS, ids=[name for _who, name in READERS])
def test_page(visit, who, name):
    page = visit(who, address(visit.world, name), bypass_csp=True)
    wrong = look_at(page)
    if PAGES[name].main:
        page.set_viewport_size(PHONE)
        if found := violations(page, RULES):
            wrong["phone"] = found
    assert wrong == {}


@pytest.mark.parametrize("what", VARIANTS)
def test_page_about_another_row(visit, what):
    name, row = VARIANTS[what].split()
    page = visit("ines", address(visit.world, name, row=visit.world.ids[row]), bypass_csp=True)
    assert look_at(page) == {}


@pytest.mark.parametrize("who", EVERYBODY)
def test_titles_are_unique_and_pages_say_nothing_on_the_console(visit, who):
    """Without bypassing the policy, so that whatever it refuses is heard."""
    page = visit(who, "")
    titles: dict[str, str] = {}
    twice = []
    for name, found in PAGES.items():
        if who not in found.readers:
            continue
        path = address(visit.world, name)
        answer = page.goto(path)
        assert answer.status == 200, name
        if urlsplit(page.url).path != urlsplit(path).path:
            continue  # it leads to another page of the list, or asks for the password first
        assert "content-security-policy" in answer.headers, name
        title = page.title()
        if title in titles:
            twice.append((name, titles[title], title))
        titles[title] = name
    assert twice == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_without_scripts_every_page_is_there_and_no_button_is_dead(visit, who):
    """What only scripts can do is not offered where there are none."""
    page = visit(who, "", java_script_enabled=False)
    wrong = {}
    for name, found in PAGES.items():
        if who not in found.readers or name in SPECIMENS:
            continue
        answer = page.goto(address(visit.world, name))
        assert answer.status == 200, name
        dead = page.locator("button[type=button]:visible, a:not([href]):visible")
        if page.locator("h1:visible").count() != 1 or dead.count():
            wrong[name] = dead.evaluate_all("all => all.map(one => one.outerHTML.slice(0, 90))")
    assert wrong == {}


def test_an_error_page_is_a_page_too(visit):
    with visit.expecting("404"):
        page = visit("ines", "/there/is/nothing/here/", bypass_csp=True)
        assert look_at(page) == {}


def test_motion_stops_where_it_is_not_wanted(visit):
    page = visit("ines", f"/appraisals/{visit.world.ids['begun']}/triage/")
    moving = page.evaluate(
        """() => {
          const long = (times) =>
            times.split(",").some((one) => parseFloat(one) * (one.includes("ms") ? 1 : 1000) > 10);
          return [...document.querySelectorAll("*")]
            .filter((element) => {
              const style = getComputedStyle(element);
              const animated = style.animationName !== "none" && long(style.animationDuration);
              return animated || long(style.transitionDuration);
            })
            .map((element) => element.outerHTML.slice(0, 80));
        }"""
    )
    assert moving == []


@pytest.mark.parametrize("name", ["diligence:appraisal-result", "diligence:partnership-detail"])
def test_on_paper_the_frame_is_gone_and_the_content_is_there(visit, name, tmp_path):
    page = visit("ines", address(visit.world, name))
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("search")).to_have_count(0)
    # Whose record it is stays on paper.
    expect(page.locator("header.header")).to_contain_text("University A")
    expect(page.locator("h1")).to_be_visible()
    assert len(page.pdf(path=tmp_path / "page.pdf")) > 5_000
