"""Who comes by an organisation's provider: found, linked or new, with what rules make of claims.

A provider speaks for its own organisation alone: it never opens an account of somebody who is
known to another one, and a session that it made acts for its organisation only.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, clock, limits, policy
from portal.actions import connections, members, providers, recovery
from portal.authority import Actor, product
from portal.enums import JoinedBy, ProviderState, Role, roles_open_to
from portal.federation import mapping
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.mapping import Change
from portal.models import EmailDomain, IdentityProvider, Membership, SignInProblem, User
from portal.models.door import digest_of
from portal.queries import providers as reading
from portal.queries.members import active_stewards
from portal.tenancy import acting_for, acting_id, known_as, presenting

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Way(StrEnum):
    """How somebody is let in."""

    KNOWN = "known"
    LINKED = "linked"
    """A member with this address, who signed in otherwise until now."""
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the claims are about; `user` is None for somebody new."""

    way: Way
    user: User | None
    membership: Membership | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    user: User
    membership: Membership
    change: Change


def find(key: str) -> IdentityProvider | None:
    """The provider with this key, of an organisation that is active; whatever its state."""
    with presenting(digest_of(f"provider:{key}")):
        row = IdentityProvider.objects.select_related("owner").filter(key=key).first()
    return row if row is not None and row.owner.active else None


def for_address(address: str) -> IdentityProvider | None:
    """Where people with this domain sign in. Looks at the domain alone, never for a person."""
    domain = address.strip().rpartition("@")[2].lower()
    if not domain:
        return None
    with presenting(digest_of(f"domain:{domain}")):
        rows = EmailDomain.objects.select_related("owner")
        row = rows.filter(domain=domain, verified_at__isnull=False).first()
    if row is None or row.provider_id is None:
        return None
    with acting_for(row.owner):
        found = reading.provider(row.provider_id)
    return found if found is not None and found.state == ProviderState.LIVE else None


def scopes_of(row: IdentityProvider) -> frozenset[str]:
    """The domains that this provider may speak for."""
    with acting_for(row.owner):
        return providers.scopes_of(row, reading.confirmed_domains())


def arrive(row: IdentityProvider, claims: Claims) -> Arrival:
    """Let in whom the claims are about, with the roles that rules give; raises Failure."""
    with acting_for(row.owner):
        locked = providers.locked(row.pk)
        if locked.state != ProviderState.LIVE:
            raise Failure(Kind.CLOSED, "This sign-in is not in use.")
        person = who(locked, claims)
        membership = _let_in(locked, claims, person)
        change = _carry_out(locked, claims, membership)
        return Arrival(membership.user, membership, change)


def who(row: IdentityProvider, claims: Claims) -> Person:
    """Whom the claims are about; raises Failure with why nobody is let in. Changes nothing."""
    if not claims.uid:
        raise Failure(Kind.NO_NAME, "No claim names the person lastingly (uid).")
    account = SocialAccount.objects.select_related("user")
    known = account.filter(provider=row.key, uid=claims.uid).first()
    if known is not None:
        return Person(Way.KNOWN, known.user, _membership(known.user))
    address = _own_address(claims)
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        _require_creating(row)
        return Person(Way.JOINED, None, None, address)
    if user.is_operator or recovery.known_elsewhere(user):
        raise Failure(
            Kind.ELSEWHERE,
            "The address belongs to somebody who is also known to another organisation, or "
            "operates this installation. They connect this sign-in themselves, on their own page.",
        )
    membership = _any_membership(user)
    if membership is None:
        _require_creating(row)
        return Person(Way.JOINED, user, None, address)
    if account.filter(provider=row.key, user=user).exists():
        # Addresses are given to somebody new; a lasting name never is.
        raise Failure(
            Kind.RENAMED,
            "The address is of a member who is connected under another lasting name (uid). Make "
            "sure that it is the same person, then disconnect them on the page “Who signs in”.",
        )
    return Person(Way.LINKED, user, _active(membership), address)


def _own_address(claims: Claims) -> str:
    if not claims.addresses:
        raise Failure(Kind.NO_ADDRESS, "The provider sends no e-mail address.")
    if claims.address_denied:
        raise Failure(Kind.NO_ADDRESS, "The provider says that the address is not verified.")
    confirmed = reading.confirmed_domains()
    own = [one for one in claims.addresses if one.rpartition("@")[2] in confirmed]
    if not own:
        domain = claims.addresses[0].rpartition("@")[2][:253]
        raise Failure(
            Kind.DOMAIN, f"The domain {domain} is not among the organisation’s confirmed ones."
        )
    return own[0]


