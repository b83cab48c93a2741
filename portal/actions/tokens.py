"""API tokens: keys for machines, each acting as one membership of one organisation."""

import uuid
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.authority import Actor, Refused, require
from portal.enums import Permission, TokenScope
from portal.models import ApiToken
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_id

LONGEST = timedelta(days=366)
WARN_AHEAD: Final = (14, 3)
"""Days before its end on which the maker of a token is told."""


@transaction.atomic
def create(
    *, by: Actor, name: str, expires_at: datetime, scopes: Collection[str] | None = None
) -> tuple[ApiToken, str]:
    """Make a token for the acting member; its secret is returned this once and never stored.

    `scopes`: what it may be used for, beside reading; None for all that the member may do.
    """
    require(by.may(Permission.MANAGE_TOKENS))
    if by.membership_id is None or by.user_id is None:
        raise Refused(_("Only members have tokens."))
    if not clock.now() < expires_at <= clock.now() + LONGEST:
        raise Refused(_("A token lasts at most one year."))
    if name_taken(by.membership_id, name):
        raise Refused(_("You have a token of this name already."))
    given = _scopes(by, scopes)
    secret = new_secret("ajar")
    token = ApiToken.objects.create(
        digest=digest_of(secret),
        created_by_id=by.user_id,
        expires_at=expires_at,
        membership_id=by.membership_id,
        name=name,
        scopes=given,
    )
    detail = {"name": name, "expires": expires_at.isoformat(), "scopes": given}
    audit.record("token.created", token, by=by, detail=detail)
    return token, secret


def _scopes(by: Actor, wanted: Collection[str] | None) -> list[str]:
    """Reading always; of the others what was asked for, which the member must hold."""
    open_to = policy.scopes_open_to(by.permissions)
    if wanted is None:
        wanted = [scope.value for scope in open_to]
    beyond = set(wanted) - {*open_to, TokenScope.READ}
    if beyond:
        labels = ", ".join(str(TokenScope(scope).label) for scope in sorted(beyond))
        raise Refused(_("Your role does not include this, so a token of yours can’t: %s.") % labels)
    return [scope.value for scope in TokenScope if scope in {*wanted, TokenScope.READ}]


def name_taken(membership_id: uuid.UUID, name: str) -> bool:
    return ApiToken.objects.filter(
        owner_id=acting_id(), membership_id=membership_id, name=name, revoked_at=None
    ).exists()


@transaction.atomic
def revoke(token_id: uuid.UUID, *, by: Actor) -> ApiToken:
    """Make a token useless at once. Members revoke their own; stewards any of the organisation."""
    require(by.may(Permission.MANAGE_TOKENS))
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .filter(pk=token_id, owner_id=acting_id())
        .first()
    )
    if token is None or not _may_see(by, token):
        raise Http404(_("There is no such token."))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        audit.record("token.revoked", token, by=by, detail={"name": token.name})
    return token


def _may_see(by: Actor, token: ApiToken) -> bool:
    return token.membership_id == by.membership_id or bool(by.may(Permission.MANAGE_MEMBERS))


@transaction.atomic
def warn_ending(tell: Callable[[ApiToken], bool]) -> int:
    """Tell the makers of tokens of the acting organisation that end soon; how many were told.

    Each is told once for every day of `WARN_AHEAD`; where `tell` says that it could not, again
    the next day.
    """
    today = clock.today()
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("membership__user")
    ending = rows.filter(
        owner_id=acting_id(),
        revoked_at=None,
        expires_at__gt=clock.now(),
        expires_at__lt=clock.now() + timedelta(days=max(WARN_AHEAD) + 1),
        membership__active=True,
    )
    told = [token for token in ending if _due(token, today) and tell(token)]
    for token in told:
        token.warned_on = today
        token.save(update_fields=["warned_on"])
    return len(told)


def _due(token: ApiToken, today: date) -> bool:
    last = clock.day_of(token.expires_at)
    days = [last - timedelta(days=ahead) for ahead in WARN_AHEAD]
    reached = max((day for day in days if day <= today), default=None)
    return reached is not None and (token.warned_on is None or token.warned_on < reached)
