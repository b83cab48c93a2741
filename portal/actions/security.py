"""What an organisation asks of its members' sessions and ways in, and what it never takes in."""

from dataclasses import asdict, dataclass

from django.db import transaction

from portal import audit, clock
from portal.authority import Actor, require
from portal.enums import Permission
from portal.models import SecuritySettings
from portal.tenancy import acting_id


@dataclass(frozen=True, slots=True)
class Rules:
    """As `SecuritySettings`; the field's meaning is told there."""

    idle_minutes: int
    session_hours: int
    second_factor_for_all: bool
    password_sign_in: bool
    notify_email: str
    failures_told: int
    markings: list[str]
    classified_channel: str


@transaction.atomic
def save(rules: Rules, *, by: Actor) -> SecuritySettings:
    """Put the rules of the acting organisation in force, for sessions that run as well."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row: SecuritySettings | None = SecuritySettings.objects.select_for_update().first()
    if row is None:
        row = SecuritySettings(owner_id=acting_id())
    new = asdict(rules)
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_at, row.by = clock.now(), by.label
    row.save()
    if changed:
        # Markings and the channel may tell what this house works on: that they changed is enough.
        told = {n: v for n, v in changed.items() if n not in {"markings", "classified_channel"}}
        detail = {"changed": sorted(changed), **told}
        audit.record("security.settings_changed", row, by=by, detail=detail)
    return row
