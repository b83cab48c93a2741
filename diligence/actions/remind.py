"""On which days the organisation is reminded of what is due: its own lists, or the usual ones."""

from collections.abc import Mapping

from django.db import transaction

from diligence.domain.due import Kind
from diligence.domain.reminding import written
from diligence.models import ReminderPlan
from diligence.queries import due
from portal import audit, clock
from portal.authority import Actor, require
from portal.enums import Permission


@transaction.atomic
def set_offsets(offsets: Mapping[Kind, tuple[int, ...]], *, by: Actor) -> None:
    """Keep these days for each kind named; an empty list reminds of nothing. Raises Refused."""
    require(by.may(Permission.MANAGE_SETTINGS))
    before = due.offsets()
    changed = {kind: days for kind, days in offsets.items() if days != before[kind]}
    for kind, days in changed.items():
        ReminderPlan.objects.update_or_create(
            kind=kind.value,
            defaults={"offsets": list(days), "changed_at": clock.now(), "changed_by": by.label},
        )
    if changed:
        told = {
            kind.value: [written(before[kind]), written(days)] for kind, days in changed.items()
        }
        audit.record("reminders.changed", None, by=by, detail={"offsets": told})


@transaction.atomic
def back_to_usual(*, by: Actor) -> None:
    """Forget the organisation's own lists. Raises Refused."""
    require(by.may(Permission.MANAGE_SETTINGS))
    removed, _each = ReminderPlan.objects.all().delete()
    if removed:
        audit.record("reminders.reset", None, by=by)
