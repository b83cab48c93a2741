"""Four eyes: countersign a draft, or return it; here, or at another hub.

Another hub reads a frozen copy of the draft and of the score's headline, without the organisation's
name. Its answer is brought back to the asking hub under the other hub's name. Referrals are locked
before requests, everywhere, so that asking and answering never wait for each other in a circle.
"""

import uuid

from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import elsewhere
from advisory.actions.advise import found_in_draft
from advisory.actions.drafting import finished, moved, offered
from advisory.actions.wording import fit
from advisory.choices import CountersignState, DraftState, ReferralState
from advisory.domain import advising
from advisory.models import AdviceDraft, CountersignRequest, Referral
from advisory.queries import dossiers, drafts
from diligence.actions import labels, leaving
from diligence.actions.leaving import NONE
from diligence.domain.canonical import canonical_bytes
from diligence.domain.guard import Treatments
from diligence.domain.headline import headline
from diligence.domain.tlp import Channel
from portal import audit, clock
from portal.actions import disclosures
from portal.authority import Actor, Refused, product, require
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id

LONGEST_COMMENT = 2000


def sign(referral_id: uuid.UUID, *, signs: str, by: Actor) -> AdviceDraft:
    """Put a second name to the draft. `signs` is the digest of what the signer read.

    Raises Referral.DoesNotExist, and Refused (not offered, written by the same person, changed
    since it was read, a newer dossier arrived).
    """
    referral = drafts.locked(referral_id)
    draft = _waiting(referral, by)
    _unchanged(referral, draft, signs)
    draft.countersigned_by, draft.countersigned_user = by.label, by.user_id
    _countersigned(referral, draft)
    audit.record("advice.countersigned", referral, by=by, detail={"draft": str(draft.pk)})
    return draft


def give_back(referral_id: uuid.UUID, *, because: str, by: Actor) -> AdviceDraft:
    """Return the draft to its author with comments. Raises as `sign` does."""
    referral = drafts.locked(referral_id)
    draft = _waiting(referral, by)
    comment = _comment(because)
    _returned(referral, draft, comment)
    detail = {"draft": str(draft.pk), "because": comment}
    audit.record("advice.returned", referral, by=by, detail=detail)
    return draft


def offer_elsewhere(
    referral_id: uuid.UUID, *, hub_id: uuid.UUID, by: Actor, treatments: Treatments = NONE
) -> AdviceDraft:
    """Ask another hub to countersign: a frozen copy without the organisation's name crosses.

    `treatments` say why personal data in it may. Raises Referral.DoesNotExist, UnfinishedError,
    OpenFindings, and Refused (not a hub, the draft's own words name the organisation).
    """
    referral = drafts.locked(referral_id)
    hub = drafts.other_hubs().filter(pk=hub_id).first()
    if hub is None:
        raise Refused(_("Choose one of the hubs listed."))
    require(policy.may_offer(by, referral))
    says = drafts.said(finished(referral))
    named = advising.names_the_sender(says, [referral.sender_name])
    if named:
        told = _(
            "The draft names %(name)s. Another hub doesn't learn who asked: write “the "
            "organisation” instead."
        )
        raise Refused(told % {"name": named})
    found = found_in_draft(referral, finished(referral))
    treated = leaving.answered(found, treatments)
    draft = offered(referral, by, to=hub)
    labels.require_leaves(draft.tlp, Channel.COUNTERSIGN)
    leaving.record(disclosures.ADVICE, draft.pk, treated, by=by)
    elsewhere.put(draft, canonical_bytes(_copy(referral, draft)).decode())
    detail = {"draft": str(draft.pk), "hub": hub.name}
    audit.record("advice.offered", referral, by=by, detail=detail)
    return draft


# --- At the hub that was asked ----------------------------------------------------------------
def sign_for(request_id: uuid.UUID, *, by: Actor) -> CountersignRequest:
    """Countersign another hub's draft, as it stands in the frozen copy.

    Raises CountersignRequest.DoesNotExist, and Refused (answered or withdrawn already, written by
    the same person at the other hub).
    """
    request = _locked_request(request_id, by)
    here = _own_name()
    with acting_for(request.asking_hub_id):
        referral, draft = _draft_of(request)
        require(policy.may_countersign(by, offered=True, wrote=drafts.wrote(draft, by.user_id)))
        draft.countersigned_by = draft.countersigned_for = here
        draft.countersigned_user = by.user_id
        _countersigned(referral, draft)
        detail = {"draft": str(draft.pk), "hub": here}
        audit.record("advice.countersigned", referral, by=product(here), detail=detail)
    return _answered(request, CountersignState.SIGNED, by)


