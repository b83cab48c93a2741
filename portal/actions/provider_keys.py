"""This portal's own key for each SAML provider, and reading what providers publish."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from portal.federation import metadata
from portal.federation.metadata import Theirs
from portal.queries.providers import plain_allowed

LASTS = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Made:
    """Both PEM."""

    key: str
    certificate: str


def make(entity_id: str, now: datetime) -> Made:
    """A key of its own for one provider, with a certificate that it signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ajar")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(entity_id)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Made(pem.decode(), metadata.pem(made))


def not_after(certificate: str) -> datetime:
    return metadata.not_after(certificate)


def read_saml(text: str, entity_id: str = "") -> Theirs:
    """SAML metadata; raises federation.failures.Failure."""
    return metadata.saml(text, entity_id, plain=plain_allowed())


def described(pem: str) -> tuple[str, datetime]:
    """A certificate as two people compare it: its SHA-256 fingerprint, and until when it is."""
    found = metadata.certificate(pem)
    fingerprint = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return fingerprint, found.not_valid_after_utc
