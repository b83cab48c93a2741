"""Cases brought by the product's own actions to where a hub comes in."""

from typing import Any

from advisory.actions import refer
from advisory.models import Remit
from diligence.actions import appraise, score, send
from diligence.actions.dossier import Confirmed
from diligence.domain import dossier as dossiers
from diligence.models import Appraisal, Consultation, ReferralArrangement
from diligence.queries import appraisals, consultations
from diligence.queries.dossier import case_of
from portal.authority import Actor
from portal.models import Organisation
from portal.tenancy import acting_for
from tests.factories.appraisals import answered


def remit(hub: Organisation, **facts: Any) -> Remit:
    """What the hub answers for: by default everything of its Member State."""
    with acting_for(hub):
        return Remit.objects.create(**({"member_state": str(hub.country)} | facts))


def confirmed(
    by: Actor,
    appraisal: Appraisal,
    *ticked: str,
    kind: str = "full",
    send_if_required: bool = False,
    reply: str = "",
) -> Confirmed:
    """What the officer confirms who looks at the dossier with these items ticked."""
    row = appraisals.with_answers(by).get(pk=appraisal.pk)
    included = frozenset(ticked)
    built = dossiers.build(case_of(row, kind), included)
    return Confirmed(built.digest, included, send_if_required, reply)


def scored(
    by: Actor,
    case: str = "K01",
    *ticked: str,
    send_if_required: bool = False,
    **options: Any,
) -> Appraisal:
    """An appraisal with the answers of a worked case, submitted as confirmed, and scored."""
    appraisal = answered(by, case, **options)
    shown = confirmed(by, appraisal, *ticked, send_if_required=send_if_required)
    appraise.submit(appraisal.pk, by=by, dossier=shown)
    score.run(appraisal.pk)
    return Appraisal.objects.get(pk=appraisal.pk)


def sent(by: Actor, case: str = "K01", *ticked: str, **options: Any) -> Consultation:
    """The same, sent by its officer; the bell waits to be answered."""
    return send.send(scored(by, case, *ticked, **options).pk, by=by)


def brought(consultation: Consultation) -> Consultation:
    """What it is once its bell was answered."""
    refer.bring(consultation.pk)
    return Consultation.objects.get(pk=consultation.pk)


def arrange(**facts: Any) -> ReferralArrangement:
    """Automatic referral is switched on, inside acting_for."""
    return ReferralArrangement.objects.create(
        **({"text": "Agreement on referrals", "recorded_by": "Stella Steward"} | facts)
    )


def consultation_of(appraisal: Appraisal) -> Consultation:
    found = consultations.latest_of(appraisal.pk)
    assert found is not None
    return found
