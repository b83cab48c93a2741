"""Sealing: events join the chain soon after they were recorded, and none is left out.

A transaction may commit later than one that began after it, so an event may turn up behind the
newest seal: every pass looks two hours back, and a daily one at everything.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from portal import clock
from portal.announce import after_commit
from portal.ledger import digests as committed
from portal.ledger import keys, seals, verifying
from portal.ledger.digests import Row
from portal.models import AuditEvent, AuditSeal, Organisation
from portal.queries import ledger
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)

BEHIND = timedelta(hours=2)
"""How far behind the newest seal an event may turn up and is still found by the next pass."""

MOST_AT_ONCE = 20
"""Seals that one transaction makes at most."""


def seal_all(*, thorough: bool = False, within: float = 45.0) -> int:
    """Seal what every organisation has recorded. Returns how many events were sealed.

    After `within` seconds the rest is left to the next call.
    """
    sealed, started = 0, clock.now()
    for owner in list(Organisation.objects.order_by("pk").values_list("pk", flat=True)):
        while True:
            try:
                with acting_for(owner):
                    now = seal_everything() if thorough else seal_new()
            except ValueError:  # a seal was cut: the records of others are sealed all the same
                logger.exception("The record of %s can't be sealed; see verify_audit.", owner)
                break
            sealed += now
            if now < seals.BATCH * MOST_AT_ONCE:
                break
            if (clock.now() - started).total_seconds() > within:
                return sealed
    return sealed


def seal_new() -> int:
    """Seal the acting organisation's new events. Returns how many; 0 while another is at it."""
    if not _new(most=1) or not _alone():
        return 0
    # Read again, alone: another worker may have sealed meanwhile.
    return _seal(_new(most=seals.BATCH * MOST_AT_ONCE))


def seal_everything() -> int:
    """Seal what no seal holds, however old, in one pass over all seals and events."""
    if not _alone():
        return 0
    found = islice(_unsealed(), seals.BATCH * MOST_AT_ONCE)
    return _seal(list(found))


def _alone() -> bool:
    """Take the organisation's turn until the transaction ends; False where another has it."""
    row = Organisation.objects.select_for_update(no_key=True, skip_locked=True)
    return row.filter(pk=acting_id()).exists()


def _new(*, most: int) -> list[uuid.UUID]:
    """Ids of unsealed events from two hours before the newest seal on."""
    rows = AuditEvent.objects.order_by("id").values_list("id", flat=True)
    newest = ledger.watermark()
    if newest is None:
        return list(rows[:most])
    since = seals.first_at(seals.instant_of(newest) - int(BEHIND.total_seconds() * 1000))
    sealed = frozenset(_sealed_since(since))
    # As many as are sealed already may stand before the first that is not.
    found = rows.filter(id__gte=since)[: most + len(sealed)]
    return [each for each in found if each.bytes not in sealed][:most]


def _sealed_since(since: uuid.UUID) -> Iterator[bytes]:
    rows = AuditSeal.objects.filter(last_id__gte=since).values_list("entries", flat=True)
    for entries in rows.iterator(chunk_size=20):
        yield from (entry.id for entry in seals.unpack(bytes(entries)))


def _unsealed() -> Iterator[uuid.UUID]:
    """Ids in no seal. Both sides come in about the same order, so that little is remembered."""
    ids: set[bytes] = set()
    entries: set[bytes] = set()
    sealed = (entry.id for seal in ledger.chain() for entry in seals.unpack(seal.entries))
    rows = _ids()
    more_rows = more_sealed = True
    while more_rows or more_sealed:
        from_rows = more_rows and (not more_sealed or len(ids) <= len(entries))
        each = next(rows if from_rows else sealed, None)
        if each is None:
            more_rows, more_sealed = more_rows and not from_rows, more_sealed and from_rows
            continue
        mine, others = (ids, entries) if from_rows else (entries, ids)
        if each in others:
            others.remove(each)
        else:
            mine.add(each)
    yield from (uuid.UUID(bytes=each) for each in sorted(ids))


def _ids() -> Iterator[bytes]:
    rows = AuditEvent.objects.order_by("id").values_list("id", flat=True)
    found = list(rows[: ledger.CHUNK])
    while found:
        yield from (each.bytes for each in found)
        found = list(rows.filter(id__gt=found[-1])[: ledger.CHUNK])


def _seal(found: Sequence[uuid.UUID]) -> int:
    """Chain these events to the newest seal, a batch at a time; what is not ours stays out."""
    if not found:
        return 0
    last = AuditSeal.objects.order_by("-number").only("number", "head").first()
    number, previous = (last.number, last.head) if last else (0, "")
    worthy, sealed = _Worthy(), 0
    for ids in _batches(found):
        rows = list(worthy.of(ids))
        if rows:
            number += 1
            previous = _store(number, previous, rows)
            sealed += len(rows)
    return sealed


def _batches(found: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    return (found[start : start + seals.BATCH] for start in range(0, len(found), seals.BATCH))


class _Worthy:
    """Tells the events that the portal recorded: a seal vouches for nobody else's."""

    def __init__(self) -> None:
        self.trusted = ledger.known_keys()
        self.forgotten = ledger.forgotten(self.trusted)
        self.old_too = ledger.takes_first_format()

    def of(self, ids: Iterable[uuid.UUID]) -> Iterator[Row]:
        rows = AuditEvent.objects.filter(id__in=ids).order_by("id").values_list(*committed.FIELDS)
        for row in (Row(*each) for each in rows):
            if self._is_worthy(row):
                yield row
            else:
                logger.error("Event %s of %s is not of the portal.", row.id, row.owner_id)

    def _is_worthy(self, row: Row) -> bool:
        # Those of the first format have no mac and are sealed as they stand.
        if row.format == 1:
            return self.old_too
        return verifying.is_sound(row, self.trusted.values(), self.forgotten)


def _store(number: int, previous: str, rows: Sequence[Row]) -> str:
    owner, key = acting_id(), keys.current()
    entries = seals.pack((row.id, committed.for_seal(row)) for row in rows)
    head, now = seals.head_of(owner, previous, number, entries), clock.now()
    AuditSeal.objects.create(
        number=number,
        previous=previous,
        head=head,
        count=len(rows),
        entries=entries,
        last_id=max(row.id for row in rows),
        sealed_at=now,
        key_id=key.key_id,
        signature=seals.sign(key.signing, head, now),
    )
    after_commit(lambda: _bear_witness(ledger.line_of(owner, number, head, key.key_id)))
    return head


def _bear_witness(line: str) -> None:
    """Write the head down outside the database: in the log, and in a file that only grows."""
    logger.info("%s", line)
    try:
        with ledger.witness_file().open("a", encoding="utf-8") as stream:
            stream.write(f"{clock.now().isoformat(timespec='seconds')} {line}\n")
    except OSError as problem:
        logger.warning("The seal could not be written to %s: %s", ledger.witness_file(), problem)
