"""The Commission's work: cycles, returns without a ranking, the EU edition."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import CYCLE, NEXT
from tests.journeys.steps import heading, says


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_returns_stand_in_protocol_order_and_nothing_sorts_them(visit, scripts):
    page = visit("carl", f"/returns/{CYCLE}/", java_script_enabled=scripts)
    names = [cell.inner_text() for cell in page.locator("tbody th[scope=row]").all()]
    assert len(names) == 27
    assert names[:4] == ["Belgium", "Bulgaria", "Czechia", "Denmark"]
    assert page.locator("thead a, thead button, [name='sort']").count() == 0
    expect(page.get_by_role("row", name=says("Belgium"))).to_contain_text("not provided")
    given = page.get_by_role("row", name=says("Netherlands"))
    expect(given).to_contain_text("provided")
    given.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("Petra Policy")
    page.goto(f"/returns/{CYCLE}/BE/")
    expect(page.get_by_role("main")).to_contain_text("not provided")


def test_a_ministrys_own_room_is_closed_to_the_commission(visit):
    page = visit("carl", "")
    with visit.expecting("403", "404"):
        for path in ("/figures/", f"/contribution/{CYCLE}/", "/queue/", "/partnerships/"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status in {403, 404}, path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_cycles_day_is_changed_until_the_first_return(visit, scripts):
    page = visit("carl", "/cycles/", java_script_enabled=scripts)
    page.goto(f"/cycles/{NEXT}/")
    day = "2029-04-30" if scripts else "2029-03-31"
    page.get_by_label("Data freeze").fill(day)
    page.get_by_role("main").get_by_role("button", name=re.compile("Save|Change")).click()
    page.goto(f"/cycles/{NEXT}/")
    expect(page.get_by_label("Data freeze")).to_have_value(day)


def test_the_eu_edition_is_previewed_and_asks_for_its_name(visit):
    page = visit("carl", f"/reports/{CYCLE}/")
    page.get_by_role("link", name="Preview").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"/reports/{CYCLE}/publish/")
    heading(page, says("EU-2025-2026-E1"))
    page.get_by_label("Name of the edition").fill("yes")
    with visit.expecting("422"):
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("alert")).to_contain_text("EU-2025-2026-E1")
