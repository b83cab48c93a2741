"""Who is acting on this request: a member of one organisation, by session or by token."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from portal import clock, policy
from portal.authority import Actor
from portal.enums import ProviderState
from portal.models import (
    Absence,
    ApiToken,
    IdentityProvider,
    Membership,
    Organisation,
    SecuritySettings,
    UnitAssignment,
    User,
)
from portal.models.door import digest_of
from portal.tenancy import acting_for, acting_id, known_as, presenting

SESSION_KEY = "acting"
BOUND_KEY = "bound"
"""The session came by a provider of this organisation, and acts for no other one."""


class SeenRequest(HttpRequest):
    """A request as the middleware passes it on: who acts, and what it was refused meanwhile."""

    acting: "Acting | None"
    refusal: Exception | None
    brought: Any
    """What the page's `ahead` fetched before the transaction; absent where it has none."""


@dataclass(frozen=True, slots=True)
class Acting:
    """The member on whose behalf the request runs, and the other hats they could wear."""

    organisation: Organisation
    membership: Membership
    user: User
    actor: Actor
    others: tuple[dict[str, Any], ...] = ()
    token: ApiToken | None = field(default=None)
    stands_in_for: tuple["StandIn", ...] = ()
    """Who is away today, and whose work this member looks after meanwhile."""
    own_unit_ids: frozenset[uuid.UUID] | None = None
    """The units of their own; the actor's may be more while they stand in for somebody."""
    security: SecuritySettings = field(default_factory=SecuritySettings)
    """What the organisation asks of its members' sessions; the defaults where it set nothing."""
    has_factor: bool = False
    """Whether the person has a second factor of their own."""
    trusted_contexts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each provider in use: what it says when it asked for a second factor itself."""
    providers: frozenset[str] = frozenset()
    """Those not switched off: a session that came by another one is over."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An absence of today, as whoever stands in needs it."""

    name: str
    until: date
    roles: frozenset[str]
    unit_ids: frozenset[uuid.UUID] | None


def widened(
    own: frozenset[uuid.UUID] | None, roles: Iterable[str], stands_in_for: Iterable[StandIn]
) -> frozenset[uuid.UUID] | None:
    """The units a member works on today: their own, and those of whoever they stand in for.

    Somebody's units pass only to a member who has no role there that the absent one has not:
    nobody can do in a unit what neither of the two could.
    """
    units = own
    for absent in stands_in_for:
        if units is None:
            return None
        if policy.brings_no_role(roles, absent.roles):
            units = None if absent.unit_ids is None else units | absent.unit_ids
    return units


def _others() -> ArraySubquery:
    mine = (
        Membership.objects.filter(user=OuterRef("user"), active=True, owner__active=True)
        .exclude(pk=OuterRef("pk"))
        .order_by("owner__name")
    )
    return ArraySubquery(
        mine.values(hat=JSONObject(id=F("id"), name=F("owner__name"), kind=F("owner__kind")))
    )


def _absences(today: date) -> ArraySubquery:
    """Those of other members that the member stands in for that day."""
    units = UnitAssignment.objects.filter(membership=OuterRef("membership")).order_by()
    rows = Absence.objects.filter(
        delegate=OuterRef("pk"),
        from_on__lte=today,
        until_on__gte=today,
        ended_at=None,
        membership__active=True,
    ).order_by("until_on", "pk")
    told = JSONObject(
        name=F("membership__user__name"),
        until=F("until_on"),
        roles=F("membership__roles"),
        units=ArraySubquery(units.values("unit_id")),
    )
    return ArraySubquery(rows.values(absence=told))


def _stand_in(told: dict[str, Any]) -> StandIn:
    units = frozenset(uuid.UUID(key) for key in told["units"])
    return StandIn(
        name=told["name"],
        until=date.fromisoformat(told["until"]),
        roles=frozenset(told["roles"]),
        unit_ids=units or None,
    )


def _security() -> Subquery:
    rows = SecuritySettings.objects.order_by()
    told = JSONObject(**{name: F(name) for name in _SECURITY})
    return Subquery(rows.values(told=told)[:1])


_SECURITY = (
    *("idle_minutes", "session_hours", "second_factor_for_all", "password_sign_in"),
    *("markings", "classified_channel", "notify_email"),
)


def _trusted() -> ArraySubquery:
    rows = IdentityProvider.objects.filter(owner=OuterRef("owner"))
    rows = rows.exclude(state=ProviderState.OFF)
    told = JSONObject(id=F("id"), contexts=F("trusted_contexts"), state=F("state"))
    return ArraySubquery(rows.order_by().values(told=told))


