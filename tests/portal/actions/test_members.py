"""Members: changed and ended by stewards, never without a steward left."""

from datetime import timedelta

import pytest
from django.http import Http404

from portal.actions import invitations, members, recovery, tokens
from portal.authority import Refused
from portal.clock import now
from portal.enums import Role
from portal.models import ApiToken, AuditEvent, Membership, Unit
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db


def test_roles_and_units_change_with_a_record(stella, ines, acting_as):
    acting_as(stella)
    physics = Unit.objects.create(name="Physics")
    members.change(
        ines.membership.pk, by=stella.actor, roles=["officer", "steward"], unit_ids=[physics.pk]
    )
    changed = Membership.objects.get(pk=ines.membership.pk)
    assert changed.roles == ["officer", "steward"]
    assert [a.unit for a in changed.unit_assignments.all()] == [physics]
    event = AuditEvent.objects.get(event="member.changed")
    assert event.detail["units"] == ["Physics"]
    members.change(ines.membership.pk, by=stella.actor, roles=["officer"], unit_ids=[])
    assert not changed.unit_assignments.exists()


def test_an_unchanged_unit_keeps_its_row(stella, ines, acting_as):
    acting_as(stella)
    one, two = Unit.objects.create(name="One"), Unit.objects.create(name="Two")
    members.change(ines.membership.pk, by=stella.actor, roles=["officer"], unit_ids=[one.pk])
    before = ines.membership.unit_assignments.get()
    members.change(
        ines.membership.pk, by=stella.actor, roles=["officer"], unit_ids=[one.pk, two.pk]
    )
    assert before in ines.membership.unit_assignments.all()


def test_the_last_steward_stays(stella, acting_as):
    acting_as(stella)
    with pytest.raises(Refused, match="last active steward"):
        members.end(stella.membership.pk, by=stella.actor)
    with pytest.raises(Refused, match="last active steward"):
        members.change(stella.membership.pk, by=stella.actor, roles=["officer"], unit_ids=[])


def test_with_a_second_steward_the_first_may_leave(stella, acting_as):
    cast.member(stella.organisation, "Sven Steward", Role.STEWARD)
    acting_as(stella)
    members.end(stella.membership.pk, by=stella.actor)
    assert not Membership.objects.get(pk=stella.membership.pk).active


def test_an_ended_steward_does_not_count(stella, acting_as):
    other = cast.member(stella.organisation, "Sven Steward", Role.STEWARD)
    acting_as(stella)
    members.end(other.membership.pk, by=stella.actor)
    with pytest.raises(Refused, match="last active steward"):
        members.end(stella.membership.pk, by=stella.actor)


def test_ending_revokes_tokens_and_can_be_undone(stella, ines, acting_as):
    acting_as(stella)
    tokens.create(by=ines.actor, name="Import", expires_at=now() + timedelta(days=30))
    members.end(ines.membership.pk, by=stella.actor)
    assert not ApiToken.objects.get().is_open()
    ended = Membership.objects.get(pk=ines.membership.pk)
    assert ended.ended_at is not None
    members.resume(ines.membership.pk, by=stella.actor)
    resumed = Membership.objects.get(pk=ines.membership.pk)
    assert (resumed.active, resumed.ended_at, resumed.roles) == (True, None, ["officer"])
    assert not ApiToken.objects.get().is_open()
    recorded = AuditEvent.objects.filter(event__startswith="member.")
    assert [e.event for e in recorded.order_by("at")] == ["member.ended", "member.resumed"]


def test_ending_twice_records_once(stella, ines, acting_as):
    acting_as(stella)
    members.end(ines.membership.pk, by=stella.actor)
    members.end(ines.membership.pk, by=stella.actor)
    assert AuditEvent.objects.filter(event="member.ended").count() == 1


@pytest.mark.parametrize("roles", [[], ["adviser"], ["nobody"]])
def test_roles_that_do_not_exist_here_are_refused(stella, ines, acting_as, roles):
    acting_as(stella)
    with pytest.raises(Refused):
        members.change(ines.membership.pk, by=stella.actor, roles=roles, unit_ids=[])


def test_officers_change_nobody(ines, stella, acting_as):
    acting_as(ines)
    for attempt in (
        lambda: members.end(stella.membership.pk, by=ines.actor),
        lambda: members.resume(stella.membership.pk, by=ines.actor),
        lambda: members.change(ines.membership.pk, by=ines.actor, roles=["steward"], unit_ids=[]),
    ):
        with pytest.raises(Refused):
            attempt()


def test_members_of_other_organisations_are_not_there(stella, otto, acting_as):
    acting_as(stella)
    with pytest.raises(Http404):
        members.end(otto.membership.pk, by=stella.actor)


def test_other_memberships_of_the_same_person_are_not_there(stella, otto):
    """A user sees their own memberships elsewhere; an action for A must not reach one in B."""
    with acting_for(otto.organisation):
        elsewhere = Membership.objects.create(user=stella.user, roles=["officer"])
    with acting_for(stella.organisation, user=stella.user.pk):
        assert Membership.objects.filter(pk=elsewhere.pk).exists()
        with pytest.raises(Http404):
            members.end(elsewhere.pk, by=stella.actor)


@pytest.mark.parametrize("leaving", ["membership", "office"])
def test_links_a_steward_kept_end_with_the_office(stella, ines, otto, leaving):
    """A steward who is about to go invites their own second address and keeps a reset link."""
    sven = cast.member(stella.organisation, "Sven", Role.STEWARD)
    with acting_for(stella.organisation, user=sven.user.pk):
        _row, invited = invitations.invite(
            by=sven.actor, email="sven@home.example", roles=["steward"]
        )
        _row, others = invitations.invite(
            by=stella.actor, email="nora@new.example", roles=["officer"]
        )
        _membership, reset = recovery.reset_link(ines.membership.pk, by=sven.actor)
        if leaving == "membership":
            members.end(sven.membership.pk, by=stella.actor)
        else:
            members.change(sven.membership.pk, by=stella.actor, roles=["officer"], unit_ids=[])
        assert AuditEvent.objects.filter(event="invitation.revoked").count() == 1
    with pytest.raises(Refused, match="no longer open"):
        invitations.accept_as_new(invited.secret, name="Sven", password=cast.PASSWORD)
    assert recovery.find(reset.secret) is None
    assert invitations.accept_as_new(others.secret, name="Nora", password=cast.PASSWORD)
