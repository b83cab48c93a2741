"""Cases in a hub's queue, brought there by the product's own actions."""

import uuid
from typing import Any

from advisory.actions import advise, drafting, refer, triage
from advisory.domain.advising import Draft
from advisory.models import Advice, Referral, Remit
from advisory.queries import drafts
from portal.models import Organisation
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories.consultations import remit, sent

SAYS = Draft(
    recommendation="with_measures",
    reasons="The unit shares staff with an institute of the armed forces.",
    measures=("M08",),
)


def received(
    officer: Member,
    hub: Organisation,
    case: str = "K01",
    *ticked: str,
    remit_of: str = "",
    **options: Any,
) -> uuid.UUID:
    """A case of this officer in the hub's queue: the referral's key.

    `remit_of` makes a hub answer for another Member State than its own.
    """
    if not Remit.objects.filter(owner=hub).exists():
        remit(hub, member_state=remit_of or str(hub.country))
    with acting_for(officer.organisation, user=officer.user.pk):
        consultation = sent(officer.actor, case, *ticked, **options)
        row = refer.bring(consultation.pk)
    assert row is not None
    return row.pk


def taken(
    officer: Member, adviser: Member, case: str = "K01", *ticked: str, **options: Any
) -> uuid.UUID:
    """The same, held by this adviser."""
    key = received(officer, adviser.organisation, case, *ticked, **options)
    with acting_for(adviser.organisation):
        triage.take(key, by=adviser.actor)
    return key


def drafted(key: uuid.UUID, by: Member, says: Draft = SAYS) -> Referral:
    """A draft on the case; inside acting_for the hub."""
    drafting.write(key, says=says, by=by.actor)
    return Referral.objects.get(pk=key)


def issued(key: uuid.UUID, by: Member) -> Advice:
    """Issue the open draft as it stands; inside acting_for the hub."""
    referral = Referral.objects.get(pk=key)
    draft = drafts.open_draft(referral)
    assert draft is not None
    signs = drafts.digest_now(referral, draft)
    return advise.issue(key, draft_id=draft.pk, signs=signs, by=by.actor)
