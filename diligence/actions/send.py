"""What the organisation does with a consultation: send, recall, answer, say by when."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import labels
from diligence.actions.dossier import Confirmed, freeze, record
from diligence.actions.leaving import NONE, cleared_words
from diligence.choices import AppraisalState, ConsultationState, DossierKind
from diligence.domain.guard import Treatments
from diligence.domain.routing import BY_CHOICE
from diligence.models import Appraisal, Consultation, Dossier, Route
from diligence.queries import appraisals, consultations, dossier
from portal import bells, clock
from portal.authority import Actor, Refused, require
from portal.enums import Tlp

BELL = "refer"
"""The bell of a consultation that has something to bring to its hub."""
LONGEST_REASON = 300
LONGEST_RECALL = 500
LONGEST_REPLY = 2000


def send(
    appraisal_id: uuid.UUID,
    *,
    by: Actor,
    confirmed: Confirmed | None = None,
    needed_by: date | None = None,
    needed_because: str = "",
    treatments: Treatments = NONE,
) -> Consultation:
    """Send a case to its hub: a scored one with its frozen dossier, or the triage dossier now
    confirmed. A case that no rule sends there goes by the organisation's own choice.

    `treatments` answer for personal data in the words of `needed_because`. Raises
    Appraisal.DoesNotExist, ValidationError (by field), ChangedError where the triage dossier is not
    what was confirmed, OpenFindings, and Refused where there is nothing to send.
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    appraisal.sheet = sheet
    row = consultations.open_of(appraisal.pk, lock=True)
    require(policy.may_send(by, appraisal, row, newer=dossier.newer_than(row)))
    told = checked_need(needed_by, needed_because)
    words = {"needed_because": told[1]}
    why = cleared_words(appraisal, words, treatments, by=by)["needed_because"]
    kept = _to_send(appraisal, confirmed, by)
    if row is None:
        row = Consultation(
            partnership_id=appraisal.partnership_id,
            appraisal=appraisal,
            rule=rule_of(appraisal),
            created_at=clock.now(),
        )
    row.needed_by, row.needed_because = (
        (told[0], why) if told[0] else (row.needed_by, row.needed_because)
    )
    return deliver(row, kept, by=by)


def deliver(
    row: Consultation, kept: Dossier, *, by: Actor, automatic: bool = False, reply: str = ""
) -> Consultation:
    """Put a dossier on its way: the bell is written in the same transaction."""
    if row.state == ConsultationState.INFORMATION_ASKED:
        row.answered_at, row.reply = clock.now(), reply or row.reply
    row.dossier, row.state, row.automatic = kept, ConsultationState.SENDING, automatic
    row.sent_at, row.sent_by = clock.now(), by.label
    row.save()
    detail = {"dossier": str(kept.pk), "digest": kept.digest, "rule": row.rule}
    record("sent", row, by, detail | {"kind": kept.kind, "automatic": automatic})
    bells.ring_later(BELL, row.pk)
    return row


def recall(
    consultation_id: uuid.UUID, *, by: Actor, because: str, treatments: Treatments = NONE
) -> Consultation:
    """Take a case back from its hub, which is told the reason and keeps what it received.

    Raises Consultation.DoesNotExist, ValidationError, and Refused where it has ended.
    """
    row = _locked(consultation_id, by)
    require(policy.may_recall(by, row.appraisal, row))
    told = {"because": _text(because, "because", LONGEST_RECALL)}
    words = cleared_words(row.appraisal, told, treatments, by=by, subject=row.pk)
    return end(row, because=words["because"], by=by)


def end(row: Consultation, *, because: str, by: Actor) -> Consultation:
    """Close a consultation from the organisation's side; a hub that has it is told by the bell."""
    sent = row.sent_at is not None
    row.state, row.closed_at = ConsultationState.CLOSED, clock.now()
    row.closed_because = because
    row.save(update_fields=["state", "closed_at", "closed_because"])
    record("recalled" if sent else "dropped", row, by, {"because": because})
    if sent:
        bells.ring_later(BELL, row.pk)
    return row


