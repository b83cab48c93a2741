"""Bells: due work written in the same transaction as the work's cause.

`ring_later` writes the bell and, after the commit, sends the task's message. Where the message is
lost, `claim_due` finds the bell: it claims with FOR UPDATE SKIP LOCKED, without acting for anyone.
The task silences the bell in the transaction that did the work.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from portal import clock
from portal.announce import after_commit
from portal.models.bell import Bell
from portal.tenancy import acting_id

GRACE = timedelta(seconds=10)
"""How long the message may take before the sweeper rings again."""

LEASE = timedelta(seconds=60)
"""How long a swept bell stays claimed before it is due once more."""

TASKS: dict[str, str] = {}
"""Which task answers a kind of bell; each app registers its own."""

MAX_ATTEMPTS = 20


def ring_later(kind: str, subject: uuid.UUID, *, grace: timedelta = GRACE) -> None:
    """Write a bell for `subject` and send its task a message once this transaction commits."""
    owner = acting_id()
    # The bell is due by the real clock even where the demonstration has set another one.
    due = datetime.now(tz=clock.now().tzinfo) + grace
    Bell.objects.bulk_create(
        [Bell(owner_id=owner, kind=kind, subject=subject, due_at=due)],
        update_conflicts=True,
        unique_fields=["kind", "subject"],
        update_fields=["due_at", "rung_at", "claimed_at", "attempts", "last_error"],
    )
    set_clock = clock.now().isoformat() if clock.is_set() else None
    after_commit(lambda: send(kind, subject, owner, set_clock=set_clock))


def send(kind: str, subject: uuid.UUID, owner: uuid.UUID, *, set_clock: str | None = None) -> None:
    """Put the message for a bell on the broker: identifiers only."""
    from portal.celery import app

    headers = {"set_clock": set_clock} if set_clock else {}
    app.send_task(TASKS[kind], args=[str(subject), str(owner)], headers=headers)


def silence(kind: str, subject: uuid.UUID) -> None:
    """The work is done: remove its bell, in the same transaction."""
    Bell.objects.filter(kind=kind, subject=subject).delete()


_CLAIM = """
UPDATE portal_bell SET claimed_at = now(), due_at = now() + make_interval(secs => %s), attempts = attempts + 1
WHERE id IN (
    SELECT id FROM portal_bell WHERE due_at <= now() AND attempts < %s
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING kind, subject, owner_id, rung_at
"""


def claim_due(limit: int = 500) -> list[tuple[str, uuid.UUID, uuid.UUID, datetime]]:
    """Claim bells that are due: (kind, subject, owner, when rung). Two sweepers never share one."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [LEASE.total_seconds(), MAX_ATTEMPTS, limit])
        rows: list[Any] = cursor.fetchall()
    return rows


def sweep(sender: Callable[..., None] = send) -> int:
    """Send again what is due. Returns how many bells were rung."""
    due = claim_due()
    for kind, subject, owner, _rung_at in due:
        sender(kind, subject, owner)
    return len(due)
