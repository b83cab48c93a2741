"""Ask a colleague without an account, or share a result: by a link that opens only that."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import leaving
from diligence.actions.leaving import NONE
from diligence.choices import ColleaguePurpose, ColleagueState, ProposalState
from diligence.domain.guard import Found, Treatments, as_they_stand, found_in, redacted
from diligence.models import Appraisal, ColleagueRequest, Proposal
from diligence.queries import appraisals, colleague, questionnaires, sharing
from diligence.queries.leaving import known_to
from portal import audit, clock, mail
from portal.actions import disclosures, shared_links
from portal.actions.links import Link
from portal.actions.shared_links import DEFAULT_DAYS
from portal.authority import Actor, Verdict, require
from portal.enums import LinkPurpose
from portal.mail import Delivery

LONGEST_NAME: Final = 150
LONGEST_MESSAGE: Final = 1000
BETWEEN_REMINDERS: Final = timedelta(days=1)
TITLE: Final = "title"

_OPENS: Final = {
    ColleaguePurpose.ASK: (LinkPurpose.COLLEAGUE, "diligence:colleague-page"),
    ColleaguePurpose.SHARE: (LinkPurpose.RESULT, "diligence:shared-result"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom, with which words and for how many days. `shows_title`: whether the page may say
    which partnership it is about."""

    to_name: str
    to_email: str = ""
    message: str = ""
    days: int = DEFAULT_DAYS
    shows_title: bool = False
    treatments: Treatments = NONE


Made = tuple[ColleagueRequest, Link]


def ask(appraisal_id: uuid.UUID, questions: Sequence[str], letter: Letter, *, by: Actor) -> Made:
    """Put questions of an appraisal to a colleague. The link is known to the caller alone.

    Raises Appraisal.DoesNotExist, Refused, and ValidationError by field.
    """
    appraisal = appraisals.without_answers(by).get(pk=appraisal_id)
    require(policy.may_ask(by, appraisal))
    asked = _in_order(appraisal, questions)
    parts = [TITLE] if letter.shows_title else []
    return _made(appraisal, ColleaguePurpose.ASK, letter, asked, parts, by=by)


def share(appraisal_id: uuid.UUID, parts: Sequence[str], letter: Letter, *, by: Actor) -> Made:
    """Show what came of an appraisal to somebody: only the parts named, and only to read.

    Raises Appraisal.DoesNotExist, Refused, and ValidationError by field.
    """
    appraisal = appraisals.without_answers(by).get(pk=appraisal_id)
    require(policy.may_share(by, appraisal))
    offered = sharing.offered(appraisal)
    chosen = [part for part in offered if part in parts]
    if not chosen or set(parts) - set(offered):
        raise ValidationError({"parts": _("Choose at least one of the parts listed here.")})
    titled = [TITLE, *chosen] if letter.shows_title else chosen
    return _made(appraisal, ColleaguePurpose.SHARE, letter, [], titled, by=by)


def renew(request_id: uuid.UUID, *, by: Actor, days: int = DEFAULT_DAYS) -> Made:
    """A new link and a new term; every earlier link of this request stops working.

    What is settled or revoked opens again. Raises ColleagueRequest.DoesNotExist and Refused.
    """
    shared_links.hold(request_id)
    row = locked(request_id, by)
    require(policy.may_renew(by, row))
    purpose, _page = _OPENS[ColleaguePurpose(row.purpose)]
    shared_links.revoke(purpose, row.pk)
    link = _link(row, days, by)
    row.expires_at, row.revoked_at = link.expires_at, None
    row.state = _standing(row)
    row.save(update_fields=["expires_at", "revoked_at", "state"])
    _record("colleague.renewed", row, by)
    return row, link


def remind(request_id: uuid.UUID, *, by: Actor) -> Delivery:
    """Mail a colleague who has not replied once more, with a link of the same term.

    The earlier link keeps working: it may be the one they have at hand. Raises
    ColleagueRequest.DoesNotExist and Refused.
    """
    row = locked(request_id, by)
    require(may_remind(by, row))
    left = row.expires_at - clock.now()
    link = _link(row, max(1, left.days), by, until=row.expires_at)
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    _record("colleague.reminded", row, by)
    return mailed(row, link)


def revoke(request_id: uuid.UUID, *, by: Actor) -> ColleagueRequest:
    """Close every link of a request. Replies that arrived stay. To undo it, renew."""
    shared_links.hold(request_id)
    row = locked(request_id, by)
    require(policy.may_revoke(by, row))
    purpose, _page = _OPENS[ColleaguePurpose(row.purpose)]
    shared_links.revoke(purpose, row.pk)
    row.state, row.revoked_at = ColleagueState.REVOKED, clock.now()
    row.save(update_fields=["state", "revoked_at"])
    _record("colleague.revoked", row, by)
    return row


def may_remind(by: Actor, row: ColleagueRequest) -> Verdict:
    """The policy's verdict, with what only a clock and the settings know."""
    last = row.reminded_at or row.created_at
    return policy.may_remind(
        by,
        row,
        mail_on=settings.MAIL_ON,
        reminded=clock.now() - last < BETWEEN_REMINDERS,
        lapsed=clock.now() >= row.expires_at,
    )


