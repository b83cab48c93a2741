"""Old events go, and what is left stays provable: seals keep their entries, a pruning says why.

The database removes events of over a year only, and only beside an `AuditPruning` of the same
transaction (portal/rowsecurity.py). That row is keyed, so that nobody with the database alone can
make a deletion look like one.
"""

import logging
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, Refused, product
from portal.ledger import keys, prunings, seals
from portal.ledger.catalogue import EVENTS
from portal.models import (
    AuditEvent,
    AuditPruning,
    AuditSeal,
    LegalHold,
    Organisation,
    RetentionRule,
)
from portal.tenancy import acting_for, acting_id, new_id

logger = logging.getLogger(__name__)

LEAST: Final = timedelta(days=366)
"""Younger events stay, whatever anybody set."""

MONTHS: Final = 60
"""How long events are kept where the organisation has no rule of its own."""

CATEGORY: Final = "record"
"""The class of rows that a rule of retention names."""

MAKER: Final = "Ajar"
"""What every pruning says of who made it. Its mac covers that, so no name may stand there which an
erasure would have to take out: who acted is told by the event `record.pruned` beside it."""

CHUNK: Final = 20_000
"""Events that one transaction takes at most; each writes one pruning."""

STAY: Final = frozenset(name for name, known in EVENTS.items() if known.stays)


@dataclass
class _Chosen:
    """What a pruning takes, in the order of the seals."""

    seals: list[tuple[int, int, int]] = field(default_factory=list)
    """Number, bits of the entries, how many entries there are."""
    ids: list[bytes] = field(default_factory=list)


def prune_all() -> int:
    """Prune the record of every organisation by its rule. Returns how many events went."""
    pruned = 0
    for owner in list(Organisation.objects.order_by("pk").values_list("pk", flat=True)):
        while True:
            try:
                with acting_for(owner):
                    now = prune(due_before(), by=product(MAKER))
            except ValueError:  # a seal was cut: the records of others are pruned all the same
                logger.exception("The record of %s can't be pruned; see verify_audit.", owner)
                break
            if not now:
                break
            pruned += now
    return pruned


def due_before() -> datetime:
    """Before when the acting organisation's events have had their time."""
    rule = RetentionRule.objects.filter(category=CATEGORY).values_list("months", flat=True).first()
    kept = timedelta(days=round((rule or MONTHS) * 30.4375))
    return min(clock.now() - kept, clock.now() - LEAST)


def prune(before: datetime, *, by: Actor) -> int:
    """Remove sealed events from before then, but for what is held. Returns how many, at most CHUNK.

    Raises Refused for a day within the last year.
    """
    if before > clock.now() - LEAST:
        raise Refused(_("Events of the last year stay in the record. Choose an earlier day."))
    # One pruning at a time: two would name the same entries.
    Organisation.objects.select_for_update(no_key=True).get(pk=acting_id())
    due = list(_due(before).values_list("id", flat=True)[:CHUNK])
    chosen = _in_seals({each.bytes for each in due})
    if not chosen.ids:
        return 0
    ids = [uuid.UUID(bytes=each) for each in chosen.ids]
    row = _write_down(before, chosen)
    gone = _remove(ids)
    if gone != len(ids):
        raise RuntimeError(f"{len(ids)} events were to be pruned, and {gone} were.")
    detail = {"pruning": str(row.pk), "before": before.isoformat(), "count": gone}
    audit.record("record.pruned", None, by=by, detail=detail)
    logger.info("Pruned %s events of %s from before %s.", gone, acting_id(), before)
    return gone


def _due(before: datetime) -> QuerySet[AuditEvent]:
    rows: QuerySet[AuditEvent] = AuditEvent.objects.filter(at__lt=before).exclude(event__in=STAY)
    holds = LegalHold.objects.filter(released_at=None).values_list("subject_id", flat=True)
    held = list(holds)
    if None in held:
        return rows.none()
    if held:
        texts = [str(each) for each in held]
        rows = rows.filter(Q(subject_id=None) | ~Q(subject_id__in=held))
        rows = rows.filter(Q(partnership=None) | ~Q(partnership__in=texts))
    return rows.order_by("id")


def _in_seals(due: set[bytes]) -> _Chosen:
    """The entries of these events. An event that is not sealed yet stays."""
    chosen, left = _Chosen(), set(due)
    for number, entries in _seals_from(min(due)) if due else ():
        bits = 0
        for position, entry in enumerate(seals.unpack(entries)):
            if entry.id in left:
                left.remove(entry.id)
                bits |= 1 << position
                chosen.ids.append(entry.id)
        if bits:
            chosen.seals.append((number, bits, len(entries) // seals.ENTRY))
        if not left:
            break
    return chosen


def _seals_from(first: bytes) -> Iterator[tuple[int, bytes]]:
    rows = AuditSeal.objects.filter(last_id__gte=uuid.UUID(bytes=first)).order_by("number")
    for number, entries in rows.values_list("number", "entries").iterator(chunk_size=20):
        yield number, bytes(entries)


def _write_down(before: datetime, chosen: _Chosen) -> AuditPruning:
    told = prunings.Pruning(
        id=new_id(),
        owner_id=acting_id(),
        before=before,
        count=len(chosen.ids),
        ids_digest=prunings.digest_of_ids(chosen.ids),
        taken=prunings.taken_from(chosen.seals),
        at=clock.now(),
        by=MAKER,
        mac="",
    )
    values = {name: getattr(told, name) for name in prunings.FIELDS}
    values["mac"] = told.mac_with(keys.current().mac)
    row: AuditPruning = AuditPruning.objects.create(**values)
    return row


def _remove(ids: Collection[uuid.UUID]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_prune_events(%s::uuid[])", [list(ids)])
        return int(cursor.fetchone()[0])
