"""A provider of University A in use, and an OpenID provider that says what a test wants."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from portal import clock, vault
from portal.enums import ProviderState
from portal.models import EmailDomain, IdentityProvider, Organisation
from portal.models.door import digest_of
from portal.tenancy import acting_for

ISSUER = "https://id.university-a.example"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}


def domain(owner: Organisation, name: str, provider: IdentityProvider | None = None) -> EmailDomain:
    """A confirmed domain."""
    with acting_for(owner):
        return EmailDomain.objects.create(
            domain=name,
            digest=digest_of(f"domain:{name}"),
            claimed_by="Stella",
            verified_at=clock.now(),
            verified_by="An operator",
            provider=provider,
        )


def openid(owner: Organisation, key: str = "abcdefgh", **more: Any) -> IdentityProvider:
    """An OpenID provider in use, that makes accounts for the domain `university-a.example`."""
    with acting_for(owner):
        row = IdentityProvider(
            key=key,
            digest=digest_of(f"provider:{key}"),
            name=f"Sign-in {key}",
            protocol="oidc",
            preset="federation_oidc",
            entity_id=ISSUER,
            client_id="ajar-client",
            metadata=json.dumps(DOCUMENT),
            state=ProviderState.LIVE,
            creates_accounts=True,
            trusted_contexts=["https://refeds.org/profile/mfa"],
            by="Stella",
        )
        for name, value in more.items():
            setattr(row, name, value)
        row.secret_sealed = vault.seal(b"the secret", row.pk.bytes)
        row.save(force_insert=True)
        return row


@dataclass
class Provider:
    """Answers the portal's requests with the claims, key and header that a test sets."""

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "one"})
    algorithm: str = "RS256"
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    published: Any = None
    asked: list[dict[str, str]] = field(default_factory=list)
    token: str = ""
    status: int = 200

    def keys(self) -> dict[str, Any]:
        public = (self.published or self.key).public_key()
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public))
        return {"keys": [told | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def says(self, nonce: str, **more: Any) -> None:
        """The next token: about Nora, unless told otherwise."""
        now = clock.now()
        self.claims = {
            "iss": ISSUER,
            "aud": "ajar-client",
            "sub": "nora-1",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "auth_time": int(now.timestamp()),
            "nonce": nonce,
            "email": "nora@university-a.example",
            "name": "Nora New",
        } | more
        self.claims = {name: value for name, value in self.claims.items() if value is not None}

    def session(self, **_options: Any) -> "Line":
        return Line(self)


class Line:
    """In place of `fetch.session()`."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_problem: object) -> None:
        """Nothing to close."""

    def post(self, url: str, data: dict[str, str], **_options: Any) -> requests.Response:
        them = self.provider
        them.asked.append(data | {"url": url})
        token = them.token or jwt.encode(
            them.claims, them.key, algorithm=them.algorithm, headers=them.header
        )
        if them.status != 200:
            return _answer(url, them.status, {"error": "invalid_grant", "id_token": token})
        return _answer(url, 200, {"access_token": "at", "id_token": token})

    def get(self, url: str, **_options: Any) -> requests.Response:
        told = self.provider.keys() if url.endswith("/keys") else self.provider.userinfo
        return _answer(url, 200, told)


def _answer(url: str, status: int, told: dict[str, Any]) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.url = status, url
    answer._content = json.dumps(told).encode()
    return answer


def leave(client: Client, row: IdentityProvider, to: str = "") -> dict[str, str]:
    """Through the page with the link to the provider; what the browser takes there."""
    page = client.get(f"/account/sso/{row.key}/", {"next": to} if to else {})
    assert page.status_code == 200, page.content
    return follow(client, page)


def follow(client: Client, page: Any) -> dict[str, str]:
    away = client.get(page.context["go"])
    assert away.status_code == 302, away.content
    query = parse_qs(urlsplit(away["Location"]).query)
    return {name: values[0] for name, values in query.items()} | {"to": away["Location"]}


def arrive(
    client: Client,
    row: IdentityProvider,
    them: Provider,
    change: Callable[[dict[str, str]], None] | None = None,
    **claims: Any,
) -> Any:
    """Sign in through it, as whoever the provider says; the answer of the portal."""
    taken = leave(client, row)
    them.says(taken["nonce"], **claims)
    if change is not None:
        change(taken)
    query = {"code": "c0de", "state": taken["state"]}
    return client.get(f"/account/sso/{row.key}/answer/", query)
