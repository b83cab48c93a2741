"""What a provider says of a person, in Ajar's names, and what of it is not believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "uid": (
        "sub",
        "urn:oasis:names:tc:SAML:attribute:subject-id",
        "urn:oasis:names:tc:SAML:attribute:pairwise-id",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
    ),
    "email": (
        "email",
        "mail",
        "urn:oid:0.9.2342.19200300.100.1.3",
        "urn:oid:1.2.840.113549.1.9.1",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ),
    "name": (
        "name",
        "displayName",
        "urn:oid:2.16.840.1.113730.3.1.241",
        "http://schemas.microsoft.com/identity/claims/displayname",
        "cn",
        "urn:oid:2.5.4.3",
    ),
    "given_name": (
        "given_name",
        "givenName",
        "urn:oid:2.5.4.42",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
    ),
    "family_name": (
        "family_name",
        "sn",
        "urn:oid:2.5.4.4",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
    ),
    "affiliation": (
        "eduperson_scoped_affiliation",
        "eduPersonScopedAffiliation",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.9",
    ),
    "entitlement": (
        "eduperson_entitlement",
        "entitlements",
        "eduPersonEntitlement",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.7",
    ),
    "group": (
        "groups",
        "roles",
        "isMemberOf",
        "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    ),
    "organisation": (
        "schac_home_organization",
        "schacHomeOrganization",
        "urn:oid:1.3.6.1.4.1.25178.1.2.9",
    ),
}
"""Ajar's name of a claim → what providers call it, the first that is there counts."""

MAPPED: Final = ("affiliation", "entitlement", "group", "organisation")
"""Claims that a rule may ask for."""

SCOPED: Final = frozenset({"affiliation"})
"""Values with an @ and a domain, which the provider may only assert for its own domains."""

MOST_VALUES: Final = 500
LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Claims:
    """`values`: Ajar's name → what was said and believed. `dropped`: scoped values of others."""

    uid: str
    addresses: tuple[str, ...] = ()
    """E-mail addresses in lower case, as many as were named."""
    name: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    """`acr` or AuthnContext: how the person showed the provider who they are."""
    authenticated_at: datetime | None = None
    address_denied: bool = False
    """The provider itself says that it never verified the address."""


def read(
    said: Mapping[str, Any],
    *,
    names: Mapping[str, str],
    scopes: Iterable[str],
    contexts: Iterable[str] = (),
    authenticated_at: datetime | None = None,
) -> Claims:
    """Claims out of what was said. `names`: Ajar's name → the provider's, before the known ones.

    `scopes`: the domains the provider may speak for; subdomains are others.
    """
    allowed = {scope.lower() for scope in scopes}
    found = {name: _first(said, name, names) for name in NAMES}
    values, dropped = {}, []
    for name in MAPPED:
        believed = []
        for value in found[name]:
            if name in SCOPED and value.rpartition("@")[2].lower() not in allowed:
                dropped.append(value)
            else:
                believed.append(value)
        values[name] = tuple(believed)
    full = " ".join((*found["given_name"][:1], *found["family_name"][:1]))
    return Claims(
        uid=next(iter(found["uid"]), ""),
        addresses=tuple(value.lower() for value in found["email"] if "@" in value),
        name=(next(iter(found["name"]), "") or full)[:150],
        values=values,
        dropped=tuple(dropped),
        contexts=tuple(contexts),
        authenticated_at=authenticated_at,
        address_denied=_denies(said.get("email_verified")),
    )


def _first(said: Mapping[str, Any], name: str, names: Mapping[str, str]) -> tuple[str, ...]:
    own = (names[name],) if names.get(name) else ()
    for called in (*own, *NAMES[name]):
        told = texts(said.get(called))
        if told:
            return told
    return ()


def texts(value: Any) -> tuple[str, ...]:
    """The values of one claim as texts; anything but texts, numbers and lists of them is none."""
    rows = value if isinstance(value, list | tuple) else [value]
    told = (
        str(row).strip() for row in rows if isinstance(row, str | int) and not isinstance(row, bool)
    )
    return tuple(text[:LONGEST] for text in told if text)[:MOST_VALUES]


def _denies(value: Any) -> bool:
    first = value[0] if isinstance(value, list | tuple) and value else value
    return first is False or (isinstance(first, str) and first.strip().lower() in {"false", "0"})
