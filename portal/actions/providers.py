"""Identity providers of an organisation: set up, tried, used, switched off; rules and domains."""

import secrets
import string
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit, clock, policy, vault
from portal.actions import connections, provider_keys
from portal.authority import Actor, Refused, require
from portal.enums import Permission, ProviderProtocol, ProviderState, roles_open_to
from portal.federation import public_mail
from portal.federation.metadata import Theirs
from portal.models import ClaimRule, EmailDomain, IdentityProvider, Organisation
from portal.models.door import digest_of
from portal.queries import providers as reading
from portal.tenancy import acting_id

_LETTERS = string.ascii_lowercase + string.digits
CONNECTION = ("entity_id", "client_id", "metadata_url", "metadata", "metadata_certificate")
READING = ("attribute_names", "scopes", "trusted_contexts", "asks_second_factor")
REST = ("name", "creates_accounts")


def locked(provider_id: uuid.UUID) -> IdentityProvider:
    """The acting organisation's provider, locked; Http404 where there is none."""
    row = (
        IdentityProvider.objects.select_for_update(of=("self",))
        .filter(pk=provider_id, owner_id=acting_id())
        .first()
    )
    if row is None:
        raise Http404(_("There is no such sign-in."))
    return row


def new_key() -> str:
    """A key of a provider, by which its addresses are known; nobody chooses one."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(16))


def is_free(key: str) -> bool:
    """Whether the organisation has no sign-in with this key yet.

    That nobody else has one either is settled by the digest, which is there once.
    """
    return not reading.providers().filter(digest=_digest(key)).exists()


def _digest(key: str) -> str:
    return digest_of(f"provider:{key}")


@transaction.atomic
def add(
    *, by: Actor, protocol: str, preset: str, secret: str = "", key: str = "", **fields: Any
) -> IdentityProvider:
    """Set up a provider as a draft: nobody signs in through it yet.

    `key`: of `new_key`, where its addresses were told before.
    """
    require(by.may(Permission.MANAGE_SIGN_IN))
    key = key or new_key()
    row = IdentityProvider(
        key=key,
        digest=_digest(key),
        protocol=protocol,
        preset=preset,
        by=by.label,
        **{name: fields[name] for name in (*CONNECTION, *READING, *REST) if name in fields},
    )
    if protocol == ProviderProtocol.SAML:
        made = provider_keys.make(reading.addresses(key, protocol).metadata, clock.now())
        row.sp_key_sealed = vault.seal(made.key.encode(), row.pk.bytes)
        row.sp_certificate = made.certificate
    _seal(row, secret)
    note_end(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        if not is_free(key):
            raise Refused(_("Another sign-in has these addresses by now.")) from problem
        raise Refused(_("You have a sign-in of this name already. Choose another.")) from problem
    audit.record("provider.added", row, by=by, detail={"name": row.name, "protocol": protocol})
    return row


def _seal(row: IdentityProvider, secret: str) -> None:
    if secret:
        row.secret_sealed = vault.seal(secret.encode(), row.pk.bytes)


def note_end(row: IdentityProvider) -> None:
    theirs = theirs_of(row)
    own = provider_keys.not_after(row.sp_certificate) if row.sp_certificate else None
    ends = [end for end in (theirs.until if theirs else None, own) if end is not None]
    row.certificate_until = min(ends, default=None)


def theirs_of(row: IdentityProvider) -> Theirs | None:
    """A SAML provider's accepted metadata, read; None for OpenID and before there is any."""
    if row.protocol != ProviderProtocol.SAML or not row.metadata:
        return None
    return provider_keys.read_saml(row.metadata, row.entity_id)


