"""The gallery in a real browser: accessible, quick by keyboard, and within the policy."""

import mimetypes
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, expect

from portal.headers import CONTENT_SECURITY_POLICY
from portal.views.gallery import gallery

pytestmark = [pytest.mark.journey, pytest.mark.urls("tests.portal.templates.addresses")]
ADDRESS = "http://gallery.test/gallery/"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        "executable_path": "/usr/bin/chromium-headless-shell",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", *quiet],
    }


def _serve(route: Route) -> None:
    """The page from the view, its files from the finders: no server and no database."""
    address = route.request.url.partition("?")[0]
    path = address.removeprefix("http://gallery.test")
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        route.fulfill(path=found, content_type=kind) if found else route.fulfill(status=404)
    elif path == "/partners/suggest/":
        route.fulfill(json={"results": [{"value": "Institute of Physics", "label": "Institute"}]})
    else:
        cookies = {"HTTP_COOKIE": route.request.header_value("cookie") or ""}
        response = gallery(RequestFactory().get("/gallery/", **cookies))
        policy = {"content-security-policy": CONTENT_SECURITY_POLICY}
        route.fulfill(body=response.content, content_type="text/html", headers=policy)


def _open(browser: Browser, complaints: list[str], **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", _serve)
    page.goto(ADDRESS)
    return page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    page = _open(browser, complaints, viewport={"width": 1280, "height": 900})
    page.evaluate("document.activeElement.blur()")
    yield page
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing(browser: Browser, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    page = _open(browser, [], color_scheme=scheme, viewport=size, bypass_csp=True)
    page.evaluate(
        "document.querySelectorAll('details:not([data-menu])').forEach(d => d.open = true)"
    )
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    page.context.close()
    assert [(problem["id"], problem["nodes"][0]["target"]) for problem in found] == []


@pytest.mark.parametrize("width", [320, 768, 2000])
def test_nothing_runs_over_the_edge(browser: Browser, width: int) -> None:
    page = _open(browser, [], viewport={"width": width, "height": 900})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.context.close()
    assert over <= 0


def test_the_page_reads_without_scripts(browser: Browser) -> None:
    page = _open(browser, [], java_script_enabled=False)
    expect(page.get_by_role("table", name="Your partnerships")).to_be_visible()
    expect(page.get_by_role("button", name="Copy AJ-2026-0104")).to_have_count(0)
    page.context.close()


def test_rows_are_walked_by_keyboard(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Coastal sediment archive")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Quantum magnetometry")).to_be_focused()


def test_the_shortcuts_are_one_key_away(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_keys_are_letters_while_somebody_types(page: Page) -> None:
    field = page.get_by_label("Title of the partnership").first
    field.click()
    page.keyboard.type("j?/k")
    expect(field).to_have_value("j?/k")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_compact_rows_are_remembered(page: Page) -> None:
    page.get_by_role("button", name="Compact").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    expect(page.get_by_role("button", name="Compact")).to_have_attribute("aria-pressed", "true")


def test_suggestions_are_a_combobox(page: Page) -> None:
    field = page.get_by_role("combobox", name="Partner, with suggestions")
    field.press_sequentially("inst")
    option = page.get_by_role("option", name="Institute")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Institute of Physics")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_the_typed_word_opens_the_way(page: Page) -> None:
    page.get_by_role("link", name="Withdraw the appraisal").click()
    dialog = page.get_by_role("dialog", name="Withdraw the appraisal?")
    submit = dialog.get_by_role("button", name="Withdraw")
    expect(submit).to_be_disabled()
    dialog.get_by_label("to confirm").fill("AJ-2026-0104")
    expect(submit).to_be_enabled()


def test_an_error_leads_to_its_field(page: Page) -> None:
    page.get_by_role("link", name="Kind of agreement").click()
    expect(page.locator("#id_broken-kind")).to_be_focused()
