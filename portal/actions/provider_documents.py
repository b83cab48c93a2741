"""Fetching what providers publish; new keys are taken over only where something vouches."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, clock, fetch
from portal.actions import provider_keys
from portal.actions.providers import locked, note_end
from portal.authority import Actor, Refused, product, require
from portal.enums import Permission, ProviderProtocol, ProviderState
from portal.federation import metadata
from portal.federation.failures import Failure
from portal.models import IdentityProvider, SignInProblem
from portal.queries import providers as reading

WELL_KNOWN = "/.well-known/openid-configuration"
SAML_KINDS = ("application/samlmetadata+xml", "application/xml", "text/xml")
JSON_KINDS = ("application/json",)
PROBLEMS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at an address, and what the address calls it."""

    text: str
    etag: str = ""


def discovered(issuer: str) -> str:
    """The discovery document of an issuer; raises Failure and fetch.NotFetched."""
    got = fetch.get(issuer.rstrip("/") + WELL_KNOWN, kinds=JSON_KINDS, most=200_000)
    return _read_discovery(got, issuer)


def _read_discovery(got: fetch.Fetched, issuer: str) -> str:
    text = got.body.decode("utf-8", "replace")
    metadata.discovery(text, issuer, plain=reading.plain_allowed())
    return text


def published(url: str, entity_id: str = "") -> str:
    """SAML metadata at an address; raises Failure and fetch.NotFetched."""
    return _read_metadata(fetch.get(url, kinds=SAML_KINDS), entity_id)


def _read_metadata(got: fetch.Fetched, entity_id: str) -> str:
    text = got.body.decode("utf-8", "replace")
    provider_keys.read_saml(text, entity_id)
    return text


def current(row: IdentityProvider) -> Document:
    """What the provider publishes now; raises Failure and fetch.NotFetched.

    Where it says that nothing changed since we looked last, what was read then.
    """
    is_oidc = row.protocol == ProviderProtocol.OIDC
    last = row.metadata_pending or row.metadata
    tag = row.etag if last else ""
    if is_oidc:
        address = row.entity_id.rstrip("/") + WELL_KNOWN
        got = fetch.get(address, kinds=JSON_KINDS, most=200_000, etag=tag)
    else:
        got = fetch.get(row.metadata_url, kinds=SAML_KINDS, etag=tag)
    if got.unchanged:
        return Document(last, got.etag)
    read = _read_discovery if is_oidc else _read_metadata
    return Document(read(got, row.entity_id), got.etag)


def refreshable(row: IdentityProvider) -> bool:
    return row.protocol == ProviderProtocol.OIDC or bool(row.metadata_url)


@transaction.atomic
def take(provider_id: uuid.UUID, document: Document, *, by: Actor) -> IdentityProvider:
    """Note what was fetched. New keys wait for a steward, unless a pinned key signed them."""
    row, text = locked(provider_id), document.text
    row.fetched_at, row.fetch_problem, row.etag = clock.now(), "", document.etag
    if text == row.metadata or _vouched(row, text):
        changed = text != row.metadata
        row.metadata, row.metadata_pending = text, ""
        note_end(row)
        if changed:
            audit.record("provider.metadata_renewed", row, by=by, detail={"name": row.name})
    elif text != row.metadata_pending:
        row.metadata_pending = text
        audit.record("provider.metadata_waits", row, by=by, detail={"name": row.name})
    row.save()
    return row


def _vouched(row: IdentityProvider, text: str) -> bool:
    """Whether nothing that is believed changes, or something that is believed vouches for it.

    OpenID's keys are read at the issuer's own address with every sign-in, and TLS vouches for them;
    where its endpoints move to is looked at by a steward.
    """
    plain = reading.plain_allowed()
    if row.protocol == ProviderProtocol.OIDC:
        if not row.metadata:
            return True
        before = metadata.discovery(row.metadata, row.entity_id, plain=plain)
        return metadata.discovery(text, row.entity_id, plain=plain) == before
    if row.metadata_certificate:
        return metadata.signed_by(text, row.metadata_certificate)
    if not row.metadata:
        return False
    new = provider_keys.read_saml(text, row.entity_id)
    old = provider_keys.read_saml(row.metadata, row.entity_id)
    same = (set(new.certificates), new.sign_in_url, set(new.scopes))
    return same == (set(old.certificates), old.sign_in_url, set(old.scopes))


