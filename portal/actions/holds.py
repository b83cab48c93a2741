"""Legal holds: while one stands, nothing of its subject goes, neither by time nor by erasure."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.models import LegalHold, Organisation
from portal.privacy.retention import holdable
from portal.tenancy import acting_id

EVERYTHING = "everything"


def place(*, by: Actor, subject_type: str, called: str, reason: str) -> LegalHold:
    """Hold what is called so, or everything (`subject_type` "everything").

    Raises Refused without the right to, and ValidationError by field for what can't be held.
    """
    require(by.may(Permission.MANAGE_PRIVACY))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it must be kept: a proceeding, an audit.")})
    key, title = _found(subject_type, called.strip())
    stands = LegalHold.objects.filter(
        subject_type="" if key is None else subject_type, subject_id=key, released_at=None
    )
    if stands.exists():
        raise ValidationError({"called": _("A hold on this stands already. Release it there.")})
    hold: LegalHold = LegalHold.objects.create(
        subject_type="" if key is None else subject_type,
        subject_id=key,
        title=title[:300],
        reason=reason.strip(),
        by=by.label,
    )
    detail = {"hold": str(hold.pk), "of": hold.subject_type or EVERYTHING, "reason": hold.reason}
    audit.record("hold.placed", hold, by=by, detail=detail)
    return hold


def _found(subject_type: str, called: str) -> tuple[uuid.UUID | None, str]:
    if subject_type == EVERYTHING:
        return None, _("Everything")
    kind = Organisation.objects.get(pk=acting_id()).kind
    for each in holdable(kind):
        if each.label == subject_type:
            found = each.find(called) if called else None
            if found is None:
                told = _("Nothing, or more than one thing, is called “%(called)s”. %(hint)s.")
                raise ValidationError({"called": told % {"called": called, "hint": each.hint}})
            return found
    raise ValidationError({"subject_type": _("Choose what is to be held.")})


def release(hold_id: uuid.UUID, *, by: Actor, because: str) -> LegalHold:
    """End a hold: from the next run on, what is past its time goes.

    Raises LegalHold.DoesNotExist, Refused and ValidationError.
    """
    require(by.may(Permission.MANAGE_PRIVACY))
    hold: LegalHold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold_id)
    if hold.released_at is not None:
        raise Refused(_("This hold was released already."))
    if not because.strip():
        raise ValidationError({"because": _("Say why it need not be kept any longer.")})
    hold.released_at, hold.released_by = clock.now(), by.label
    hold.released_because = because.strip()
    hold.save(update_fields=["released_at", "released_by", "released_because"])
    detail = {"hold": str(hold.pk), "because": hold.released_because}
    audit.record("hold.released", hold, by=by, detail=detail)
    return hold
