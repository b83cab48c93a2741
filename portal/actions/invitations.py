"""Invitations: the only way to become a member."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.actions import links, members, people
from portal.actions.links import Link
from portal.authority import Actor, Refused, Verdict, require
from portal.enums import Permission, Role
from portal.models import Invitation, Membership, Organisation, Unit, User
from portal.models.door import digest_of
from portal.queries.members import active_stewards
from portal.tenancy import acting_for, acting_id, presenting

LIFETIME = timedelta(days=14)


@transaction.atomic
def invite(
    *,
    by: Actor,
    email: str,
    roles: Sequence[str],
    name: str = "",
    unit_ids: Sequence[uuid.UUID] = (),
) -> tuple[Invitation, Link]:
    """Invite a person to the acting organisation. The link is known to the caller alone."""
    require(by.may(Permission.MANAGE_MEMBERS))
    return _issue(by=by, email=email, roles=roles, name=name, unit_ids=unit_ids)


def invite_first_steward(
    organisation_id: uuid.UUID, *, by: Actor, email: str, name: str = ""
) -> tuple[Invitation, Link]:
    """Invite the steward who then invites everybody else: the operator's only invitation."""
    require(policy.may_operate(by))
    with acting_for(organisation_id, user=by.user_id):
        require(_lacks_steward())
        for earlier in _open(roles__contains=[Role.STEWARD]):
            _close(earlier, by)
        return _issue(by=by, email=email, roles=[Role.STEWARD], name=name, unit_ids=())


def _lacks_steward() -> Verdict:
    if active_stewards().exists():
        return Verdict(
            False, _("This organisation has a steward already, who invites everybody else.")
        )
    return Verdict(True)


def _issue(
    *, by: Actor, email: str, roles: Sequence[str], name: str, unit_ids: Sequence[uuid.UUID]
) -> tuple[Invitation, Link]:
    email = email.strip().lower()
    organisation = Organisation.objects.get(pk=acting_id())
    require(policy.may_be_given(organisation, roles))
    require(may_be_invited(email))
    if Unit.objects.filter(pk__in=unit_ids, active=True).count() != len(set(unit_ids)):
        raise Refused(_("One of the units is not there any more. Choose again."))
    link = links.make("invitation", clock.now() + LIFETIME)
    invitation = Invitation.objects.create(
        digest=link.digest,
        created_by_id=by.user_id,
        expires_at=link.expires_at,
        email=email,
        name=name,
        roles=[str(role) for role in roles],
        unit_ids=list(unit_ids),
    )
    audit.record(
        "invitation.sent", invitation, by=by, detail={"email": email, "roles": invitation.roles}
    )
    return invitation, link


def may_be_invited(email: str) -> Verdict:
    """Whether an invitation of this address to the acting organisation makes sense."""
    mine = Membership.objects.filter(owner_id=acting_id(), active=True)
    if mine.filter(user__email=email).exists():
        return Verdict(False, _("This person is a member already."))
    if _open(email=email).exists():
        return Verdict(
            False, _("This person is invited already. Renew or revoke that invitation instead.")
        )
    return Verdict(True)


def _open(**wanted: Any) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        owner_id=acting_id(),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=clock.now(),
        **wanted,
    )


def _unfinished(invitation_id: uuid.UUID) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(pk=invitation_id, owner_id=acting_id())
        .first()
    )
    if invitation is None:
        raise Http404(_("There is no such invitation."))
    if invitation.accepted_at is not None:
        raise Refused(_("This invitation was accepted meanwhile."))
    if invitation.revoked_at is not None:
        raise Refused(_("This invitation was revoked. Invite the person again."))
    return invitation


def _may_change(by: Actor, invitation: Invitation) -> Verdict:
    """Stewards change their organisation's invitations; operators those they made themselves."""
    if policy.may_operate(by) and invitation.created_by_id == by.user_id:
        return Verdict(True)
    return by.may(Permission.MANAGE_MEMBERS)


@transaction.atomic
def renew(invitation_id: uuid.UUID, *, by: Actor) -> tuple[Invitation, Link]:
    """Give an invitation a new link and a new term; the earlier link stops working."""
    invitation = _unfinished(invitation_id)
    require(_may_change(by, invitation))
    require(policy.may_be_given(Organisation.objects.get(pk=acting_id()), invitation.roles))
    link = links.make("invitation", clock.now() + LIFETIME)
    invitation.digest, invitation.expires_at = link.digest, link.expires_at
    invitation.save(update_fields=["digest", "expires_at"])
    audit.record("invitation.renewed", invitation, by=by, detail={"email": invitation.email})
    return invitation, link


@transaction.atomic
def revoke(invitation_id: uuid.UUID, *, by: Actor) -> Invitation:
    """Make the link useless. To undo it, invite again."""
    invitation = _unfinished(invitation_id)
    require(_may_change(by, invitation))
    _close(invitation, by)
    return invitation


def _close(invitation: Invitation, by: Actor) -> None:
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record("invitation.revoked", invitation, by=by, detail={"email": invitation.email})


def find(secret: str) -> Invitation | None:
    """The invitation this secret opens, whatever its state; None for an unknown secret."""
    digest = digest_of(secret)
    with presenting(digest):
        return (
            Invitation.objects.select_related("owner", "created_by").filter(digest=digest).first()
        )


def accept_as_new(secret: str, *, name: str, password: str) -> Membership:
    """Accept with a new account for the invited address."""
    with _opened(secret) as invitation:
        if people.find(invitation.email) is not None:
            raise Refused(_("There is an account for this address. Sign in to accept."))
        user = people.add(email=invitation.email, name=name, password=password)
        return _join(invitation, user)


def accept(secret: str, *, user: User) -> Membership:
    """Accept as the signed-in person, who must be the invited one."""
    with _opened(secret) as invitation:
        if user.email != invitation.email:
            raise Refused(
                _("This invitation is for %s. Sign in with that address.") % invitation.email
            )
        if user.is_operator:
            raise Refused(_("Operators are not members. Use another e-mail address."))
        return _join(invitation, user)


@contextmanager
def _opened(secret: str) -> Iterator[Invitation]:
    """The invitation, locked, inside acting_for of its organisation; a used one is refused."""
    found = find(secret)
    if found is None:
        raise Http404(_("There is no such invitation."))
    with acting_for(found.owner):
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("owner")
            .get(pk=found.pk)
        )
        if not invitation.is_open() or invitation.digest != found.digest:
            raise Refused(_("This invitation is no longer open. Ask for a new one."))
        yield invitation


def _join(invitation: Invitation, user: User) -> Membership:
    require(policy.may_be_given(invitation.owner, invitation.roles))
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return members.join(
        user, roles=invitation.roles, unit_ids=invitation.unit_ids, invitation=invitation
    )