def mailed(row: ColleagueRequest, link: Link) -> Delivery:
    """Mail the link where an address was given; the mail says only who asks, and where."""
    if not row.to_email:
        return Delivery.OFF
    context = {
        "organisation": row.owner.name,
        "name": row.to_name,
        "asks": row.purpose == ColleaguePurpose.ASK,
        "url": link.url,
        "expires": date_format(localtime(link.expires_at), "DATETIME_FORMAT"),
    }
    return mail.send("asked", row.to_email, context)


def locked(request_id: uuid.UUID, by: Actor) -> ColleagueRequest:
    """The request, locked until the transaction ends. Raises ColleagueRequest.DoesNotExist."""
    rows = colleague.visible_to(by).select_related("owner").select_for_update(of=("self",))
    row: ColleagueRequest = rows.get(pk=request_id)
    return row


def settle_state(row: ColleagueRequest) -> None:
    """Once no reply waits any more, the request is settled."""
    if row.state == ColleagueState.REPLIED and not _waits(row):
        row.state = ColleagueState.SETTLED
        row.save(update_fields=["state"])


def _waits(row: ColleagueRequest) -> bool:
    waiting: bool = Proposal.objects.filter(request=row, state=ProposalState.WAITING).exists()
    return waiting


def _standing(row: ColleagueRequest) -> ColleagueState:
    """What a request is once it is open again."""
    return ColleagueState.REPLIED if _waits(row) else ColleagueState.OPEN


def _in_order(appraisal: Appraisal, questions: Sequence[str]) -> list[str]:
    definition = questionnaires.definition(appraisal.version)
    answerable = colleague.answerable(appraisal)
    every = [question.id for question in (*definition.triage, *definition.questions)]
    asked = [id for id in every if id in set(questions)]
    if not asked:
        raise ValidationError({"questions": _("Choose at least one question.")})
    if not set(questions) <= answerable:
        raise ValidationError(
            {
                "questions": _(
                    "One of these questions can't be answered at this point. Choose again."
                )
            }
        )
    return asked


def _made(
    appraisal: Appraisal,
    purpose: ColleaguePurpose,
    letter: Letter,
    questions: list[str],
    parts: list[str],
    *,
    by: Actor,
) -> Made:
    _check(letter)
    words = {"message": letter.message.strip()}
    if TITLE in parts:
        words[TITLE] = appraisal.partnership.title
    words |= sharing.words_of(appraisal, parts)
    found = found_in_letter(appraisal, words)
    treated = leaving.answered(found, letter.treatments)
    message = redacted(words, found, letter.treatments)["message"]
    row = ColleagueRequest(
        appraisal=appraisal,
        purpose=purpose,
        questions=questions,
        parts=parts,
        to_name=letter.to_name.strip(),
        to_email=letter.to_email.strip(),
        message=message,
        created_by=by.label,
        user_id=by.user_id,
        expires_at=clock.now(),
    )
    link = _link(row, letter.days, by)
    row.expires_at = link.expires_at
    row.save(force_insert=True)
    leaving.record(disclosures.SHARE, row.pk, treated, by=by)
    event = "colleague.asked" if purpose is ColleaguePurpose.ASK else "colleague.shared"
    _record(event, row, by, questions=questions, parts=parts)
    return row, link


def found_in_letter(appraisal: Appraisal, words: Mapping[str, str]) -> tuple[Found, ...]:
    """What looks like personal data in what a page shows to somebody without an account.

    The title is the partnership's own, reasons and notes are the decision's and the measures':
    they are shown as they stand, or not at all.
    """
    told = {place: text for place, text in words.items() if text}
    found = found_in(told, known_to(appraisal)) if told else ()
    as_is = {TITLE, *sharing.PARTS}
    return tuple(as_they_stand([one])[0] if one.place in as_is else one for one in found)


def _check(letter: Letter) -> None:
    wrong: dict[str, str] = {}
    name, message = letter.to_name.strip(), letter.message.strip()
    if not name:
        wrong["to_name"] = _("Say whom you ask: the name stands beside every answer.")
    for field, text, longest in (
        ("to_name", name, LONGEST_NAME),
        ("message", message, LONGEST_MESSAGE),
    ):
        if len(text) > longest:
            wrong[field] = _("Write at most %(longest)d characters.") % {"longest": longest}
        if "\x00" in text or any("\ud800" <= letter_ <= "\udfff" for letter_ in text):
            wrong[field] = _("This contains characters that cannot be stored. Type it anew.")
    if letter.to_email.strip():
        try:
            validate_email(letter.to_email.strip())
        except ValidationError:
            wrong["to_email"] = _("Write a whole e-mail address, or leave it empty.")
    if wrong:
        raise ValidationError(wrong)


def _link(row: ColleagueRequest, days: int, by: Actor, *, until: datetime | None = None) -> Link:
    purpose, page = _OPENS[ColleaguePurpose(row.purpose)]
    return shared_links.make(purpose, row.pk, page=page, by=by, days=days, until=until)


def _record(event: str, row: ColleagueRequest, by: Actor, **more: object) -> None:
    detail = {
        "partnership": str(row.appraisal.partnership_id),
        "appraisal": str(row.appraisal_id),
        "colleague": row.to_name,
    }
    audit.record(event, row, by=by, detail=detail | more)
