"""What operators read: directory, invitations they made, work that failed. No rows of others."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from portal import bells, clock
from portal.enums import OrganisationKind
from portal.models import Invitation, Organisation, User
from portal.queries import members
from portal.tenancy import acting_for, known_as


def organisations(*, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    rows = Organisation.objects.order_by("name", "pk")
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(city__icontains=text) | Q(identifier__iexact=text)
        )
    if kind in OrganisationKind.values:
        rows = rows.filter(kind=kind)
    return rows


def open_invitations(operator: User, to: Organisation | None = None) -> list[Invitation]:
    """This operator's invitations that nobody accepted yet, newest first."""
    rows = Invitation.objects.filter(
        created_by=operator, accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    ).select_related("owner")
    if to is not None:
        rows = rows.filter(owner=to)
    with known_as(operator.pk):
        return list(rows.order_by("-created_at")[:200])


@dataclass(frozen=True, slots=True)
class FailedWork:
    """Work that failed: for whom, what, since when, how it fails, and whether it is given up.

    `problem` is the kind of failure alone: what it says may speak of an organisation's rows.
    """

    owner: Organisation
    name: str
    since: datetime
    problem: str
    given_up: bool


def failed_work(to: Organisation | None = None) -> list[FailedWork]:
    """Work that failed and waits, of one organisation or of all; what is given up first."""
    return [
        FailedWork(
            bell.owner,
            str(bells.NAMES.get(bell.kind, bell.kind)),
            bell.rung_at,
            bell.problem,
            bells.given_up(bell),
        )
        for bell in bells.failing(to.pk if to else None)
    ]


def has_steward(organisation: Organisation) -> bool:
    """Whether the organisation has an active steward: yes or no, not who."""
    with acting_for(organisation):
        return members.active_stewards().exists()
