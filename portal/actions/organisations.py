"""Organisations: made, kept and suspended by operators, who see none's rows."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, policy
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id, new_id

ENTRY = ("name", "kind", "type", "size_band", "country", "city", "identifier")
"""What the directory says about an organisation."""


def create(*, by: Actor, demonstration: bool = False, **entry: str) -> Organisation:
    """Make an organisation of any kind, acting for itself; it starts without members."""
    require(policy.may_operate(by))
    _require_known(entry)
    key = new_id()
    with acting_for(key, user=by.user_id):
        organisation = Organisation.objects.create(id=key, demonstration=demonstration, **entry)
        audit.record("organisation.created", organisation, by=by, detail=dict(entry))
    return organisation


def edit(organisation_id: uuid.UUID, *, by: Actor, **entry: str) -> Organisation:
    require(policy.may_operate(by))
    _require_known(entry)
    with acting_for(organisation_id, user=by.user_id):
        organisation = _locked(organisation_id)
        changed = {
            name: {"from": getattr(organisation, name), "to": value}
            for name, value in entry.items()
            if getattr(organisation, name) != value
        }
        if "kind" in changed:
            raise Refused(
                _("The kind stays: another kind of organisation is another organisation.")
            )
        for name, value in entry.items():
            setattr(organisation, name, value)
        organisation.save(update_fields=[*entry])
        audit.record("organisation.edited", organisation, by=by, detail=changed)
    return organisation


def _require_known(entry: dict[str, str]) -> None:
    unknown = set(entry) - set(ENTRY)
    if unknown:
        raise TypeError(f"The directory does not hold {', '.join(sorted(unknown))}.")


def suspend(organisation_id: uuid.UUID, *, by: Actor) -> Organisation:
    """Nobody enters the organisation until it is resumed; nothing of it is lost."""
    return _set_active(organisation_id, False, by)


def resume(organisation_id: uuid.UUID, *, by: Actor) -> Organisation:
    return _set_active(organisation_id, True, by)


def _set_active(organisation_id: uuid.UUID, active: bool, by: Actor) -> Organisation:
    require(policy.may_operate(by))
    with acting_for(organisation_id, user=by.user_id):
        organisation = _locked(organisation_id)
        if organisation.active != active:
            organisation.active = active
            organisation.save(update_fields=["active"])
            event = "organisation.resumed" if active else "organisation.suspended"
            audit.record(event, organisation, by=by)
    return organisation


def _locked(organisation_id: uuid.UUID) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation_id)


@transaction.atomic
def measure_minutes(on: bool, *, by: Actor) -> Organisation:
    """Switch the measuring of active minutes for the acting organisation."""
    require(by.may(Permission.MANAGE_SETTINGS))
    organisation = _locked(acting_id())
    if organisation.measures_minutes != on:
        organisation.measures_minutes = on
        organisation.save(update_fields=["measures_minutes"])
        audit.record("organisation.settings_changed", organisation, by=by, detail={"minutes": on})
    return organisation
