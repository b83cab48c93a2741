"""SAML 2.0: what we ask an identity provider, and what of its answer is believed.

python3-saml reads and verifies the answer. Where it lets something pass that is absent (an
audience, a recipient, the request answered), or that only begins alike, it is asked for here.
"""

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import xmlsec
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as C
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from portal.federation.encrypted import Response
from portal.federation.failures import Failure, Kind
from portal.federation.metadata import Theirs

LARGEST: Final = 256_000
"""Bytes of an answer's form; more is never read."""
SKEW: Final = timedelta(seconds=60)
_SUBJECT: Final = "/samlp:Response/saml:Assertion/saml:Subject/saml:SubjectConfirmation"
_STATEMENT: Final = "/samlp:Response/saml:Assertion/saml:AuthnStatement"


@dataclass(frozen=True, slots=True)
class Ours:
    """This portal as the provider knows it: to each by a name and key of its own."""

    entity_id: str
    answer_url: str
    certificate: str
    key: str
    spare_certificate: str = ""
    """Published beside the first one, and with `spare_key` able to decrypt: the next or former."""
    spare_key: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Where the browser goes, and the id that the answer must name."""

    url: str
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An accepted assertion. `attributes`: the provider's names → values."""

    in_response_to: str
    assertion_id: str
    until: datetime
    attributes: dict[str, list[str]]
    name_id: str
    name_id_format: str
    contexts: tuple[str, ...]
    authenticated_at: datetime | None

    @property
    def lasting_name(self) -> str:
        """The NameID, where the provider says that it stays the same."""
        return self.name_id if self.name_id_format == C.NAMEID_PERSISTENT else ""


def _settings(ours: Ours, theirs: Theirs | None, contexts: Sequence[str] = ()) -> dict[str, Any]:
    told: dict[str, Any] = {
        "strict": True,
        "sp": {
            "entityId": ours.entity_id,
            "assertionConsumerService": {"url": ours.answer_url, "binding": C.BINDING_HTTP_POST},
            "NameIDFormat": C.NAMEID_PERSISTENT,
            "x509cert": ours.certificate,
            "privateKey": ours.key,
        },
        "security": {
            "authnRequestsSigned": True,
            "wantAssertionsSigned": True,
            "wantMessagesSigned": False,
            "wantNameId": False,
            "wantAttributeStatement": False,
            "allowRepeatAttributeName": True,
            "rejectDeprecatedAlgorithm": True,
            "allowSingleLabelDomains": True,
            "signatureAlgorithm": C.RSA_SHA256,
            "digestAlgorithm": C.SHA256,
            "requestedAuthnContext": list(contexts) or False,
            "requestedAuthnContextComparison": "exact",
            "metadataValidUntil": "",
            "metadataCacheDuration": "P1D",
        },
    }
    if theirs is not None:
        told["idp"] = {
            "entityId": theirs.entity_id,
            "singleSignOnService": {"url": theirs.sign_in_url, "binding": C.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": list(theirs.certificates)},
        }
    return told


def _request(ours: Ours, posted: dict[str, str] | None = None) -> dict[str, Any]:
    """The request for python3-saml: with the configured address, whatever host was asked."""
    parts = urlsplit(ours.answer_url)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": posted or {},
    }


def ask(
    ours: Ours, theirs: Theirs, *, again: bool = False, contexts: Sequence[str] = ()
) -> Question:
    """A signed AuthnRequest. `again`: the person is to show anew who they are."""
    try:
        auth = OneLogin_Saml2_Auth(_request(ours), _settings(ours, theirs, contexts))
        url = auth.login(return_to="", force_authn=again, set_nameid_policy=False)
    except OneLogin_Saml2_Error as problem:
        raise Failure(Kind.METADATA, f"No request can be made: {problem}") from problem
    return Question(url=str(url), id=str(auth.get_last_request_id()))


def metadata(ours: Ours) -> bytes:
    """What the provider's operator needs to know of us."""
    known = _settings(ours, None)
    # Says to the library that keys for encryption are published, and that there may be two.
    known["security"]["wantAssertionsEncrypted"] = True
    known["sp"]["x509certNew"] = ours.spare_certificate
    settings = OneLogin_Saml2_Settings(known, sp_validation_only=True)
    told = settings.get_sp_metadata()
    return told.encode() if isinstance(told, str) else bytes(told)


