"""One organisation recorded twice becomes one record, and two again."""

from playwright.sync_api import expect

from tests.journeys.steps import heading, says


def test_merge_duplicates_and_part_them_again(visit):
    world = visit.world
    world.partnership("Soft grippers", "Haneulsan Institute of Robotics", country="KR")
    world.partnership("Soft sensors", "Haneulsan Inst. of Robotics", country="KR")
    page = visit("ines", "/partners/?q=Haneulsan")
    expect(page.get_by_role("row").filter(has_text="Haneulsan")).to_have_count(2)
    page.get_by_role("link", name="Haneulsan Institute of Robotics", exact=True).click()
    page.get_by_role("link", name=says("Merge with another record")).click()
    page.get_by_label("Name, ROR id or PIC").fill("Haneulsan Inst.")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=says("Compare and merge: Haneulsan Inst.")).last.click()
    heading(page, "Make two records one")
    page.get_by_role("button", name="Merge the records").click()
    heading(page, says("Haneulsan Inst"))
    expect(page.get_by_text("Merged into this record")).to_be_visible()
    expect(page.get_by_role("link", name="Soft grippers")).to_be_visible()
    expect(page.get_by_role("link", name="Soft sensors")).to_be_visible()

    page.locator("aside").get_by_role("link", name=says("Undo")).click()
    heading(page, says("again?"))
    page.get_by_role("main").get_by_role("button").last.click()
    page.goto("/partners/?q=Haneulsan")
    expect(page.get_by_role("row").filter(has_text="Haneulsan")).to_have_count(2)


def test_a_corrected_name_stands_in_the_register(visit):
    world = visit.world
    world.partnership("Open seismology", "Valle Quenua Observatory", country="PE")
    page = visit("ines", "/partners/?q=Quenua")
    page.get_by_role("link", name="Valle Quenua Observatory").click()
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Name").fill("Valle Queñua Observatory")
    page.get_by_role("button", name="Save facts").click()
    heading(page, "Valle Queñua Observatory")
    page.goto("/partnerships/?q=Open+seismology")
    expect(page.get_by_role("row").filter(has_text="Valle Queñua Observatory")).to_have_count(1)
