"""The Commission keeps the cycles: two calendar years each, and the day the data freeze."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, require
from portal.tenancy import acting_id
from reporting import policy
from reporting.models import ReceivedReturn, ReportingCycle

YEARS = 2


def first_free_year() -> int:
    """The year after the last cycle's end; 2025 for the first."""
    last = ReportingCycle.objects.order_by("-ends_on").first()
    return last.ends_on.year + 1 if last else 2025


def add(*, first_year: int, freezes_on: date, by: Actor) -> ReportingCycle:
    """Add the cycle of two calendar years that begins with `first_year`.

    Raises Refused, or ValidationError by field.
    """
    require(policy.may_change_cycle(by, returns=0))
    last_year = first_year + YEARS - 1
    cycle = ReportingCycle(
        key=f"{first_year}-{last_year}",
        starts_on=date(first_year, 1, 1),
        ends_on=date(last_year, 12, 31),
        freezes_on=freezes_on,
        created_at=clock.now(),
    )
    _check_freeze(cycle)
    overlaps = ReportingCycle.objects.filter(
        owner_id=acting_id(), starts_on__lte=cycle.ends_on, ends_on__gte=cycle.starts_on
    ).first()
    if overlaps is not None:
        raise ValidationError(
            {
                "first_year": _("The cycle %(key)s has these years already. Choose %(year)s.")
                % {"key": overlaps.key, "year": first_free_year()}
            }
        )
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"first_year": _("Somebody just added this cycle.")}) from None
    audit.record("cycle.added", cycle, by=by, detail=_dates(cycle))
    return cycle


def change(cycle_id: uuid.UUID, *, freezes_on: date, by: Actor) -> ReportingCycle:
    """Move the day the data freeze, while no return is confirmed.

    Raises ReportingCycle.DoesNotExist, Refused, or ValidationError by field.
    """
    rows = ReportingCycle.objects.select_for_update().filter(owner_id=acting_id())
    cycle: ReportingCycle = rows.get(pk=cycle_id)
    returns = ReceivedReturn.objects.filter(cycle=cycle).count()
    require(policy.may_change_cycle(by, returns=returns))
    before = _dates(cycle)
    cycle.freezes_on = freezes_on
    _check_freeze(cycle)
    cycle.save(update_fields=["freezes_on"])
    audit.record("cycle.changed", cycle, by=by, detail=_dates(cycle) | {"before": before})
    return cycle


def _check_freeze(cycle: ReportingCycle) -> None:
    if cycle.freezes_on < cycle.ends_on:
        raise ValidationError(
            {
                "freezes_on": _("Data freeze after the cycle has ended: on %(day)s or later.")
                % {"day": cycle.ends_on.isoformat()}
            }
        )


def _dates(cycle: ReportingCycle) -> dict[str, str]:
    return {
        "key": cycle.key,
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "freezes_on": cycle.freezes_on.isoformat(),
    }
