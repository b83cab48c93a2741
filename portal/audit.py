"""The one writer of audit events."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from portal import clock
from portal.authority import Actor
from portal.models.audit import AuditEvent
from portal.tenancy import acting_id


def record(
    event: str, subject: models.Model | None, *, by: Actor, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Write down that `event` ("noun.verbed") happened to `subject`, for the acting organisation.

    `detail` holds what a reader of the timeline needs, in JSON types. The event's digest covers
    its content; no lock is taken, so two organisations never wait for each other.
    """
    entry = _entry(event, subject, by, detail)
    entry.save(force_insert=True)
    return entry


def record_many(
    event: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]], *, by: Actor
) -> None:
    """Write down that the same happened to many subjects, each with its detail, at once."""
    entries = [_entry(event, subject, by, detail) for subject, detail in subjects]
    AuditEvent.objects.bulk_create(entries, batch_size=2000)


def _entry(
    event: str, subject: models.Model | None, by: Actor, detail: dict[str, Any] | None
) -> AuditEvent:
    entry = AuditEvent(
        at=clock.now(),
        event=event,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        user_id=by.user_id,
        by=by.label,
        detail=detail or {},
    )
    entry.digest = digest_of(entry)
    return entry


def digest_of(entry: AuditEvent) -> str:
    """SHA-256 over the event's content in canonical JSON, the owner included."""
    content = [
        str(entry.id),
        str(entry.owner_id or acting_id()),
        entry.at.isoformat(),
        entry.event,
        entry.subject_type,
        str(entry.subject_id or ""),
        str(entry.user_id or ""),
        entry.by,
        entry.detail,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
