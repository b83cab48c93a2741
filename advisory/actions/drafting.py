"""Draft advice: write it, put it to a second pair of eyes, take it back."""

import uuid

from django.db.models import F
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import elsewhere
from advisory.actions.wording import fit
from advisory.choices import DraftState, ReferralState
from advisory.domain import advising
from advisory.models import AdviceDraft, Referral
from advisory.queries import drafts
from advisory.queries.dossiers import edition_of
from diligence.domain.wording import spoken
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.models import Organisation

LONGEST_REASONS = 8000
LONGEST_REFERENCE = 200


class ChangedError(Refused):
    """Somebody else changed the draft meanwhile; `theirs` is what it says now."""

    def __init__(self, theirs: AdviceDraft) -> None:
        told = _(
            "%(name)s changed this draft meanwhile. Nothing of yours is saved yet: compare the "
            "two, then save again."
        )
        super().__init__(told % {"name": theirs.drafted_by})
        self.theirs = theirs


class UnfinishedError(Refused):
    """The draft can't be offered yet; `problems` name each field and what to do."""

    def __init__(self, problems: tuple[advising.Problem, ...]) -> None:
        super().__init__(" ".join(spoken(p.text, _) for p in problems))
        self.problems = problems


def write(
    referral_id: uuid.UUID,
    *,
    says: advising.Draft,
    revision: int | None = None,
    tlp: str = "",
    by: Actor,
) -> AdviceDraft:
    """Store what the adviser wants to say, as far as it is; `tlp` is its label, "" as it stands.

    `revision` is the one the adviser saw, None to write over whatever is there. A change to a
    draft that was offered or countersigned calls it back: it needs a new countersignature.
    Raises Referral.DoesNotExist, ChangedError, and Refused.
    """
    referral = drafts.locked(referral_id)
    require(policy.may_write(by, referral))
    told = advising.normal(_fit(says))
    draft = drafts.open_draft(referral, lock=True)
    if draft is None:
        draft = AdviceDraft(referral=referral, revision=0, drafted_at=clock.now())
    elif revision is not None and revision != draft.revision:
        raise ChangedError(draft)
    elif drafts.said(draft) == told and tlp in ("", draft.tlp):
        return draft
    call_back(referral, draft)
    draft.recommendation, draft.reasons = told.recommendation, told.reasons
    draft.measures, draft.shareable = list(told.measures), told.shareable
    draft.reference, draft.state = told.reference, DraftState.DRAFT
    draft.tlp = tlp or draft.tlp
    draft.drafted_by, draft.drafted_user = by.label, by.user_id
    draft.updated_at, draft.revision = clock.now(), draft.revision + 1
    draft.save()
    detail = {"draft": str(draft.pk), "revision": draft.revision}
    audit.record(drafts.WROTE, referral, by=by, detail=detail)
    return draft


def offer(referral_id: uuid.UUID, *, by: Actor) -> AdviceDraft:
    """Put the draft to a second adviser of this hub. What they sign is what is offered now.

    Raises Referral.DoesNotExist, UnfinishedError naming what is missing, and Refused.
    """
    referral = drafts.locked(referral_id)
    draft = offered(referral, by)
    audit.record("advice.offered", referral, by=by, detail={"draft": str(draft.pk)})
    return draft


def offered(referral: Referral, by: Actor, *, to: Organisation | None = None) -> AdviceDraft:
    """The locked referral's draft, now waiting for a countersignature, at another hub if `to`."""
    require(policy.may_offer(by, referral))
    draft = finished(referral)
    draft.state, draft.digest = DraftState.OFFERED, drafts.digest_now(referral, draft)
    draft.asked_hub, draft.countersigned_for = to, to.name if to else ""
    draft.returned_because = ""
    draft.updated_at = clock.now()
    draft.save()
    moved(referral, ReferralState.DRAFTED)
    return draft


def take_back(referral_id: uuid.UUID, *, by: Actor) -> AdviceDraft:
    """Call back a draft that was offered or countersigned, to change it.

    Raises Referral.DoesNotExist, and Refused where none waits.
    """
    referral = drafts.locked(referral_id)
    require(policy.may_take_back(by, referral))
    draft = drafts.open_draft(referral, lock=True)
    if draft is None:
        raise Refused(_("There is no draft advice on this case."))
    call_back(referral, draft)
    audit.record("advice.taken_back", referral, by=by, detail={"draft": str(draft.pk)})
    return draft


def finished(referral: Referral) -> AdviceDraft:
    """The draft, locked and complete. Raises UnfinishedError, and Refused where there is none."""
    draft = drafts.open_draft(referral, lock=True)
    if draft is None:
        raise Refused(_("There is no draft advice on this case. Write it first."))
    problems = advising.problems(drafts.said(draft), drafts.catalogue(edition_of(referral)))
    if problems:
        raise UnfinishedError(problems)
    return draft


def call_back(referral: Referral, draft: AdviceDraft | None = None) -> None:
    """Whatever waits for a countersignature, or has it, is a draft again; the case is held."""
    draft = draft or drafts.open_draft(referral, lock=True)
    if draft is None or draft.state not in (DraftState.OFFERED, DraftState.COUNTERSIGNED):
        return
    elsewhere.withdraw(draft)
    draft.state, draft.digest, draft.updated_at = DraftState.DRAFT, "", clock.now()
    draft.countersigned_by, draft.countersigned_for = "", ""
    draft.countersigned_user = draft.countersigned_at = draft.asked_hub = None
    draft.save()
    if referral.state in (ReferralState.DRAFTED, ReferralState.COUNTERSIGNED):
        moved(referral, ReferralState.TAKEN)


def discard(referral: Referral) -> None:
    """The case ended: its draft, if there is one, is set aside and asked of nobody any more."""
    draft = drafts.open_draft(referral, lock=True)
    if draft is None:
        return
    call_back(referral, draft)
    draft.state, draft.updated_at = DraftState.DISCARDED, clock.now()
    draft.save(update_fields=["state", "updated_at"])


def moved(referral: Referral, state: ReferralState) -> None:
    """Store the referral's new state; it is locked already."""
    referral.state, referral.updated_at = state, clock.now()
    Referral.objects.filter(pk=referral.pk).update(
        state=state, updated_at=referral.updated_at, revision=F("revision") + 1
    )
    referral.revision += 1


def _fit(says: advising.Draft) -> advising.Draft:
    return advising.Draft(
        recommendation=says.recommendation,
        reasons=fit(says.reasons, _("Reasons"), LONGEST_REASONS),
        measures=says.measures,
        shareable=says.shareable,
        reference=fit(says.reference, _("Reference"), LONGEST_REFERENCE),
    )
