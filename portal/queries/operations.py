"""What operators read: the directory, and the invitations they made. No organisation's rows."""

from django.db.models import Q, QuerySet

from portal import clock
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


def has_steward(organisation: Organisation) -> bool:
    """Whether the organisation has an active steward: yes or no, not who."""
    with acting_for(organisation):
        return members.active_stewards().exists()
