"""The record as it is read: its seals, its events in order, and whether both agree."""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from portal import clock
from portal.ledger import digests, keys, prunings, seals, verifying
from portal.ledger.digests import Row
from portal.ledger.findings import Report
from portal.ledger.prunings import Pruning
from portal.ledger.seals import Seal
from portal.models import AuditEvent, AuditPruning, AuditSeal
from portal.tenancy import acting_id, new_id

CHUNK = 5000
SEALS_SHOWN = 50
LONGEST_NUMBER = 18
FORGOT = "record.names_forgotten"

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Printed:
    """A seal as documents print it: whoever has the paper can hold the record to it."""

    number: int
    head: str
    key: str
    sealed_at: datetime

    def frozen(self) -> dict[str, str | int]:
        """For a document that is kept: JSON types."""
        told = self.sealed_at.isoformat(timespec="seconds")
        return {"number": self.number, "head": self.head, "key": self.key, "sealed_at": told}


def latest_seal() -> Printed | None:
    """The acting organisation's newest seal; None before its first event is sealed."""
    row = (
        AuditSeal.objects.order_by("-number")
        .values_list("number", "head", "key_id", "sealed_at")
        .first()
    )
    return Printed(*row) if row else None


@dataclass(frozen=True, slots=True)
class SealsFound:
    """One page of seals, the newest first, and how to go on: by number, so that none is counted."""

    rows: list[AuditSeal]
    newer: str = ""
    older: str = ""


def page_of_seals(before: str = "", after: str = "") -> SealsFound:
    """Seals older than the number `before`, or newer than `after`; what is none counts as none."""
    rows = AuditSeal.objects.defer("entries", "signature")
    backward = after.isdecimal() and len(after) < LONGEST_NUMBER
    forward = not backward and before.isdecimal() and len(before) < LONGEST_NUMBER
    if backward:
        rows = rows.filter(number__gt=int(after)).order_by("number")
    elif forward:
        rows = rows.filter(number__lt=int(before)).order_by("-number")
    else:
        rows = rows.order_by("-number")
    found = list(rows[: SEALS_SHOWN + 1])
    more, found = len(found) > SEALS_SHOWN, found[:SEALS_SHOWN]
    if backward:
        found.reverse()
    if not found:
        return SealsFound([])
    newer = more if backward else forward
    older = backward or more
    return SealsFound(
        found, str(found[0].number) if newer else "", str(found[-1].number) if older else ""
    )


def seal_of(event: uuid.UUID) -> Printed | None:
    """The seal that holds an event; None while it waits for one."""
    rows = AuditSeal.objects.filter(last_id__gte=event).order_by("number")
    names = ("number", "head", "key_id", "sealed_at", "entries")
    for *printed, entries in rows.values_list(*names).iterator(chunk_size=5):
        if any(entry.id == event.bytes for entry in seals.unpack(bytes(entries))):
            return Printed(*printed)
    return None


def chain(after: int = 0) -> Iterator[Seal]:
    """The seals after a number, in order, a few at a time."""
    while True:
        rows = AuditSeal.objects.filter(number__gt=after).order_by("number")
        found = [_seal(row) for row in rows.values_list(*seals.FIELDS)[:20]]
        yield from found
        if len(found) < 20:
            return
        after = found[-1].number


def _seal(row: tuple[object, ...]) -> Seal:
    told = Seal(*row)  # type: ignore[arg-type]  # the columns in the order of its fields
    return replace(told, entries=bytes(told.entries), signature=bytes(told.signature))


def events(since: uuid.UUID | None = None) -> Iterator[Row]:
    """The events from an id on, in the order of their ids, a chunk at a time."""
    rows = AuditEvent.objects.order_by("id").values_list(*digests.FIELDS)
    found = [Row(*row) for row in (rows.filter(id__gte=since) if since else rows)[:CHUNK]]
    while found:
        yield from found
        if len(found) < CHUNK:
            return
        found = [Row(*row) for row in rows.filter(id__gt=found[-1].id)[:CHUNK]]


