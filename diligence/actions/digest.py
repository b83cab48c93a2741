"""The digest: one mail that says how many things wait, and never what they are.

Whoever wants it has a choice of their own. It is made once a day and member: the day is noted in
the transaction that silences the bell, and the mail goes out after it, at most once.
"""

import uuid

from django.conf import settings
from django.urls import reverse

from diligence.choices import DigestRhythm
from diligence.domain.reminding import is_digest_day, told_since
from diligence.models import DigestChoice
from diligence.queries import due
from portal import acting, audit, bells, clock, mail
from portal.acting import Acting
from portal.announce import after_commit
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.queries import members

BELL = "digest"


def choose(rhythm: DigestRhythm, *, by: Actor) -> DigestChoice:
    """How often this member wants to be told by mail. Raises Refused."""
    require(by.may(Permission.DECIDE_LOW))
    if by.membership_id is None:
        raise Refused("Only a member chooses when to be told by mail.")
    row: DigestChoice
    row, _new = DigestChoice.objects.update_or_create(
        membership=by.membership_id, defaults={"rhythm": rhythm}
    )
    audit.record("digest.chosen", row, by=by, detail={"rhythm": rhythm.value})
    return row


def rhythm_of(actor: Actor) -> DigestRhythm:
    """What this member chose; never, where nothing was chosen."""
    row = DigestChoice.objects.filter(membership=actor.membership_id).first()
    return DigestRhythm(row.rhythm) if row is not None else DigestRhythm.OFF


def ring_due(member_state: str) -> int:
    """Ring for every member of the acting organisation whose digest is due. Returns how many."""
    today, rung = clock.today(), 0
    if not settings.MAIL_ON:
        return 0
    for row in DigestChoice.objects.exclude(rhythm=DigestRhythm.OFF).exclude(sent_on__gte=today):
        if is_digest_day(today, member_state, weekly=row.rhythm == DigestRhythm.WEEKLY):
            bells.ring_later(BELL, row.pk)
            rung += 1
    return rung


def send(choice_id: uuid.UUID) -> str:
    """Send one member's digest after the commit. Returns the address written to, or ''.

    Nothing is sent where nothing waits. Who stands in for a member gets it in their stead, unless
    a digest of their own tells of the same units anyway.
    """
    today = clock.today()
    rows = DigestChoice.objects.select_for_update(of=("self",), no_key=True)
    row: DigestChoice | None = rows.filter(pk=choice_id).first()
    bells.silence(BELL, choice_id)
    if row is None or row.rhythm == DigestRhythm.OFF or (row.sent_on and row.sent_on >= today):
        return ""
    member = acting.of_member(row.membership)
    if member is None:
        # The membership has ended: should it be resumed, mail is asked for anew.
        row.rhythm = DigestRhythm.OFF
        row.save(update_fields=["rhythm"])
        return ""
    weekly = row.rhythm == DigestRhythm.WEEKLY
    after = told_since(today, row.sent_on, weekly=weekly)
    row.sent_on = today
    row.save(update_fields=["sent_on"])
    reader = _reader(member)
    if reader is None:
        return ""
    waiting = due.reminders(reader.actor, after=after, until=today)
    if not waiting.count:
        return ""
    address = reader.user.email
    after_commit(lambda: _post(address, waiting))
    return address


def _reader(member: Acting) -> Acting | None:
    """Who reads the digest today: the member, or who stands in for them."""
    absence = members.away_today().get(member.membership.pk)
    if absence is None:
        return member
    delegate = acting.of_member(absence.delegate_id)
    if delegate is None or rhythm_of(delegate.actor) != DigestRhythm.OFF:
        return None
    return delegate


def _post(address: str, waiting: due.Waiting) -> None:
    pages = {"url": "diligence:workplan", "stop_url": "diligence:workplan-own"}
    links = {name: f"{settings.PUBLIC_URL}{reverse(page)}" for name, page in pages.items()}
    mail.send("digest", address, {"count": waiting.count, "overdue": waiting.overdue, **links})
