"""A ministry's work: figures in two views, a contribution in parts, a draft of the report."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import CYCLE, NEXT
from tests.journeys import steps


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_figures_are_read_in_two_views_and_taken_along(visit, scripts):
    page = visit("petra", "/figures/", java_script_enabled=scripts)
    main = page.get_by_role("main")
    expect(main).not_to_contain_text("not for publication")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(x for x in lines if x[0] != "#"))))
    assert {row["view"] for row in rows} == {"publishable"}
    assert "organisation" not in rows[0]

    page.get_by_role("link", name="Internal", exact=True).click()
    expect(main).to_contain_text("Internal, not for publication")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "INTERNAL" in download.value.suggested_filename
    text = download.value.path().read_text("utf-8-sig")
    assert text.startswith("# Internal, not for publication")
    page.get_by_role("navigation", name="Figures").get_by_role("link").nth(1).click()
    expect(page.locator("table").first).to_be_visible()
    expect(main).to_contain_text("Internal, not for publication")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_text_is_saved_and_what_was_not_said_is_not_provided(visit, scripts):
    page = visit("petra", f"/contribution/{NEXT}/", java_script_enabled=scripts)
    expect(page.get_by_role("main")).to_contain_text("An empty field is “not provided”.")
    page.goto(f"/contribution/{NEXT}/texts/policy/")
    text = steps.unlike("The national strategy was renewed")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Save").click()
    page.goto(f"/contribution/{NEXT}/texts/policy/")
    expect(page.get_by_label("Text")).to_have_value(text)
    page.goto(f"/contribution/{NEXT}/confirm/")
    # Its frame is not frozen: the page says so and offers no button.
    expect(page.get_by_role("button", name="Confirm the return")).to_have_count(0)


def test_a_return_is_not_confirmed_without_the_name(visit):
    page = visit("petra", f"/contribution/{CYCLE}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmed")
    page.get_by_role("link", name="Correct the return").click()
    expect(page.get_by_role("main").get_by_role("button").last).to_be_visible()


def test_a_draft_is_made_while_one_watches(visit):
    """The real worker sets the real pages."""
    page = visit("petra", f"/reports/{CYCLE}/")
    page.get_by_role("button", name="Make PDF").click()
    # The page follows by itself.
    expect(page.get_by_role("heading", name="The PDF is ready")).to_be_visible(timeout=240_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF|Download")).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_foreign_file_is_unknown(visit):
    page = visit("petra", "/verify/")
    page.get_by_label("Or its SHA-256").fill("0" * 64)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Unknown")
