"""SAML answers as an attacker or an honest provider makes them, signed or not."""

import base64
import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

IDP = "https://idp.university-a.example/metadata"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
NS = {"saml": SAML, "samlp": SAMLP, "ds": DS}
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


@dataclass
class Keys:
    """A key and a certificate that it signed itself, PEM."""

    key: bytes
    certificate: bytes

    @property
    def body(self) -> str:
        return "".join(self.certificate.decode().splitlines()[1:-1])


def keys(days: int = 400) -> Keys:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Keys(pem, made.public_bytes(Encoding.PEM))


def metadata(with_keys: Keys, *more: Keys, extra: str = "", attributes: str = "") -> str:
    """Of the identity provider; `extra` goes into its extensions."""
    certificates = "".join(
        "<md:KeyDescriptor use='signing'><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
        f"{one.body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for one in (with_keys, *more)
    )
    return (
        "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' "
        f"xmlns:ds='{DS}' xmlns:shibmd='urn:mace:shibboleth:metadata:1.0' "
        f"ID='meta' entityID='{IDP}' {attributes}>"
        "<md:IDPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>"
        f"<md:Extensions>{extra}<shibmd:Scope regexp='false'>university-a.example</shibmd:Scope>"
        f"</md:Extensions>{certificates}<md:SingleSignOnService "
        "Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' "
        "Location='https://idp.university-a.example/sso'/>"
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


@dataclass
class Said:
    """What an answer says; each test changes one thing."""

    request: str
    audience: str
    recipient: str
    issuer: str = IDP
    name: str = "nora-1"
    address: str = "nora@university-a.example"
    affiliation: str = "staff@university-a.example"
    context: str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    id: str = "_assertion"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: str | None = None
    """InResponseTo of the confirmation; the request where it is None; '' for none."""
    answered: str | None = None
    """InResponseTo of the response."""
    destination: str | None = None
    lasts: timedelta = timedelta(minutes=5)
    instant: datetime | None = None


def _told(name: str, value: str | None) -> str:
    return f'{name}="{value}" ' if value else ""


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(said: Said) -> Any:
    until = _time(said.at + said.lasts)
    answers = said.request if said.answers is None else said.answers
    audience = (
        f"<saml:AudienceRestriction><saml:Audience>{said.audience}</saml:Audience>"
        "</saml:AudienceRestriction>"
        if said.audience
        else ""
    )
    values = {
        "urn:oid:0.9.2342.19200300.100.1.3": said.address,
        "urn:oid:2.16.840.1.113730.3.1.241": "Nora New",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.9": said.affiliation,
    }
    attributes = "".join(
        f'<saml:Attribute Name="{name}" NameFormat="{URI}">'
        f"<saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
        for name, value in values.items()
    )
    text = (
        f'<saml:Assertion xmlns:saml="{SAML}" ID="{said.id}" Version="2.0" '
        f'IssueInstant="{_time(said.at)}"><saml:Issuer>{said.issuer}</saml:Issuer>'
        f'<saml:Subject><saml:NameID Format="{PERSISTENT}">{said.name}</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f"<saml:SubjectConfirmationData {_told('InResponseTo', answers)}"
        f'{_told("Recipient", said.recipient)}NotOnOrAfter="{until}"/></saml:SubjectConfirmation>'
        f'</saml:Subject><saml:Conditions NotBefore="{_time(said.at)}" NotOnOrAfter="{until}">'
        f'{audience}</saml:Conditions><saml:AuthnStatement AuthnInstant="'
        f'{_time(said.instant or said.at)}"><saml:AuthnContext><saml:AuthnContextClassRef>'
        f"{said.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
    )
    return etree.fromstring(text)


def signed(node: Any, by: Keys, *, weak: bool = False) -> Any:
    """The element with an enveloped signature after its issuer, as identity providers make it."""
    method = xmlsec.Transform.RSA_SHA1 if weak else xmlsec.Transform.RSA_SHA256
    digest = xmlsec.Transform.SHA1 if weak else xmlsec.Transform.SHA256
    signature = xmlsec.template.create(node, xmlsec.Transform.EXCL_C14N, method, ns="ds")
    issuer = node.find("saml:Issuer", NS)
    node.insert(0 if issuer is None else 1, signature)
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{node.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    information = xmlsec.template.ensure_key_info(signature)
    xmlsec.template.add_x509_data(information)
    xmlsec.tree.add_ids(node, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(by.key, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(by.certificate, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return node


def response(said: Said, *inside: Any) -> Any:
    answered = said.request if said.answered is None else said.answered
    destination = said.recipient if said.destination is None else said.destination
    root = etree.fromstring(
        f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response" Version="2.0" '
        f'IssueInstant="{_time(said.at)}" {_told("InResponseTo", answered)}'
        f"{_told('Destination', destination)}><saml:Issuer>{said.issuer}</saml:Issuer>"
        '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>'
        "</samlp:Status></samlp:Response>"
    )
    for each in inside:
        root.append(each)
    return root


def packed(root: Any) -> str:
    return base64.b64encode(etree.tostring(root)).decode()


def wrapped(said: Said, by: Keys) -> dict[str, Any]:
    """Signature wrapping: an evil assertion is read where the signed one is only carried along."""
    good = signed(assertion(said), by)

    def evil(mark: str = "_evil") -> Any:
        made = copy.deepcopy(good)
        made.set("ID", mark)
        for signature in made.findall("ds:Signature", NS):
            made.remove(signature)
        made.find(".//saml:NameID", NS).text = "stella-1"
        for value in made.iterfind(".//saml:AttributeValue", NS):
            if "@" in (value.text or "") and value.text.startswith("nora"):
                value.text = "stella.steward@university-a.example"
        return made

    def in_object(inner: Any) -> Any:
        outer = evil()
        signature = copy.deepcopy(good.find("ds:Signature", NS))
        etree.SubElement(signature, f"{{{DS}}}Object").append(inner)
        outer.insert(1, signature)
        return outer

    def in_extensions() -> Any:
        root = response(said, evil())
        extensions = etree.Element(f"{{{SAMLP}}}Extensions")
        extensions.append(copy.deepcopy(good))
        root.insert(1, extensions)
        return root

    same = evil(str(good.get("ID")))
    inside = evil()
    inside.append(copy.deepcopy(good))
    with_signature = evil()
    with_signature.insert(1, copy.deepcopy(good.find("ds:Signature", NS)))
    bare = copy.deepcopy(good)
    bare.remove(bare.find("ds:Signature", NS))
    around = copy.deepcopy(good)
    around.append(evil())
    return {
        "evil before good": response(said, evil(), copy.deepcopy(good)),
        "good before evil": response(said, copy.deepcopy(good), evil()),
        "evil with the id of the good one": response(said, same, copy.deepcopy(good)),
        "good inside evil": response(said, inside),
        "evil inside good": response(said, around),
        "evil with the signature of the good one": response(said, with_signature),
        "good in an object of the signature": response(said, in_object(bare)),
        "good in the extensions": in_extensions(),
    }
