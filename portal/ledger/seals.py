"""A seal: a batch of events chained to the batch before and signed.

Pure: bytes and digests in and out, no database.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

BATCH = 1000
"""Most events in one seal."""

UPGRADE = timedelta(hours=24)
"""How long after the first seal events of format 1 are still taken up: an upgrade may take so
long. Later ones are nobody's: whoever has the database alone could write them."""

LATE = timedelta(days=1)
"""After which an event is sealed late: a daily pass takes up all that was left."""

ENTRY = 48
"""Bytes of an entry: id (16) and digest (32)."""


class Entry(NamedTuple):
    """One event in a seal."""

    id: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it stands in its table; `FIELDS` names the columns in this order."""

    number: int
    previous: str
    head: str
    count: int
    entries: bytes
    last_id: uuid.UUID
    sealed_at: datetime
    key_id: str
    signature: bytes


FIELDS = tuple(each.name for each in fields(Seal))


def pack(entries: Iterable[tuple[uuid.UUID, str]]) -> bytes:
    return b"".join(event.bytes + bytes.fromhex(digest) for event, digest in entries)


def unpack(entries: bytes) -> Iterator[Entry]:
    """The entries in their order. Raises ValueError where they were cut."""
    if len(entries) % ENTRY:
        raise ValueError("The entries of a seal are not whole.")
    for start in range(0, len(entries), ENTRY):
        middle = start + 16
        yield Entry(entries[start:middle], entries[middle : start + ENTRY].hex())


def head_of(owner: uuid.UUID, previous: str, number: int, entries: bytes) -> str:
    """SHA-256 that chains this batch to everything sealed before it."""
    chained = hashlib.sha256(owner.bytes)
    chained.update(f"|{previous}|{number}|".encode())
    chained.update(entries)
    return chained.hexdigest()


def head_if_sorted(owner: uuid.UUID, seal: Seal) -> str:
    """The head that the same entries have in the order of their ids, in which they are sealed."""
    whole = len(seal.entries) - len(seal.entries) % ENTRY
    each = sorted(seal.entries[start : start + ENTRY] for start in range(0, whole, ENTRY))
    return head_of(owner, seal.previous, seal.number, b"".join(each))


def sign(key: Ed25519PrivateKey, head: str, sealed_at: datetime) -> bytes:
    return key.sign(_message(head, sealed_at))


def is_signed(key: Ed25519PublicKey, seal: Seal) -> bool:
    """Whether the holder of the key sealed this head at this time."""
    try:
        key.verify(seal.signature, _message(seal.head, seal.sealed_at))
    except InvalidSignature:
        return False
    return True


def _message(head: str, sealed_at: datetime) -> bytes:
    return f"ajar seal {head} {sealed_at.isoformat()}".encode()


def instant_of(event: uuid.UUID) -> int:
    """Milliseconds since 1970 by the real clock at which a key was made, which it carries."""
    return event.int >> 80


def first_at(milliseconds: int) -> uuid.UUID:
    """The smallest key of that millisecond."""
    return uuid.UUID(int=max(milliseconds, 0) << 80)


def takes_first_format(first_sealed: datetime | None, now: datetime) -> bool:
    """Whether an event without a mac is still sealed as it stands."""
    return first_sealed is None or now < first_sealed + UPGRADE