def answer(
    consultation_id: uuid.UUID,
    *,
    by: Actor,
    reply: str = "",
    tlp: str = Tlp.AMBER_STRICT,
    treatments: Treatments = NONE,
) -> Consultation:
    """Answer the hub's questions: in words, with the dossier of the answers given since, or both.

    `tlp` is the label of the words. Raises Consultation.DoesNotExist, ValidationError where neither
    is there, OpenFindings, and Refused where nothing is asked, the reopened answers are not scored
    yet, or what is TLP:RED would leave.
    """
    row = _locked(consultation_id, by)
    require(policy.may_answer_hub(by, row.appraisal, row))
    newer = dossier.newer_than(row)
    told = checked_reply(reply, required=newer is None)
    labels.require_leaves(tlp)
    words = cleared_words(row.appraisal, {"reply": told}, treatments, by=by, subject=row.pk)
    row.reply_tlp = tlp
    return deliver(row, newer or row.dossier, by=by, reply=words["reply"])


def say_needed_by(
    consultation_id: uuid.UUID,
    *,
    by: Actor,
    needed_by: date | None,
    needed_because: str,
    treatments: Treatments = NONE,
) -> Consultation:
    """By when the organisation needs the answer, and why; the hub is told where it has the case.

    Raises Consultation.DoesNotExist, ValidationError by field, and Refused where it has ended.
    """
    row = _locked(consultation_id, by)
    require(policy.may_recall(by, row.appraisal, row))
    told = checked_need(needed_by, needed_because)
    if told == (row.needed_by, row.needed_because):
        return row
    words = {"needed_because": told[1]}
    told = (
        told[0],
        cleared_words(row.appraisal, words, treatments, by=by, subject=row.pk)["needed_because"],
    )
    row.needed_by, row.needed_because = told
    row.save(update_fields=["needed_by", "needed_because"])
    day = row.needed_by.isoformat() if row.needed_by else ""
    record("needed_by_said", row, by, {"needed_by": day, "because": row.needed_because})
    if row.sent_at is not None:
        bells.ring_later(BELL, row.pk)
    return row


def rule_of(appraisal: Appraisal) -> str:
    """The rule that sends this appraisal to the hub as it stands, or that it goes by choice."""
    triage = appraisal.state == AppraisalState.ANSWERING
    submission = 0 if triage else appraisal.submission
    found = Route.objects.filter(appraisal=appraisal, submission=submission).first()
    return found.rule if found is not None and found.leads_to == "hub" else BY_CHOICE


def checked_need(needed_by: date | None, because: str) -> tuple[date | None, str]:
    """The day and its reason as they are stored. Raises ValidationError by field."""
    if needed_by is None:
        return None, ""
    if needed_by < clock.today():
        raise ValidationError({"needed_by": _("This day has passed. Give a day from today on.")})
    return needed_by, _text(because, "needed_because", LONGEST_REASON)


def checked_reply(reply: str, *, required: bool = False) -> str:
    """Words for the hub as they are stored. Raises ValidationError (too long, or needed)."""
    return _text(reply, "reply", LONGEST_REPLY, required=required)


def _to_send(appraisal: Appraisal, confirmed: Confirmed | None, by: Actor) -> Dossier:
    """The frozen dossier of a scored appraisal; before that, the triage dossier confirmed now."""
    if appraisal.state == AppraisalState.ANSWERING:
        if confirmed is None:
            raise Refused(_("Look at the triage dossier and confirm it before it is sent."))
        return freeze(appraisal, DossierKind.TRIAGE, confirmed, by=by)
    stored = dossier.of_submission(appraisal)
    # Scored by an earlier release: no dossier was shown, so nothing is ticked in it.
    return stored or freeze(appraisal, DossierKind.FULL, None, by=by)


def _locked(consultation_id: uuid.UUID, by: Actor) -> Consultation:
    """The consultation, locked; other units' look as if they were not there."""
    consultations.visible_to(by).only("id").get(pk=consultation_id)
    row = consultations.locked(consultation_id)
    row.appraisal = appraisals.without_answers(by).get(pk=row.appraisal_id)
    return row


def _text(given: str, field: str, longest: int, *, required: bool = True) -> str:
    text = given.replace("\x00", "").strip()
    if required and not text:
        reply = _("Write a reply, or change the answers asked for first.")
        why = _("Say why, in a sentence the hub will understand.")
        raise ValidationError({field: reply if field == "reply" else why})
    if len(text) > longest:
        told = _("At most %(count)d characters; this has %(given)d.")
        raise ValidationError({field: told % {"count": longest, "given": len(text)}})
    return text
