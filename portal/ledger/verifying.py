"""Whether a record is whole: its seals against its events, in one pass over both.

Pure: seals come in the order of their numbers and events in that of their ids, as iterators; of
each only what has not met its other half yet is kept in memory. Nothing here trusts the database:
what it says has to agree with what only the holder of the keys could have written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from typing import NamedTuple
from uuid import UUID

from portal.ledger import digests, seals
from portal.ledger.digests import Row
from portal.ledger.findings import Damage, Finding, Report
from portal.ledger.keys import Keys
from portal.ledger.prunings import Pruned, Pruning
from portal.ledger.seals import Seal


@dataclass(frozen=True)
class Known:
    """What a check may rely on beside seals and events."""

    owner: UUID
    keys: Mapping[str, Keys]
    """By the id that seals name."""
    prunings: tuple[Pruning, ...] = ()
    forgotten: Mapping[bytes, str] = field(default_factory=dict)
    """Event → the label that stands for the forgotten name."""
    witness: Mapping[int, str] = field(default_factory=dict)
    """Number → head, as it was written down outside the database."""
    since: UUID | None = None
    """Where only later events are looked at: the smallest id of those."""
    before: Seal | None = None
    """The seal before the first that is looked at."""
    takes_first_format: bool = False
    """Whether events of format 1 may still wait for their seal: see `seals.takes_first_format`."""


class _OpenRow(NamedTuple):
    digest: str
    sound: bool
    format: int
    event: str
    at: datetime


class _OpenEntry(NamedTuple):
    digest: str
    number: int
    position: int


def is_sound(row: Row, keys: Iterable[Keys], forgotten: Mapping[bytes, str]) -> bool:
    """Whether an event is as the portal wrote it: its digests, its mac, and who acted."""
    label = forgotten.get(row.id.bytes)
    gone = label is not None and row.user_id is None and row.by == label
    if row.format == 1:
        return gone or row.digest == digests.of_first_format(row)
    if row.format != digests.FORMAT or row.detail_digest != digests.of_detail(row.detail):
        return False
    if row.digest != digests.of_event(row):
        return False
    if row.salt:
        if row.person_digest != digests.of_person(row.salt, row.user_id, row.by):
            return False
    elif not gone:
        return False
    return any(compare_digest(row.mac, digests.mac_of(row.digest, key.mac)) for key in keys)


def check(
    chain: Iterable[Seal], rows: Iterable[Row], known: Known, tell: Callable[[int], None]
) -> Report:
    """Check one organisation's record. `tell` is called with the number of events looked at."""
    return _Check(known, tell).run(iter(chain), iter(rows))


