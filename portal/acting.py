"""Who is acting on this request: a member of one organisation, by session or by token."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from portal import clock
from portal.authority import Actor
from portal.models import ApiToken, Membership, Organisation, User
from portal.models.door import digest_of
from portal.tenancy import acting_id, known_as, presenting

SESSION_KEY = "acting"


@dataclass(frozen=True, slots=True)
class Acting:
    """The member on whose behalf the request runs, and the other hats they could wear."""

    organisation: Organisation
    membership: Membership
    user: User
    actor: Actor
    others: tuple[dict[str, Any], ...] = ()
    token: ApiToken | None = field(default=None)


def _others() -> ArraySubquery:
    mine = (
        Membership.objects.filter(user=OuterRef("user"), active=True, owner__active=True)
        .exclude(pk=OuterRef("pk"))
        .order_by("owner__name")
    )
    return ArraySubquery(
        mine.values(hat=JSONObject(id=F("id"), name=F("owner__name"), kind=F("owner__kind")))
    )


def load(membership_id: uuid.UUID, user: User, token: ApiToken | None = None) -> Acting | None:
    """The acting member, in one statement; None when the membership or organisation has ended.

    Must run inside acting_for of the membership's organisation: one of another organisation,
    which its user sees as well, is not found.
    """
    membership = (
        Membership.objects.filter(
            pk=membership_id, user=user, owner_id=acting_id(), active=True, owner__active=True
        )
        .select_related("owner")
        .annotate(
            unit_ids=ArrayAgg(
                "unit_assignments__unit_id",
                filter=Q(unit_assignments__isnull=False),
                default=None,
            ),
            others=_others(),
        )
        .first()
    )
    if membership is None:
        return None
    actor = Actor(
        label=user.get_full_name(),
        user_id=user.pk,
        membership_id=membership.pk,
        permissions=membership.permissions,
        unit_ids=frozenset(membership.unit_ids) if membership.unit_ids else None,
    )
    return Acting(membership.owner, membership, user, actor, tuple(membership.others or ()), token)


def choose(request: HttpRequest, membership: Membership) -> None:
    """Remember in the session for whom this user acts.

    Forms opened before, in other windows, expire: they would be sent for the wrong organisation.
    """
    chosen = [str(membership.pk), str(membership.owner_id)]
    if request.session.get(SESSION_KEY) != chosen:
        request.session[SESSION_KEY] = chosen
        rotate_token(request)


def remembered(request: HttpRequest) -> tuple[uuid.UUID, uuid.UUID] | None:
    """(membership, organisation) chosen in this session, or None."""
    stored = request.session.get(SESSION_KEY)
    return (uuid.UUID(stored[0]), uuid.UUID(stored[1])) if stored else None


def first_hat(user: User) -> Membership | None:
    """The membership a user starts with after signing in: the oldest that is active."""
    with known_as(user.pk):
        return (
            Membership.objects.filter(user=user, active=True, owner__active=True)
            .order_by("since", "pk")
            .first()
        )


def by_token(secret: str) -> ApiToken | None:
    """The open token that `secret` is, or None. Found by its digest and nothing else."""
    with presenting(digest_of(secret)):
        token = (
            ApiToken.objects.select_related("created_by").filter(digest=digest_of(secret)).first()
        )
    if token is None or not token.is_open():
        return None
    return token


def touch(token: ApiToken) -> None:
    """Note the token's use, at most once a minute, inside acting_for of its organisation."""
    now = clock.now()
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