def _require_creating(row: IdentityProvider) -> None:
    if not row.creates_accounts:
        told = "The person has no account here, and this sign-in makes none. Invite them."
        raise Failure(Kind.NO_ACCOUNT, told)


def _any_membership(user: User) -> Membership | None:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "owner")
    return rows.filter(owner_id=acting_id(), user=user).first()


def _membership(user: User) -> Membership:
    membership = _any_membership(user)
    if membership is None:
        raise Failure(Kind.NO_ACCOUNT, "The person is no member of the organisation.")
    return _active(membership)


def _active(membership: Membership) -> Membership:
    if not membership.active:
        raise Failure(Kind.ENDED, "The membership has ended. A steward can resume it.")
    if not policy.may_enter(membership.user):
        raise Failure(Kind.CLOSED, "The account is closed.")
    return membership


def _let_in(row: IdentityProvider, claims: Claims, person: Person) -> Membership:
    if person.way is Way.KNOWN and person.membership is not None:
        return person.membership
    user = person.user or User.objects.create_user(
        person.address, name=claims.name or person.address.partition("@")[0]
    )
    membership = person.membership
    if membership is None:
        membership = Membership(user=user, joined_by=JoinedBy.PROVIDER)
    membership.provider = row
    membership.save()
    SocialAccount.objects.create(user=user, provider=row.key, uid=claims.uid, extra_data={})
    event = "member.came_by_provider" if person.way is Way.JOINED else "member.linked"
    by = Actor(label=user.get_full_name(), user_id=user.pk, membership_id=membership.pk)
    detail = {"name": user.get_full_name(), "provider": row.name}
    audit.record(event, membership, by=by, detail=detail)
    return membership


def change_for(row: IdentityProvider, claims: Claims, membership: Membership | None) -> Change:
    """What the rules make of a member, or of somebody new. Changes nothing."""
    stewards = active_stewards().select_for_update(of=("self",)).order_by("pk")
    last = membership is not None and not policy.keeps_a_steward(membership, list(stewards))
    return mapping.changes(
        claims.values,
        reading.as_rules(reading.rules_of(row)),
        held=membership.roles if membership else [],
        granted=membership.granted if membership else [],
        open_roles={role.value for role in roles_open_to(row.owner.kind)},
        last_steward=last,
    )


def _carry_out(row: IdentityProvider, claims: Claims, membership: Membership) -> Change:
    change = change_for(row, claims, membership)
    by = product(_("Sign-in: %s") % row.name)
    before = list(membership.roles)
    lost = {because.role for because in change.lost}
    if Role.STEWARD.value in lost:
        members.take_links_back(
            membership, Actor(label=by.label, user_id=membership.user_id, membership_id=None)
        )
    if list(change.roles) != before or list(change.granted) != list(membership.granted):
        membership.roles, membership.granted = list(change.roles), list(change.granted)
        membership.save(update_fields=["roles", "granted"])
    if change.units is not None:
        members.limit_to(membership, sorted(change.units))
    detail = {"name": membership.user.get_full_name(), "provider": row.name}
    if change.is_one:
        told = {"from": before, "to": list(change.roles), "because": explained(change)}
        audit.record("member.roles_by_claims", membership, by=by, detail=detail | told)
    if change.steward_stays:
        audit.record("member.steward_kept", membership, by=by, detail=detail)
    return change


def explained(change: Change) -> list[str]:
    """Each gain and loss with the rule that made it, as the record keeps it."""
    gained = [
        f"+{one.role}: {one.rule.claim} {one.rule.test} {one.rule.value}"
        for one in change.gained
        if one.rule is not None
    ]
    return [*gained, *(f"-{one.role}: no rule gives it any more" for one in change.lost)]


def link(row: IdentityProvider, claims: Claims, user: User) -> Membership:
    """Somebody who signed in by a way of their own connects this sign-in; raises Failure."""
    with acting_for(row.owner):
        locked = providers.locked(row.pk)
        if locked.state != ProviderState.LIVE:
            raise Failure(Kind.CLOSED, "This sign-in is not in use.")
        if not claims.uid:
            raise Failure(Kind.NO_NAME, "No claim names the person lastingly (uid).")
        membership = _membership(user)
        mine = SocialAccount.objects.filter(provider=row.key)
        if mine.filter(uid=claims.uid).exclude(user=user).exists():
            raise Failure(Kind.OTHER_PERSON, "This sign-in is connected with another account.")
        if not mine.filter(user=user, uid=claims.uid).exists():
            connections.forget(provider=row.key, user=user)
            SocialAccount.objects.create(user=user, provider=row.key, uid=claims.uid, extra_data={})
            membership.provider = locked
            membership.save(update_fields=["provider"])
            detail = {"name": user.get_full_name(), "provider": row.name}
            by = Actor(user.get_full_name(), user_id=user.pk, membership_id=membership.pk)
            audit.record("member.linked", membership, by=by, detail=detail)
        return membership


