"""Invitations: issued, renewed, revoked, accepted once, by the invited person only."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.http import Http404

from portal import clock
from portal.actions import invitations, operators
from portal.authority import Refused
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Invitation, Membership, Unit, User
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("at", "pk").values_list("event", flat=True))


def invited(stella, email="nora@new.example", roles=(Role.OFFICER,), **more):
    with acting_for(stella.organisation):
        return invitations.invite(by=stella.actor, email=email, roles=list(roles), **more)


def test_a_new_person_joins_with_the_roles_named(stella):
    _invitation, link = invited(stella)
    membership = invitations.accept_as_new(link.secret, name="Nora New", password=cast.PASSWORD)
    assert membership.owner == stella.organisation
    assert membership.roles == ["officer"]
    user = User.objects.get(email="nora@new.example")
    assert user.name == "Nora New"
    assert user.check_password(cast.PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("nora@new.example", True, True)
    with acting_for(stella.organisation):
        assert events() == ["invitation.sent", "invitation.accepted"]
        assert Invitation.objects.get().accepted_at is not None


def test_only_the_digest_is_stored(stella):
    _invitation, link = invited(stella)
    with acting_for(stella.organisation):
        row = Invitation.objects.values().get()
    assert link.secret not in str(row)
    assert link.secret in link.url


def test_an_invitation_is_found_by_its_secret_and_nothing_else(stella, otto):
    _invitation, link = invited(stella)
    assert invitations.find(link.secret).email == "nora@new.example"
    assert invitations.find("invitation_guessed") is None
    with acting_for(otto.organisation):
        assert list(Invitation.objects.all()) == []


def test_an_invitation_works_once(stella):
    _invitation, link = invited(stella)
    invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)
    with pytest.raises(Refused, match="no longer open"):
        invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)


def test_a_lapsed_invitation_is_refused(stella):
    _invitation, link = invited(stella)
    with clock.set_to(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)
    assert not User.objects.filter(email="nora@new.example").exists()


def test_renewing_replaces_the_link(stella):
    invitation, old = invited(stella)
    with acting_for(stella.organisation):
        _row, new = invitations.renew(invitation.pk, by=stella.actor)
    assert invitations.find(old.secret) is None
    assert invitations.find(new.secret).pk == invitation.pk


def test_a_revoked_invitation_is_refused(stella):
    invitation, link = invited(stella)
    with acting_for(stella.organisation):
        invitations.revoke(invitation.pk, by=stella.actor)
        with pytest.raises(Refused, match="revoked"):
            invitations.renew(invitation.pk, by=stella.actor)
    with pytest.raises(Refused):
        invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)


def test_an_unknown_secret_is_not_found(stella):
    with pytest.raises(Http404):
        invitations.accept_as_new("invitation_x", name="Nora", password=cast.PASSWORD)


def test_only_the_invited_person_accepts(stella, otto):
    _invitation, link = invited(stella)
    with pytest.raises(Refused, match="This invitation is for nora"):
        invitations.accept(link.secret, user=otto.user)


def test_a_member_of_another_organisation_gets_a_second_membership(stella, otto):
    _invitation, link = invited(stella, email=otto.user.email.upper())
    with pytest.raises(Refused, match="Sign in"):
        invitations.accept_as_new(link.secret, name="Otto", password=cast.PASSWORD)
    membership = invitations.accept(link.secret, user=otto.user)
    assert membership.owner == stella.organisation
    assert membership.user == otto.user


def test_a_former_member_comes_back(stella, ines):
    with acting_for(stella.organisation):
        Membership.objects.filter(pk=ines.membership.pk).update(active=False, ended_at=clock.now())
    _invitation, link = invited(stella, email=ines.user.email, roles=[Role.STEWARD])
    membership = invitations.accept(link.secret, user=ines.user)
    assert membership.pk == ines.membership.pk
    assert (membership.active, membership.ended_at, membership.roles) == (True, None, ["steward"])


def test_operators_do_not_become_members(stella, olga):
    _invitation, link = invited(stella, email=olga.email)
    with pytest.raises(Refused, match="Operators"):
        invitations.accept(link.secret, user=olga)


def test_units_are_limits_from_the_first_day(stella):
    with acting_for(stella.organisation):
        physics = Unit.objects.create(name="Physics")
    _invitation, link = invited(stella, unit_ids=[physics.pk])
    membership = invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)
    with acting_for(stella.organisation):
        assert [a.unit_id for a in membership.unit_assignments.all()] == [physics.pk]


def test_another_organisations_unit_is_refused(stella, otto):
    with acting_for(otto.organisation):
        foreign = Unit.objects.create(name="Foreign")
    with pytest.raises(Refused, match="units"):
        invited(stella, unit_ids=[foreign.pk])


def test_a_member_or_an_invited_person_is_not_invited_again(stella, ines):
    with pytest.raises(Refused, match="member already"):
        invited(stella, email=ines.user.email)
    invited(stella)
    with pytest.raises(Refused, match="invited already"):
        invited(stella)


@pytest.mark.parametrize("role", [Role.ADVISER, Role.POLICY_OFFICER, Role.ANALYST])
def test_roles_without_pages_are_not_given(stella, role):
    with pytest.raises(Refused, match="no pages"):
        invited(stella, roles=[role])


def test_an_officer_invites_nobody(ines):
    with acting_for(ines.organisation), pytest.raises(Refused):
        invitations.invite(by=ines.actor, email="x@y.example", roles=[Role.OFFICER])


def test_another_organisations_invitation_is_not_there(stella, otto):
    invitation, _link = invited(stella)
    steward_b = cast.member(otto.organisation, "Sten Steward", Role.STEWARD)
    with acting_for(otto.organisation):
        for action in (invitations.renew, invitations.revoke):
            with pytest.raises(Http404):
                action(invitation.pk, by=steward_b.actor)


def test_the_operator_invites_the_first_steward_only(olga, university_b):
    by = operators.actor(olga)
    _one, first = invitations.invite_first_steward(university_b.pk, by=by, email="s@b.example")
    _two, second = invitations.invite_first_steward(university_b.pk, by=by, email="t@b.example")
    assert not invitations.find(first.secret).is_open()
    invitations.accept_as_new(second.secret, name="Tess", password=cast.PASSWORD)
    with pytest.raises(Refused, match="has a steward"):
        invitations.invite_first_steward(university_b.pk, by=by, email="u@b.example")


def test_the_operator_renews_only_invitations_they_made(olga, stella):
    invitation, _link = invited(stella)
    with acting_for(stella.organisation, user=olga.pk), pytest.raises(Refused):
        invitations.renew(invitation.pk, by=operators.actor(olga))


@pytest.mark.parametrize("kind", [OrganisationKind.FUNDER])
def test_kinds_without_pages_get_no_steward(olga, kind):
    country = "" if kind == OrganisationKind.COMMISSION else "NL"
    other = cast.organisation("Somewhere", kind=kind, type="", size_band="", country=country)
    with pytest.raises(Refused, match="no pages"):
        invitations.invite_first_steward(other.pk, by=operators.actor(olga), email="s@hub.example")


def test_a_suspended_organisation_takes_nobody_in(stella, olga):
    _invitation, link = invited(stella)
    with acting_for(stella.organisation):
        type(stella.organisation).objects.filter(pk=stella.organisation.pk).update(active=False)
    with pytest.raises(Refused, match="suspended"):
        invitations.accept_as_new(link.secret, name="Nora", password=cast.PASSWORD)