@transaction.atomic
def change(
    provider_id: uuid.UUID, *, by: Actor, secret: str = "", **fields: Any
) -> IdentityProvider:
    """Change a provider. One in use goes back to being set up where the connection changes."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    before = reading.digest_of_configuration(row)
    changed = [
        name
        for name in (*CONNECTION, *READING, *REST)
        if name in fields and getattr(row, name) != fields[name]
    ]
    names_others = _names_others(row, fields)
    for name in changed:
        setattr(row, name, fields[name])
    if "metadata" in changed:
        row.etag = ""
    _seal(row, secret)
    note_end(row)
    again = reading.digest_of_configuration(row) != before
    if again and row.state == ProviderState.LIVE:
        row.state = ProviderState.DRAFT
    row.changed_at, row.by = clock.now(), by.label
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise Refused(_("You have a sign-in of this name already. Choose another.")) from problem
    told = [*changed, *(["secret"] if secret else [])]
    detail: dict[str, Any] = {"name": row.name, "what": told, "state": row.state}
    if names_others:
        detail["disconnected"] = connections.forget(provider=row.key)
    audit.record("provider.changed", row, by=by, detail=detail)
    return row


def _names_others(row: IdentityProvider, fields: Mapping[str, Any]) -> bool:
    """Whether its names of people mean others from now on: each issuer counts its own from one."""
    if fields.get("entity_id", row.entity_id) != row.entity_id:
        return True
    names = fields.get("attribute_names", row.attribute_names)
    return bool(names.get("uid", "") != row.attribute_names.get("uid", ""))


@transaction.atomic
def use(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Let people in through it, after a try of the connection as it is now."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    if row.state == ProviderState.LIVE:
        return row
    if not reading.tried(row):
        raise Refused(
            _(
                "Try this connection first: nobody is let in by one that was not tried with "
                "success as it is now, in the last 30 days."
            )
        )
    row.state, row.changed_at, row.by = ProviderState.LIVE, clock.now(), by.label
    row.save(update_fields=["state", "changed_at", "by"])
    audit.record("provider.in_use", row, by=by, detail={"name": row.name})
    return row


@transaction.atomic
def switch_off(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Let nobody in through it any more, at once."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    if row.state != ProviderState.OFF:
        row.state, row.changed_at, row.by = ProviderState.OFF, clock.now(), by.label
        row.save(update_fields=["state", "changed_at", "by"])
        audit.record("provider.switched_off", row, by=by, detail={"name": row.name})
    return row


@transaction.atomic
def add_rule(provider_id: uuid.UUID, *, by: Actor, **fields: Any) -> ClaimRule:
    """A rule claim → role. It acts with everybody's next sign-in."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    owner = Organisation.objects.get(pk=acting_id())
    if fields["role"] not in roles_open_to(owner.kind):
        raise Refused(_("This organisation has no pages for that role. Choose another."))
    position = ClaimRule.objects.filter(provider=row).count()
    rule: ClaimRule = ClaimRule.objects.create(provider=row, position=position, **fields)
    audit.record("provider.rule_added", row, by=by, detail=_told(row, rule))
    return rule


def _told(row: IdentityProvider, rule: ClaimRule) -> dict[str, Any]:
    told = {"name": row.name, "claim": rule.claim, "test": rule.test, "value": rule.value}
    return told | {"role": rule.role, "unit": rule.unit.name if rule.unit else ""}


@transaction.atomic
def remove_rule(provider_id: uuid.UUID, rule_id: uuid.UUID, *, by: Actor) -> None:
    """Take a rule off: what it gave is taken back with everybody's next sign-in."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    rule = ClaimRule.objects.filter(provider=row, pk=rule_id).select_related("unit").first()
    if rule is None:
        raise Http404(_("There is no such rule."))
    audit.record("provider.rule_removed", row, by=by, detail=_told(row, rule))
    rule.delete()


@transaction.atomic
def claim_domain(domain: str, *, by: Actor, provider: IdentityProvider | None) -> EmailDomain:
    """Say that the addresses of a domain are the organisation's; an operator confirms it."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    _require_own(domain)
    row = EmailDomain(domain=domain, claimed_by=by.label, provider=provider)
    row.digest = digest_of(f"claimed:{row.pk}")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused(_("This domain is in your list already.")) from problem
    audit.record("domain.claimed", row, by=by, detail={"domain": domain})
    return row