def accept(posted: str, ours: Ours, theirs: Theirs, now: datetime) -> Answer:
    """The answer, if it is signed by this provider, for us, now, to a question; raises Failure."""
    if theirs.valid_until is not None and theirs.valid_until <= now:
        raise Failure(Kind.METADATA, "The provider's metadata is not valid any more.")
    try:
        response = _opened(posted, ours, theirs)
        response.is_valid(_request(ours), raise_exceptions=True)
        return _answer(response, ours)
    except Failure:
        raise
    except OneLogin_Saml2_ValidationError as problem:
        raise Failure(_KINDS.get(problem.code, Kind.RESPONSE), _told(problem)) from problem
    except (OneLogin_Saml2_Error, etree.XMLSyntaxError, xmlsec.Error) as problem:
        raise Failure(Kind.RESPONSE, "The answer can't be read as SAML.") from problem
    except (binascii.Error, ValueError, TypeError, AttributeError, RuntimeError) as problem:
        # What python3-saml meets in documents that are made to be odd.
        raise Failure(Kind.RESPONSE, "The answer is not in the form of SAML.") from problem


def _opened(posted: str, ours: Ours, theirs: Theirs) -> Any:
    """The answer, decrypted where it has to be, with whichever of our keys it was encrypted for."""
    known = _settings(ours, theirs)
    try:
        return Response(OneLogin_Saml2_Settings(known), posted)
    except xmlsec.Error:
        if not ours.spare_key:
            raise
    known["sp"] |= {"x509cert": ours.spare_certificate, "privateKey": ours.spare_key}
    return Response(OneLogin_Saml2_Settings(known), posted)


_V = OneLogin_Saml2_ValidationError
_KINDS: Final = {
    _V.NO_SIGNED_ASSERTION: Kind.SIGNATURE,
    _V.NO_SIGNATURE_FOUND: Kind.SIGNATURE,
    _V.INVALID_SIGNATURE: Kind.SIGNATURE,
    _V.WRONG_ISSUER: Kind.ISSUER,
    _V.WRONG_AUDIENCE: Kind.AUDIENCE,
    _V.WRONG_DESTINATION: Kind.AUDIENCE,
    _V.WRONG_SUBJECTCONFIRMATION: Kind.AUDIENCE,
    _V.ASSERTION_EXPIRED: Kind.EXPIRED,
    _V.ASSERTION_TOO_EARLY: Kind.EXPIRED,
    _V.SESSION_EXPIRED: Kind.EXPIRED,
    _V.STATUS_CODE_IS_NOT_SUCCESS: Kind.PROVIDER,
}


def _told(problem: Exception) -> str:
    """The library's sentence; it quotes addresses and names of machines, never what a person is."""
    return " ".join(str(problem).split())[:500]


def _answer(response: Any, ours: Ours) -> Answer:
    document = response.decrypted_document if response.encrypted else response.document
    in_response_to = response.get_in_response_to()
    if not in_response_to:
        raise Failure(Kind.UNASKED, "The provider signs in somebody whom we did not send there.")
    destination = response.document.get("Destination")
    if destination is not None and destination != ours.answer_url:
        raise Failure(Kind.AUDIENCE, "The answer was sent to another address (Destination).")
    if ours.entity_id not in response.get_audiences():
        raise Failure(Kind.AUDIENCE, "The assertion names no audience that we are.")
    statement = OneLogin_Saml2_XML.query(document, _STATEMENT)[0]
    name = response.get_nameid_data() or {}
    return Answer(
        in_response_to=in_response_to,
        assertion_id=response.get_assertion_id(),
        until=_confirmed_until(document, ours, in_response_to),
        attributes={
            key: [value for value in values if isinstance(value, str)]
            for key, values in response.get_attributes().items()
        },
        name_id=str(name.get("Value") or ""),
        name_id_format=str(name.get("Format") or ""),
        contexts=tuple(one for one in response.get_authn_contexts() if one),
        authenticated_at=_instant(statement.get("AuthnInstant")),
    )


def _confirmed_until(document: Any, ours: Ours, in_response_to: str) -> datetime:
    """Until when the bearer's confirmation holds, which names us and this question."""
    for node in OneLogin_Saml2_XML.query(document, _SUBJECT):
        data = node.find("saml:SubjectConfirmationData", namespaces=C.NSMAP)
        if node.get("Method") != C.CM_BEARER or data is None:
            continue
        until = _instant(data.get("NotOnOrAfter"))
        if data.get("Recipient") == ours.answer_url and until is not None:
            if data.get("InResponseTo") != in_response_to:
                raise Failure(
                    Kind.UNASKED, "The assertion answers another question (InResponseTo)."
                )
            return until
    raise Failure(Kind.AUDIENCE, "No confirmation names our address and an end (Recipient).")


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    return datetime.fromtimestamp(OneLogin_Saml2_Utils.parse_SAML_to_time(text), UTC)
