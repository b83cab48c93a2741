"""Requests of people about their own data: recorded, answered within a month, closed."""

import uuid
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import audit, bells, clock
from portal.authority import Actor, Refused, require
from portal.enums import Permission, PersonRequestKind, PersonRequestState
from portal.models import PersonRequest, User
from portal.privacy.retention import later
from portal.queries import privacy as reading

BELL: Final = "export_person"
MONTHS_TO_ANSWER: Final = 1
"""Article 12(3): within one month of receipt."""
SOON: Final = timedelta(days=7)
"""So many days before its last day a request is called urgent."""


def ask_for_own(user: User, *, by: Actor, here_only: bool = False) -> PersonRequest:
    """Somebody asks for a copy of what is held about themselves. One at a time.

    `here_only`: without what is their account's rather than this organisation's.
    """
    if by.user_id != user.pk:
        raise Refused(_("A copy of somebody else’s data is made by a steward."))
    running = reading.own_requests(user.pk).filter(
        kind=PersonRequestKind.ACCESS,
        state__in=[PersonRequestState.OPEN, PersonRequestState.MAKING],
    )
    if running.exists():
        raise Refused(_("A copy is being put together already. It will be here in a moment."))
    row = _new(
        by,
        kind=PersonRequestKind.ACCESS,
        person=user.get_full_name(),
        email=user.email,
        user_id=user.pk,
        received_on=clock.today(),
        here_only=here_only,
    )
    return _begin(row, by)


def record(
    *, by: Actor, kind: str, person: str, email: str, received_on: date, note: str = ""
) -> PersonRequest:
    """A steward writes down what somebody asked for. Raises ValidationError by field."""
    require(by.may(Permission.MANAGE_PRIVACY))
    if not person.strip():
        raise ValidationError({"person": _("Enter who asks.")})
    if received_on > clock.today():
        raise ValidationError({"received_on": _("A request can’t be received in the future.")})
    member = reading.member_called(email.strip() or person.strip())
    return _new(
        by,
        kind=PersonRequestKind(kind),
        person=person.strip(),
        email=email.strip().lower(),
        user_id=member.user_id if member else None,
        received_on=received_on,
        note=note.strip(),
    )


def _new(by: Actor, *, received_on: date, **values: Any) -> PersonRequest:
    row: PersonRequest = PersonRequest.objects.create(
        received_on=received_on,
        due_on=later(received_on, MONTHS_TO_ANSWER),
        by=by.label,
        **values,
    )
    detail = {"kind": row.kind, "due": row.due_on.isoformat()}
    audit.record("person.request_recorded", row, by=by, detail=detail)
    return row


def make_copy(request_id: uuid.UUID, *, by: Actor) -> PersonRequest:
    """Have the copy made (again). Raises PersonRequest.DoesNotExist and Refused."""
    require(by.may(Permission.MANAGE_PRIVACY))
    row = _locked(request_id)
    if row.kind != PersonRequestKind.ACCESS:
        raise Refused(_("A copy is made for requests that ask for one."))
    if row.state == PersonRequestState.CLOSED:
        raise Refused(_("This request is closed."))
    return _begin(row, by)


def _begin(row: PersonRequest, by: Actor) -> PersonRequest:
    row.state, row.problem = PersonRequestState.MAKING, ""
    row.save(update_fields=["state", "problem"])
    bells.ring_later(BELL, row.pk)
    audit.record("person.copy_asked", row, by=by, detail={})
    return row


def close(request_id: uuid.UUID, *, by: Actor, outcome: str) -> PersonRequest:
    """Say how it was answered. Raises PersonRequest.DoesNotExist, Refused, ValidationError."""
    require(by.may(Permission.MANAGE_PRIVACY))
    row = _locked(request_id)
    if row.state == PersonRequestState.CLOSED:
        raise Refused(_("This request is closed already."))
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what the person was answered.")})
    row.state, row.outcome = PersonRequestState.CLOSED, outcome.strip()
    row.closed_at, row.closed_by = clock.now(), by.label
    row.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    late = row.due_on < clock.today()
    audit.record("person.request_closed", row, by=by, detail={"kind": row.kind, "late": late})
    return row


def _locked(request_id: uuid.UUID) -> PersonRequest:
    row: PersonRequest = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    return row
