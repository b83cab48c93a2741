"""Automatic referral: off until a steward records the arrangement it rests on, and ended again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diligence import policy
from diligence.models import ReferralArrangement
from diligence.queries import routes
from portal import audit, clock
from portal.authority import Actor, Refused, require

LONGEST_TEXT = 2000
LONGEST_REFERENCE = 200


def switch_on(*, by: Actor, text: str, reference: str = "") -> ReferralArrangement:
    """From now on a confirmed case goes to its hub by itself where the outcome requires it.

    Raises Refused (not the steward's, on already) and ValidationError by field.
    """
    require(policy.may_arrange(by))
    told = {"text": _clean(text), "reference": _clean(reference)}
    wrong: dict[str, Any] = {}
    if not told["text"]:
        wrong["text"] = _("Say what it rests on: without an arrangement nothing is sent by itself.")
    for name, longest in (("text", LONGEST_TEXT), ("reference", LONGEST_REFERENCE)):
        if len(told[name]) > longest:
            wrong[name] = _("At most %(count)d characters.") % {"count": longest}
    if wrong:
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            row: ReferralArrangement = ReferralArrangement.objects.create(
                **told, since=clock.now(), recorded_by=by.label
            )
    except IntegrityError:
        raise Refused(_("Automatic referral is on already. End that arrangement first.")) from None
    audit.record("arrangement.recorded", row, by=by, detail=told)
    return row


def switch_off(*, by: Actor) -> ReferralArrangement:
    """From now on every case waits for *Send*. Raises Refused where it is off already."""
    require(policy.may_arrange(by))
    row = routes.arrangement(lock=True)
    if row is None:
        raise Refused(_("Automatic referral is off already."))
    row.ended_at, row.ended_by = clock.now(), by.label
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record("arrangement.ended", row, by=by, detail={"reference": row.reference})
    return row


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
