"""Ask the organisation for information: its clock stands still until the reply, or the withdrawal.

The request names questions of the dossier; the organisation can reopen these and no others.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import border
from advisory.actions.drafting import call_back
from advisory.actions.triage import work_out
from advisory.actions.wording import fit
from advisory.choices import ReferralState
from advisory.domain import clock as hub_clock
from advisory.models import InformationRequest, Referral
from advisory.queries.dossiers import known_of, questions_of
from advisory.queries.drafts import locked
from diligence.actions import labels, leaving
from diligence.actions.leaving import NONE
from diligence.domain.guard import Treatments
from portal import audit, clock
from portal.actions import disclosures
from portal.authority import Actor, Refused, require
from portal.enums import Tlp

MOST_QUESTIONS = 20
LONGEST_QUESTION = 500
LONGEST_MESSAGE = 2000
MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the hub wants to know; `question` is its id in the dossier, or ''."""

    question: str
    text: str


def ask(
    referral_id: uuid.UUID,
    *,
    questions: Sequence[Asked],
    message: str = "",
    tlp: str = Tlp.AMBER_STRICT,
    treatments: Treatments = NONE,
    by: Actor,
) -> InformationRequest:
    """Put questions to the organisation and pause the clock.

    A draft that waits to be countersigned is called back: the reply may change it. Raises
    Referral.DoesNotExist, OpenFindings where nobody answered for personal data in the texts, and
    Refused (not held, nothing asked, a question that isn't in the dossier, marked as classified).
    """
    referral = locked(referral_id)
    require(policy.may_ask(by, referral))
    asked = _sound(referral, questions)
    words = fit(message, _("Message"), LONGEST_MESSAGE)
    labels.require_leaves(tlp)
    texts = places_of(asked, words)
    clear, treated = leaving.cleared(texts, treatments, known_of(referral))
    words = clear.get(MESSAGE, "")
    asked = [item | {"text": clear.get(place_of(at), "")} for at, item in enumerate(asked)]
    now = clock.now()
    call_back(referral)
    request: InformationRequest = InformationRequest.objects.create(
        referral=referral, questions=asked, message=words, tlp=tlp, asked_at=now, asked_by=by.label
    )
    leaving.record(disclosures.REQUEST, request.pk, treated, by=by)
    referral.state, referral.paused_at = ReferralState.WAITING, now
    referral.first_answer_at = referral.first_answer_at or now
    _store(referral)
    named = [item["question"] for item in asked if item["question"]]
    detail = {"request": str(request.pk), "questions": named, "count": len(asked)}
    audit.record("referral.asked", referral, by=by, detail=detail)
    border.tell_sender(referral, "questions_asked", questions=asked, message=words, tlp=tlp)
    return request


def withdraw(referral_id: uuid.UUID, *, by: Actor) -> InformationRequest:
    """Take the open request back; the clock goes on, later by the working days it stood still.

    Raises Referral.DoesNotExist, and Refused where no request is open.
    """
    referral = locked(referral_id)
    require(policy.may_withdraw_request(by, referral))
    rows = InformationRequest.objects.select_for_update(of=("self",), no_key=True)
    request: InformationRequest | None = rows.filter(
        referral=referral, answered_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    if request is None:
        raise Refused(_("No request for information is open."))
    request.withdrawn_at = clock.now()
    request.save(update_fields=["withdrawn_at"])
    was = referral.due_on
    resume(referral)
    detail = {"request": str(request.pk), "due_on": _day(referral)}
    audit.record("referral.request_withdrawn", referral, by=by, detail=detail)
    border.tell_sender(referral, "questions_withdrawn")
    if referral.due_on is not None and referral.due_on != was:
        border.tell_sender(referral, "due_changed", due_on=referral.due_on)
    return request


def places_of(asked: Sequence[Mapping[str, str]], message: str) -> dict[str, str]:
    """The texts of a request by their places, those there are."""
    texts = {place_of(at): item["text"] for at, item in enumerate(asked)}
    return {place: text for place, text in (texts | {MESSAGE: message}).items() if text}


def place_of(at: int) -> str:
    """The place of a request's question, counted from 0."""
    return f"question:{at + 1}"


def resume(referral: Referral) -> None:
    """Let the clock go on: the case is its holder's again, or the queue's, and due later."""
    paused, state = referral.paused_at, referral.member_state
    if paused is not None and referral.due_on is not None:
        referral.due_on = hub_clock.resumed(
            referral.due_on, timezone.localtime(paused).date(), clock.today(), state
        )
    held = referral.assignee is not None
    referral.state = ReferralState.TAKEN if held else ReferralState.QUEUED
    referral.paused_at = None
    work_out(referral)
    _store(referral)


def _sound(referral: Referral, questions: Sequence[Asked]) -> list[dict[str, str]]:
    """The questions as they are stored, each once. Refused with what is wrong and where."""
    if not questions:
        raise Refused(_("Choose at least one question of the dossier, or write one."))
    if len(questions) > MOST_QUESTIONS:
        told = _("Ask at most %(count)d questions at a time.")
        raise Refused(told % {"count": MOST_QUESTIONS})
    known = questions_of(referral)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in questions:
        if item.question and item.question not in known:
            told = _("The dossier has no question %(id)s. Choose one that it has.")
            raise Refused(told % {"id": item.question[:20]})
        needed = "" if item.question else _("Write what you want to know.")
        text = fit(item.text, _("What you want to know"), LONGEST_QUESTION, required=needed)
        key = (item.question, "" if item.question else text)
        if key in found:
            told = _("Question %(id)s is chosen twice. Ask all about it in one text.")
            raise Refused(told % {"id": item.question or text[:40]})
        found[key] = {"question": item.question, "text": text}
    return list(found.values())


def _store(referral: Referral) -> None:
    referral.updated_at = clock.now()
    referral.revision += 1
    referral.save(
        update_fields=[
            "state",
            "paused_at",
            "due_on",
            "priority",
            "priority_because",
            "first_answer_at",
            "updated_at",
            "revision",
        ]
    )


def _day(referral: Referral) -> str:
    return referral.due_on.isoformat() if referral.due_on else ""
