"""Give a reason to publish although a check of judgement objects, or withdraw it."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.choices import DraftState
from diligence.domain.checks.finding import Weight
from diligence.domain.checks.overriding import LONGEST, SHORTEST, is_reason
from diligence.models import CheckOverride, Draft
from diligence.policy import authoring
from diligence.queries import drafts
from portal import audit, clock
from portal.authority import Actor, Refused, require


def give(
    by: Actor, draft_id: uuid.UUID, *, check: str, place: str, fingerprint: str, reason: str
) -> CheckOverride:
    """Give the reason, with one's name, for exactly this finding; it replaces an earlier one.

    Raises Draft.DoesNotExist, Refused (the finding is another now, or no matter of judgement) and
    ValidationError for `reason`.
    """
    row = drafts.locked(draft_id)
    require(authoring.may_change(by, row))
    if by.user_id is None:
        raise Refused(_("Only a person can give a reason."))
    found = [f for f in drafts.examined(row).findings if (f.check, f.place) == (check, place)]
    if not any(f.fingerprint == fingerprint for f in found):
        raise Refused(_("The check objects to something else now. Read it again."))
    if not any(f.weight is Weight.JUDGEMENT and f.fingerprint == fingerprint for f in found):
        raise Refused(_("This is no matter of judgement: it has to be repaired."))
    told = reason.replace("\0", "").strip()
    if not is_reason(told):
        asked = _("Give the reason in %(least)d to %(most)d characters.")
        raise ValidationError({"reason": asked % {"least": SHORTEST, "most": LONGEST}})
    given: CheckOverride = CheckOverride.objects.update_or_create(
        draft=row,
        check_code=check,
        place=place,
        defaults={
            "fingerprint": fingerprint,
            "reason": told,
            "by": by.label,
            "user_id": by.user_id,
            "at": clock.now(),
        },
    )[0]
    audit.record("draft.check_overridden", row, by=by, detail=_detail(given))
    _lapse(row, by)
    return given


def withdraw(by: Actor, override_id: uuid.UUID) -> Draft:
    """Take a reason back: the check objects again. Raises CheckOverride.DoesNotExist, Refused."""
    given = CheckOverride.objects.select_related("draft").get(pk=override_id)
    row = drafts.locked(given.draft_id)
    require(authoring.may_change(by, row))
    detail = _detail(given)
    given.delete()
    audit.record("draft.override_withdrawn", row, by=by, detail=detail)
    _lapse(row, by)
    return row


def _lapse(row: Draft, by: Actor) -> None:
    """A review was of the reasons too: it has to be asked for again."""
    if row.state in (DraftState.REVIEW, DraftState.APPROVED):
        row.state, row.updated_at = DraftState.WRITING, clock.now()
        row.save(update_fields=["state", "updated_at"])
        audit.record("draft.review_lapsed", row, by=by, detail={"draft": str(row.pk)})


def _detail(given: CheckOverride) -> dict[str, str]:
    return {
        "draft": str(given.draft_id),
        "check": given.check_code,
        "place": given.place,
        "reason": given.reason,
    }
