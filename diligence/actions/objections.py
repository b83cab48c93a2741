"""Objections: recorded about a fact, a partner or a partnership; answered within a month.

While one is open it stands beside the value, and a dossier says that it does. Answering changes
nothing by itself: whoever upholds one corrects or removes the value where it stands.
"""

import uuid
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence import policy
from diligence.choices import ObjectionKind, ObjectionState
from diligence.models import Fact, Objection, Partnership
from diligence.queries import objections as queries
from diligence.queries.objections import About
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.privacy.retention import later

MONTHS_TO_ANSWER: Final = 1
"""Article 12(3): within one month of receipt."""


def record(
    about: About, *, by: Actor, kind: str, text: str, by_whom: str, received_on: date
) -> Objection:
    """Write down what somebody says of a row. Raises Refused, and ValidationError by field."""
    require(policy.may_object(by, unit_of(about)))
    problems = {}
    if kind not in ObjectionKind.values:
        problems["kind"] = _("Say whether it is wrong or should not be held.")
    if not text.strip():
        problems["text"] = _("Write what is said.")
    if not by_whom.strip():
        problems["by_whom"] = _("Say who objects: a role is enough.")
    if received_on > clock.today():
        problems["received_on"] = _("An objection can’t be received in the future.")
    if problems:
        raise ValidationError(problems)
    row: Objection = Objection.objects.create(
        **{queries.field_of(about): about},
        kind=kind,
        text=text.strip(),
        raised_on=received_on,
        raised_by_whom=by_whom.strip(),
        due_on=later(received_on, MONTHS_TO_ANSWER),
        by=by.label,
        user_id=by.user_id,
    )
    _write_down("objection.recorded", row, by)
    return row


def answer(objection_id: uuid.UUID, *, by: Actor, state: str, text: str) -> Objection:
    """Uphold or reject it, with the answer that was given.

    Raises Objection.DoesNotExist, Refused, and ValidationError by field.
    """
    rows = queries.seen_by(by).select_for_update(of=("self",))
    row: Objection = rows.get(pk=objection_id)
    require(policy.may_object(by, unit_of(queries.about(row))))
    if row.state != ObjectionState.OPEN:
        raise Refused(_("This objection was answered already."))
    problems = {}
    if state not in {ObjectionState.UPHELD, ObjectionState.REJECTED}:
        problems["state"] = _("Say whether it is upheld or rejected.")
    if not text.strip():
        problems["answer"] = _("Write what the person was answered, and why.")
    if problems:
        raise ValidationError(problems)
    row.state, row.answer = state, text.strip()
    row.decided_at, row.decided_by = clock.now(), by.label
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _write_down("objection.answered", row, by)
    return row


def unit_of(about: About) -> uuid.UUID | None:
    """The unit whose members work on it; None for partners, which belong to all."""
    if isinstance(about, Fact | Partnership):
        unit: uuid.UUID | None = about.unit_id
        return unit
    return None


def _write_down(event: str, row: Objection, by: Actor) -> None:
    detail = {"kind": row.kind, "state": row.state, "due": row.due_on.isoformat()}
    if row.partnership_id:
        detail["partnership"] = str(row.partnership_id)
    audit.record(event, row, by=by, detail=detail)
