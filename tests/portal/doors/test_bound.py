"""A provider's sign-in opens the doors of the provider's organisation, and no others."""

import pytest

from portal.enums import ProviderState, Role
from portal.models import IdentityProvider, Membership, User
from portal.tenancy import acting_for
from tests import cast
from tests.portal.doors.conftest import change_session
from tests.portal.sso import setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(ines, university_b) -> cast.Member:
    """Ines, who is steward of University B as well."""
    with acting_for(university_b):
        Membership.objects.create(user=ines.user, owner=university_b, roles=[str(Role.STEWARD)])
    return ines


def bound(client, organisation):
    change_session(client, bound=str(organisation.pk), acting=None)


def test_a_bound_session_knows_one_organisation(browse, both, university_b):
    client = browse(both)
    assert client.get("/you/").context["acting"].others
    bound(client, both.organisation)
    current = client.get("/you/").context["acting"]
    assert current.organisation == both.organisation
    assert current.others == ()
    assert university_b.name not in client.get("/").content.decode()


def test_it_starts_with_the_providers_organisation_whichever_is_older(browse, both, university_b):
    client = browse(both)
    bound(client, university_b)
    assert client.get("/you/").context["acting"].organisation == university_b


def test_it_does_not_switch(browse, both, university_b):
    client = browse(both)
    bound(client, both.organisation)
    client.get("/")
    with acting_for(university_b):
        there = Membership.objects.get(owner=university_b, user=both.user)
    answer = client.post("/switch/", {"membership": str(there.pk)})
    assert answer.status_code == 403
    assert "one organisation" in answer.content.decode()
    assert client.get("/you/").context["acting"].organisation == both.organisation


def test_what_was_chosen_before_does_not_outlive_the_binding(browse, both, university_b):
    client = browse(both)
    with acting_for(university_b):
        there = Membership.objects.get(owner=university_b, user=both.user)
    client.post("/switch/", {"membership": str(there.pk)})
    assert client.get("/you/").context["acting"].organisation == university_b
    change_session(client, bound=str(both.organisation.pk))
    assert client.get("/you/").context["acting"].organisation == both.organisation


def test_a_stranger_of_the_providers_organisation_acts_for_nobody(browse, otto, university_a):
    client = browse(otto)
    bound(client, university_a)
    assert client.get("/").status_code == 403
    assert client.get("/you/").context["acting"] is None


@pytest.mark.parametrize(
    "address",
    [
        "/account/password/change/",
        "/account/mfa/totp/activate/",
        "/account/mfa/passkeys/add/",
        "/account/mfa/recovery-codes/",
        "/account/mfa/recovery-codes/generate/",
    ],
)
def test_it_gives_nobody_another_way_in(browse, both, address):
    """Else the provider's operator made themselves a key to the other organisations."""
    client = browse(both)
    bound(client, both.organisation)
    for answer in (client.get(address), client.post(address, {"password1": "x"})):
        assert answer.status_code == 403
        assert "your own password first" in answer.content.decode()


def test_it_operates_nothing(browse, olga, university_a):
    client = browse(olga)
    assert client.get("/operations/").status_code == 200
    bound(client, university_a)
    assert client.get("/operations/").status_code == 403
    assert User.objects.get(pk=olga.pk).is_operator


def test_a_door_that_was_closed_since_keeps_nobody_who_is_no_member_any_more(
    browse, otto, university_a
):
    made = setting.openid(university_a)
    client = browse(otto)
    bound(client, university_a)
    change_session(client, signed_in_by=str(made.pk))
    assert client.get("/you/").status_code == 200
    with acting_for(university_a):
        IdentityProvider.objects.update(state=ProviderState.OFF)
    assert client.get("/you/").status_code == 302
    assert client.get("/you/").url.startswith("/account/login/")
