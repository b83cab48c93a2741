"""Units: faculties, departments, institutes that may limit what an officer works on."""

import uuid

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.models import Unit


def create(*, by: Actor, name: str) -> Unit:
    require(by.may(Permission.MANAGE_UNITS))
    with transaction.atomic():
        _require_free(name)
        unit: Unit = Unit.objects.create(name=name)
        audit.record("unit.created", unit, by=by, detail={"name": name})
    return unit


def rename(unit_id: uuid.UUID, *, by: Actor, name: str) -> Unit:
    require(by.may(Permission.MANAGE_UNITS))
    with transaction.atomic():
        unit = _locked(unit_id)
        _require_free(name, but=unit)
        before, unit.name = unit.name, name
        unit.save(update_fields=["name"])
        audit.record("unit.renamed", unit, by=by, detail={"from": before, "to": name})
    return unit


def close(unit_id: uuid.UUID, *, by: Actor) -> Unit:
    """No longer offered for new work; what belongs to the unit keeps it, members keep the limit."""
    return _set_active(unit_id, False, by)


def reopen(unit_id: uuid.UUID, *, by: Actor) -> Unit:
    return _set_active(unit_id, True, by)


def _set_active(unit_id: uuid.UUID, active: bool, by: Actor) -> Unit:
    require(by.may(Permission.MANAGE_UNITS))
    with transaction.atomic():
        unit = _locked(unit_id)
        if unit.active != active:
            unit.active = active
            unit.save(update_fields=["active"])
            event = "unit.reopened" if active else "unit.closed"
            audit.record(event, unit, by=by, detail={"name": unit.name})
    return unit


def _locked(unit_id: uuid.UUID) -> Unit:
    unit: Unit | None = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id).first()
    if unit is None:
        raise Http404(_("There is no such unit."))
    return unit


def name_taken(name: str, *, but: uuid.UUID | None = None) -> bool:
    """Whether another unit has this name, in whatever case."""
    same: bool = Unit.objects.filter(name__iexact=name).exclude(pk=but).exists()
    return same


def _require_free(name: str, but: Unit | None = None) -> None:
    if name_taken(name, but=but.pk if but else None):
        raise Refused(_("There is a unit of this name already."))
