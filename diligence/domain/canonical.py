"""One spelling for every document: the same content gives the same bytes for ever."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256


def number(value: Decimal) -> int | float:
    """The JSON number for an exact decimal: an integer when whole.

    A float only carries the digits to the JSON text; nothing is calculated with it. Raises
    ValueError where its shortest spelling would not be exactly the decimal.
    """
    if value == value.to_integral_value():
        return int(value)
    carried = float(value)
    if Decimal(repr(carried)) != value:
        raise ValueError(f"{value} has more digits than a JSON number carries exactly.")
    return carried


def canonical_bytes(document: object) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8, decimals written exactly.

    Half a surrogate pair, which UTF-8 cannot hold, keeps its JSON escape.
    """
    text = json.dumps(
        document,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_other,
    )
    return text.encode("utf-8", "backslashreplace")


def digest(document: object) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical_bytes(document)).hexdigest()


def _other(value: object) -> object:
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"A document holds only JSON values, not {type(value).__name__}.")