class _Check:
    def __init__(self, known: Known, tell: Callable[[int], None]) -> None:
        self.known, self.tell = known, tell
        self.keys = tuple(known.keys.values())
        self.report = Report()
        self.rows: dict[bytes, _OpenRow] = {}
        self.entries: dict[bytes, _OpenEntry] = {}
        self.seen = 0
        self.previous = known.before.head if known.before else ""
        self.number = known.before.number if known.before else 0
        good = [each for each in known.prunings if each.is_ours(self.keys)]
        self.forged = len(known.prunings) - len(good)
        self.pruned = Pruned(good)
        self.since = known.since.bytes if known.since else b""

    def run(self, chain: Iterator[Seal], rows: Iterator[Row]) -> Report:
        """Read whichever side has fewer halves open, so that neither piles up."""
        more_seals = more_rows = True
        while more_seals or more_rows:
            if more_rows and (not more_seals or len(self.rows) <= len(self.entries)):
                row = next(rows, None)
                more_rows = row is not None
                if row is not None:
                    self._row(row)
            else:
                seal = next(chain, None)
                more_seals = seal is not None
                if seal is not None:
                    self._seal(seal)
        self._finish()
        return self.report

    # --- events ---------------------------------------------------------------------------------
    def _row(self, row: Row) -> None:
        self.seen += 1
        if self.seen % 10_000 == 0:
            self.tell(self.seen)
        sound = is_sound(row, self.keys, self.known.forgotten)
        if sound and row.id.bytes in self.known.forgotten:
            self.report.forgotten += 1
        opened = _OpenRow(digests.for_seal(row), sound, row.format, row.event, row.at)
        entry = self.entries.pop(row.id.bytes, None)
        if entry is None:
            self.rows[row.id.bytes] = opened
        else:
            self._meet(row.id.bytes, opened, entry)

    def _meet(self, event: bytes, row: _OpenRow, entry: _OpenEntry) -> None:
        self.report.events += 1
        if row.sound and row.digest == entry.digest:
            return
        told = Finding(
            Damage.EDITED, entry.number, entry.position, UUID(bytes=event), row.event, row.at
        )
        self.report.add([told])

    # --- seals ----------------------------------------------------------------------------------
    def _seal(self, seal: Seal) -> None:
        self.report.seals += 1
        damage = self._damage(seal)
        if damage is not None:
            number = self.number + 1 if damage is Damage.SEAL_MISSING else seal.number
            self.report.add([Finding(damage, number, at=seal.sealed_at)])
        self.number, self.previous = seal.number, seal.head
        self.report.last_number, self.report.last_head = seal.number, seal.head
        try:
            self._entries(seal)
        except ValueError:
            if damage is None:
                self.report.add([Finding(Damage.SEAL_EDITED, seal.number, at=seal.sealed_at)])

    def _damage(self, seal: Seal) -> Damage | None:
        if seal.number != self.number + 1:
            return Damage.SEAL_MISSING
        if seal.head != seals.head_of(self.known.owner, seal.previous, seal.number, seal.entries):
            sorted_head = seals.head_if_sorted(self.known.owner, seal)
            return Damage.REORDERED if seal.head == sorted_head else Damage.SEAL_EDITED
        if seal.previous != self.previous or seal.count * seals.ENTRY != len(seal.entries):
            return Damage.SEAL_EDITED
        key = self.known.keys.get(seal.key_id)
        if key is None or not seals.is_signed(key.public, seal):
            return Damage.SEAL_FORGED
        if self.known.witness.get(seal.number, seal.head) != seal.head:
            return Damage.SEAL_EDITED
        return None

    def _entries(self, seal: Seal) -> None:
        self.pruned.begin(seal.number)
        in_time = seals.first_at(_milliseconds(seal.sealed_at - seals.LATE)).bytes
        for position, (event, digest) in enumerate(seals.unpack(seal.entries), start=1):
            if self.pruned.took(position, event):
                self.report.pruned += 1
                continue
            if event < self.since:
                continue
            self.report.late += event < in_time
            entry = _OpenEntry(digest, seal.number, position)
            row = self.rows.pop(event, None)
            if row is None:
                self.entries[event] = entry
            else:
                self._meet(event, row, entry)

    # --- what is left ---------------------------------------------------------------------------
    def _finish(self) -> None:
        found = [_deleted(UUID(bytes=event), entry) for event, entry in self.entries.items()]
        for event, row in self.rows.items():
            if row.sound and (row.format == digests.FORMAT or self.known.takes_first_format):
                self.report.waiting += 1
            else:
                told = Finding(Damage.INSERTED, None, 0, UUID(bytes=event), row.event, row.at)
                found.append(told)
        later = [number for number in self.known.witness if number > self.number]
        if later:
            found.append(Finding(Damage.SEAL_TRUNCATED, min(later)))
        wrong = self.forged + (0 if self.known.since else self.pruned.disagreeing())
        found += [Finding(Damage.PRUNING_FORGED)] * wrong
        self.report.add(found)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _deleted(event: UUID, entry: _OpenEntry) -> Finding:
    """What is gone is known by its id, which carries when it was made."""
    at = datetime.fromtimestamp(seals.instant_of(event) / 1000, UTC)
    return Finding(Damage.DELETED, entry.number, entry.position, event, at=at)
