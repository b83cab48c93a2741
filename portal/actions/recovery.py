"""Ways back in: one-time links for a new password, and taking a lost second factor off."""

import uuid
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.actions import links, members
from portal.actions.links import Link
from portal.authority import Actor, Refused, Verdict, require
from portal.enums import Permission
from portal.models import Membership, ResetLink, User
from portal.models.door import digest_of
from portal.tenancy import acting_for, acting_id, known_as, presenting

LIFETIME = timedelta(hours=24)


def known_elsewhere(user: User) -> bool:
    """Whether the person is or was a member of any organisation but the acting one."""
    with known_as(user.pk):
        return Membership.objects.filter(user=user).exclude(owner_id=acting_id()).exists()


def may_help(membership: Membership, *, by: Actor) -> Verdict:
    """Whether this steward may renew this member's way in; the reason names who can instead."""
    allowed = by.may(Permission.MANAGE_MEMBERS)
    if not allowed:
        return allowed
    return policy.may_help_in(membership, elsewhere=known_elsewhere(membership.user))


@transaction.atomic
def reset_link(membership_id: uuid.UUID, *, by: Actor) -> tuple[Membership, Link]:
    """A steward's one-time link by which a member sets a new password."""
    membership = members.locked(membership_id)
    require(may_help(membership, by=by))
    return membership, _link(membership.user, by)


@transaction.atomic
def remove_second_factor(membership_id: uuid.UUID, *, by: Actor) -> Membership:
    """Take off a lost second factor: the password alone lets the member in again."""
    membership = members.locked(membership_id)
    require(may_help(membership, by=by))
    _remove_factors(membership.user)
    audit.record(
        "member.second_factor_removed",
        membership,
        by=by,
        detail={"name": membership.user.get_full_name()},
    )
    return membership


def has_second_factor(user: User) -> bool:
    rows = Authenticator.objects.filter(user=user)
    found: bool = rows.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return found


def _remove_factors(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def _link(user: User, by: Actor) -> Link:
    ResetLink.objects.filter(owner_id=acting_id(), user=user, used_at=None).delete()
    link = links.make("reset", clock.now() + LIFETIME)
    row = ResetLink.objects.create(
        digest=link.digest, created_by_id=by.user_id, expires_at=link.expires_at, user=user
    )
    audit.record("reset_link.made", row, by=by, detail={"name": user.get_full_name()})
    return link


def homes(user: User, *, active: bool = False) -> list[uuid.UUID]:
    """The organisations a person is or was a member of, oldest first; `active`: those of now."""
    with known_as(user.pk):
        rows = Membership.objects.filter(user=user).order_by("-active", "since")
        if active:
            rows = rows.filter(active=True, owner__active=True)
        return list(rows.values_list("owner_id", flat=True))


@transaction.atomic
def write_down(event: str, user: User) -> None:
    """Record a change that a person made to their own way in, where they are a member now."""
    by = Actor(label=user.get_full_name(), user_id=user.pk)
    with known_as(user.pk):
        mine = Membership.objects.filter(user=user, active=True).order_by("since")
        organisations = list(mine.values_list("owner_id", flat=True))
    for organisation in organisations:
        with acting_for(organisation):
            audit.record(event, user, by=by, detail={"name": user.get_full_name()})


@transaction.atomic
def help_in(user: User, *, by: Actor, second_factor: bool) -> Link:
    """An operator's help for any member. Each of the member's organisations gets it on record."""
    require(policy.may_operate(by))
    organisations = homes(user)
    if user.is_operator or not organisations:
        raise Refused(_("Operators get a new link on the server, with “manage.py setup --again”."))
    if second_factor:
        _remove_factors(user)
    detail = {"name": user.get_full_name(), "second_factor_removed": second_factor}
    for organisation in organisations:
        with acting_for(organisation):
            audit.record("member.helped_in", user, by=by, detail=detail)
    with acting_for(organisations[0]):
        return _link(user, by)


def _may_still_help(row: ResetLink) -> Verdict:
    """Whether its maker may still renew the person's way in.

    Who made a link can keep it: since then the person may have joined another organisation, whose
    doors it must not open. Operators' links help members of several organisations.
    """
    if row.created_by is not None and row.created_by.is_operator:
        return Verdict(True)
    membership = Membership.objects.select_related("user").get(owner_id=acting_id(), user=row.user)
    return policy.may_help_in(membership, elsewhere=known_elsewhere(row.user))


def find(secret: str) -> ResetLink | None:
    """The reset link this secret opens, whatever its state; None for an unknown secret."""
    digest = digest_of(secret)
    with presenting(digest):
        return ResetLink.objects.select_related("user", "owner").filter(digest=digest).first()


def use(secret: str, *, password: str) -> User:
    """Set the new password, once. The person's other sessions end with the old password."""
    found = find(secret)
    if found is None:
        raise Http404(_("There is no such link."))
    with acting_for(found.owner):
        row = ResetLink.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
        if row is None or not row.is_open():
            raise Refused(_("This link is no longer valid. Ask for a new one."))
        require(_may_still_help(row))
        row.used_at = clock.now()
        row.save(update_fields=["used_at"])
        user = found.user
        user.set_password(password)
        user.save(update_fields=["password"])
        by = Actor(label=user.get_full_name(), user_id=user.pk)
        audit.record("reset_link.used", row, by=by, detail={"name": user.get_full_name()})
    return user