def factors_of(user: User | OuterRef) -> QuerySet[Authenticator]:
    """The second factors of a person; recovery codes are none, they stand in for one."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return rows.exclude(type=Authenticator.Type.RECOVERY_CODES)


def of_member(membership_id: uuid.UUID) -> Acting | None:
    """The acting member where nobody is signed in: a task or a feed on a member's behalf.

    Inside acting_for of the organisation, as `load`; None as well for who may not sign in.
    """
    row = (
        Membership.objects.filter(pk=membership_id, owner_id=acting_id())
        .select_related("user")
        .first()
    )
    if row is None or not policy.may_enter(row.user):
        return None
    return load(row.pk, row.user)


def _member(membership_id: uuid.UUID, user: User) -> Any:
    """The membership with all that `load` needs of others' rows, in one statement."""
    return (
        _members(acting_id(), clock.today())
        .filter(pk=membership_id, user=user, owner_id=acting_id(), active=True, owner__active=True)
        .first()
    )


@lru_cache(maxsize=128)
def _members(_owner: uuid.UUID, today: date) -> QuerySet[Membership]:
    """What `_member` narrows, put together once for an organisation and day.

    Never read itself. The acting organisation stands in it, so it is kept for that one alone.
    """
    units = ArrayAgg(
        "unit_assignments__unit_id",
        filter=Q(unit_assignments__isnull=False),
        default=None,
    )
    rows: QuerySet[Membership] = Membership.objects.select_related("owner").annotate(
        unit_ids=units,
        others=_others(),
        away=_absences(today),
        rules=_security(),
        trusted=_trusted(),
        has_factor=Exists(factors_of(OuterRef("user"))),
    )
    return rows


def load(
    membership_id: uuid.UUID,
    user: User,
    token: ApiToken | None = None,
    *,
    bound: bool = False,
    reading: bool = False,
) -> Acting | None:
    """The acting member, in one statement; None when the membership or organisation has ended.

    Must run inside acting_for of the membership's organisation: one of another organisation,
    which its user sees as well, is not found. A `bound` session knows no other organisation;
    a token may open more where the request only reads.
    """
    membership = _member(membership_id, user)
    if membership is None:
        return None
    own = frozenset(membership.unit_ids) if membership.unit_ids else None
    stands_in_for = tuple(_stand_in(told) for told in membership.away or ())
    actor = Actor(
        label=user.get_full_name(),
        user_id=user.pk,
        membership_id=membership.pk,
        permissions=membership.permissions
        if token is None
        else policy.within_scopes(membership.permissions, token.scopes, reading=reading),
        unit_ids=widened(own, membership.roles, stands_in_for),
    )
    return Acting(
        organisation=membership.owner,
        membership=membership,
        user=user,
        actor=actor,
        others=() if bound else tuple(membership.others or ()),
        token=token,
        stands_in_for=stands_in_for,
        own_unit_ids=own,
        security=SecuritySettings(**(membership.rules or {})),
        has_factor=membership.has_factor,
        trusted_contexts={
            provider["id"]: frozenset(provider["contexts"])
            for provider in membership.trusted
            if provider["state"] == ProviderState.LIVE
        },
        providers=frozenset(provider["id"] for provider in membership.trusted),
    )


def still(membership_id: uuid.UUID) -> Actor | None:
    """The member as they may act now, for work that outlives their request; None: they left."""
    row = Membership.objects.select_related("user").filter(pk=membership_id).first()
    found = load(membership_id, row.user) if row is not None else None
    return found.actor if found else None


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


def bound_to(request: HttpRequest) -> uuid.UUID | None:
    """The one organisation this session may act for, where a provider of its made the session."""
    stored = request.session.get(BOUND_KEY)
    return uuid.UUID(stored) if stored else None


def came_by_closed_door(request: HttpRequest, current: Acting) -> bool:
    """Whether the session came by a provider that was switched off or removed since."""
    through = request.session.get("signed_in_by")
    return bool(through) and bound_to(request) is not None and through not in current.providers


def came_by_door_closed_since(request: HttpRequest) -> bool:
    """The same of somebody who is no member any more, asked of the provider's organisation."""
    through, bound = request.session.get("signed_in_by"), bound_to(request)
    if not through or bound is None:
        return False
    with acting_for(bound):
        rows = IdentityProvider.objects.filter(pk=through)
        return not rows.exclude(state=ProviderState.OFF).exists()


def first_hat(user: User, bound: uuid.UUID | None = None) -> Membership | None:
    """The membership a user starts with after signing in: the oldest that is active.

    `bound`: the only organisation that this session may act for.
    """
    with known_as(user.pk):
        mine = Membership.objects.filter(user=user, active=True, owner__active=True)
        if bound is not None:
            mine = mine.filter(owner_id=bound)
        return mine.order_by("since", "pk").first()


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
