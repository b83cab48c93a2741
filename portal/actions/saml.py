"""Talking to a SAML identity provider: the question, and what its answer is worth."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.core.cache import cache

from portal import clock, vault
from portal.actions import providers
from portal.federation import claims, saml
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.metadata import Theirs
from portal.federation.saml import Answer, Ours, Question
from portal.models import IdentityProvider
from portal.queries import providers as reading

HELD_SECONDS = 300
"""Between the provider's POST, which comes without the session's cookie, and the session itself."""


def ours(row: IdentityProvider) -> Ours:
    there = reading.addresses(row.key, row.protocol)
    return Ours(
        there.metadata,
        there.answer,
        row.sp_certificate,
        providers.key_of(row),
        row.sp_spare_certificate,
        providers.spare_key_of(row),
    )


def _theirs(row: IdentityProvider) -> Theirs:
    theirs = providers.theirs_of(row)
    if theirs is None:
        raise Failure(Kind.METADATA, "The provider's metadata is not there yet.")
    return theirs


def ask(row: IdentityProvider, *, again: bool = False, second_factor: bool = False) -> Question:
    preset = reading.preset_of(row)
    contexts = [preset.asks] if second_factor and preset is not None and preset.asks else []
    return saml.ask(ours(row), _theirs(row), again=again, contexts=contexts)


def accept(row: IdentityProvider, posted: str) -> str:
    """Verify an answer and hold what it says for five minutes; the word by which to fetch it.

    Nothing that isn't signed by the provider is ever stored, and nothing twice.
    """
    answer = saml.accept(posted, ours(row), _theirs(row), clock.now())
    _once(row, answer)
    word = secrets.token_urlsafe(24)
    told = {
        "in_response_to": answer.in_response_to,
        "attributes": answer.attributes,
        "name": answer.lasting_name,
        "contexts": answer.contexts,
        "at": answer.authenticated_at.isoformat() if answer.authenticated_at else "",
    }
    sealed = vault.seal(json.dumps(told).encode(), _place(row, word))
    cache.set(f"saml-answer:{word}", sealed, HELD_SECONDS)
    return word


def _once(row: IdentityProvider, answer: Answer) -> None:
    seconds = max(60, int((answer.until - clock.now()).total_seconds()) + 120)
    if not cache.add(f"saml-assertion:{row.pk}:{answer.assertion_id}", True, seconds):
        raise Failure(Kind.REPLAYED, "The assertion was used before.")


def _place(row: IdentityProvider, word: str) -> bytes:
    return row.pk.bytes + word.encode()


def fetch_held(row: IdentityProvider, word: str) -> dict[str, Any]:
    """What `accept` held, this once; raises Failure."""
    sealed = cache.get(f"saml-answer:{word}") if word else None
    if sealed is None:
        raise Failure(Kind.STATE, "The provider's answer was fetched before, or is too old.")
    cache.delete(f"saml-answer:{word}")
    try:
        told: dict[str, Any] = json.loads(vault.open_sealed(sealed, _place(row, word)))
    except vault.VaultError as problem:
        raise Failure(Kind.STATE, "The answer was meant for another sign-in.") from problem
    return told


def read(row: IdentityProvider, told: dict[str, Any], scopes: frozenset[str]) -> Claims:
    """The claims in what was held."""
    attributes = dict(told["attributes"])
    # A NameID that lasts stands in where no attribute names the person.
    if told["name"]:
        attributes.setdefault("urn:oid:1.3.6.1.4.1.5923.1.1.1.13", [told["name"]])
    return claims.read(
        attributes,
        names=row.attribute_names,
        scopes=scopes,
        contexts=told["contexts"],
        authenticated_at=datetime.fromisoformat(told["at"]) if told["at"] else None,
    )


def metadata(row: IdentityProvider) -> bytes:
    return saml.metadata(ours(row))
