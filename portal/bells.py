"""Bells: due work written in the same transaction as the work's cause.

`ring_later` writes the bell and, after the commit, sends the task's message. Where the message is
lost, `sweep` finds the bell: it claims with FOR UPDATE SKIP LOCKED, without acting for anyone.
The task silences the bell in the transaction that did the work, so work is done once however
often it is rung.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise

from portal import clock
from portal.announce import after_commit
from portal.models.bell import Bell
from portal.tenancy import acting_id

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=10)
"""How long the message may take before the sweeper rings again."""

LEASE = timedelta(seconds=15)
"""How long a swept bell is left alone; twice as long after every attempt, up to LONGEST_LEASE."""

LONGEST_LEASE = timedelta(minutes=15)

MAX_ATTEMPTS = 20
"""After so many attempts (about four hours) the sweeper leaves the bell to the operator."""

TASKS: dict[str, str] = {}
"""Which task answers a kind of bell; each app registers its own."""

NAMES: dict[str, Promise | str] = {}
"""What operators call a kind of work; one without a name is called by its kind."""

Claimed = tuple[str, uuid.UUID, uuid.UUID, datetime]
"""A claimed bell: kind, subject, owner, when it was rung."""


def ring_later(kind: str, subject: uuid.UUID, *, grace: timedelta = GRACE) -> None:
    """Write a bell for `subject` and send its task a message once this transaction commits.

    A message that cannot be sent is logged and fails nothing: the sweeper rings again.
    """
    owner = acting_id()
    # The bell is due by the real clock even where the demonstration has set another one.
    due = datetime.now(UTC) + grace
    Bell.objects.bulk_create(
        [Bell(owner_id=owner, kind=kind, subject=subject, due_at=due)],
        update_conflicts=True,
        unique_fields=["kind", "subject"],
        update_fields=["due_at", "rung_at", "claimed_at", "attempts", "last_error"],
    )
    set_clock = clock.now() if clock.is_set() else None
    after_commit(lambda: send(kind, subject, owner, set_clock=set_clock))


def send(
    kind: str, subject: uuid.UUID, owner: uuid.UUID, *, set_clock: datetime | None = None
) -> None:
    """Put the message for a bell on the broker: identifiers only. Raises when it cannot be put.

    The demonstration's clock travels along; nowhere else does a message say what time it is.
    """
    from portal.celery import send_quickly

    tell = set_clock is not None and settings.DEMONSTRATION
    headers = {"set_clock": set_clock.isoformat()} if set_clock and tell else {}
    send_quickly(TASKS[kind], [str(subject), str(owner)], headers)


def silence(kind: str, subject: uuid.UUID) -> None:
    """The work is done, or no longer wanted: remove its bell, in the same transaction.

    Only the acting organisation's: a message with somebody else's key silences nothing.
    """
    Bell.objects.filter(kind=kind, subject=subject, owner_id=acting_id()).delete()


def under_way(kind: str, subject: uuid.UUID, *, leave_alone: timedelta) -> None:
    """The work goes on: nobody rings for it meanwhile. Work that takes longer says it again."""
    due = datetime.now(UTC) + leave_alone
    Bell.objects.filter(kind=kind, subject=subject, owner_id=acting_id()).update(due_at=due)


def complain(
    kind: str,
    subject: uuid.UUID,
    problem: BaseException,
    *,
    lasting: bool = False,
    owner: uuid.UUID | None = None,
) -> None:
    """Note on the bell why its work failed; the sweeper tries again when the bell is due.

    A `lasting` problem is left to the operator at once: trying again would find the same. Call it
    after the failed transaction has ended. `owner`: whose work it was, as its message said.
    """
    noted: dict[str, Any] = {"last_error": f"{type(problem).__name__}: {problem}"[:300]}
    if lasting:
        noted["attempts"] = MAX_ATTEMPTS
    rows = Bell.objects.filter(kind=kind, subject=subject)
    (rows if owner is None else rows.filter(owner=owner)).update(**noted)


def of(kind: str, subject: uuid.UUID) -> Bell | None:
    """The bell that waits for this work, or None when nothing is due."""
    return Bell.objects.filter(kind=kind, subject=subject).first()


def failing(owner: uuid.UUID | None = None) -> list[Bell]:
    """Bells (of one organisation) whose last try failed or that are given up; the latter first.

    One given up without an error had its worker killed each time: it needs the operator too.
    """
    stuck = Q(attempts__gte=MAX_ATTEMPTS) | ~Q(last_error="")
    rows = Bell.objects.filter(stuck).select_related("owner").order_by("-attempts", "due_at")
    return list(rows if owner is None else rows.filter(owner=owner))


def given_up(bell: Bell) -> bool:
    """Whether it waits for the operator rather than for the sweeper."""
    return bell.attempts >= MAX_ATTEMPTS


def unswept(for_at_least: timedelta = timedelta(minutes=1)) -> int:
    """How many bells have been due for so long: not zero when no worker or no beat runs."""
    limit = datetime.now(UTC) - for_at_least
    return Bell.objects.filter(due_at__lte=limit, attempts__lt=MAX_ATTEMPTS).count()


def ring_again(*, everything: bool = False) -> int:
    """Make the bells given up (or all of them) due now, as if new. Returns how many."""
    bells = Bell.objects.all() if everything else Bell.objects.filter(attempts__gte=MAX_ATTEMPTS)
    return bells.update(due_at=datetime.now(UTC) - LONGEST_LEASE, attempts=0, claimed_at=None)


# The lease grows with the attempts so far. Two sweepers never claim the same bell. One that is due
# much later than any lease lasts was rung by a clock that has been set back since.
_CLAIM = """
UPDATE portal_bell SET claimed_at = now(), attempts = attempts + 1, due_at = now() + least(
    make_interval(secs => %s) * power(2, attempts), make_interval(secs => %s)
)
WHERE id IN (
    SELECT id FROM portal_bell
    WHERE (due_at <= now() OR due_at > now() + interval '2 hours') AND attempts < %s
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING kind, subject, owner_id, rung_at
"""


def claim_due(limit: int = 500) -> list[Claimed]:
    """Claim bells that are due, for the length of their lease. Two sweepers never share one."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            [LEASE.total_seconds(), LONGEST_LEASE.total_seconds(), MAX_ATTEMPTS, limit],
        )
        return list(cursor.fetchall())


def sweep(sender: Callable[..., None] = send) -> int:
    """Send again what is due. Returns how many bells were rung.

    When the broker fails meanwhile, the claims are given back and count as no attempt.
    """
    with transaction.atomic():
        due = claim_due()
        for kind, subject, owner, rung_at in due:
            if kind in TASKS:
                sender(kind, subject, owner, set_clock=_clock_of(rung_at))
            else:
                logger.error("No task answers a bell of kind %s (subject %s).", kind, subject)
    if due:
        logger.info("Rang again for %s waiting subject(s).", len(due))
    return len(due)


def _clock_of(rung_at: datetime) -> datetime | None:
    """The demonstration's clock, where the bell was rung by it rather than by the real one."""
    by_another_clock = datetime.now(UTC) - rung_at > timedelta(days=1)
    return rung_at if settings.DEMONSTRATION and by_another_clock else None
