"""Everything on a phone, 360 pixels wide."""

import pytest
from playwright.sync_api import expect

from tests.accessibility.looking import too_wide
from tests.browser.pages import EVERYBODY, PAGES, address
from tests.browser.visits import PHONE


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_is_wider_than_the_phone_for_anybody(visit, who):
    """Whoever reads it first sees it so where each page is looked at."""
    page = visit(who, "", viewport=PHONE)
    wide = {}
    for name, found in PAGES.items():
        if who not in found.readers[1:] or found.alone:
            continue
        page.goto(address(visit.world, name))
        if over := too_wide(page):
            wide[name] = over
    assert wide == {}


def test_the_menus_are_within_reach(visit):
    page = visit("ivo", "/", viewport=PHONE)
    page.locator(".acting summary").click()
    expect(page.get_by_role("button", name="University B")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.locator("details.menu summary").last.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_in_viewport()
    page.keyboard.press("Escape")
    navigation = page.get_by_role("navigation", name="Main")
    for link in navigation.get_by_role("link").all():
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport()
    expect(page.locator("#search")).to_be_visible()
