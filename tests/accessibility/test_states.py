"""The same pages in other states, errors, stillness and paper."""

import pytest
from playwright.sync_api import expect

from tests.accessibility.looking import look_at
from tests.browser.others import VARIANTS
from tests.browser.pages import address


@pytest.mark.parametrize("what", VARIANTS)
def test_page_about_another_row(reader, what):
    name, row, *by = VARIANTS[what].split()
    path = address(reader.world, name, row=reader.world.ids[row])
    page = reader.returning(by[0] if by else "ines", path)
    assert look_at(page) == {}


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
