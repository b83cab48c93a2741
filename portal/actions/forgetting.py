"""A name goes out of the record, and the chain stays whole.

An event keeps a salted digest of who acted. Where user, name and salt are blanked, nothing tells
any more who it was; that it was done lawfully is told by an event which names what was blanked,
and which nobody without the key can write.
"""

import uuid
from collections.abc import Collection, Iterator
from itertools import islice

from portal import audit
from portal.authority import Actor
from portal.models import AuditEvent
from portal.privacy import kept
from portal.queries.ledger import FORGOT

TOLD_AT_ONCE = 500
"""Events that one event of forgetting names."""


def forget_person(user_id: uuid.UUID, label: str, *, by: Actor) -> int:
    """Put `label` for a person's name in all events of theirs. Returns how many.

    Needs a `RetentionRun` in the same transaction: the database changes nothing without one.
    """
    rows = AuditEvent.objects.filter(user_id=user_id).values_list("id", flat=True)
    return forget(list(rows), label, by=by)


def forget(ids: Collection[uuid.UUID], label: str, *, by: Actor) -> int:
    """The same for chosen events, the ones in which the person acted."""
    if not ids:
        return 0
    changed = kept.forget(AuditEvent, "by", ids, label)
    kept.forget(AuditEvent, "user_id", ids, "")
    kept.forget(AuditEvent, "salt", ids, "")
    for some in _chunks(sorted(str(each) for each in ids)):
        audit.record(FORGOT, None, by=by, detail={"label": label, "events": some})
    return changed


def _chunks(names: list[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, TOLD_AT_ONCE)):
        yield some
