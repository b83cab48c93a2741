"""What a provider publishes about itself: SAML metadata and OpenID discovery documents."""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from portal.federation import signatures
from portal.federation.failures import Failure, Kind

MD: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
NS: Final = {
    "md": MD,
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "shibmd": "urn:mace:shibboleth:metadata:1.0",
    "mdattr": "urn:oasis:names:tc:SAML:metadata:attribute",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
}
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
SIRTFI: Final = "https://refeds.org/sirtfi"
RESEARCH: Final = "http://refeds.org/category/research-and-scholarship"
LARGEST: Final = 2_000_000
_WEAK: Final = ("#rsa-sha1", "#dsa-sha1", "#sha1", "#md5", "#rsa-md5")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A SAML identity provider, out of its metadata. Certificates are PEM."""

    entity_id: str
    sign_in_url: str
    certificates: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    valid_until: datetime | None = None
    sirtfi: bool = False
    research: bool = False

    @property
    def until(self) -> datetime | None:
        """When the last certificate or the document itself ends, whichever is first."""
        ends = [max(not_after(pem) for pem in self.certificates)]
        return min([*ends, self.valid_until] if self.valid_until else ends)


@dataclass(frozen=True, slots=True)
class Discovered:
    """An OpenID provider, out of its discovery document."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    basic_only: bool = False
    """Its token endpoint takes the client's secret in a header alone."""
    scopes: tuple[str, ...] = ()
    """Those it knows; none: it doesn't say."""


