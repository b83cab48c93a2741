"""How one organisation lets its people in, the keys of its files and the seals of its record."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from allauth.socialaccount.models import SocialAccount

from portal import clock, storage, vault
from portal.actions import provider_keys
from portal.models import (
    AddressProof,
    AuditPruning,
    AuditSeal,
    ClaimRule,
    Disclosure,
    EmailDomain,
    FileKey,
    IdentityProvider,
    JoinRequest,
    LegalHold,
    PersonRequest,
    PrivacySettings,
    RecordExport,
    RetentionRule,
    RetentionRun,
    SecuritySettings,
    SignInProblem,
    StoredFile,
)
from portal.models.door import digest_of, new_secret
from portal.tenancy import new_id
from tests.cast import Member


@dataclass(kw_only=True)
class Secured:
    """A provider being set up with a rule and a problem, a confirmed domain, a file, a seal."""

    security: SecuritySettings
    provider: IdentityProvider
    saml: IdentityProvider
    domain: EmailDomain
    claim_rule: ClaimRule
    sign_in_problem: SignInProblem
    join_request: JoinRequest
    file_key: FileKey
    stored_file: StoredFile
    seal: AuditSeal
    hold: LegalHold
    person_request: PersonRequest
    disclosure: Disclosure
    record_export: RecordExport


@cache
def _key_of_ours() -> provider_keys.Made:
    """Made once: it takes time, and whose it is makes no difference here."""
    return provider_keys.make("https://ajar.example/", clock.now())


def _saml(mark: str, by: str) -> IdentityProvider:
    """One being set up, with a key of ours."""
    key = f"{mark.lower()[:10]}saml"
    row = IdentityProvider(
        key=key,
        digest=digest_of(f"provider:{key}"),
        name=f"{mark} SAML",
        protocol="saml",
        preset="plain_saml",
        entity_id=f"https://idp.{mark.lower()}.example",
        sp_certificate=_key_of_ours().certificate,
        by=by,
    )
    row.sp_key_sealed = vault.seal(_key_of_ours().key.encode(), row.pk.bytes)
    row.save(force_insert=True)
    return row


def secured(mark: str, steward: Member, newcomer: Member, unit: Any) -> dict[str, Any]:
    """All that `Secured` names, beside secrets and a pruning that nothing shows."""
    by = steward.actor.label
    place = mark.lower()
    key = f"{place[:10]}key"
    provider = IdentityProvider.objects.create(
        key=key,
        digest=digest_of(f"provider:{key}"),
        name=f"{mark} sign-in",
        protocol="oidc",
        preset="plain",
        entity_id=f"https://id.{place}.example",
        client_id=f"{mark}-client",
        by=by,
    )
    SocialAccount.objects.create(user=newcomer.user, provider=key, uid=f"{key}-name")
    name = f"{place}.example"
    domain = EmailDomain.objects.create(
        domain=name,
        digest=digest_of(f"domain:{name}"),
        claimed_by=by,
        verified_at=clock.now(),
        verified_by="An operator",
        joining=True,
        provider=provider,
    )
    rule = ClaimRule.objects.create(
        provider=provider, claim="affiliation", value=f"staff@{name}", role="officer", unit=unit
    )
    problem = SignInProblem.objects.create(
        code=f"S-{mark[:6].upper()}", provider=provider, kind="audience", cause=f"{mark} cause"
    )
    AddressProof.objects.create(
        digest=digest_of(new_secret("proof")), email=f"new@{name}", expires_at=clock.now()
    )
    data_key, _secret = storage.data_key()
    file = StoredFile.objects.create(
        name=f"{place}/file", key=data_key, size=4, sha256="0" * 64, content_type="text/plain"
    )
    seal = AuditSeal.objects.create(
        number=900,
        head="0" * 64,
        count=0,
        entries=b"",
        last_id=new_id(),
        key_id="k1",
        signature=b"signed",
    )
    PrivacySettings.objects.create(controller=f"{mark} house", contact=f"dpo@{name}", by=by)
    RetentionRule.objects.create(category="tokens", months=7, reason=f"{mark} rule", by=by)
    RetentionRun.objects.create(removed={"tokens": 0})
    AuditPruning.objects.create(before=clock.now(), count=0, ids_digest="0" * 64, by=by)
    return {
        "security": SecuritySettings.objects.create(classified_channel=f"{mark} safe", by=by),
        "provider": provider,
        "saml": _saml(mark, by),
        "domain": domain,
        "claim_rule": rule,
        "sign_in_problem": problem,
        "join_request": JoinRequest.objects.create(user=newcomer.user),
        "file_key": data_key,
        "stored_file": file,
        "seal": seal,
        "hold": LegalHold.objects.create(
            subject_type="portal.unit",
            subject_id=unit.pk,
            title=f"{mark} unit",
            reason=f"{mark} inquiry",
            by=by,
        ),
        "person_request": PersonRequest.objects.create(
            kind="access",
            person=f"{mark} Person",
            received_on=clock.today(),
            due_on=clock.today(),
            by=by,
        ),
        "disclosure": Disclosure.objects.create(
            leaves_as="dossier",
            subject_id=unit.pk,
            place=f"{mark} note",
            kind="email",
            found_digest="0" * 64,
            treated="redacted",
            by=by,
        ),
        "record_export": RecordExport.objects.create(
            format="csv", state="ready", stored_as=f"{place}/record", by=by
        ),
    }
