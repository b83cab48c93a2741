"""Joining by the domain of one's address: proved by mail, decided by a steward."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.actions import links, members, people
from portal.actions.links import Link
from portal.authority import Actor, Refused, bearer, require
from portal.enums import JoinedBy, Permission
from portal.models import AddressProof, EmailDomain, JoinRequest, Membership, Organisation, User
from portal.models.door import digest_of
from portal.tenancy import acting_for, acting_id, known_as, presenting

LIFETIME: Final = timedelta(hours=24)


def taking(email: str) -> Organisation | None:
    """The organisation whose confirmed domain this address has, where it lets people ask.

    Looks at the domain alone, never for a person.
    """
    domain = email.strip().rpartition("@")[2].lower()
    with presenting(digest_of(f"domain:{domain}")):
        rows = EmailDomain.objects.select_related("owner")
        row = rows.filter(domain=domain, verified_at__isnull=False, joining=True).first()
    return row.owner if row is not None and row.owner.active else None


def prove(organisation: Organisation, email: str) -> Link:
    """A one-time link that proves the address; earlier ones for the same address end."""
    link = links.make("join-prove", clock.now() + LIFETIME)
    with acting_for(organisation):
        AddressProof.objects.filter(
            owner_id=acting_id(), email=email.lower(), used_at=None
        ).delete()
        AddressProof.objects.create(
            digest=link.digest, expires_at=link.expires_at, email=email.lower()
        )
    return link


def find(secret: str) -> AddressProof | None:
    """What this secret proves, whatever its state; None for an unknown secret."""
    digest = digest_of(secret)
    with presenting(digest):
        return AddressProof.objects.select_related("owner").filter(digest=digest).first()


def ask_as_new(secret: str, *, name: str, password: str) -> User:
    """Make an account for the proven address and ask; it may do nothing yet."""
    proof = _found(secret)
    with acting_for(proof.owner):
        _use(proof)
        if people.find(proof.email) is not None:
            raise Refused(_("There is an account for this address. Sign in to ask."))
        user = people.add(email=proof.email, name=name, password=password)
        _ask(user)
    return user


def ask(secret: str, *, user: User) -> None:
    """Ask as the signed-in person, whose address must be the proven one."""
    proof = _found(secret)
    with acting_for(proof.owner):
        if user.email != proof.email:
            raise Refused(_("This link is for %s. Sign in with that address.") % proof.email)
        if user.is_operator:
            raise Refused(_("Operators are not members. Use another e-mail address."))
        _use(proof)
        if _membership(user) is not None:
            raise Refused(_("You are a member of this organisation already."))
        _ask(user)


def _found(secret: str) -> AddressProof:
    proof = find(secret)
    if proof is None:
        raise Http404(_("There is no such link."))
    return proof


def _use(proof: AddressProof) -> None:
    row = AddressProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not row.is_open():
        raise Refused(_("This link is no longer valid. Ask for a new one."))
    if taking(row.email) != proof.owner:
        raise Refused(_("This organisation no longer lets people ask by their address."))
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])


def _ask(user: User) -> None:
    row, made = JoinRequest.objects.get_or_create(owner_id=acting_id(), user=user, decided_at=None)
    if made:
        by = bearer(user.get_full_name())
        audit.record("join.asked", row, by=by, detail={"name": user.get_full_name()})


def _membership(user: User) -> Membership | None:
    return Membership.objects.filter(owner_id=acting_id(), user=user, active=True).first()


def waiting() -> QuerySet[JoinRequest]:
    """Who asks to join the acting organisation, the longest first."""
    rows = JoinRequest.objects.filter(owner_id=acting_id(), decided_at=None)
    return rows.select_related("user").order_by("asked_at", "pk")


def own_requests(user: User) -> list[str]:
    """The names of the organisations where this person's request waits."""
    with known_as(user.pk):
        rows = JoinRequest.objects.filter(user=user, decided_at=None).select_related("owner")
        return list(rows.values_list("owner__name", flat=True))


def locked(request_id: uuid.UUID) -> JoinRequest:
    """An open request of the acting organisation, locked; Http404 where there is none."""
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("user", "owner")
    row = rows.filter(pk=request_id, owner_id=acting_id(), decided_at=None).first()
    if row is None:
        raise Http404(_("There is no such request, or it was answered already."))
    return row


@transaction.atomic
def accept(
    request_id: uuid.UUID, *, by: Actor, roles: Sequence[str], unit_ids: Sequence[uuid.UUID]
) -> JoinRequest:
    """Make the person a member with these roles; a former membership opens again."""
    require(by.may(Permission.MANAGE_MEMBERS))
    row = locked(request_id)
    require(policy.may_be_given(row.owner, roles))
    given = {"roles": list(roles), "active": True, "ended_at": None}
    membership, _made = Membership.objects.update_or_create(
        owner_id=acting_id(), user=row.user, defaults=given | {"joined_by": JoinedBy.DOMAIN}
    )
    members.limit_to(membership, list(unit_ids))
    _decide(row, True, by)
    detail = {"name": row.user.get_full_name(), "roles": list(roles)}
    audit.record("join.accepted", membership, by=by, detail=detail)
    return row


@transaction.atomic
def decline(request_id: uuid.UUID, *, by: Actor) -> JoinRequest:
    """Answer no; the person may ask again by a new link."""
    require(by.may(Permission.MANAGE_MEMBERS))
    row = locked(request_id)
    _decide(row, False, by)
    audit.record("join.declined", row, by=by, detail={"name": row.user.get_full_name()})
    return row


def _decide(row: JoinRequest, accepted: bool, by: Actor) -> None:
    row.decided_at, row.accepted, row.by = clock.now(), accepted, by.label
    row.save(update_fields=["decided_at", "accepted", "by"])


@transaction.atomic
def let_ask(domain_id: uuid.UUID, *, on: bool, by: Actor) -> EmailDomain:
    """Let people with an address of this confirmed domain ask to join, or no longer."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    rows = EmailDomain.objects.select_for_update(of=("self",)).filter(owner_id=acting_id())
    row = rows.filter(pk=domain_id, verified_at__isnull=False).first()
    if row is None:
        raise Http404(_("There is no such confirmed domain."))
    if row.joining != on:
        row.joining = on
        row.save(update_fields=["joining"])
        audit.record("domain.joining", row, by=by, detail={"domain": row.domain, "on": on})
    return row


def domains() -> QuerySet[EmailDomain]:
    """The confirmed domains of the acting organisation."""
    rows = EmailDomain.objects.filter(owner_id=acting_id(), verified_at__isnull=False)
    return rows.order_by("domain")
