"""Which events were taken out of the record after their time, as their prunings tell.

A pruning names seals and the entries in them: `{"3-17": "all", "18": "f7…"}`, one bit an entry,
the first entry being the lowest bit. Its mac covers all of it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from portal.ledger import digests
from portal.ledger.keys import Keys

ALL = "all"


@dataclass(frozen=True, slots=True)
class Pruning:
    """A pruning as it stands in its table; `FIELDS` names the columns in this order."""

    id: UUID
    owner_id: UUID
    before: datetime
    count: int
    ids_digest: str
    taken: Any
    at: datetime
    by: str
    mac: str

    def mac_with(self, key: bytes) -> str:
        told = [
            *(str(self.id), str(self.owner_id), self.before.isoformat(), self.count),
            *(self.ids_digest, self.taken, self.at.isoformat(), self.by),
        ]
        return digests.mac_of(digests.canonical(told), key)

    def is_ours(self, keys: Iterable[Keys]) -> bool:
        """Whether the portal recorded it, rather than somebody with the database alone."""
        return any(compare_digest(self.mac, self.mac_with(each.mac)) for each in keys)


FIELDS = tuple(each.name for each in fields(Pruning))


def taken_from(chosen: Iterable[tuple[int, int, int]]) -> dict[str, str]:
    """How a pruning names its entries: seals in order, each with its bits and its count."""
    told: dict[str, str] = {}
    whole: list[int] = []

    def close() -> None:
        if whole:
            name = f"{whole[0]}-{whole[-1]}" if len(whole) > 1 else str(whole[0])
            told[name] = ALL
            whole.clear()

    for number, bits, count in chosen:
        if bits == (1 << count) - 1:
            if whole and number != whole[-1] + 1:
                close()
            whole.append(number)
            continue
        close()
        if bits:
            told[str(number)] = f"{bits:x}"
    close()
    return told


class _Told:
    """One pruning, while the seals go by."""

    def __init__(self, pruning: Pruning) -> None:
        self.pruning = pruning
        self.ranges: list[tuple[int, int]] = []
        self.bits: dict[int, int] = {}
        self.count, self.digest = 0, hashlib.sha256()
        for name, what in pruning.taken.items():
            first, _dash, last = name.partition("-")
            if what == ALL:
                self.ranges.append((int(first), int(last or first)))
            else:
                self.bits[int(first)] = int(what, 16)

    def of(self, number: int) -> int:
        """The bits of the entries that it took from a seal; -1 for all of them."""
        if any(first <= number <= last for first, last in self.ranges):
            return -1
        return self.bits.get(number, 0)


class Pruned:
    """All prunings together: asked entry by entry, in the order of the seals."""

    def __init__(self, prunings: Iterable[Pruning]) -> None:
        self.all = [_Told(each) for each in prunings]
        self.here: list[tuple[_Told, int]] = []

    def begin(self, number: int) -> None:
        """From now on the entries of this seal are asked for."""
        found = ((each, each.of(number)) for each in self.all)
        self.here = [(each, bits) for each, bits in found if bits]

    def took(self, position: int, event: bytes) -> bool:
        """Whether a pruning took the entry at this position (from 1)."""
        for each, bits in self.here:
            if bits >> (position - 1) & 1:
                each.count += 1
                each.digest.update(event)
                return True
        return False

    def disagreeing(self) -> int:
        """Prunings whose count or digest is not that of the entries they name, in a full pass."""
        return sum(
            each.count != each.pruning.count or each.digest.hexdigest() != each.pruning.ids_digest
            for each in self.all
        )


def digest_of_ids(ids: Iterable[bytes]) -> str:
    """SHA-256 over ids in the order of the seals, as a pruning keeps it."""
    told = hashlib.sha256()
    for each in ids:
        told.update(each)
    return told.hexdigest()
