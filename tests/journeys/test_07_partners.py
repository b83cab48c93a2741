"""One organisation recorded twice becomes one record, and two again."""

import re

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import heading, says


def test_merge_duplicates_and_part_them_again(visit):
    world = visit.world
    place = steps.unlike("Haneulsan")
    world.partnership("Soft grippers", f"{place} Institute of Robotics", country="KR")
    world.partnership("Soft sensors", f"{place} Inst. of Robotics", country="KR")
    page = visit("ines", f"/partners/?q={place}")
    expect(page.get_by_role("row").filter(has_text=place)).to_have_count(2)
    page.get_by_role("link", name=f"{place} Institute of Robotics", exact=True).click()
    page.get_by_role("link", name=says("Merge with another record")).click()
    page.get_by_role("combobox", name="Name, ROR id or PIC").fill(f"{place} Inst.")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile(rf"^Compare and merge.*{place} Inst\.")).last.click()
    heading(page, "Make two records one")
    page.get_by_role("button", name="Merge the records").click()
    heading(page, says(f"{place} Inst"))
    expect(page.get_by_text("Merged into this record")).to_be_visible()
    expect(page.get_by_role("link", name="Soft grippers")).to_be_visible()
    expect(page.get_by_role("link", name="Soft sensors")).to_be_visible()

    page.locator("aside").get_by_role("link", name=says("Undo")).click()
    heading(page, says("again?"))
    page.get_by_role("main").get_by_role("button").last.click()
    page.goto(f"/partners/?q={place}")
    expect(page.get_by_role("row").filter(has_text=place)).to_have_count(2)


def test_a_corrected_name_stands_in_the_register(visit):
    world = visit.world
    place = steps.unlike("Valle Quenua")
    world.partnership("Open seismology", f"{place} Observatory", country="PE")
    page = visit("ines", f"/partners/?q={place}")
    page.get_by_role("link", name=f"{place} Observatory").click()
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Name").fill(f"{place} Institute")
    page.get_by_role("button", name="Save facts").click()
    heading(page, f"{place} Institute")
    page.goto("/partnerships/?q=Open+seismology")
    expect(page.get_by_role("row").filter(has_text=f"{place} Institute")).to_have_count(1)