def _require_own(domain: str) -> None:
    if public_mail.is_shared(domain):
        raise Refused(
            _(
                "Everybody can have an address at %s, so it is no organisation’s own. Invite "
                "people who use one; they sign in with a password or passkey."
            )
            % domain
        )


def _locked_domain(domain_id: uuid.UUID) -> EmailDomain:
    rows = EmailDomain.objects.select_for_update(of=("self",))
    row = rows.filter(pk=domain_id, owner_id=acting_id()).first()
    if row is None:
        raise Http404(_("There is no such domain."))
    return row


@transaction.atomic
def lead_domain(
    domain_id: uuid.UUID, *, by: Actor, provider: IdentityProvider | None
) -> EmailDomain:
    """Say where people with addresses of this domain sign in."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = _locked_domain(domain_id)
    row.provider = provider
    row.save(update_fields=["provider"])
    detail = {"domain": row.domain, "provider": provider.name if provider else ""}
    audit.record("domain.led", row, by=by, detail=detail)
    return row


@transaction.atomic
def release_domain(domain_id: uuid.UUID, *, by: Actor) -> EmailDomain:
    """Take a domain off the list; confirming it again is the operator's."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = _locked_domain(domain_id)
    audit.record("domain.released", row, by=by, detail={"domain": row.domain})
    row.delete()
    return row


@transaction.atomic
def confirm_domain(domain_id: uuid.UUID, *, by: Actor) -> EmailDomain:
    """An operator has made sure that the domain is the organisation's. One has it, no other.

    Inside acting_for of the organisation.
    """
    require(policy.may_operate(by))
    row = _locked_domain(domain_id)
    if row.verified_at is not None:
        return row
    _require_own(row.domain)
    row.verified_at, row.verified_by = clock.now(), by.label
    row.digest = digest_of(f"domain:{row.domain}")
    try:
        with transaction.atomic():
            row.save(update_fields=["verified_at", "verified_by", "digest"])
    except IntegrityError as problem:
        raise Refused(
            _("%s is confirmed for another organisation. Take it back there first.") % row.domain
        ) from problem
    audit.record("domain.confirmed", row, by=by, detail={"domain": row.domain})
    return row


@transaction.atomic
def withdraw_domain(domain_id: uuid.UUID, *, by: Actor) -> EmailDomain:
    """An operator takes a confirmation back. Inside acting_for of the organisation."""
    require(policy.may_operate(by))
    row = _locked_domain(domain_id)
    if row.verified_at is not None:
        row.verified_at, row.verified_by = None, ""
        row.digest = digest_of(f"claimed:{row.pk}")
        row.save(update_fields=["verified_at", "verified_by", "digest"])
        audit.record("domain.withdrawn", row, by=by, detail={"domain": row.domain})
    return row


def secret_of(row: IdentityProvider) -> str:
    """The client's secret. Raises vault.VaultError where its key is not there."""
    if row.secret_sealed is None:
        return ""
    return vault.open_sealed(row.secret_sealed, row.pk.bytes).decode()


def key_of(row: IdentityProvider) -> str:
    """The private key that requests are signed with, PEM."""
    if row.sp_key_sealed is None:
        return ""
    return vault.open_sealed(row.sp_key_sealed, row.pk.bytes).decode()


def spare_key_of(row: IdentityProvider) -> str:
    """The next or former private key, which decrypts as well, PEM."""
    if row.sp_spare_sealed is None:
        return ""
    return vault.open_sealed(row.sp_spare_sealed, row.pk.bytes).decode()


def scopes_of(row: IdentityProvider, confirmed: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """The domains this provider may speak for: what was set, its metadata's, confirmed ones."""
    theirs = theirs_of(row)
    return frozenset({*row.scopes, *confirmed, *(theirs.scopes if theirs else ())})