def known_keys() -> dict[str, keys.Keys]:
    return {each.key_id: each for each in keys.trusted()}


def forgotten(trusted: Mapping[str, keys.Keys]) -> dict[bytes, str]:
    """Events whose name was taken out, and the label that stands there, as whole events say."""
    rows = AuditEvent.objects.filter(event=FORGOT).values_list(*digests.FIELDS)
    told: dict[bytes, str] = {}
    for row in (Row(*each) for each in rows):
        if verifying.is_sound(row, trusted.values(), {}):
            label = row.detail.get("label", "")
            told |= {uuid.UUID(each).bytes: label for each in row.detail.get("events", ())}
    return told


def takes_first_format() -> bool:
    """Whether events recorded by the version before are still sealed as they stand."""
    first = AuditSeal.objects.filter(number=1).values_list("sealed_at", flat=True).first()
    return seals.takes_first_format(first, clock.now())


def check(
    *,
    witness: Mapping[int, str] | None = None,
    last: timedelta | None = None,
    tell: Callable[[int], None] = lambda _seen: None,
) -> Report:
    """Check the acting organisation's record, or what of it is younger than `last`."""
    trusted = known_keys()
    since = _since(last) if last else None
    after = _before(since) if since else None
    known = verifying.Known(
        owner=acting_id(),
        keys=trusted,
        prunings=tuple(Pruning(*row) for row in AuditPruning.objects.values_list(*prunings.FIELDS)),
        forgotten=forgotten(trusted),
        witness=witness or {},
        since=since,
        before=after,
        takes_first_format=takes_first_format(),
    )
    return verifying.check(chain(after.number if after else 0), events(since), known, tell)


def _since(last: timedelta) -> uuid.UUID:
    """The first id of that time: ids tell it by the real clock, which nobody sets."""
    return seals.first_at(seals.instant_of(new_id()) - int(last.total_seconds() * 1000))


def _before(since: uuid.UUID) -> Seal | None:
    """The newest seal before all that hold events of that time."""
    first = AuditSeal.objects.filter(last_id__gte=since).order_by("number").only("number").first()
    rows = AuditSeal.objects.order_by("-number")
    if first is not None:
        rows = rows.filter(number__lt=first.number)
    row = rows.values_list(*seals.FIELDS).first()
    return _seal(row) if row else None


def watermark() -> uuid.UUID | None:
    """The largest id that is sealed; one from a clock ahead of ours counts as now."""
    row = AuditSeal.objects.order_by("-last_id").values_list("last_id", flat=True).first()
    return min(row, new_id()) if row else None


def unsealed_for(at_least: timedelta) -> int:
    """How many events of the last day have waited so long for a seal: none while a worker runs."""
    newest = watermark()
    rows = AuditEvent.objects.filter(id__gte=_since(DAY), id__lt=_since(at_least))
    return int(rows.filter(id__gt=newest).count() if newest else rows.count())


# --- The witness ----------------------------------------------------------------------------------
def witness_file() -> Path:
    """Where every seal's head is written down outside the database, one a line."""
    return Path(settings.DATA_DIR) / "seals.log"


_LINE = re.compile(r"(?:^|\s)seal organisation=([0-9a-f-]{36}) number=(\d+) head=([0-9a-f]{64})")


def line_of(owner: uuid.UUID, number: int, head: str, key: str) -> str:
    return f"seal organisation={owner} number={number} head={head} key={key}"


def read_witness(path: Path) -> dict[uuid.UUID, dict[int, str]]:
    """Organisation → number → head, from the file or from any log that holds its lines.

    Raises OSError where it can't be read.
    """
    told: dict[uuid.UUID, dict[int, str]] = {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            for owner, number, head in _LINE.findall(line):
                told.setdefault(uuid.UUID(owner), {})[int(number)] = head
    return told
