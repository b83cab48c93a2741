"""Renewing this portal's own key for a SAML provider: the next one, then both, then the old goes.

Both are published and both decrypt meanwhile, so that nobody is locked out while the provider
still reads what it read yesterday.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, clock, vault
from portal.actions import provider_keys
from portal.actions.providers import locked, note_end
from portal.authority import Actor, Refused, require
from portal.enums import Permission, ProviderProtocol
from portal.models import IdentityProvider
from portal.queries import providers as reading

_FIELDS = (
    *("sp_key_sealed", "sp_certificate"),
    *("sp_spare_sealed", "sp_spare_certificate", "sp_spare_former"),
    *("certificate_until", "tried_digest"),
)


def _saml(provider_id: uuid.UUID, by: Actor) -> IdentityProvider:
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    if row.protocol != ProviderProtocol.SAML:
        raise Refused(_("Only SAML has a key of ours. With OpenID there is the client’s secret."))
    return row


def _with_spare(provider_id: uuid.UUID, by: Actor) -> IdentityProvider:
    row = _saml(provider_id, by)
    if not row.sp_spare_certificate:
        raise Refused(_("There is no second key. Prepare one first."))
    return row


def _save(row: IdentityProvider, event: str, by: Actor) -> IdentityProvider:
    note_end(row)
    row.save(update_fields=_FIELDS)
    audit.record(event, row, by=by, detail={"name": row.name})
    return row


@transaction.atomic
def prepare(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Make the next key and publish it beside the one in use, which goes on signing."""
    row = _saml(provider_id, by)
    if row.sp_spare_certificate:
        raise Refused(_("There is a second key already. Use it, or take it away first."))
    made = provider_keys.make(reading.addresses(row.key, row.protocol).metadata, clock.now())
    row.sp_spare_sealed = vault.seal(made.key.encode(), row.pk.bytes)
    row.sp_spare_certificate, row.sp_spare_former = made.certificate, False
    return _save(row, "provider.key_prepared", by)


@transaction.atomic
def swap(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Sign with the other key from now on; the one until now stays published and decrypts."""
    row = _with_spare(provider_id, by)
    tried = reading.tried(row)
    row.sp_key_sealed, row.sp_spare_sealed = row.sp_spare_sealed, row.sp_key_sealed
    own, row.sp_certificate = row.sp_certificate, row.sp_spare_certificate
    row.sp_spare_certificate, row.sp_spare_former = own, not row.sp_spare_former
    if tried:
        # The provider is the same, and what it says is read as before.
        row.tried_digest = reading.digest_of_configuration(row)
    return _save(row, "provider.key_swapped", by)


@transaction.atomic
def retire(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Take the key away that doesn't sign: it is no longer published and opens nothing."""
    row = _with_spare(provider_id, by)
    row.sp_spare_sealed, row.sp_spare_certificate, row.sp_spare_former = None, "", False
    return _save(row, "provider.key_retired", by)
