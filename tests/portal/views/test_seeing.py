"""A steward looks with another role's eyes: never more than their own, and on the record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal import clock, seeing
from portal.enums import Role
from portal.models import AuditEvent, Membership, Unit
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
CHOOSE, END = reverse("portal:seeing"), reverse("portal:seeing-end")


@pytest.fixture
def looking(browse, stella):
    """A client of Stella's who looks as an officer."""
    client = browse(stella)
    assert client.post(CHOOSE, {"roles": ["officer"]}).status_code == 302
    return client


def events(member):
    with acting_for(member.organisation):
        return list(AuditEvent.objects.order_by("at").values_list("event", flat=True))


def test_the_page_says_what_each_role_opens_and_what_stays_closed(browse, stella):
    html = browse(stella).get(CHOOSE).content.decode()
    assert "Research officer" in html
    assert "What stays closed, because your own role does not include it" in html
    assert "Appraise: answer, submit, ask colleagues" in html


def test_it_is_a_role_and_never_a_person(browse, stella, ines):
    html = browse(stella).get(CHOOSE).content.decode()
    assert ines.user.name not in html


def test_permissions_are_those_of_both(looking):
    assert looking.get(reverse("diligence:partnership-list")).status_code == 200
    refused = looking.get(reverse("portal:members"))
    assert refused.status_code == 403
    assert looking.get(reverse("diligence:partnership-new")).status_code == 403


def test_a_role_opens_no_rows_that_ones_own_keeps_closed(hub, ada, browse):
    """A hub's steward does not read cases, whatever they look as."""
    steward = cast.member(hub, "Hilde Steward", Role.STEWARD)
    client = browse(steward)
    client.post(CHOOSE, {"roles": ["adviser"]})
    assert client.get(reverse("advisory:queue")).status_code == 403


def test_units_limit_what_is_seen(browse, stella):
    with acting_for(stella.organisation):
        one, other = UnitFactory(name="Chemistry"), UnitFactory(name="Physics")
        PartnershipFactory(title="Of chemists", unit=one)
        PartnershipFactory(title="Of physicists", unit=other)
    client = browse(stella)
    client.post(CHOOSE, {"roles": ["officer"], "units": [str(one.pk)]})
    html = client.get(reverse("diligence:partnership-list")).content.decode()
    assert "Of chemists" in html
    assert "Of physicists" not in html


def test_units_of_others_cannot_be_chosen(browse, stella, otto):
    with acting_for(otto.organisation):
        foreign = UnitFactory(name="Theirs")
    with acting_for(stella.organisation):
        UnitFactory(name="Ours")
    response = browse(stella).post(CHOOSE, {"roles": ["officer"], "units": [str(foreign.pk)]})
    assert response.status_code == 200
    assert "Theirs" not in response.content.decode()


@pytest.mark.parametrize("roles", [[], ["analyst"], ["x"]])
def test_only_roles_of_this_kind_are_chosen(browse, stella, roles):
    client = browse(stella)
    assert client.post(CHOOSE, {"roles": roles}).status_code == 200
    assert seeing.SESSION_KEY not in client.session


def test_every_page_says_so_with_a_way_out(looking):
    for name in ("portal:start", "diligence:partnership-list", "portal:you", "portal:why"):
        html = looking.get(reverse(name)).content.decode()
        assert "You are looking as somebody else would" in html, name
        assert END in html
    assert "You are looking as somebody else would" in (
        looking.get(reverse("portal:members")).content.decode()
    )


def test_nothing_is_changed_meanwhile(looking, stella):
    client = looking
    for method, name, body in (
        ("post", "portal:units", {"name": "New"}),
        ("post", "portal:you", {"name": "Somebody"}),
        ("post", "portal:seeing", {"roles": ["decider"]}),
        ("post", "portal:absence", {}),
        ("post", "account_change_password", {}),
        ("patch", "portal:start", {}),
        ("delete", "portal:start", {}),
    ):
        response = getattr(client, method)(reverse(name), body)
        assert response.status_code == 403, name
        assert "nothing can be changed meanwhile" in response.content.decode()
    with acting_for(stella.organisation):
        assert not Unit.objects.exists()


def test_the_interface_is_limited_too(looking):
    refused = looking.post(reverse("api:partnerships"), {}, content_type="application/json")
    assert refused.status_code == 403
    assert "nothing can be changed" in refused.json()["detail"]


def test_the_way_out_leads_out(looking, stella):
    assert looking.post(END).status_code == 302
    assert looking.get(reverse("portal:members")).status_code == 200
    assert looking.post(END).status_code == 302
    told = [name for name in events(stella) if name.startswith("steward.")]
    assert told == ["steward.looked_as", "steward.stopped_looking"]


def test_it_ends_by_itself(looking):
    with clock.set_to(clock.now() + timedelta(minutes=29)):
        assert looking.get(reverse("portal:members")).status_code == 403
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        assert looking.get(reverse("portal:members")).status_code == 200


def test_a_clock_that_was_set_back_makes_it_no_longer(looking):
    with clock.set_to(clock.now() - timedelta(hours=3)):
        assert looking.get(reverse("portal:members")).status_code == 200


def test_whoever_is_no_steward_any_more_looks_no_longer(looking, stella):
    with acting_for(stella.organisation):
        Membership.objects.filter(pk=stella.membership.pk).update(roles=["decider"])
    html = looking.get(reverse("portal:start")).content.decode()
    assert "You are looking as somebody else would" not in html
    assert seeing.SESSION_KEY not in looking.session


def test_another_hat_sees_with_its_own_eyes(looking, stella, otto):
    with acting_for(otto.organisation):
        hat = Membership.objects.create(user=stella.user, roles=["steward"])
    assert looking.post(reverse("portal:switch"), {"membership": str(hat.pk)}).status_code == 302
    assert looking.get(reverse("portal:members")).status_code == 200


@pytest.mark.parametrize("who", ["ines", "dora"])
def test_only_stewards_look(browse, request, who):
    client = browse(request.getfixturevalue(who))
    assert client.get(CHOOSE).status_code == 403
    assert client.post(CHOOSE, {"roles": ["officer"]}).status_code == 403


def test_signing_out_works_meanwhile(looking):
    assert looking.post(reverse("account_logout")).status_code == 302
    assert looking.get(reverse("portal:start")).status_code == 302


def test_it_is_asked_again_who_is_there(browse, stella, settings):
    settings.STEP_UP_OBLIGATORY = True
    client = browse(stella)
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        response = client.post(CHOOSE, {"roles": ["officer"]})
    assert "Confirm that it is you" in response.content.decode()
    assert "seeing" not in client.session


def test_nobody_signs_in_elsewhere_meanwhile(looking):
    for name in ("sso-answer", "sso-finish", "sso-connect"):
        answer = looking.get(reverse(name, args=["anything"]))
        assert answer.status_code == 403
        assert "as somebody else would" in answer.content.decode()
