"""Records to measure: organisations side by side, each with a valid chain of its own size.

Events are made by the portal's own digests and keys and copied in, a second for each 20,000 or so;
their seals are made by the portal's own sealing, which is what is measured.
"""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bench import stage

YEARS = 3
CASES = 2000
EVENTS = (
    *("partnership.seen", "appraisal.submitted", "measure.planned", "partnership.edited"),
    *("partnership.seen", "fact.corrected", "attachment.added", "decision.signed"),
)
RARE = "hold.placed"
"""One event in RARE_EVERY is of this kind, the only one of its purpose."""
RARE_EVERY = 9973


@dataclass(frozen=True)
class Filled:
    """An organisation with its record, its steward, and whom and what to look for in it."""

    size: int
    organisation: Any
    user: Any
    case: uuid.UUID
    """A partnership with as many events as any other."""
    seldom: uuid.UUID
    """Somebody who did something once, three years ago."""


def filled(size: int) -> Filled:
    """An organisation with so many events of three years."""
    from portal.models import Membership, Organisation, User
    from portal.tenancy import acting_for, new_id

    user = User.objects.create_user(
        f"steward{size}@bench.example", "a bench, no door", name="Stella"
    )
    User.objects.filter(pk=user.pk).update(demonstration=True)
    seldom = User.objects.create_user(f"seldom{size}@bench.example", "no door", name="Sam")
    key = new_id()
    with acting_for(key):
        owner = Organisation.objects.create(
            id=key,
            name=f"Bench {size}",
            kind="research",
            type="university",
            size_band="large",
            country="NL",
        )
        Membership.objects.create(user=user, roles=["steward", "officer"])
        Membership.objects.create(user=seldom, roles=["officer"])
    chance = random.Random(size)
    cases = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(min(CASES, size // 20))]
    _copy(_rows(size, key, (user.pk, seldom.pk), cases, chance))
    return Filled(size, owner, User.objects.get(pk=user.pk), cases[7], seldom.pk)


def _rows(
    size: int, owner: uuid.UUID, people: tuple[Any, Any], cases: list[uuid.UUID], chance: Any
) -> Iterator[tuple[object, ...]]:
    """The events in the order of their time; people act in turn, the last of them once only."""
    from portal.ledger import digests, keys

    mac = keys.current().mac
    team = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(40)]
    start, step = (
        datetime.now(UTC) - timedelta(days=365 * YEARS),
        timedelta(days=365 * YEARS) / size,
    )
    for number in range(size):
        at = start + step * number
        case = cases[chance.randrange(len(cases))]
        who = people[1] if number == 3 else team[number % 40]
        event = RARE if number % RARE_EVERY == 0 else EVENTS[number % len(EVENTS)]
        row = digests.Row(
            id=_key(at, chance),
            owner_id=owner,
            at=at,
            event=event,
            subject_type="diligence.partnership",
            subject_id=case if number % 2 else None,
            user_id=who,
            by=f"Member {number % 40}",
            detail={"partnership": str(case), "number": number},
            digest="",
            format=digests.FORMAT,
            salt=f"{chance.getrandbits(128):032x}",
            person_digest="",
            detail_digest="",
            mac="",
        )
        row = row._replace(
            person_digest=digests.of_person(row.salt, row.user_id, row.by),
            detail_digest=digests.of_detail(row.detail),
        )
        digest = digests.of_event(row)
        yield row._replace(
            detail=json.dumps(row.detail), digest=digest, mac=digests.mac_of(digest, mac)
        )


def _key(at: datetime, chance: Any) -> uuid.UUID:
    """A key of that time, as the portal makes them."""
    top = (int(at.timestamp() * 1000) << 16) | 0x7000 | chance.getrandbits(12)
    return uuid.UUID(int=(top << 64) | 0x2 << 62 | chance.getrandbits(62))


class _Lines:
    """Rows as COPY reads them: no value here holds a tab, a line's end or a backslash."""

    def __init__(self, rows: Iterator[tuple[object, ...]]) -> None:
        self.rows = rows

    def read(self, _size: int = -1) -> str:
        some = islice(self.rows, 200)
        return "".join(
            "\t".join("\\N" if value is None else str(value) for value in row) + "\n"
            for row in some
        )


def _copy(rows: Iterator[tuple[object, ...]]) -> None:
    from django.db import connection

    from portal.ledger import digests

    columns = ", ".join(digests.FIELDS)
    with stage.owner_connection(), connection.cursor() as cursor:
        statement = f"COPY portal_auditevent ({columns}) FROM STDIN"
        cursor.cursor.copy_expert(statement, _Lines(rows), size=1 << 16)
