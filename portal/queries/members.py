"""Reading members, invitations and tokens of the acting organisation."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from portal import clock
from portal.enums import LinkPurpose, Role
from portal.models import (
    Absence,
    ApiToken,
    Invitation,
    Membership,
    SecuritySettings,
    SharedLink,
    Unit,
)
from portal.tenancy import acting_id


def members(*, active: bool, text: str = "") -> QuerySet[Membership]:
    """Members by name, each with the names of the units their work is limited to."""
    rows = (
        Membership.objects.filter(owner_id=acting_id(), active=active)
        .select_related("user")
        .annotate(
            unit_names=ArrayAgg(
                "unit_assignments__unit__name",
                filter=Q(unit_assignments__isnull=False),
                order_by="unit_assignments__unit__name",
                default=None,
            )
        )
        .order_by("user__name", "pk")
    )
    if text:
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return rows


def active_stewards() -> QuerySet[Membership]:
    """The acting organisation's active stewards."""
    return Membership.objects.filter(
        owner_id=acting_id(), active=True, roles__contains=[Role.STEWARD]
    )


def addresses_for_security() -> list[str]:
    """Where the acting organisation is told about its doors: its own address, or its stewards'."""
    own = SecuritySettings.objects.exclude(notify_email="").first()
    if own is not None:
        return [own.notify_email]
    return list(active_stewards().order_by("pk").values_list("user__email", flat=True))


def member(pk: uuid.UUID) -> Membership | None:
    return (
        Membership.objects.select_related("user", "owner")
        .filter(pk=pk, owner_id=acting_id())
        .first()
    )


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that can still be accepted, and those that lapsed without an answer."""
    return (
        Invitation.objects.filter(owner_id=acting_id(), accepted_at=None, revoked_at=None)
        .select_related("created_by")
        .order_by("-created_at")
    )


@dataclass(frozen=True, slots=True)
class Staffing:
    """How far the acting organisation is staffed."""

    at_work: int
    """Active members in the role that does the organisation's work."""
    waiting: int
    """Invitations without an answer."""


def staffing(role: Role) -> Staffing:
    """`role`: the one that does the work in an organisation of this kind."""
    at_work = Membership.objects.filter(
        owner_id=acting_id(), active=True, roles__contains=[role]
    ).count()
    return Staffing(at_work=at_work, waiting=open_invitations().count())


def invitation(pk: uuid.UUID) -> Invitation | None:
    return Invitation.objects.filter(pk=pk, owner_id=acting_id()).first()


def tokens(membership_id: uuid.UUID | None) -> QuerySet[ApiToken]:
    """Open tokens of one member, or of everybody where `membership_id` is None."""
    rows = (
        ApiToken.objects.filter(owner_id=acting_id(), revoked_at=None, expires_at__gt=clock.now())
        .select_related("created_by")
        .order_by("name", "pk")
    )
    return rows if membership_id is None else rows.filter(membership_id=membership_id)


def units() -> QuerySet[Unit]:
    """Units by name, each with how many active members are limited to it."""
    rows: QuerySet[Unit] = Unit.objects.annotate(
        members=Count("assignments", filter=Q(assignments__membership__active=True))
    ).order_by("-active", "name")
    return rows


def unit_names(keys: Collection[uuid.UUID] | None) -> list[str] | None:
    """The names of these units; None where there is no limit to any."""
    if keys is None:
        return None
    return list(Unit.objects.filter(pk__in=keys).order_by("name").values_list("name", flat=True))


def covering(rows: QuerySet[Membership], unit_id: uuid.UUID | None) -> QuerySet[Membership]:
    """Those of these members whose work covers the unit: not limited to others."""
    unlimited = Q(unit_assignments__isnull=True)
    return rows.filter(unlimited | Q(unit_assignments__unit_id=unit_id)).distinct()


def holders(role: Role) -> QuerySet[Membership]:
    """The acting organisation's active members in this role, by name."""
    return (
        Membership.objects.filter(
            owner_id=acting_id(), active=True, user__is_active=True, roles__contains=[role]
        )
        .select_related("user")
        .order_by("user__name", "pk")
    )


def absences_between(
    start: date, end: date, of: Collection[uuid.UUID] | None = None
) -> QuerySet[Absence]:
    """Absences that fall on one of these days: of all members, or those `of` has a part in."""
    rows: QuerySet[Absence] = Absence.objects.filter(
        ended_at=None, from_on__lte=end, until_on__gte=start
    )
    if of is not None:
        rows = rows.filter(Q(membership_id__in=of) | Q(delegate_id__in=of))
    return rows.select_related("membership__user", "delegate__user").order_by("from_on", "pk")


def absences_of(membership_id: uuid.UUID) -> list[Absence]:
    """A member's absences that go on or are still to come."""
    rows = absences_between(clock.today(), date.max)
    return list(rows.filter(membership_id=membership_id))


def away_today() -> dict[uuid.UUID, Absence]:
    """Who is away today, by membership, with who stands in."""
    today = clock.today()
    return {row.membership_id: row for row in absences_between(today, today)}


def possible_delegates(membership_id: uuid.UUID) -> QuerySet[Membership]:
    """The other active members, by name."""
    rows = members(active=True).filter(user__is_active=True)
    return rows.exclude(pk=membership_id)


def shared_link(purpose: LinkPurpose, subject: uuid.UUID) -> SharedLink | None:
    """The open link to a row of the acting organisation, if there is one."""
    rows = SharedLink.objects.filter(
        owner_id=acting_id(), purpose=purpose, subject=subject, revoked_at=None
    )
    return rows.filter(expires_at__gt=clock.now()).order_by("-created_at").first()
