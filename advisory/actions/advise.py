"""Issue advice: the hub's frozen record and the organisation's identical copy, in one transaction.

Nothing here decides anything for the organisation. The advice document says that it doesn't bind;
`advising.BINDING` is a constant, and no argument changes it.
"""

import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import border
from advisory.actions.drafting import UnfinishedError
from advisory.choices import DraftState, ReferralState
from advisory.domain import advising
from advisory.models import Advice, AdviceDraft, Referral
from advisory.queries import dossiers, drafts
from diligence.actions import labels, leaving
from diligence.actions.leaving import NONE
from diligence.domain import tlp
from diligence.domain.canonical import canonical_bytes
from diligence.domain.guard import Found, Treatments, as_they_stand, found_in
from portal import audit, clock
from portal.actions import disclosures
from portal.authority import Actor, Refused, require
from portal.models import Organisation
from portal.tenancy import acting_id


def issue(
    referral_id: uuid.UUID,
    *,
    draft_id: uuid.UUID,
    signs: str,
    by: Actor,
    treatments: Treatments = NONE,
) -> Advice:
    """Issue the draft as advice and deliver it, or return what it was issued as already.

    `signs` is the digest of the draft as the adviser read it; `treatments` say why personal data
    in it may leave: what is countersigned can't be redacted. Raises Referral.DoesNotExist,
    UnfinishedError, OpenFindings, and Refused (not countersigned, changed since, not this case's
    draft).
    """
    referral = drafts.locked(referral_id)
    rows = AdviceDraft.objects.select_for_update(of=("self",), no_key=True)
    draft: AdviceDraft | None = rows.filter(pk=draft_id, referral=referral).first()
    if draft is None:
        raise Refused(_("There is no such draft on this case."))
    if draft.state == DraftState.ISSUED:
        issued: Advice = Advice.objects.get(referral=referral, issued_at=draft.updated_at)
        return issued
    _may_issue(referral, draft, signs, by)
    labels.require_leaves(draft.tlp)
    treated = leaving.answered(found_in_draft(referral, draft), treatments)
    advice = _stored(referral, draft, by)
    leaving.record(disclosures.ADVICE, advice.pk, treated, by=by)
    draft.state, draft.updated_at = DraftState.ISSUED, advice.issued_at
    draft.save(update_fields=["state", "updated_at"])
    referral.state, referral.issued_at = ReferralState.ISSUED, advice.issued_at
    referral.first_answer_at = referral.first_answer_at or advice.issued_at
    referral.updated_at, referral.revision = advice.issued_at, referral.revision + 1
    referral.save(update_fields=["state", "issued_at", "first_answer_at", "updated_at", "revision"])
    told = {"advice": str(advice.pk), "number": advice.number, "digest": advice.digest}
    told |= {"recommendation": advice.recommendation, "without": advice.without_because}
    audit.record("advice.issued", referral, by=by, detail=told)
    _deliver(referral, advice)
    return advice


def _deliver(referral: Referral, advice: Advice) -> None:
    """The organisation's identical copy."""
    border.tell_sender(
        referral,
        "advice_received",
        number=advice.number,
        hub_name=_own().name,
        recommendation=advice.recommendation,
        shareable=advice.shareable,
        reference=advice.reference,
        document=advice.document,
        digest=advice.digest,
        tlp=advice.tlp,
    )


def found_in_draft(referral: Referral, draft: AdviceDraft) -> tuple[Found, ...]:
    """What looks like personal data in a draft; it is changed there, or it may leave as it is."""
    texts = {"reasons": draft.reasons, "reference": draft.reference}
    return as_they_stand(found_in(texts, dossiers.known_of(referral)))


def document_at(
    at: datetime, referral: Referral, draft: AdviceDraft, *, number: str = "", alone: bool
) -> dict[str, Any]:
    """The advice as it is issued at this moment; without a number it is a preview."""
    hub = _own()
    said = drafts.said(draft)
    latest = drafts.latest_dossier(referral)
    earlier = drafts.advice_of(referral)
    return advising.document(
        advising.Issue(
            number=number,
            hub=hub.name,
            member_state=hub.country,
            issued_at=at,
            countersigned=_countersigned(draft, alone=alone),
            supplements=earlier[0].number if earlier else "",
            sharing=tlp.NAMES[tlp.Label(draft.tlp)],
        ),
        advising.Case(
            code=referral.code,
            organisation=referral.sender_name,
            title=referral.title,
            dossier=latest.digest if latest else "",
            received_on=referral.received_at.date(),
        ),
        said,
        dict(drafts.catalogue(dossiers.edition_of(referral))),
    )


def _may_issue(referral: Referral, draft: AdviceDraft, signs: str, by: Actor) -> None:
    """Raises Refused unless exactly what was read and, where possible, countersigned goes out."""
    now = drafts.digest_now(referral, draft)
    if signs != now:
        raise Refused(_("The draft or its dossier changed after you read it. Read it again."))
    signed = draft.state == DraftState.COUNTERSIGNED
    if signed and draft.digest != now:
        raise Refused(
            _("It changed after it was countersigned. Take it back and have it signed again.")
        )
    alone = drafts.hub_of_one()
    require(policy.may_issue(by, referral, countersigned=signed, alone=alone))
    problems = advising.problems(
        drafts.said(draft), drafts.catalogue(dossiers.edition_of(referral))
    )
    if problems:
        raise UnfinishedError(problems)


def _stored(referral: Referral, draft: AdviceDraft, by: Actor) -> Advice:
    at, number = clock.now(), _next_number()
    alone = draft.state != DraftState.COUNTERSIGNED
    document = canonical_bytes(document_at(at, referral, draft, number=number, alone=alone))
    advice = Advice(
        referral=referral,
        number=number,
        recommendation=draft.recommendation,
        shareable=draft.shareable,
        reference=draft.reference,
        tlp=draft.tlp,
        document=document.decode(),
        digest=sha256(document).hexdigest(),
        issued_at=at,
        issued_by=by.label,
        countersigned_by=draft.countersigned_by,
        without_because=str(_(advising.ONE_ADVISER)) if alone else "",
    )
    advice.save(force_insert=True)
    return advice


def _countersigned(draft: AdviceDraft, *, alone: bool) -> advising.Countersigned:
    if alone:
        return advising.Countersigned(by="nobody", because=advising.ONE_ADVISER)
    if draft.asked_hub_id is not None:
        return advising.Countersigned(by="other_hub", hub=draft.countersigned_for)
    return advising.Countersigned(by="colleague")


def _own() -> Organisation:
    return Organisation.objects.only("name", "country").get(pk=acting_id())


def _next_number() -> str:
    """The hub's next number of this year. Its own row is locked, so that numbers have no gaps."""
    rows = Organisation.objects.select_for_update(no_key=True)
    hub = rows.get(pk=acting_id())
    code, year = advising.hub_code(hub.name, hub.country), clock.today().year
    issued = Advice.objects.filter(number__startswith=f"{code}-{year}-").count()
    return advising.number(code, year, issued + 1)