def is_same(row: IdentityProvider, claims: Claims, user: User) -> bool:
    """Whether the claims are about this very person, who is signed in."""
    mine = SocialAccount.objects.filter(provider=row.key, uid=claims.uid, user=user)
    return bool(claims.uid) and mine.exists()


def linkable(user: User) -> list[IdentityProvider]:
    """Providers in use of the organisations that this person is a member of, not connected yet."""
    with known_as(user.pk):
        rows = Membership.objects.filter(user=user, active=True, owner__active=True)
        homes = list(rows.values_list("owner_id", flat=True))
    connected = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    found: list[IdentityProvider] = []
    for home in homes:
        with acting_for(home, user=user.pk):
            live = reading.providers().filter(state=ProviderState.LIVE).select_related("owner")
            found += [row for row in live if row.key not in connected]
    return found


def note(row: IdentityProvider | None, failure: Failure) -> str:
    """Keep why it failed for the steward; the code that the person is told.

    At most a hundred an hour and provider: whoever makes sign-ins fail must not fill the table.
    """
    code = "S-" + "".join(secrets.choice(_LETTERS) for _letter in range(7))
    if row is None or limits.take("sso_problem", row.pk) is not None:
        return code
    with acting_for(row.owner):
        SignInProblem.objects.create(
            code=code, provider=row, kind=failure.kind.value, cause=failure.cause
        )
    return code


# -- trying ---------------------------------------------------------------------------------------
@transaction.atomic
def rehearse(row: IdentityProvider, claims: Claims, *, by: Actor) -> dict[str, Any]:
    """What would happen with these claims, for the page alone: no account, member or role changes.

    Kept are that it was tried, when, and of which configuration. Raises Failure where the
    connection itself is of no use.
    """
    locked = providers.locked(row.pk)
    if not claims.uid:
        raise Failure(Kind.NO_NAME, "No claim names the person lastingly (uid).")
    locked.tried_at, locked.tried_digest = clock.now(), reading.digest_of_configuration(locked)
    locked.save(update_fields=["tried_at", "tried_digest"])
    audit.record("provider.tried", locked, by=by, detail={"name": locked.name})
    told: dict[str, Any] = {
        "uid": claims.uid[:200],
        "addresses": list(claims.addresses),
        "name": claims.name,
        "values": {name: list(values[:50]) for name, values in claims.values.items() if values},
        "dropped": list(claims.dropped[:50]),
        "contexts": list(claims.contexts),
        "second_factor": not set(locked.trusted_contexts).isdisjoint(claims.contexts),
        "authenticated_at": claims.authenticated_at.isoformat() if claims.authenticated_at else "",
    }
    try:
        person = who(locked, claims)
    except Failure as failure:
        return told | {"way": "", "kind": failure.kind.value, "cause": failure.cause}
    change = change_for(locked, claims, person.membership)
    return told | {
        "way": person.way.value,
        "gained": [_because(one) for one in change.gained],
        "kept": [_because(one) for one in change.kept],
        "lost": [str(Role(one.role).label) for one in change.lost],
        "roles": _labels(change.roles),
        "steward_stays": change.steward_stays,
    }


def _because(one: mapping.Because) -> dict[str, str]:
    rule = one.rule
    return {
        "role": str(Role(one.role).label),
        "rule": f"{rule.claim} {rule.test} {rule.value}" if rule else "",
        "value": one.value,
    }


def _labels(roles: Sequence[str]) -> list[str]:
    return [str(Role(role).label) for role in roles if role in Role]


def require_live(row: IdentityProvider | None) -> IdentityProvider:
    """The provider, if people are let in through it now; raises Failure."""
    if row is None:
        raise Failure(Kind.UNKNOWN, "No sign-in has this address.")
    if row.state != ProviderState.LIVE:
        raise Failure(Kind.CLOSED, "This sign-in is not in use.")
    return row
