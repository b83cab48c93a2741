"""Master keys of the installation, and what is sealed or derived with them.

The keys lie outside the database: whoever has a copy of it can read no file, no provider's secret
and no seed of a second factor, and can forge nothing in the record. A key is 32 bytes in base64
(`AJAR_FILE_KEY`, `AJAR_AUDIT_KEY`); without the variable, a file beside the data holds one, made
once. After a comma stand earlier keys, which still open what they sealed.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MAGIC: Final = b"AJV1"
NONCE: Final = 12
ID: Final = 8


class VaultError(Exception):
    """A key is missing, is not one, or is not the one that sealed this; or bytes were changed."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """`name` is printed and stored; it tells nothing of the key."""

    secret: bytes

    @property
    def name(self) -> str:
        return hashlib.sha256(b"ajar master key" + self.secret).hexdigest()[:16]


def master_keys(*, audit: bool = False) -> tuple[MasterKey, ...]:
    """The present key and, after it, earlier ones. Raises VaultError for what is not a key."""
    variable = "AJAR_AUDIT_KEY" if audit else "AJAR_FILE_KEY"
    told = settings.AUDIT_KEY if audit else settings.FILE_KEY
    if told:
        return tuple(_read(text, variable) for text in told.split(","))
    target = Path(settings.DATA_DIR) / ("audit-key" if audit else "file-key")
    return tuple(_read(text, str(target)) for text in _kept(target).split(","))


def current(*, audit: bool = False) -> MasterKey:
    return master_keys(audit=audit)[0]


def named(name: str) -> MasterKey:
    """The master key of files that is called so. Raises VaultError when it is not there."""
    for key in master_keys():
        if key.name == name:
            return key
    raise VaultError(
        f"The master key {name} is not here. Set AJAR_FILE_KEY to the key that sealed this; "
        "an earlier key goes after the present one, with a comma."
    )


def seal(data: bytes, beside: bytes) -> bytes:
    """Encrypt a small secret with the present master key.

    `beside` says what it belongs to (a row's id): sealed bytes put elsewhere don't open there.
    """
    key = current()
    nonce = os.urandom(NONCE)
    head = MAGIC + bytes.fromhex(key.name) + nonce
    return head + AESGCM(_for_sealing(key)).encrypt(nonce, data, MAGIC + beside)


def open_sealed(sealed: bytes | memoryview, beside: bytes) -> bytes:
    """What `seal` was given. Raises VaultError for a missing key and for changed bytes."""
    told = bytes(sealed)
    if not is_sealed(told):
        raise VaultError("These bytes were not sealed by this portal.")
    key = named(told[len(MAGIC) : len(MAGIC) + ID].hex())
    nonce, body = _split(told[len(MAGIC) + ID :])
    try:
        return AESGCM(_for_sealing(key)).decrypt(nonce, body, MAGIC + beside)
    except InvalidTag:
        raise VaultError("The sealed bytes were changed, or belong somewhere else.") from None


def is_sealed(told: bytes) -> bool:
    """Whether the bytes look as `seal` makes them; older rows may hold plain ones."""
    return told.startswith(MAGIC) and len(told) >= len(MAGIC) + ID + NONCE + 16


def is_by_current(sealed: bytes | memoryview) -> bool:
    """Whether the present master key sealed these bytes."""
    told = bytes(sealed)
    return is_sealed(told) and told[len(MAGIC) : len(MAGIC) + ID].hex() == current().name


def resealed(sealed: bytes | memoryview, beside: bytes) -> bytes:
    """The same secret under the present master key. Raises VaultError."""
    return seal(open_sealed(sealed, beside), beside)


def derived(purpose: str, *, audit: bool = False) -> bytes:
    """32 bytes for one purpose, the same in every process with the same master key."""
    return _stretched(current(audit=audit).secret, purpose)


def derived_before(purpose: str, *, audit: bool = False) -> Iterator[bytes]:
    """The same for each earlier master key: what was made with them is still known."""
    for key in master_keys(audit=audit)[1:]:
        yield _stretched(key.secret, purpose)


def _for_sealing(key: MasterKey) -> bytes:
    return _stretched(key.secret, "small secrets")


def _split(told: bytes) -> tuple[bytes, bytes]:
    return told[:NONCE], told[NONCE:]


@cache
def _stretched(secret: bytes, purpose: str) -> bytes:
    told = f"ajar {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=told).derive(secret)


@cache
def _read(text: str, where: str) -> MasterKey:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != 32:
        raise VaultError(
            f"{where} does not hold a key: it has to be 32 bytes in base64. "
            'python3 -c "import base64, secrets; '
            'print(base64.b64encode(secrets.token_bytes(32)).decode())" makes one.'
        )
    return MasterKey(secret)


@cache
def _kept(target: Path) -> str:
    """The key beside the data, made by whoever comes first."""
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(32)).decode())
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(fresh, target)
        fresh.unlink()
    return target.read_text().strip()
