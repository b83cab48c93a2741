"""What an event commits to: digests that stay true when names are forgotten, and a keyed one.

Format 1 (until 2026): one digest over everything, names included. Format 2: the digest covers
digests of the person (salted) and of the detail, and `mac` is keyed over it.
"""

import hashlib
import hmac
import json
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

FORMAT = 2


class Row(NamedTuple):
    """An event as it stands in its table; `FIELDS` names the columns in this order."""

    id: uuid.UUID
    owner_id: uuid.UUID
    at: datetime
    event: str
    subject_type: str
    subject_id: uuid.UUID | None
    user_id: uuid.UUID | None
    by: str
    detail: Any
    digest: str
    format: int
    salt: str
    person_digest: str
    detail_digest: str
    mac: str


FIELDS = Row._fields


def canonical(value: Any) -> str:
    """JSON with one spelling for each value, the same before and after the database keeps it."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        # A number without fraction comes back from the database as a whole one.
        exact = Decimal(repr(value))
        return int(exact) if exact == exact.to_integral_value() else value
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _sha256(content: list[Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def of_person(salt: str, user_id: uuid.UUID | None, by: str) -> str:
    """Commits to who acted; without the salt it says nothing about them."""
    return _sha256([salt, str(user_id or ""), by])


def of_detail(detail: Any) -> str:
    return hashlib.sha256(canonical(detail).encode()).hexdigest()


def of_event(row: Row) -> str:
    """The digest of format 2, from the columns that stay and the digests of those that may go."""
    return _sha256([FORMAT, *_lasting(row), row.person_digest, row.detail_digest])


def of_first_format(row: Row) -> str:
    """The digest of format 1, over names and details as they stand."""
    content = [*_lasting(row), str(row.user_id or ""), row.by, row.detail]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def for_seal(row: Row) -> str:
    """What a seal keeps of the event: unchanged when the name in it is forgotten."""
    if row.format == FORMAT:
        return row.digest
    return _sha256([row.format, *_lasting(row), of_detail(row.detail), row.digest])


def mac_of(digest: str, key: bytes) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def _lasting(row: Row) -> list[str]:
    return [
        str(row.id),
        str(row.owner_id),
        row.at.isoformat(),
        row.event,
        row.subject_type,
        str(row.subject_id or ""),
    ]
