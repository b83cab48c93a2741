"""What a member of another organisation sees: nothing, and not even that there is something."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES, address

LEADS_BACK = {"diligence:kept-view": "a kept view that is gone leads back to its list"}
"""Pages of rows that, absent, aren't missed."""


def _foreign() -> list[str]:
    # A published questionnaire is everybody's.
    return [
        name
        for name, found in PAGES.items()
        if found.row and "ines" in found.readers and found.row != "version"
    ]


def test_there_are_pages_to_try():
    assert len(_foreign()) >= 15


@pytest.mark.parametrize("who", ["otto", "olga"])
def test_every_address_of_another_organisation_looks_as_if_it_were_absent(visit, who):
    asking = visit.context(who).request
    for name in _foreign():
        found = asking.get(address(visit.world, name))
        absent = asking.get(address(visit.world, name, row=uuid.uuid4()))
        assert found.status == absent.status, name
        if who == "otto":
            assert found.status == (200 if name in LEADS_BACK else 404), name
            assert "University A" not in found.text(), name


def test_lists_and_search_hold_nothing_of_another_organisation(visit):
    page = visit("otto", "/partnerships/")
    expect(page.get_by_role("link", name="Foreign to the others")).to_be_visible()
    for path in ("/partnerships/", "/partners/", "/appraisals/", "/search/?q=Coastal"):
        page.goto(path)
        main = page.get_by_role("main")
        expect(main).not_to_contain_text("Coastal sediment archive")
        expect(main).not_to_contain_text("Aoishima")


def test_a_visitor_is_asked_to_sign_in(visit):
    page = visit("", f"/partnerships/{visit.world.ids['plain']}/")
    expect(page).to_have_url(re.compile(r"/account/login/\?next="))
