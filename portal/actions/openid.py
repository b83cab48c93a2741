"""Talking to an OpenID provider: where the browser goes, and what its code is worth."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.utils.crypto import get_random_string

from portal import clock, fetch
from portal.actions import providers
from portal.federation import claims, metadata, oidc
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.metadata import Discovered
from portal.models import IdentityProvider
from portal.queries import providers as reading


@dataclass(frozen=True, slots=True)
class Asked:
    """What only this browser's session knows of the request that is under way."""

    nonce: str
    verifier: str


def endpoints(row: IdentityProvider) -> Discovered:
    return metadata.discovery(row.metadata, row.entity_id, plain=reading.plain_allowed())


def ask() -> tuple[Asked, dict[str, str]]:
    """A nonce and a PKCE verifier, with the parameters that commit to the verifier."""
    parameters = generate_code_challenge()
    verifier = str(parameters.pop("code_verifier"))
    return Asked(get_random_string(32), verifier), parameters


def address(
    row: IdentityProvider,
    state: str,
    nonce: str,
    challenge: dict[str, str],
    *,
    again: bool = False,
    second_factor: bool = False,
) -> str:
    """Where the browser goes. `again`: the person is to show anew who they are."""
    preset, there = reading.preset_of(row), endpoints(row)
    wanted = preset.scopes if preset else ("openid", "profile", "email")
    parameters = {
        "response_type": "code",
        "client_id": row.client_id,
        "redirect_uri": reading.addresses(row.key, row.protocol).answer,
        "scope": " ".join(scope for scope in wanted if scope in there.scopes or not there.scopes),
        "state": state,
        "nonce": nonce,
        **challenge,
    }
    if again:
        parameters |= {"prompt": "login", "max_age": "0"}
    if second_factor and preset is not None and preset.asks:
        parameters["acr_values"] = preset.asks
    url = there.authorization
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(parameters)}"


def redeem(row: IdentityProvider, code: str, asked: Asked, scopes: frozenset[str]) -> Claims:
    """What the provider says of whoever came back with this code; raises Failure."""
    there = endpoints(row)
    with fetch.session(most=500_000) as line:
        try:
            answer = _exchanged(line, row, there, code, asked.verifier)
            keys = _json(line.get(there.keys))
            told = _told(answer, keys, row, asked.nonce)
            userinfo = _userinfo(line, there, str(answer.get("access_token", "")))
        except requests.RequestException as problem:
            reason = problem.reason if isinstance(problem, fetch.NotFetched) else str(problem)
            raise Failure(Kind.UNREACHABLE, f"The provider can't be reached: {reason}") from problem
    return claims.read(
        oidc.joined(told, userinfo),
        names=row.attribute_names,
        scopes=scopes,
        contexts=oidc.contexts(told),
        authenticated_at=oidc.authenticated_at(told),
    )


def _exchanged(
    line: requests.Session, row: IdentityProvider, there: Discovered, code: str, verifier: str
) -> dict[str, Any]:
    secret = providers.secret_of(row)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": reading.addresses(row.key, row.protocol).answer,
        "code_verifier": verifier,
    }
    login = (row.client_id, secret) if there.basic_only and secret else None
    if login is None:
        form |= {"client_id": row.client_id} | ({"client_secret": secret} if secret else {})
    answer = line.post(there.token, data=form, auth=login, headers={"Accept": "application/json"})
    if answer.status_code != requests.codes.ok:
        raise Failure(Kind.PROVIDER, f"The token endpoint answers {_error_of(answer)}.")
    return oidc.parsed(answer.text)


def _error_of(answer: requests.Response) -> str:
    """The status and the standard's own word for the error, never the rest of the answer."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    error = str(told.get("error", "")) if isinstance(told, dict) else ""
    word = error if error.replace("_", "").isalnum() and len(error) <= 60 else ""
    return f"{answer.status_code}{f' ({word})' if word else ''}"


def _told(
    answer: dict[str, Any], keys: dict[str, Any], row: IdentityProvider, nonce: str
) -> dict[str, Any]:
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Failure(Kind.PROVIDER, "The token endpoint gives no id_token.")
    expected = oidc.Expected(row.entity_id, row.client_id, nonce)
    return oidc.verified(token, keys, expected, clock.now())


def _userinfo(line: requests.Session, there: Discovered, token: str) -> dict[str, Any]:
    if not there.userinfo or not token:
        return {}
    return _json(line.get(there.userinfo, headers={"Authorization": f"Bearer {token}"}))


def _json(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code != requests.codes.ok:
        place = urlsplit(str(answer.url)).path
        raise Failure(Kind.PROVIDER, f"{place} of the provider answers {answer.status_code}.")
    return oidc.parsed(answer.text)