def give_back_for(request_id: uuid.UUID, *, because: str, by: Actor) -> CountersignRequest:
    """Return another hub's draft with comments. Raises as `sign_for` does."""
    request = _locked_request(request_id, by)
    comment, here = _comment(because), _own_name()
    with acting_for(request.asking_hub_id):
        referral, draft = _draft_of(request)
        _returned(referral, draft, comment)
        detail = {"draft": str(draft.pk), "hub": here, "because": comment}
        audit.record("advice.returned", referral, by=product(here), detail=detail)
    return _answered(request, CountersignState.RETURNED, by, because=comment)


# --- Parts ------------------------------------------------------------------------------------
def _waiting(referral: Referral, by: Actor) -> AdviceDraft:
    """The draft that waits for this member. Raises Refused."""
    draft = drafts.open_draft(referral, lock=True)
    if draft is None:
        raise Refused(_("There is no draft advice on this case."))
    verdict = policy.may_countersign(
        by,
        offered=draft.state == DraftState.OFFERED,
        wrote=drafts.wrote(draft, by.user_id),
        elsewhere=drafts.asked_elsewhere(draft),
    )
    require(verdict)
    return draft


def _unchanged(referral: Referral, draft: AdviceDraft, signs: str) -> None:
    if not signs == draft.digest == drafts.digest_now(referral, draft):
        raise Refused(
            _("The draft or its dossier changed after you read it. Read it again, then sign.")
        )


def _countersigned(referral: Referral, draft: AdviceDraft) -> None:
    draft.state, draft.countersigned_at = DraftState.COUNTERSIGNED, clock.now()
    draft.save()
    moved(referral, ReferralState.COUNTERSIGNED)


def _returned(referral: Referral, draft: AdviceDraft, comment: str) -> None:
    draft.state, draft.returned_because = DraftState.RETURNED, comment
    draft.countersigned_for, draft.asked_hub, draft.digest = "", None, ""
    draft.updated_at = clock.now()
    draft.save()
    moved(referral, ReferralState.TAKEN)


def _comment(because: str) -> str:
    return fit(because, _("Comments"), LONGEST_COMMENT, required=_("Say what has to change."))


def _own_name() -> str:
    return Organisation.objects.only("name").get(pk=acting_id()).name


def _locked_request(request_id: uuid.UUID, by: Actor) -> CountersignRequest:
    """The open request, locked after the referral it is about."""
    found: CountersignRequest = CountersignRequest.objects.get(pk=request_id)
    with acting_for(found.asking_hub_id):
        draft = AdviceDraft.objects.filter(pk=found.draft_id).first()
        if draft is not None:
            drafts.locked(draft.referral_id)
    rows = CountersignRequest.objects.select_for_update(of=("self",), no_key=True)
    request: CountersignRequest = rows.get(pk=request_id)
    require(policy.may_countersign(by, offered=request.state == CountersignState.OPEN, wrote=False))
    return request


def _draft_of(request: CountersignRequest) -> tuple[Referral, AdviceDraft]:
    """The asking hub's referral and draft, while it still offers what was sent."""
    rows = AdviceDraft.objects.select_for_update(of=("self",), no_key=True)
    draft: AdviceDraft | None = rows.filter(
        pk=request.draft_id, state=DraftState.OFFERED, digest=request.digest
    ).first()
    if draft is None:
        raise Refused(_("This draft doesn't wait to be countersigned any more."))
    return drafts.locked(draft.referral_id), draft


def _answered(
    request: CountersignRequest, state: CountersignState, by: Actor, because: str = ""
) -> CountersignRequest:
    request.state, request.because = state, because
    request.answered_at, request.answered_by = clock.now(), by.label
    request.save(update_fields=["state", "because", "answered_at", "answered_by"])
    detail = {"asking_hub": str(request.asking_hub_id), "digest": request.digest}
    audit.record(f"countersign.{state}", request, by=by, detail=detail)
    return request


def _copy(referral: Referral, draft: AdviceDraft) -> dict[str, object]:
    """What the other hub gets: the draft, and the headline of the score it rests on."""
    latest = dossiers.shown(dossiers.received(referral))
    score = latest.score if latest else None
    edition = latest.questionnaire if latest else None
    told = advising.Headline(
        outcome=referral.outcome,
        band=referral.band,
        hold=referral.hold,
        flags=tuple(referral.flags),
        technology_areas=tuple(referral.technology_areas),
        levels=tuple(score.levels.items()) if score else (),
        sentence=str(headline(edition, score)) if edition and score else "",
    )
    return advising.countersign_document(
        drafts.said(draft),
        told,
        asking_hub=_own_name(),
        signs=draft.digest,
        names=dict(drafts.catalogue(dossiers.edition_of(referral))),
    )
