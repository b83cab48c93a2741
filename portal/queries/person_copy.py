"""Everything that is held about a person in one organisation, as plain values for JSON."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import CharField, DateField, Model

from portal import clock
from portal.ledger.catalogue import known
from portal.models import (
    ApiToken,
    AuditEvent,
    Invitation,
    KnownDevice,
    Membership,
    PersonRequest,
    User,
)
from portal.privacy.people import all_names
from portal.privacy.purposes import activities
from portal.queries import privacy as reading
from portal.queries.privacy import Found, Person
from portal.tenancy import acting_id

MOST: Final = 20_000
"""Rows or events of one kind in a copy; more are counted."""
SHORT: Final = 300
"""Longer texts are not of the person alone: the copy says where they stand."""

Plain = dict[str, Any]


def whole(request: PersonRequest, kind: str, *, own: bool, doors: bool = True) -> Plain:
    """What is held about the person of a request.

    `own`: the person asked for it themselves. Only then it holds what a steward must not see of a
    member: what the record tells of their steps and, with `doors`, sessions and devices.
    """
    membership = _membership(request)
    person = reading.person_of(membership) if membership else _by_words(request)
    copy: Plain = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "person": {"names": sorted(person.called - {person.email}), "email": person.email},
        "account": _account(membership, doors=own and doors) if membership else None,
        "rows": [_rows(found) for found in reading.everywhere(person)],
        "mentioned": [
            {"table": str(model._meta.label), "column": column, "rows": [str(pk) for pk in ids]}
            for model, column, ids in reading.mentions(person)
        ],
        "purposes": [
            {"title": str(each.title), "purpose": str(each.purpose), "data": str(each.data)}
            for each in activities(kind)
        ],
    }
    if own and person.user_id is not None:
        copy["record"] = list(_events(person.user_id))
    return copy


def _membership(request: PersonRequest) -> Membership | None:
    if request.user_id is None:
        return None
    rows = Membership.objects.select_related("user").filter(owner_id=acting_id())
    return rows.filter(user_id=request.user_id).first()


def _by_words(request: PersonRequest) -> Person:
    """Somebody without an account: known by the name and the address they gave."""
    called = {request.person, request.email} - {""}
    return Person(frozenset(called), request.email, request.user_id)


def _account(membership: Membership, *, doors: bool) -> Plain:
    user: User = membership.user
    units = membership.unit_assignments.values_list("unit__name", flat=True)
    told: Plain = {
        "name": user.name,
        "email": user.email,
        "since": _plain(user.created_at),
        "roles": [str(role) for role in membership.roles],
        "member_since": _plain(membership.since),
        "ended": _plain(membership.ended_at),
        "units": list(units),
        "tokens": _values(
            ApiToken.objects.filter(owner_id=acting_id(), membership=membership),
            ("name", "created_at", "expires_at", "last_used_at", "revoked_at"),
        ),
        "invitations": _values(
            Invitation.objects.filter(owner_id=acting_id(), email=user.email),
            ("email", "name", "created_at", "accepted_at", "revoked_at"),
        ),
    }
    return told | (_own_doors(user) if doors else {})


def _own_doors(user: User) -> Plain:
    """What the person alone may see: how and from where they came in."""
    return {
        "last_signed_in": _plain(user.last_login),
        "second_factors": _values(
            Authenticator.objects.filter(user=user), ("type", "created_at", "last_used_at")
        ),
        "devices": _values(KnownDevice.objects.filter(user=user), ("label", "first_on", "last_on")),
        "sessions": _values(
            UserSession.objects.filter(user=user),
            ("created_at", "last_seen_at", "ip", "user_agent"),
        ),
    }


def _values(rows: Any, fields: tuple[str, ...]) -> list[Plain]:
    return [
        {name: _plain(value) for name, value in row.items()} for row in rows.values(*fields)[:MOST]
    ]


def _rows(found: Found) -> Plain:
    """The rows of one part: when, and the short facts of each that name nobody else."""
    model = found.names.of
    fields = [field.name for field in _facts(model)]
    manager: Any = model
    rows = manager.objects.filter(pk__in=found.ids[:MOST])
    return {
        "what": str(found.names.what),
        "table": str(model._meta.label),
        "count": len(found.ids),
        "rows": [
            {"id": str(row.pk)} | {name: _plain(getattr(row, name)) for name in fields}
            for row in rows
        ],
    }


def _facts(model: type[Model]) -> Iterator[Any]:
    naming = {
        column
        for names in all_names()
        if names.model == model._meta.label
        for column in names.columns
    }
    for field in model._meta.get_fields():
        if getattr(field, "name", "") in naming:
            continue
        short = isinstance(field, CharField) and (field.max_length or SHORT + 1) <= SHORT
        if short or isinstance(field, DateField):
            yield field


def _events(user_id: uuid.UUID) -> Iterator[Plain]:
    rows = AuditEvent.objects.filter(user_id=user_id).order_by("-at", "-pk")
    for at, event, about, subject in rows.values_list("at", "event", "subject_type", "subject_id")[
        :MOST
    ]:
        yield {
            "at": _plain(at),
            "event": event,
            "says": str(known(event).sentence),
            "about": about,
            "id": str(subject or ""),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float | str | list | type(None)) else str(value)
