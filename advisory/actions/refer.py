"""Bring a case across the border: from the organisation that sent it into its hub's queue.

Runs inside `acting_for` of the sender and enters the hub's rows by nesting. Everything that
arrives was frozen by the sender; whatever happens here happens in one transaction, and a second
call finds nothing left to bring. Locks are taken as everywhere: referral, appraisal, consultation.
"""

import secrets
import uuid

from django.core.exceptions import ObjectDoesNotExist

from advisory.actions import ask, triage
from advisory.actions.drafting import call_back, discard
from advisory.actions.files import copy
from advisory.choices import OPEN_STATES, ReferralSource, ReferralState
from advisory.domain import remit as remits
from advisory.domain.working_days import due
from advisory.models import InformationRequest, ReceivedDossier, Referral, ReferralPartner
from advisory.queries.hubs import in_force
from diligence.actions import consult
from diligence.choices import ConsultationState
from diligence.domain.register import CODES, code_of
from diligence.queries import consultations
from diligence.queries.dossier import Outgoing, outgoing
from portal import audit, bells, clock
from portal.authority import product
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id

BELL = "refer"
RECALLED = "Recalled by the organisation: %s"
_DELIVERS = (ConsultationState.SENDING, ConsultationState.ADVICE_RECEIVED)


def bring(consultation_id: uuid.UUID) -> Referral | None:
    """Bring what a consultation has for its hub: a case, a newer dossier, an answer, a recall.

    Returns the referral it changed; None where there was nothing to bring or no hub answers.
    Raises UnreadableFileError where a ticked file's bytes are not those that were confirmed.
    """
    sender = acting_id()
    try:
        told = outgoing(consultation_id)
    except ObjectDoesNotExist:
        bells.silence(BELL, consultation_id)
        return None
    hub = _hub_of(told)
    if isinstance(hub, remits.NoMatch):
        consult.no_hub(consultation_id, because=str(hub.because), by=product("Ajar"))
        bells.silence(BELL, consultation_id)
        return None
    with acting_for(hub.hub_id):
        row = _locked(consultation_id)
        with acting_for(sender):
            consultations.locked(consultation_id)
            told = outgoing(consultation_id)
        row = _arrive(row, told, hub)
    if row is not None and told.state == ConsultationState.SENDING:
        consult.opened(
            consultation_id,
            hub_id=hub.hub_id,
            hub_name=hub.hub_name,
            due_on=row.due_on,
            by=product(hub.hub_name),
        )
    bells.silence(BELL, consultation_id)
    return row


def free_code() -> str:
    """A code such as R-CG1SNZW that the acting hub does not use; it tells neither order nor
    number."""
    while True:
        code = code_of(secrets.randbelow(CODES), letter="R")
        if not Referral.objects.filter(code=code).exists():
            return code


def _hub_of(told: Outgoing) -> remits.Match | remits.NoMatch:
    """The hub that has it already, or else the one whose remit covers it."""
    found = remits.find(in_force(), told.member_state, told.technology_areas, told.outcome)
    if told.hub_id is None:
        return found
    if isinstance(found, remits.Match) and found.hub_id == told.hub_id:
        return found
    name = Organisation.objects.only("name").get(pk=told.hub_id).name
    return remits.Match(told.hub_id, name, told.hub_id, 0, remits.already(name))


def _locked(consultation_id: uuid.UUID) -> Referral | None:
    rows = Referral.objects.select_for_update(of=("self",), no_key=True)
    found: Referral | None = rows.filter(consultation_id=consultation_id).first()
    return found


def _arrive(row: Referral | None, told: Outgoing, hub: remits.Match) -> Referral | None:
    """What the hub's rows become; the referral, or None where nothing has arrived."""
    if told.state == ConsultationState.CLOSED:
        return _recalled(row, told) if row is not None and row.state in OPEN_STATES else None
    if row is None:
        if told.state != ConsultationState.SENDING:
            return None
        row = _received(told, hub)
    elif told.state in _DELIVERS and not _has(told):
        _updated(row, told)
    if told.answered:
        _answered(row, told)
    _needed(row, told)
    return row


