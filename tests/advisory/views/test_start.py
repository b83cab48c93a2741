"""The adviser's start, the navigation of a hub, and what its search box finds."""

from datetime import timedelta

import pytest

from portal import clock
from portal.enums import Role
from tests import cast
from tests.factories.queue import referral

pytestmark = pytest.mark.django_db


def test_what_needs_the_adviser_comes_first(hub, ada, bram, browse):
    mine = {"assignee": ada.membership.pk, "assignee_name": "Ada Adviser", "state": "taken"}
    soon = referral(hub, due_on=clock.today() + timedelta(days=2), title="Soon due", **mine)
    referral(hub, due_on=clock.today() + timedelta(days=60), title="Far off", **mine)
    free = referral(hub, title="Nobody's")
    text = browse(ada).get("/").text
    assert "One case needs you" in text
    assert soon.title in text
    assert "Far off" not in text
    assert "Nobody holds these yet" in text
    assert free.code in text


def test_an_idle_adviser_is_told_so(ada, browse):
    text = browse(ada).get("/").text
    assert "Nothing needs you today" in text
    assert "Every case has somebody." in text


def test_a_steward_of_a_hub_is_told_when_it_has_no_remit(hub, browse):
    text = browse(cast.member(hub, "Sanne Steward", Role.STEWARD)).get("/").text
    assert "Until there is one, no organisation" in text


def test_the_navigation_is_the_hubs_own(ada, ines, browse):
    assert 'href="/queue/"' in browse(ada).get("/").text
    assert 'href="/queue/"' not in browse(ines).get("/").text


@pytest.mark.parametrize("text", ["R-7QF2M4K", "r-7qf2m4k", "tsukuba", "university a", "cold"])
def test_the_search_box_finds_cases(hub, ada, browse, text):
    row = referral(hub, code="R-7QF2M4K", title="Cold atoms")
    page = browse(ada).get("/search/", {"q": text}).text
    assert f"/queue/{row.pk}/" in page


def test_the_search_box_finds_no_other_hubs_cases(hub, hugo, ines, browse):
    row = referral(hub, code="R-7QF2M4K")
    for stranger in (hugo, ines):
        assert str(row.pk) not in browse(stranger).get("/search/", {"q": "R-7QF2M4K"}).text
