"""API tokens: keys for machines, each acting as one membership of one organisation."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.models import ApiToken
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_id

LONGEST = timedelta(days=366)


@transaction.atomic
def create(*, by: Actor, name: str, expires_at: datetime) -> tuple[ApiToken, str]:
    """Make a token for the acting member; its secret is returned this once and never stored."""
    require(by.may(Permission.MANAGE_TOKENS))
    if by.membership_id is None or by.user_id is None:
        raise Refused(_("Only members have tokens."))
    if not clock.now() < expires_at <= clock.now() + LONGEST:
        raise Refused(_("A token lasts at most one year."))
    if name_taken(by.membership_id, name):
        raise Refused(_("You have a token of this name already."))
    secret = new_secret("ajar")
    token = ApiToken.objects.create(
        digest=digest_of(secret),
        created_by_id=by.user_id,
        expires_at=expires_at,
        membership_id=by.membership_id,
        name=name,
    )
    audit.record(
        "token.created", token, by=by, detail={"name": name, "expires": expires_at.isoformat()}
    )
    return token, secret


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
