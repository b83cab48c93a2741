"""Draft advice and what it rests on: reading and locking, within the hub's own rows."""

import uuid
from collections.abc import Mapping

from django.db.models import QuerySet

from advisory.choices import CountersignState, DraftState
from advisory.domain import advising
from advisory.models import Advice, AdviceDraft, CountersignRequest, ReceivedDossier, Referral
from diligence.queries import questionnaires
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Organisation
from portal.queries import members
from portal.tenancy import acting_id

OPEN_DRAFTS = (
    DraftState.DRAFT,
    DraftState.OFFERED,
    DraftState.RETURNED,
    DraftState.COUNTERSIGNED,
)
"""States of a draft that is still worked on: a referral has at most one such."""

WROTE = "advice.drafted"
"""The event of the hub's ledger that says who wrote a version of a draft."""


def locked(referral_id: uuid.UUID) -> Referral:
    """The referral, locked until the transaction ends. Raises Referral.DoesNotExist."""
    rows: QuerySet[Referral] = Referral.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=referral_id)


def open_draft(referral: Referral, *, lock: bool = False) -> AdviceDraft | None:
    """The draft being worked on, if there is one."""
    rows: QuerySet[AdviceDraft] = AdviceDraft.objects.filter(
        referral=referral, state__in=OPEN_DRAFTS
    )
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return rows.first()


def latest_dossier(referral: Referral) -> ReceivedDossier | None:
    """The newest dossier of the case; None where it came another way than through the portal."""
    found: ReceivedDossier | None = ReceivedDossier.objects.filter(referral=referral).first()
    return found


def said(draft: AdviceDraft) -> advising.Draft:
    """The stored draft as the domain takes it."""
    return advising.Draft(
        recommendation=draft.recommendation,
        reasons=draft.reasons,
        measures=tuple(draft.measures),
        shareable=draft.shareable,
        reference=draft.reference,
    )


def digest_now(referral: Referral, draft: AdviceDraft) -> str:
    """What a countersignature given now would stand for."""
    dossier = latest_dossier(referral)
    return advising.draft_digest(
        said(draft), referral=str(referral.pk), dossier=dossier.digest if dossier else ""
    )


def wrote(draft: AdviceDraft, user_id: uuid.UUID | None) -> bool:
    """Whether this person wrote any version of the draft: then somebody else countersigns it."""
    if user_id is None:
        return True
    if draft.drafted_user == user_id:
        return True
    events = AuditEvent.objects.filter(subject_id=draft.referral_id, event=WROTE, user_id=user_id)
    return bool(events.filter(detail__draft=str(draft.pk)).exists())


def hub_of_one() -> bool:
    """Whether the acting hub has exactly one active adviser: nobody else could countersign."""
    return members.holders(Role.ADVISER).count() == 1


def other_hubs() -> QuerySet[Organisation]:
    """The hubs that could countersign for this one, by name."""
    rows = Organisation.objects.filter(kind=OrganisationKind.HUB, active=True)
    return rows.exclude(pk=acting_id()).order_by("name")


def asked_elsewhere(draft: AdviceDraft) -> str:
    """The name of the hub this draft is offered to, or ''."""
    return draft.countersigned_for if draft.state == DraftState.OFFERED else ""


def advice_of(referral: Referral) -> list[Advice]:
    """Every advice issued on the case, the latest first."""
    return list(Advice.objects.filter(referral=referral))


def catalogue(digest: str) -> Mapping[str, str]:
    """Measures by code, from the edition with this digest, or from the one in force.

    Empty where neither is published here.
    """
    try:
        found = questionnaires.with_digest(digest) if digest else questionnaires.current_version()
        measures = questionnaires.definition(found).measures
    except (questionnaires.NoQuestionnaireError, questionnaires.AlteredError):
        return {}
    return {measure.id: measure.name for measure in measures}


def requests_here(state: str = "") -> QuerySet[CountersignRequest]:
    """Drafts that other hubs sent for countersigning, the newest first."""
    rows: QuerySet[CountersignRequest] = CountersignRequest.objects.select_related("asking_hub")
    return rows.filter(state=state) if state in CountersignState else rows
