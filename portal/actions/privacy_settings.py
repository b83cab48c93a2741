"""What an organisation says of itself as controller; its records and notices print it."""

from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.models import Organisation, PrivacySettings
from portal.tenancy import acting_id

FIELDS = ("controller", "contact", "officer", "basis", "processors", "erases_authors")


def current() -> PrivacySettings | None:
    """What the organisation has said; None before it said anything."""
    found: PrivacySettings | None = PrivacySettings.objects.first()
    return found


def controller() -> str:
    """Who is responsible, as documents name it."""
    told = current()
    return told.controller if told else Organisation.objects.get(pk=acting_id()).name


def save(*, by: Actor, **said: object) -> PrivacySettings:
    """Keep what was said. The event names the fields that changed, not what stands in them."""
    require(by.may(Permission.MANAGE_PRIVACY))
    unknown = set(said) - set(FIELDS)
    if unknown:
        raise Refused(_("There are no such settings: %s.") % ", ".join(sorted(unknown)))
    row = PrivacySettings.objects.select_for_update(of=("self",)).first() or PrivacySettings()
    changed = [name for name, value in said.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, said[name])
    row.changed_at, row.by = clock.now(), by.label
    row.save()
    audit.record("privacy.settings_changed", row, by=by, detail={"fields": changed})
    return row