def _received(told: Outgoing, hub: remits.Match) -> Referral:
    now = clock.now()
    row = Referral(
        code=free_code(),
        source=ReferralSource.PORTAL,
        sender_id=told.owner_id,
        consultation_id=told.consultation_id,
        remit_because=str(hub.because)[:300],
        received_at=now,
        due_on=due(clock.today(), hub.target_days, told.member_state),
        target_days=hub.target_days,
        needed_by=told.needed_by,
        needed_because=told.needed_because,
    )
    _describe(row, told)
    row.save(force_insert=True)
    _keep(row, told)
    _record("received", row, told)
    return row


def _updated(row: Referral, told: Outgoing) -> None:
    """A newer dossier of the same case: what waits to be countersigned rested on the older one."""
    was = row.kind
    call_back(row)
    _describe(row, told)
    _store(row)
    _keep(row, told)
    _record("updated", row, told, was=was)


def _describe(row: Referral, told: Outgoing) -> None:
    """What the queue lists, from the frozen dossier and its score alone."""
    row.sender_name, row.member_state = told.owner_name, told.member_state
    row.kind, row.title = told.kind, told.title
    row.band, row.outcome, row.hold = told.band, told.outcome, told.hold
    row.baseline_outcome, row.baseline_band = told.baseline_outcome, told.baseline_band
    row.flags, row.technology_areas = list(told.flags), list(told.technology_areas)
    row.partner_names = "; ".join(partner[0] for partner in told.partners)[:1000]
    row.rule = told.rule
    triage.work_out(row)


def _keep(row: Referral, told: Outgoing) -> None:
    received = ReceivedDossier.objects.create(
        referral=row,
        dossier_id=told.dossier_id,
        content=told.text,
        digest=told.digest,
        score=told.score,
        tlp=told.tlp,
        received_at=clock.now(),
    )
    copy(received, told.files, sender=told.owner_id)
    ReferralPartner.objects.filter(referral=row).delete()
    ReferralPartner.objects.bulk_create(
        ReferralPartner(referral=row, name=name, normalised_name=folded, ror_id=ror, pic=pic)
        for name, folded, ror, pic in told.partners
    )


def _has(told: Outgoing) -> bool:
    return bool(ReceivedDossier.objects.filter(dossier_id=told.dossier_id).exists())


def _answered(row: Referral, told: Outgoing) -> None:
    """The clock goes on, later by the working days it stood still."""
    rows = InformationRequest.objects.select_for_update(of=("self",), no_key=True)
    request: InformationRequest | None = rows.filter(
        referral=row, answered_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    if request is None:
        return
    request.answered_at, request.reply = clock.now(), told.reply
    request.reply_tlp = told.reply_tlp
    request.save(update_fields=["answered_at", "reply", "reply_tlp"])
    if row.state == ReferralState.WAITING:
        ask.resume(row)
    _record("answered", row, told, request=str(request.pk))


def _needed(row: Referral, told: Outgoing) -> None:
    """By when the organisation needs it, where that changed."""
    if (row.needed_by, row.needed_because) == (told.needed_by, told.needed_because):
        return
    row.needed_by, row.needed_because = told.needed_by, told.needed_because
    triage.work_out(row)
    _store(row)
    day = told.needed_by.isoformat() if told.needed_by else ""
    _record("needed_by_changed", row, told, needed_by=day)


def _recalled(row: Referral, told: Outgoing) -> Referral:
    """The organisation took the case back; what was received stays the hub's record."""
    now = clock.now()
    discard(row)
    InformationRequest.objects.filter(
        referral=row, answered_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)
    row.state, row.closed_at, row.paused_at = ReferralState.CLOSED, now, None
    row.closed_because = (RECALLED % told.closed_because)[:500]
    _store(row)
    _record("recalled", row, told, because=told.closed_because)
    return row


def _store(row: Referral) -> None:
    row.updated_at = clock.now()
    row.revision += 1
    row.save()


def _record(verbed: str, row: Referral, told: Outgoing, **detail: str) -> None:
    what = {"code": row.code, "dossier": str(told.dossier_id), "digest": told.digest}
    by = product(told.owner_name)
    audit.record(f"referral.{verbed}", row, by=by, detail=what | {"kind": told.kind, **detail})
