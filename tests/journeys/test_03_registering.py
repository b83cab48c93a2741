"""Registering a partnership, changing one's mind, and taking each step back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import EVIDENCE
from tests.journeys import steps
from tests.journeys.steps import describe_partner, heading, says


def _known_partner(page: Page) -> None:
    """Name a partner that is on record, and take the suggestion."""
    field = page.locator("#id_partners-0-name")
    field.press_sequentially("Midorizawa")
    option = page.get_by_role("option", name="Midorizawa Institute")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.locator(".partner-row").first
    expect(chosen).to_contain_text("Midorizawa Institute")
    expect(chosen.get_by_role("button", name=says("Choose another"))).to_be_focused()


def test_a_partnership_with_a_known_and_a_new_partner(visit):
    page = visit("ines", "/partnerships/")
    title = steps.unlike("Language models for low-resource languages")
    reference = steps.unlike("RO-2026")
    page.get_by_role("link", name="Register a partnership").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Unit").select_option(label="Faculty of Science")
    page.get_by_label("Responsible researcher").fill("lab.7@university-a.example")
    _known_partner(page)
    page.get_by_role("button", name="Add another partner").click()
    expect(page.locator(".partner-row")).to_have_count(2)
    describe_partner(page, 1, "Shahr-e Golha Language Centre", "Kenya", "Olkeri")
    page.get_by_label("Starts on").fill("2027-01-01")
    page.get_by_label("Ends on").fill("2029-12-31")
    page.locator("[name=funding_amount]").fill("120000")
    page.get_by_label("Benefit statement").fill("Speech data for twelve languages, openly shared.")
    page.get_by_role("button", name="Register partnership").last.click()

    heading(page, title)
    expect(page.get_by_role("status").first).to_contain_text("Registered as")
    partners = page.get_by_role("table", name="Partners of this partnership")
    expect(partners.get_by_role("link", name="Midorizawa Institute")).to_be_visible()
    expect(partners.get_by_role("link", name="Shahr-e Golha Language Centre")).to_be_visible()

    page.goto(f"/partnerships/?q={reference}")
    expect(page.get_by_role("link", name="Language models for low-resource")).to_be_visible()
    page.goto("/partners/?q=Midorizawa")
    expect(page.get_by_role("link", name="Midorizawa Institute", exact=True)).to_have_count(1)


def test_what_is_missing_is_said_at_its_field(visit):
    page = visit("ines", "/partnerships/new/")
    page.get_by_label("Starts on").fill("2027-05-01")
    page.get_by_label("Ends on").fill("2027-04-01")
    page.get_by_role("button", name="Register partnership").last.click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("before the start")
    expect(summary).to_contain_text("Name at least one partner")
    summary.get_by_role("link", name=says("Name at least one partner")).click()
    expect(page.locator("#id_partners-0-name")).to_be_focused()
    expect(page.get_by_label("Starts on")).to_have_value("2027-05-01")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_edit_undo_end_resume_discard_and_bring_back(visit, scripts):
    page = visit("ines", java_script_enabled=scripts)
    steps.register(page, "Sông Lam water quality")

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Title").fill("Sông Lam water quality, second phase")
    page.get_by_role("button", name="Save", exact=True).last.click()
    heading(page, "Sông Lam water quality, second phase")
    page.get_by_role("link", name="Changes of the facts, and undo").click()
    expect(page.locator("del").filter(has_text="Sông Lam water quality")).to_be_visible()
    page.get_by_role("button", name=says("Undo")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("taken back")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").last.click()
    heading(page, says("Sông Lam water quality"))

    page.get_by_role("link", name="End", exact=True).click()
    page.get_by_role("button", name="End partnership").click()
    expect(page.locator(".lede")).to_contain_text("Ended")
    page.get_by_role("link", name="Resume", exact=True).click()
    page.get_by_role("button", name="Resume partnership").click()
    expect(page.locator(".lede")).not_to_contain_text("Ended")

    page.get_by_role("link", name="Discard").click()
    page.get_by_role("button", name="Discard partnership").click()
    expect(page.get_by_role("status").first).to_contain_text("Discarded")
    page.get_by_role("status").first.get_by_role("button", name="Undo").click()
    heading(page, says("Sông Lam water quality"))
    expect(page.get_by_role("status").first).to_contain_text("back in the register")


def test_the_same_partnership_twice_is_pointed_out(visit):
    page = visit("ines")
    steps.register(page, "Bridges of Qingtan", "Qingtan Institute")
    title = page.locator("h1").inner_text()
    page.goto("/partnerships/new/")
    page.get_by_label("Title").fill(title)
    describe_partner(page, 0, "Qingtan Institute", "Singapore")
    page.get_by_role("button", name="Register partnership").last.click()
    expect(page.get_by_text("This looks like a partnership that is registered")).to_be_visible()
    page.get_by_role("button", name="It is another one: register it").click()
    heading(page, title)


def test_two_colleagues_edit_the_same_field(visit):
    first, second = visit("ines"), visit("ivo")
    key = steps.register(first, "Soil carbon in managed forests")
    for page in (first, second):
        page.goto(f"/partnerships/{key}/edit/")
    first.get_by_label("Responsible researcher").fill("first@university-a.example")
    first.get_by_role("button", name="Save", exact=True).last.click()
    second.get_by_label("Responsible researcher").fill("second@university-a.example")
    second.get_by_role("button", name="Save", exact=True).last.click()
    expect(second.get_by_text("Somebody changed the same fields")).to_be_visible()
    expect(second.get_by_text("first@university-a.example")).to_be_visible()
    steps.tick(second, "Store yours")
    second.get_by_role("button", name="Save", exact=True).last.click()
    heading(second, says("Soil carbon in managed forests"))
    expect(second.get_by_text("second@university-a.example").first).to_be_visible()


def test_files_go_up_and_come_down(visit):
    page = visit("ines")
    steps.register(page, "Biobank methods")
    upload = {"name": "letter of intent.pdf", "mimeType": "application/pdf", "buffer": EVIDENCE}
    page.locator("#files-input").set_input_files(upload)
    page.locator("#files button", has_text="Add files").click()
    link = page.locator("#files").get_by_role("link", name="letter of intent.pdf", exact=True)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "letter of intent.pdf"
    assert download.value.path().read_bytes() == EVIDENCE
    page.locator("#files").get_by_role("link", name=says("Remove")).click()
    page.get_by_role("button").last.click()
    expect(page.locator("#files").get_by_role("link", name="letter of intent.pdf")).to_have_count(0)
