"""An adviser reads a case: written down once a day and adviser, at the hub and at the sender."""

from django.utils import timezone

from advisory.actions import border
from advisory.models import Referral
from advisory.queries import drafts
from portal import audit, clock
from portal.authority import Actor
from portal.models import AuditEvent

EVENT = "referral.viewed"


def looked(referral: Referral, *, by: Actor) -> bool:
    """Whether this was the adviser's first look of the day at a case sent through the portal.

    The organisation reads that its hub looked, not who. Two pages opened at once count once.
    """
    if referral.consultation_id is None or _today(referral, by):
        return False
    drafts.locked(referral.pk)
    if _today(referral, by):
        return False
    audit.record(EVENT, referral, by=by)
    border.tell_sender(referral, "viewed")
    return True


def _today(referral: Referral, by: Actor) -> bool:
    last = (
        AuditEvent.objects.filter(subject_id=referral.pk, event=EVENT, user_id=by.user_id)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    return last is not None and timezone.localtime(last).date() == clock.today()
