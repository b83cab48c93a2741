"""Reading an organisation's providers, their rules, its domains and failed sign-ins."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from portal import clock
from portal.enums import ProviderProtocol, ProviderState
from portal.federation import mapping
from portal.federation.presets import Preset, preset
from portal.models import ClaimRule, EmailDomain, IdentityProvider, Membership, SignInProblem
from portal.tenancy import acting_id

TRIED_FOR: Final = timedelta(days=30)
"""A successful try counts for this long; then the connection is tried again before use."""
WARNED_AHEAD: Final = (60, 30, 7, 1)
"""Days before the end of a certificate on which stewards are told."""


def providers() -> QuerySet[IdentityProvider]:
    return IdentityProvider.objects.filter(owner_id=acting_id()).order_by("name", "pk")


def provider(pk: uuid.UUID) -> IdentityProvider | None:
    return providers().filter(pk=pk).first()


def rules_of(row: IdentityProvider) -> list[ClaimRule]:
    return list(ClaimRule.objects.filter(provider=row).select_related("unit"))


def as_rules(rows: Iterable[ClaimRule]) -> list[mapping.Rule]:
    return [mapping.Rule(row.claim, row.test, row.value, row.role, row.unit_id) for row in rows]


def domains() -> QuerySet[EmailDomain]:
    rows = EmailDomain.objects.filter(owner_id=acting_id()).select_related("provider")
    return rows.order_by("domain")


def confirmed_domains() -> frozenset[str]:
    rows = domains().filter(verified_at__isnull=False)
    return frozenset(rows.values_list("domain", flat=True))


def problems(row: IdentityProvider | None = None, code: str = "") -> QuerySet[SignInProblem]:
    rows: QuerySet[SignInProblem] = SignInProblem.objects.select_related("provider")
    if row is not None:
        rows = rows.filter(provider=row)
    if code:
        rows = rows.filter(code__iexact=code)
    return rows.order_by("-at", "-pk")


def without_role() -> int:
    """Members who came by a provider and wait for somebody to give them a role."""
    rows = Membership.objects.filter(owner_id=acting_id(), active=True, roles=[])
    return rows.count()


@dataclass(frozen=True, slots=True)
class Waits:
    """What at the organisation's doors waits for a steward."""

    without_role: int
    ending: tuple[IdentityProvider, ...]
    """Providers in use whose certificate or metadata ends soon, or has ended."""
    pending: tuple[IdentityProvider, ...]
    """With new keys that nothing vouches for."""
    failing: tuple[IdentityProvider, ...]
    """Whose metadata could not be fetched the last time."""


def waits() -> Waits:
    live = list(providers().filter(state=ProviderState.LIVE))
    soon = clock.now() + timedelta(days=WARNED_AHEAD[0])
    return Waits(
        without_role=without_role(),
        ending=tuple(r for r in live if r.certificate_until and r.certificate_until <= soon),
        pending=tuple(r for r in live if r.metadata_pending),
        failing=tuple(r for r in live if r.fetch_problem),
    )


def digest_of_configuration(row: IdentityProvider) -> str:
    """Of what a try tries: another connection or another reading of claims has another one."""
    told = [
        *(row.protocol, row.entity_id, row.client_id, row.attribute_names, sorted(row.scopes)),
        *(sorted(row.trusted_contexts), row.asks_second_factor, row.sp_certificate),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def tried(row: IdentityProvider) -> bool:
    """Whether the connection as it is now was tried with success lately."""
    if row.tried_at is None or row.tried_digest != digest_of_configuration(row):
        return False
    return row.tried_at > clock.now() - TRIED_FOR


def preset_of(row: IdentityProvider) -> Preset | None:
    return preset(row.preset)


@dataclass(frozen=True, slots=True)
class Addresses:
    """What the provider's operator is told of this portal, always with the configured host."""

    leave: str
    answer: str
    """OpenID: the redirect URI. SAML: the assertion consumer service."""
    metadata: str
    """SAML: our metadata, whose address is also our entity id."""


def addresses(key: str, protocol: str) -> Addresses:
    answer = "sso-answer" if protocol == ProviderProtocol.OIDC else "sso-acs"
    base = settings.PUBLIC_URL.rstrip("/")
    return Addresses(
        leave=base + reverse("sso", args=[key]),
        answer=base + reverse(answer, args=[key]),
        metadata=base + reverse("sso-metadata", args=[key]),
    )


def plain_allowed() -> bool:
    """Whether addresses without TLS are taken: where test suites run providers of their own."""
    return bool(settings.FETCH_LOOPBACK)
