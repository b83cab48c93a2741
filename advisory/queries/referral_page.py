"""What stands beside a dossier: the hub's own record of the case, notes, requests, advice."""

from dataclasses import dataclass

from advisory.models import Advice, AdviceDraft, InformationRequest, Note, Referral
from advisory.queries import drafts
from portal.models import AuditEvent

MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything of the case but its dossiers; lists are the latest first."""

    events: list[AuditEvent]
    notes: list[Note]
    requests: list[InformationRequest]
    draft: AdviceDraft | None
    advice: list[Advice]


def beside(referral: Referral) -> Beside:
    """One statement each; how many notes or events there are changes nothing."""
    events = AuditEvent.objects.filter(subject_id=referral.pk).order_by("-at", "-id")
    return Beside(
        events=list(events[:MOST_EVENTS]),
        notes=list(Note.objects.filter(referral=referral).order_by("-at", "-id")),
        requests=list(InformationRequest.objects.filter(referral=referral)),
        draft=drafts.open_draft(referral),
        advice=drafts.advice_of(referral),
    )
