"""The frame: switching the acting organisation, one's own page, public pages, navigation."""

import uuid

import pytest

from portal import clock
from portal.enums import Role
from portal.models import Membership, User
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(ines, university_b):
    """Ines with a second, younger membership at University B."""
    with acting_for(university_b):
        return Membership.objects.create(user=ines.user, roles=[str(Role.STEWARD)])


def test_the_oldest_membership_is_worn_first(ines, both, browse):
    assert browse(ines).get("/you/").context["acting"].organisation == ines.organisation


def test_switching_is_one_step_and_back(ines, both, browse):
    client = browse(ines)
    assert client.post("/switch/", {"membership": both.pk}).url == "/"
    current = client.get("/you/").context["acting"]
    assert current.membership == both
    assert client.get("/members/").status_code == 200
    client.post("/switch/", {"membership": ines.membership.pk})
    assert client.get("/members/").status_code == 403


def test_nobody_switches_to_what_is_not_theirs(ines, otto, both, browse):
    client = browse(ines)
    for foreign in (otto.membership.pk, uuid.uuid4(), "nonsense", ""):
        assert client.post("/switch/", {"membership": foreign}).status_code == 403
    with acting_for(both.owner):
        Membership.objects.filter(pk=both.pk).update(active=False, ended_at=clock.now())
    assert client.post("/switch/", {"membership": both.pk}).status_code == 403


def test_switching_needs_a_post_and_a_session(client, ines, browse):
    assert browse(ines).get("/switch/").status_code == 405
    assert client.post("/switch/").url == "/account/login/"


def test_when_a_membership_ends_the_next_one_is_worn(ines, both, browse):
    client = browse(ines)
    client.get("/you/")
    with acting_for(ines.organisation):
        Membership.objects.filter(pk=ines.membership.pk).update(active=False, ended_at=clock.now())
    client.get("/you/")
    assert client.get("/you/").context["acting"].membership == both


def test_ones_name_is_changed_and_recorded(ines, browse):
    client = browse(ines)
    assert client.post("/you/", {"name": "Ines Newname"}).url == "/you/"
    assert User.objects.get(pk=ines.user.pk).name == "Ines Newname"
    assert client.post("/you/", {"name": " "}).context["form"].errors


@pytest.mark.parametrize("page", ["/about/", "/accessibility/"])
def test_public_pages_need_no_session(client, page):
    assert client.get(page).status_code == 200


def test_navigation_offers_what_the_role_can_use(stella, ines, olga, browse):
    def labels(who):
        items = browse(who).get("/about/").context["navigation"]
        return [str(item["label"]) for item in items]

    assert {"Members", "Record", "Settings"} <= set(labels(stella))
    assert not {"Members", "Units", "Settings", "Operations"} & set(labels(ines))
    assert labels(olga)[-1:] == ["Operations"]


def test_a_person_without_a_membership_is_told_what_to_do(db, browse):
    loner = User.objects.create_user("loner@nowhere.example", cast.PASSWORD, name="Lone")
    answer = browse(loner).get("/")
    assert answer.status_code == 403
    assert "not an active member" in answer.content.decode()
    assert browse(loner).get("/you/").status_code == 200


def test_a_steward_reads_what_is_to_do_first(stella, browse):
    assert "Invite a research officer" in browse(stella).get("/").content.decode()


def test_search_finds_the_settings_that_one_may_open(stella, ines, browse):
    told = browse(stella).get("/search/?q=legal%20hold").content.decode()
    assert "Data protection" in told
    assert "One thing found" in told
    assert "Nothing found" in browse(ines).get("/search/?q=legal%20hold").content.decode()
    assert "Nothing found" in browse(stella).get("/search/?q=.").content.decode()


def test_search_says_when_there_is_nothing(ines, browse):
    page = browse(ines).get("/search/?q=zzzzzz").content.decode()
    assert "Nothing found" in page
