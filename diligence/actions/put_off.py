"""Put something due off, for everybody and for a reason; and take that back."""

import uuid
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from diligence.domain.reminding import passes_a_firm_day, why_not_until
from diligence.models import Partnership, Snooze
from diligence.queries import due, partnerships
from diligence.queries.sentences import spoken
from portal import audit, clock
from portal.authority import Actor, require
from portal.enums import Permission

LONGEST_REASON: Final = 300


@transaction.atomic
def put_off(
    kind: str,
    subject: uuid.UUID,
    *,
    until: date,
    because: str,
    by: Actor,
    knowing: bool = False,
) -> Snooze:
    """Let an item rest until a day: it is listed as put off meanwhile, with who and why.

    `knowing` says that a day set by law or by the hub may go by meanwhile. Raises Refused,
    Partnership.DoesNotExist where nothing of the kind is due, or ValidationError by field.
    """
    require(by.may(Permission.DECIDE_LOW))
    today = clock.today()
    item = due.item_of(by, kind, subject, today)
    if item is None:
        raise Partnership.DoesNotExist
    reason = " ".join(because.replace("\x00", "").split())
    if not reason or len(reason) > LONGEST_REASON:
        told = _("Say in a sentence why it can wait, in at most %(most)s characters.")
        raise ValidationError({"because": told % {"most": LONGEST_REASON}})
    wrong = why_not_until(until, today)
    if wrong is not None:
        raise ValidationError({"until": spoken(wrong)})
    if passes_a_firm_day(item, until) and not knowing:
        day = date_format(item.due, "DATE_FORMAT")
        told = _("It is due on %(day)s, a day that isn’t yours to move. Say that you know.")
        raise ValidationError({"knowing": told % {"day": day}})
    # One at a time, so that two colleagues don't put the same thing off twice.
    Partnership.objects.select_for_update(of=("self",), no_key=True).get(pk=item.partnership)
    present = Snooze.objects.filter(kind=kind, subject=subject, ended_at__isnull=True)
    present.update(ended_at=clock.now(), ended_by=by.label)
    row: Snooze = Snooze.objects.create(
        partnership_id=item.partnership,
        kind=kind,
        subject=subject,
        until=until,
        because=reason,
        by=by.label,
        user_id=by.user_id,
    )
    _record("due.put_off", row, by, because=reason, until=date_format(until, "DATE_FORMAT"))
    return row


@transaction.atomic
def take_back(snooze_id: uuid.UUID, *, by: Actor) -> Snooze:
    """It is due again at once, whoever put it off. Raises Refused or Snooze.DoesNotExist."""
    require(by.may(Permission.DECIDE_LOW))
    seen = partnerships.visible_to(by).order_by().values("pk")
    rows = Snooze.objects.filter(partnership__in=seen).select_for_update(of=("self",))
    row: Snooze = rows.get(pk=snooze_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by = clock.now(), by.label
        row.save(update_fields=["ended_at", "ended_by"])
        _record("due.taken_back", row, by)
    return row


def _record(event: str, row: Snooze, by: Actor, **said: str) -> None:
    detail = {"partnership": str(row.partnership_id), "kind": row.kind, **said}
    audit.record(event, row, by=by, detail=detail)
