"""The one writer of audit events."""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models

from portal import clock
from portal.authority import Actor
from portal.ledger import digests, keys
from portal.ledger.catalogue import EVENTS, UnknownEventError
from portal.models.audit import AuditEvent
from portal.tenancy import acting_id

logger = logging.getLogger(__name__)


def record(
    event: str, subject: models.Model | None, *, by: Actor, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Write down that `event` ("noun.verbed") happened to `subject`, for the acting organisation.

    `detail` holds what a reader of the timeline needs, in JSON types. The event commits to its
    content by keyed digests; no lock is taken, so two organisations never wait for each other.
    Where tests and demonstrations run, UnknownEventError is raised for what the catalogue lacks.
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


def seen(subject: models.Model, by: Actor, rule: str, **detail: Any) -> None:
    """Write down that a member looked at a subject, and which rule let them: once a day for each.

    One statement, whether or not it stands there already: the salt of such an event is made from
    the day, the member, the subject and the rule, and the database keeps no second one.
    """
    seen_many([(subject, rule)], by, **detail)


def seen_many(looks: Iterable[tuple[models.Model, str]], by: Actor, **detail: Any) -> None:
    """The same for many subjects, each with its rule, in one statement."""
    entries = [_look(subject, by, rule, detail) for subject, rule in looks]
    AuditEvent.objects.bulk_create(entries, ignore_conflicts=True)


def _look(subject: models.Model, by: Actor, rule: str, detail: dict[str, Any]) -> AuditEvent:
    event = f"{subject._meta.model_name}.seen"
    entry = _entry(event, subject, by, {"rule": rule, **detail})
    about = [acting_id(), clock.today(), event, subject.pk, by.user_id, by.label, rule]
    told = "|".join(str(each) for each in about)
    entry.salt = hmac.new(keys.current().mac, told.encode(), hashlib.sha256).hexdigest()[:32]
    _commit(entry)
    return entry


def _entry(
    event: str, subject: models.Model | None, by: Actor, detail: dict[str, Any] | None
) -> AuditEvent:
    _expect(event)
    entry = AuditEvent(
        at=clock.now(),
        event=event,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        user_id=by.user_id,
        by=by.label,
        detail=detail or {},
        format=digests.FORMAT,
        salt=secrets.token_hex(16),
    )
    _commit(entry)
    return entry


def _commit(entry: AuditEvent) -> None:
    """Bind the event to its content, its person and this installation."""
    # As the database will give it back: tuples are lists there, and keys are texts.
    entry.detail = json.loads(json.dumps(entry.detail))
    entry.person_digest = digests.of_person(entry.salt, entry.user_id, entry.by)
    entry.detail_digest = digests.of_detail(entry.detail)
    entry.digest = digests.of_event(digests.Row(*(getattr(entry, name) for name in digests.FIELDS)))
    entry.mac = digests.mac_of(entry.digest, keys.current().mac)


def _expect(event: str) -> None:
    if event in EVENTS:
        return
    if settings.DEMONSTRATION:
        raise UnknownEventError(
            f"“{event}” has no line in portal/ledger/catalogue.py: say what it is recorded for."
        )
    # Nobody's work fails because a sentence is missing.
    logger.error("The event %s has no line in the catalogue.", event)
