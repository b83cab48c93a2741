"""Members: join, change, end, resume. A membership ends; what the member did keeps its name."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.actions import absences, shared_links
from portal.authority import Actor, Refused, require
from portal.enums import LinkPurpose, Permission, Role
from portal.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    ResetLink,
    Unit,
    UnitAssignment,
    User,
)
from portal.queries.members import active_stewards
from portal.tenancy import acting_id


def locked(membership_id: uuid.UUID) -> Membership:
    """The acting organisation's membership, locked; Http404 where there is none."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "owner")
        .filter(pk=membership_id, owner_id=acting_id())
        .first()
    )
    if membership is None:
        raise Http404(_("There is no such member."))
    return membership


def join(
    user: User, *, roles: Sequence[str], unit_ids: Sequence[uuid.UUID], invitation: Invitation
) -> Membership:
    """Become a member by an accepted invitation; a former membership opens again."""
    membership, _made = Membership.objects.update_or_create(
        owner_id=acting_id(),
        user=user,
        defaults={"roles": list(roles), "active": True, "ended_at": None},
    )
    limit_to(membership, Unit.objects.filter(pk__in=unit_ids).values_list("pk", flat=True))
    by = Actor(label=user.get_full_name(), user_id=user.pk, membership_id=membership.pk)
    audit.record(
        "invitation.accepted",
        membership,
        by=by,
        detail={"invitation": str(invitation.pk), "roles": list(roles)},
    )
    return membership


def change(
    membership_id: uuid.UUID, *, by: Actor, roles: Sequence[str], unit_ids: Sequence[uuid.UUID]
) -> Membership:
    """Set a member's roles and the units their work is limited to (none: no limit)."""
    require(by.may(Permission.MANAGE_MEMBERS))
    with transaction.atomic():
        membership = locked(membership_id)
        if not membership.active:
            raise Refused(_("This membership has ended. Resume it first."))
        require(policy.may_be_given(membership.owner, roles))
        if Role.STEWARD in membership.roles and Role.STEWARD not in roles:
            _require_another_steward(membership)
            take_links_back(membership, by)
        units = Unit.objects.filter(pk__in=unit_ids)
        if units.count() != len(set(unit_ids)):
            raise Refused(_("One of the units is not there any more. Choose again."))
        before = membership.roles
        membership.roles = [str(role) for role in roles]
        membership.save(update_fields=["roles"])
        limit_to(membership, unit_ids)
        audit.record(
            "member.changed",
            membership,
            by=by,
            detail={
                "name": membership.user.get_full_name(),
                "from": before,
                "to": membership.roles,
                "units": [unit.name for unit in units],
            },
        )
    return membership


def limit_to(
    membership: Membership, unit_ids: Sequence[uuid.UUID] | QuerySet[Unit, uuid.UUID]
) -> None:
    UnitAssignment.objects.filter(membership=membership).exclude(unit_id__in=unit_ids).delete()
    kept = set(
        UnitAssignment.objects.filter(membership=membership).values_list("unit_id", flat=True)
    )
    UnitAssignment.objects.bulk_create(
        UnitAssignment(membership=membership, unit_id=unit_id)
        for unit_id in unit_ids
        if unit_id not in kept
    )


def _require_another_steward(membership: Membership) -> None:
    # Locked, so that two stewards can't take each other's role at the same moment.
    stewards = active_stewards().select_for_update(of=("self",)).order_by("pk")
    require(policy.keeps_a_steward(membership, list(stewards)))


def take_links_back(membership: Membership, by: Actor) -> None:
    """One-time links that a steward made end with the office: they may have kept the addresses."""
    mine = {"owner_id": acting_id(), "created_by": membership.user_id}
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, **mine)
    for invitation in waiting.select_for_update(of=("self",)).order_by("pk"):
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record("invitation.revoked", invitation, by=by, detail={"email": invitation.email})
    ResetLink.objects.filter(used_at=None, **mine).delete()


def end(membership_id: uuid.UUID, *, by: Actor) -> Membership:
    """End a membership: no more access at once, tokens and links made revoked, all done stays."""
    require(by.may(Permission.MANAGE_MEMBERS))
    with transaction.atomic():
        membership = locked(membership_id)
        if not membership.active:
            return membership
        if Role.STEWARD in membership.roles:
            _require_another_steward(membership)
        membership.active, membership.ended_at = False, clock.now()
        membership.save(update_fields=["active", "ended_at"])
        take_links_back(membership, by)
        absences.end_all(membership)
        shared_links.revoke(LinkPurpose.CALENDAR, membership.pk)
        revoked = ApiToken.objects.filter(
            owner_id=acting_id(), membership=membership, revoked_at=None
        ).update(revoked_at=clock.now())
        audit.record(
            "member.ended",
            membership,
            by=by,
            detail={"name": membership.user.get_full_name(), "tokens_revoked": revoked},
        )
    return membership


def resume(membership_id: uuid.UUID, *, by: Actor) -> Membership:
    """Undo an end: the same roles and units; revoked tokens stay revoked."""
    require(by.may(Permission.MANAGE_MEMBERS))
    with transaction.atomic():
        membership = locked(membership_id)
        if membership.active:
            return membership
        require(policy.may_be_given(Organisation.objects.get(pk=acting_id()), membership.roles))
        membership.active, membership.ended_at = True, None
        membership.save(update_fields=["active", "ended_at"])
        audit.record(
            "member.resumed", membership, by=by, detail={"name": membership.user.get_full_name()}
        )
    return membership
