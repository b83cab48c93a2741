"""The keys of the record, derived from the installation's audit key and kept nowhere else."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal import vault

_EVENTS, _SEALS = "record events", "record seals"


@dataclass(frozen=True)
class Keys:
    """What marks events (`mac`) and what signs seals; `key_id` names the pair in public."""

    mac: bytes
    signing: Ed25519PrivateKey
    fingerprint: str
    """SHA-256 of the public key, in hex: what seals are printed with."""

    @property
    def key_id(self) -> str:
        return self.fingerprint[:16]

    @property
    def public(self) -> Ed25519PublicKey:
        return self.signing.public_key()


@cache
def made_from(mac: bytes, seed: bytes) -> Keys:
    """The pair from 32 secret bytes each."""
    signing = Ed25519PrivateKey.from_private_bytes(seed)
    public = signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Keys(mac, signing, sha256(public).hexdigest())


def current() -> Keys:
    """What is written now is marked and signed with these: the same on every machine."""
    return made_from(vault.derived(_EVENTS, audit=True), vault.derived(_SEALS, audit=True))


def trusted() -> tuple[Keys, ...]:
    """Keys whose marks and signatures count: the current ones, and those before them."""
    earlier = zip(
        vault.derived_before(_EVENTS, audit=True),
        vault.derived_before(_SEALS, audit=True),
        strict=True,
    )
    return (current(), *(made_from(mac, seed) for mac, seed in earlier))
