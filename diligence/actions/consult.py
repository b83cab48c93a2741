"""What a hub's side tells the organisation about a case it received.

The hub's room calls these inside `acting_for` of the organisation, with `product(hub's name)` as
`by`: no adviser's personal name crosses. Each writes down in the organisation's own ledger what
happened there. Repeating a call changes nothing and is not written down again. What the
organisation itself does with a consultation stands in `send`.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from diligence.actions import decide, tell
from diligence.actions.dossier import record, reopen_for
from diligence.choices import OPEN_CONSULTATIONS, ConsultationState, ReviewReason
from diligence.models import Consultation, ReceivedAdvice
from diligence.queries import consultations
from portal import clock
from portal.authority import Actor
from portal.enums import Tlp


def opened(
    consultation_id: uuid.UUID,
    *,
    hub_id: uuid.UUID,
    hub_name: str,
    due_on: date | None,
    by: Actor,
) -> Consultation:
    """What was sent stands in the hub's queue, to be answered by `due_on`.

    Does nothing where the organisation recalled it meanwhile. Raises Consultation.DoesNotExist.
    """
    row = consultations.locked(consultation_id)
    if row.state != ConsultationState.SENDING:
        return row
    first = row.opened_at is None
    row.state, row.hub_id, row.due_on = ConsultationState.OPEN, hub_id, due_on
    row.no_hub_because = ""
    row.opened_at = row.opened_at or clock.now()
    row.save(update_fields=["state", "hub", "due_on", "no_hub_because", "opened_at"])
    told = {"hub": hub_name, "due_on": _day(due_on), "dossier": str(row.dossier_id)}
    record("opened" if first else "updated", row, by, told)
    return row


def no_hub(consultation_id: uuid.UUID, *, because: str, by: Actor) -> Consultation:
    """Nobody answers for this case: the organisation may decide without advice, or try again.

    Raises Consultation.DoesNotExist.
    """
    row = consultations.locked(consultation_id)
    if row.state != ConsultationState.SENDING:
        return row
    row.state, row.no_hub_because = ConsultationState.NO_HUB, because[:300]
    row.save(update_fields=["state", "no_hub_because"])
    record("not_placed", row, by, {"because": because})
    return row


def due_changed(consultation_id: uuid.UUID, *, due_on: date | None, by: Actor) -> Consultation:
    """The hub means to answer by another day. Raises Consultation.DoesNotExist."""
    row = consultations.locked(consultation_id)
    if row.state in OPEN_CONSULTATIONS and row.due_on != due_on:
        was, row.due_on = row.due_on, due_on
        row.save(update_fields=["due_on"])
        record("due_changed", row, by, {"due_on": _day(due_on), "was": _day(was)})
    return row


def viewed(consultation_id: uuid.UUID, *, by: Actor) -> Consultation:
    """Somebody at the hub read the dossier. Raises Consultation.DoesNotExist."""
    row: Consultation = Consultation.objects.get(pk=consultation_id)
    record("viewed", row, by, {"dossier": str(row.dossier_id)}, mirror=False)
    return row


def taken(consultation_id: uuid.UUID, *, by: Actor) -> Consultation:
    """An adviser of the hub works on it. Raises Consultation.DoesNotExist."""
    row: Consultation = Consultation.objects.get(pk=consultation_id)
    record("taken", row, by, {}, mirror=False)
    return row


def questions_asked(
    consultation_id: uuid.UUID,
    *,
    questions: Sequence[Mapping[str, str]],
    message: str,
    tlp: str = Tlp.AMBER_STRICT,
    by: Actor,
) -> Consultation:
    """The hub wants to know more: `questions` are [{"question": id or "", "text": …}].

    A scored appraisal is reopened for exactly the questions named with an id, unless another
    appraisal of the partnership is under way; what is asked in words is answered in words.
    Raises Consultation.DoesNotExist.
    """
    row = consultations.locked(consultation_id)
    if row.state not in OPEN_CONSULTATIONS:
        return row
    asked = [
        {"question": item.get("question", ""), "text": item.get("text", "")} for item in questions
    ]
    row.state, row.questions, row.message = ConsultationState.INFORMATION_ASKED, asked, message
    row.asked_at, row.answered_at, row.reply = clock.now(), None, ""
    row.message_tlp = tlp
    changed = ["state", "questions", "message", "message_tlp"]
    row.save(update_fields=[*changed, "asked_at", "answered_at", "reply"])
    ids = [item["question"] for item in asked if item["question"]]
    reopened = reopen_for(row.appraisal_id, ids, by=by)
    told = {"questions": asked, "message": message, "reopened": list(reopened)}
    record("questions_asked", row, by, told)
    tell.later(row.pk)
    return row


def questions_withdrawn(consultation_id: uuid.UUID, *, by: Actor) -> Consultation:
    """The hub no longer needs an answer; an appraisal reopened for it stays open to be submitted.

    Raises Consultation.DoesNotExist.
    """
    row = consultations.locked(consultation_id)
    if row.state == ConsultationState.INFORMATION_ASKED:
        row.state, row.questions, row.message = ConsultationState.OPEN, [], ""
        row.save(update_fields=["state", "questions", "message"])
        record("questions_withdrawn", row, by, {})
    return row


def advice_received(
    consultation_id: uuid.UUID,
    *,
    number: str,
    hub_name: str,
    recommendation: str,
    shareable: bool,
    reference: str,
    document: str,
    digest: str,
    tlp: str = Tlp.AMBER_STRICT,
    by: Actor,
) -> ReceivedAdvice:
    """Keep the frozen copy of what the hub issued. It never binds.

    The same number arrives once: a second call gives back the first copy. Raises
    Consultation.DoesNotExist.
    """
    row = consultations.locked(consultation_id)
    there: ReceivedAdvice | None = row.advice.filter(number=number).first()
    if there is not None:
        return there
    advice: ReceivedAdvice = ReceivedAdvice.objects.create(
        consultation=row,
        partnership_id=row.partnership_id,
        number=number,
        hub_name=hub_name,
        recommendation=recommendation,
        shareable=shareable,
        reference=reference,
        document=document,
        digest=digest,
        tlp=tlp,
        received_at=clock.now(),
    )
    row.state, row.closed_at = ConsultationState.ADVICE_RECEIVED, advice.received_at
    row.save(update_fields=["state", "closed_at"])
    told = {"advice": str(advice.pk), "number": number, "recommendation": recommendation}
    record("advice_received", row, by, told)
    tell.later(row.pk)
    decide.reconsider(row.partnership_id, because=ReviewReason.ADVICE, by=by)
    return advice


def closed(consultation_id: uuid.UUID, *, because: str, by: Actor) -> Consultation:
    """The hub ended the case without advice, and says why. Raises Consultation.DoesNotExist."""
    row = consultations.locked(consultation_id)
    if row.state in OPEN_CONSULTATIONS:
        row.state, row.closed_at = ConsultationState.CLOSED, clock.now()
        row.closed_because = because[:500]
        row.save(update_fields=["state", "closed_at", "closed_because"])
        record("closed", row, by, {"because": because})
        tell.later(row.pk)
    return row


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
