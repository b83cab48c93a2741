"""Four eyes: ask for a review of a draft, return it, or approve exactly what it says now."""

import uuid

from django.utils.translation import gettext as _

from diligence.choices import DraftState, ReviewStep
from diligence.models import Draft, DraftReview
from diligence.policy import authoring
from diligence.queries import drafts
from portal import audit, clock
from portal.authority import Actor, Refused, require

LONGEST = 4000


def ask(by: Actor, draft_id: uuid.UUID, *, note: str = "") -> DraftReview:
    """Ask for a second person to review the draft as it is now; `note` tells them what matters.

    Raises Draft.DoesNotExist, and Refused (not readable, asked for already).
    """
    row = drafts.locked(draft_id)
    require(authoring.may_ask(by, row))
    if drafts.examined(row).questionnaire is None:
        told = _("The draft can't be read in full yet. Repair what the checks list first.")
        raise Refused(told)
    return _step(row, ReviewStep.ASKED, DraftState.REVIEW, by, _fit(note))


def give_back(by: Actor, draft_id: uuid.UUID, *, because: str) -> DraftReview:
    """Return the draft to its authors with a reason. Raises Draft.DoesNotExist and Refused."""
    row = _reviewed(draft_id, by)
    reason = _fit(because)
    if not reason:
        raise Refused(_("Say what has to change."))
    return _step(row, ReviewStep.RETURNED, DraftState.WRITING, by, reason)


def approve(by: Actor, draft_id: uuid.UUID, *, digest: str, note: str = "") -> DraftReview:
    """Approve what was read: `digest` names it, so that nothing else is approved by mistake.

    Raises Draft.DoesNotExist, and Refused (changed since it was read, the same person, something
    the checks object to is neither repaired nor given a reason).
    """
    row = _reviewed(draft_id, by)
    if digest != drafts.digest_now(row):
        raise Refused(_("The draft changed after you read it. Read it again, then approve."))
    left = drafts.blocking(row)
    if left:
        told = _(
            "The checks object to %(count)d things. They are repaired or given a reason first."
        )
        raise Refused(told % {"count": len(left)})
    return _step(row, ReviewStep.APPROVED, DraftState.APPROVED, by, _fit(note))


def _reviewed(draft_id: uuid.UUID, by: Actor) -> Draft:
    row = drafts.locked(draft_id)
    require(authoring.may_review(by, row, wrote=drafts.wrote(row, by.user_id)))
    return row


def _step(row: Draft, step: ReviewStep, state: DraftState, by: Actor, note: str) -> DraftReview:
    if by.user_id is None:
        raise Refused(_("Only a person can review, or ask for it."))
    row.state, row.updated_at = state, clock.now()
    row.save(update_fields=["state", "updated_at"])
    review: DraftReview = DraftReview.objects.create(
        draft=row,
        revision=row.revision,
        digest=drafts.digest_now(row),
        step=step,
        note=note,
        by=by.label,
        user_id=by.user_id,
    )
    detail = {"draft": str(row.pk), "revision": row.revision, "digest": review.digest}
    verb = "review_asked" if step == ReviewStep.ASKED else str(step)
    audit.record(f"draft.{verb}", row, by=by, detail=detail)
    return review


def _fit(text: str) -> str:
    told = text.replace("\0", "").strip()
    if len(told) > LONGEST:
        raise Refused(_("Use at most %(most)d characters.") % {"most": LONGEST})
    return told