@transaction.atomic
def note_problem(provider_id: uuid.UUID, problem: str) -> None:
    row = locked(provider_id)
    row.fetch_problem = problem[:300]
    row.save(update_fields=["fetch_problem"])


@transaction.atomic
def accept_pending(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """A steward has made sure that the new keys are the provider's."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    if not row.metadata_pending:
        raise Refused(_("Nothing waits here any more. Open the page again."))
    row.metadata, row.metadata_pending = row.metadata_pending, ""
    note_end(row)
    row.save()
    audit.record("provider.metadata_accepted", row, by=by, detail={"name": row.name})
    return row


@transaction.atomic
def decline_pending(provider_id: uuid.UUID, *, by: Actor) -> IdentityProvider:
    """Go on with the keys that were there; the same ones wait again with the next look."""
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    # Forgotten too what the address calls it: else it would not be asked for, and not wait, again.
    row.metadata_pending, row.etag = "", ""
    row.save(update_fields=["metadata_pending", "etag"])
    audit.record("provider.metadata_declined", row, by=by, detail={"name": row.name})
    return row


def refresh(provider_id: uuid.UUID, *, by: Actor | None = None) -> bool:
    """Fetch and note; whether it was there. Inside acting_for of the organisation."""
    row = IdentityProvider.objects.get(pk=provider_id)
    try:
        document = current(row)
    except (Failure, fetch.NotFetched) as problem:
        told = problem.cause if isinstance(problem, Failure) else problem.reason
        note_problem(provider_id, told)
        return False
    take(provider_id, document, by=by or product("Ajar"))
    return True


def warn(today: date, tell: Callable[[], bool]) -> int:
    """Tell the stewards once at each mark before a certificate ends; how many rows were due.

    `tell` says that something waits, and nothing else. Inside acting_for of the organisation.
    """
    due = []
    live = IdentityProvider.objects.select_for_update(of=("self",)).filter(
        state=ProviderState.LIVE, certificate_until__isnull=False
    )
    for row in live:
        if row.certificate_until is None:
            continue
        left = (clock.day_of(row.certificate_until) - today).days
        mark = min((days for days in reading.WARNED_AHEAD if left <= days), default=None)
        if mark is None:
            continue
        begun = clock.day_of(row.certificate_until) - timedelta(days=mark)
        if row.warned_on is None or row.warned_on < begun:
            due.append(row)
    if due and tell():
        for row in due:
            row.warned_on = today
            row.save(update_fields=["warned_on"])
    return len(due)


def forget_problems() -> int:
    """Failed sign-ins are told for ninety days."""
    old = SignInProblem.objects.filter(at__lt=clock.now() - PROBLEMS_KEPT)
    return int(old.delete()[0])


def described(row: IdentityProvider, text: str) -> dict[str, Any] | None:
    """What a steward compares before new keys are believed; None where there is no document."""
    if not text:
        return None
    try:
        if row.protocol == ProviderProtocol.OIDC:
            found = metadata.discovery(text, row.entity_id, plain=reading.plain_allowed())
            return {"addresses": [found.authorization, found.token, found.keys], "keys": []}
        theirs = provider_keys.read_saml(text, row.entity_id)
    except Failure as failure:
        return {"problem": failure.cause}
    keys = [provider_keys.described(pem) for pem in theirs.certificates]
    return {"addresses": [theirs.sign_in_url], "keys": keys, "scopes": theirs.scopes}