def tree(text: str | bytes) -> Any:
    """XML without a document type, entities or anything outside; raises Failure."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise Failure(Kind.TOO_LARGE, f"The XML is larger than {LARGEST} bytes.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Failure(Kind.METADATA, "This is not well-formed XML.") from problem
    if root.getroottree().docinfo.doctype:
        raise Failure(Kind.METADATA, "XML with a document type is not read.")
    return root


def saml(text: str, entity_id: str = "", *, plain: bool = False) -> Theirs:
    """The identity provider in this metadata; raises Failure.

    `entity_id`: which one, needed where several stand in it. `plain`: addresses without TLS are
    taken (test suites).
    """
    entity = _entity(tree(text), entity_id)
    found = entity.xpath("md:IDPSSODescriptor", namespaces=NS)
    offers = [row for row in found if PROTOCOL in row.get("protocolSupportEnumeration", "").split()]
    if len(offers) != 1:
        raise Failure(Kind.METADATA, "The metadata names no SAML 2.0 identity provider.")
    role = offers[0]
    addresses = role.xpath(
        f"md:SingleSignOnService[@Binding='{REDIRECT}']/@Location", namespaces=NS
    )
    if not addresses:
        raise Failure(Kind.METADATA, "The identity provider takes no requests by HTTP-Redirect.")
    certificates = tuple(dict.fromkeys(_certificates(role)))
    if not certificates:
        raise Failure(Kind.METADATA, "The metadata holds no certificate for signatures.")
    categories = set(
        entity.xpath(
            "md:Extensions/mdattr:EntityAttributes//saml:AttributeValue/text()", namespaces=NS
        )
    )
    return Theirs(
        entity_id=entity.get("entityID", ""),
        sign_in_url=address(str(addresses[0]), plain=plain),
        certificates=certificates,
        scopes=_scopes(entity),
        valid_until=_instant(entity.get("validUntil") or role.get("validUntil")),
        sirtfi=SIRTFI in categories,
        research=RESEARCH in categories,
    )


def _entity(root: Any, entity_id: str) -> Any:
    name = f"{{{MD}}}EntityDescriptor"
    rows = [root] if root.tag == name else root.xpath("//md:EntityDescriptor", namespaces=NS)
    if entity_id:
        rows = [row for row in rows if row.get("entityID") == entity_id]
    if len(rows) != 1:
        told = f"{len(rows)} entities" + (f" called {entity_id}" if entity_id else "")
        raise Failure(Kind.METADATA, f"The metadata holds {told}; exactly one is needed.")
    return rows[0]


def _certificates(role: Any) -> Iterable[str]:
    path = "md:KeyDescriptor[not(@use) or @use='signing']//ds:X509Certificate/text()"
    for text in role.xpath(path, namespaces=NS):
        try:
            raw = base64.b64decode("".join(str(text).split()), validate=True)
            yield pem(x509.load_der_x509_certificate(raw))
        except (binascii.Error, ValueError) as problem:
            raise Failure(
                Kind.METADATA, "A certificate in the metadata can't be read."
            ) from problem


def _scopes(entity: Any) -> tuple[str, ...]:
    # A scope that is a pattern would speak for domains nobody looked at.
    rows = entity.xpath(".//shibmd:Scope[not(@regexp='true' or @regexp='1')]/text()", namespaces=NS)
    return tuple(dict.fromkeys(str(row).strip().lower() for row in rows if str(row).strip()))


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as problem:
        raise Failure(
            Kind.METADATA, "The metadata says until when it is valid in no known form."
        ) from problem
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def signed_by(text: str, certificate: str) -> bool:
    """Whether the whole metadata is signed with the key of this PEM certificate."""
    try:
        root = tree(text)
    except Failure:
        return False
    found = root.xpath("./ds:Signature", namespaces=NS)
    references = root.xpath("./ds:Signature/ds:SignedInfo/ds:Reference/@URI", namespaces=NS)
    if len(found) != 1 or list(references) not in ([""], [f"#{root.get('ID')}"]):
        return False
    methods = root.xpath("./ds:Signature/ds:SignedInfo//@Algorithm", namespaces=NS)
    if any(str(method).endswith(_WEAK) for method in methods):
        return False
    if len(root.xpath("//*[@ID=$id]", id=root.get("ID", ""))) > 1:
        return False
    return signatures.verified(root, found[0], certificate)


def discovery(text: str, issuer: str, *, plain: bool = False) -> Discovered:
    """The provider in this discovery document; raises Failure for another issuer's."""
    try:
        told = json.loads(text)
    except ValueError as problem:
        raise Failure(Kind.METADATA, "The discovery document is not JSON.") from problem
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        named = told.get("issuer") if isinstance(told, dict) else None
        raise Failure(Kind.ISSUER, f"The document is of the issuer {named!r}, not {issuer!r}.")
    if "code" not in _texts(told.get("response_types_supported", ["code"])):
        raise Failure(Kind.METADATA, "The provider offers no authorization code.")
    methods = _texts(told.get("token_endpoint_auth_methods_supported"))
    userinfo = told.get("userinfo_endpoint")
    return Discovered(
        issuer=issuer,
        authorization=_endpoint(told, "authorization_endpoint", plain),
        token=_endpoint(told, "token_endpoint", plain),
        keys=_endpoint(told, "jwks_uri", plain),
        userinfo=address(str(userinfo), plain=plain) if userinfo else "",
        basic_only="client_secret_post" not in methods,
        scopes=_texts(told.get("scopes_supported")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    rows = value if isinstance(value, list) else []
    return tuple(sorted(row for row in rows if isinstance(row, str)))


def _endpoint(told: dict[str, Any], name: str, plain: bool) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise Failure(Kind.METADATA, f"The discovery document names no {name}.")
    return address(value, plain=plain)


def address(url: str, *, plain: bool = False) -> str:
    """The address, if it has TLS and neither a name nor a fragment in it; raises Failure."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    secure = parts.scheme == "https" or (plain and parts.scheme == "http")
    if not secure or not host or parts.username or parts.fragment or len(url) > 500:
        raise Failure(Kind.METADATA, f"{url[:200]!r} is not an address that begins with https://.")
    return url


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def certificate(text: str) -> x509.Certificate:
    """The certificate in this PEM; raises Failure."""
    try:
        return x509.load_pem_x509_certificate(text.strip().encode())
    except ValueError as problem:
        raise Failure(Kind.METADATA, "This is not a certificate in PEM form.") from problem


def not_after(text: str) -> datetime:
    return certificate(text).not_valid_after_utc
