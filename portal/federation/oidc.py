"""An OpenID provider's token, believed only where its key signed it for us, now and once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt

from portal.federation.failures import Failure, Kind

ALGORITHMS: Final[dict[str, tuple[str, ...]]] = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""By kind of key: no `none`, and nothing that takes a public key for a shared secret."""

SKEW: Final = timedelta(seconds=60)
LONGEST: Final = 100_000


# Whose it is and when is looked at by `_look`, with the portal's own clock.
_UNLOOKED: Final = ("exp", "iat", "nbf", "iss", "aud", "sub", "jti")
_OPTIONS: Final[Any] = {"require": ["iss", "aud", "exp", "iat", "sub"]} | {
    f"verify_{name}": False for name in _UNLOOKED
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `nonce`: the one of this very request."""

    issuer: str
    client_id: str
    nonce: str


def verified(
    token: str, keys: Mapping[str, Any], expected: Expected, now: datetime
) -> dict[str, Any]:
    """The token's claims; raises Failure for anything that isn't as it must be."""
    if len(token) > LONGEST:
        raise Failure(Kind.TOO_LARGE, "The id_token is too large.")
    key, algorithm = _key(token, keys)
    try:
        told: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            options=_OPTIONS,
        )
    except jwt.PyJWTError as problem:
        raise Failure(Kind.SIGNATURE, f"The id_token is not valid: {_why(problem)}.") from problem
    _look(told, expected, now)
    return told


def _why(problem: Exception) -> str:
    if isinstance(problem, jwt.MissingRequiredClaimError):
        return f"it lacks {problem.claim}"
    return (
        "its signature is not of the provider's key"
        if isinstance(problem, jwt.InvalidSignatureError)
        else type(problem).__name__
    )


def _key(token: str, keys: Mapping[str, Any]) -> tuple[Any, str]:
    """The provider's key that the token names, with the algorithm, which must be of that key."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as problem:
        raise Failure(Kind.SIGNATURE, "The id_token is no signed token.") from problem
    algorithm, kid = str(header.get("alg")), header.get("kid")
    rows = keys.get("keys")
    usable = [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
        and row.get("use", "sig") == "sig"
        and algorithm in ALGORITHMS.get(str(row.get("kty")), ())
        and row.get("alg", algorithm) == algorithm
    ]
    named = [row for row in usable if row.get("kid") == kid] if kid is not None else usable
    if len(named) != 1:
        told = f"The id_token is signed with {algorithm!r} and a key that is not the provider's."
        raise Failure(Kind.SIGNATURE, told)
    try:
        return jwt.PyJWK(dict(named[0]), algorithm).key, algorithm
    except jwt.PyJWTError as problem:
        raise Failure(Kind.SIGNATURE, "The provider's key can't be read.") from problem


def _look(told: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    if told["iss"] != expected.issuer:
        raise Failure(
            Kind.ISSUER, f"The id_token is of another issuer: {str(told['iss'])[:200]!r}."
        )
    audience = told["aud"] if isinstance(told["aud"], list) else [told["aud"]]
    if expected.client_id not in audience:
        raise Failure(Kind.AUDIENCE, "The id_token is meant for another client.")
    if (len(audience) > 1 or "azp" in told) and told.get("azp") != expected.client_id:
        raise Failure(Kind.AUDIENCE, "The id_token was made for another party (azp).")
    _look_at_times(told, now)
    if not expected.nonce or told.get("nonce") != expected.nonce:
        raise Failure(Kind.NONCE, "The id_token answers another request (nonce).")
    if not isinstance(told["sub"], str) or not told["sub"].strip():
        raise Failure(Kind.NO_NAME, "The id_token names nobody (sub).")


def _look_at_times(told: Mapping[str, Any], now: datetime) -> None:
    if _instant(told["exp"]) + SKEW <= now:
        raise Failure(Kind.EXPIRED, "The id_token has expired.")
    if _instant(told["iat"]) > now + SKEW:
        raise Failure(Kind.EXPIRED, "The id_token comes from the future: look at the clocks.")
    if "nbf" in told and _instant(told["nbf"]) > now + SKEW:
        raise Failure(Kind.EXPIRED, "The id_token is not valid yet: look at the clocks.")


def _instant(value: Any) -> datetime:
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as problem:
        raise Failure(Kind.EXPIRED, "An instant in the id_token can't be read.") from problem


def authenticated_at(told: Mapping[str, Any]) -> datetime | None:
    """When the provider says that the person showed who they are; None where it doesn't say."""
    return _instant(told["auth_time"]) if "auth_time" in told else None


def contexts(told: Mapping[str, Any]) -> tuple[str, ...]:
    """How: `acr`, and each method in `amr` behind "amr:"."""
    acr = told.get("acr")
    amr = told.get("amr")
    methods = [f"amr:{one}" for one in amr if isinstance(one, str)] if isinstance(amr, list) else []
    return tuple(([acr] if isinstance(acr, str) and acr else []) + methods)


def joined(told: Mapping[str, Any], userinfo: Mapping[str, Any]) -> dict[str, Any]:
    """Both together, where they are about the same person. What is signed counts first."""
    if userinfo and userinfo.get("sub") != told["sub"]:
        raise Failure(Kind.OTHER_PERSON, "The userinfo endpoint answers about somebody else.")
    return dict(userinfo) | dict(told)


def parsed(text: str) -> dict[str, Any]:
    """A JSON object; raises Failure for anything else."""
    try:
        told = json.loads(text)
    except ValueError as problem:
        raise Failure(
            Kind.PROVIDER, "The provider answers with something that is not JSON."
        ) from problem
    if not isinstance(told, dict):
        raise Failure(Kind.PROVIDER, "The provider answers with JSON that is no object.")
    return told
