"""What the hub's cases need today: of one adviser, and of whoever has time."""

import uuid
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from advisory.choices import OPEN_STATES, CountersignState, DraftState, ReferralState
from advisory.models import AdviceDraft, CountersignRequest, InformationRequest, Referral
from advisory.queries.queue import LISTED

SOON: Final = timedelta(days=7)
"""Calendar days within which a case of one's own is due soon."""
CAP: Final = 1000
"""Cases are counted up to here; beyond, a page says "more than"."""


def mine_due(me: uuid.UUID | None, today: date, limit: int) -> list[Referral]:
    """The member's own cases that are overdue or due soon, by due date; none that wait."""
    near = Q(due_on__lte=today + SOON) | Q(needed_by__lte=today + SOON)
    rows = _open().filter(near, assignee=me).exclude(state=ReferralState.WAITING)
    return list(rows.order_by("due_on", "id")[:limit])


def answered(me: uuid.UUID | None, limit: int) -> list[Referral]:
    """The member's own cases whose last question was answered and that nobody has drafted since."""
    since = AdviceDraft.objects.filter(
        referral=OuterRef("referral"), updated_at__gte=OuterRef("answered_at")
    )
    unread = InformationRequest.objects.filter(
        ~Exists(since), referral=OuterRef("pk"), answered_at__isnull=False, withdrawn_at=None
    )
    rows = _open().filter(Exists(unread), assignee=me, state=ReferralState.TAKEN)
    return list(rows.order_by("priority", "due_on", "id")[:limit])


def to_countersign(user: uuid.UUID | None, limit: int) -> list[Referral]:
    """Cases whose draft waits for a second adviser who is not the one that wrote it."""
    offered = AdviceDraft.objects.filter(referral=OuterRef("pk"), state=DraftState.OFFERED)
    rows = _open().filter(Exists(offered.exclude(drafted_user=user)), state=ReferralState.DRAFTED)
    return list(rows.order_by("priority", "due_on", "id")[:limit])


def asked_elsewhere(limit: int) -> list[CountersignRequest]:
    """Drafts of other hubs that wait for a countersignature here, the oldest first."""
    rows = CountersignRequest.objects.filter(state=CountersignState.OPEN)
    return list(rows.select_related("asking_hub").order_by("received_at", "id")[:limit])


def unassigned(limit: int) -> list[Referral]:
    """Cases nobody holds, first the one that comes first in the queue."""
    rows = Referral.objects.only(*LISTED).filter(state=ReferralState.QUEUED)
    return list(rows.order_by("priority", "due_on", "id")[:limit])


def standing(me: uuid.UUID | None, today: date) -> dict[str, int]:
    """Open cases, counted up to CAP: all, to take, the member's own, overdue."""
    late = Q(due_on__lt=today) & ~Q(state=ReferralState.WAITING)
    return {
        "open": _count(_open()),
        "to_take": _count(_open().filter(state=ReferralState.QUEUED)),
        "mine": _count(_open().filter(assignee=me)),
        "overdue": _count(_open().filter(late)),
    }


def _open() -> QuerySet[Referral]:
    rows: QuerySet[Referral] = Referral.objects.only(*LISTED).filter(
        state__in=[str(state) for state in OPEN_STATES]
    )
    return rows


def _count(rows: QuerySet[Referral]) -> int:
    return rows.order_by().values("pk")[: CAP + 1].count()
