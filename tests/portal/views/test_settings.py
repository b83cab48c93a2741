"""The settings: what a steward settles stands on one page, and each entry opens."""

import re

import pytest

from portal.enums import Role
from tests import cast

pytestmark = pytest.mark.django_db

APPRAISING = {"/settings/referral/", "/settings/reminders/"}
EVERYWHERE = {"/members/", "/tokens/", "/record/", "/settings/security/", "/settings/sign-in/"}


@pytest.fixture
def steward(university_a, hub, ministry, commission):
    found = {"research": university_a, "hub": hub, "ministry": ministry, "commission": commission}

    def of(kind):
        return cast.member(found[kind], f"Sam {kind}", Role.STEWARD)

    return of


def listed(client):
    answer = client.get("/settings/")
    assert answer.status_code == 200
    return re.findall(r'<dt><a href="([^"]+)">', answer.content.decode())


def current(client, path):
    page = client.get(path).content.decode()
    [found] = re.findall(r'navigation__link" href="([^"]+)" aria-current="page"', page)
    return found


@pytest.mark.parametrize("kind", ["research", "hub", "ministry", "commission"])
def test_each_steward_finds_what_they_may_settle_and_each_entry_opens(steward, browse, kind):
    client = browse(steward(kind))
    links = listed(client)
    assert set(links) >= EVERYWHERE
    assert (set(links) & APPRAISING == APPRAISING) is (kind == "research")
    assert ("/units/" in links) is (kind == "research")
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_header_stays_short_and_says_where_one_is(stella, browse):
    client = browse(stella)
    page = client.get("/settings/").content.decode()
    links = re.findall(r'class="navigation__link" href="([^"]+)"', page)
    assert len(links) <= 9
    assert links[-3:] == ["/members/", "/record/", "/settings/"]
    for path in (
        "/units/",
        "/tokens/",
        "/data-protection/",
        "/settings/reminders/",
        "/settings/security/",
    ):
        assert current(client, path) == "/settings/", path
    assert current(client, "/members/") == "/members/"
    assert current(client, "/record/seals/") == "/record/"


def above(client, path):
    """Where the breadcrumbs of a page lead."""
    page = client.get(path).content.decode()
    found = re.search(r'<nav class="breadcrumbs".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def test_pages_lead_back_to_the_settings_whoever_may_open_them(stella, ines, browse):
    client = browse(stella)
    for path in (
        "/units/",
        "/tokens/",
        "/data-protection/",
        "/settings/security/",
        "/settings/sign-in/",
        "/settings/see-as/",
        "/settings/who-may-what/",
    ):
        assert above(client, path) == ["/settings/"], path
    assert above(client, "/tokens/new/") == ["/settings/", "/tokens/"]
    assert above(client, "/settings/sign-in/domains/") == ["/settings/", "/settings/sign-in/"]
    officer = browse(ines)
    assert above(officer, "/tokens/") == ["/you/"]
    assert above(officer, "/tokens/new/") == ["/you/", "/tokens/"]
    assert above(officer, "/settings/who-may-what/") == []


def test_ones_own_page_leads_to_the_tokens_one_may_have(ines, university_a, browse):
    def links(member):
        page = browse(member).get("/you/").content.decode()
        return page.partition('id="your-safety"')[2].partition("</section>")[0]

    assert 'href="/tokens/"' in links(ines)
    assert 'href="/tokens/"' not in links(cast.member(university_a, "Dora D", Role.DECIDER))


def test_only_stewards_have_settings_and_only_research_organisations_the_switch(
    ines, steward, browse
):
    assert browse(ines).get("/settings/").status_code == 403
    client = browse(steward("hub"))
    assert "measures_minutes" not in client.get("/settings/").content.decode()
    assert client.post("/settings/", {"measures_minutes": "on"}).status_code == 404
