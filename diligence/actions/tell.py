"""Say by e-mail that something waits; never what.

The bell is written with the cause, so a killed process only delays the mail. It is silenced before
the mail goes out: mail is best effort, sent at most once, and everything it points at stands on
the start page whether or not it arrives.
"""

import uuid

from django.conf import settings
from django.urls import reverse

from diligence.models import ColleagueRequest, Consultation, Partnership
from portal import bells, mail
from portal.announce import after_commit
from portal.enums import Role
from portal.queries import members

BELL = "tell"
MOST = 20
"""Officers written to where the one who prepared the dossier has left."""


Waits = tuple[Partnership, uuid.UUID, uuid.UUID | None]
"""The partnership, the appraisal where it waits, and the member it concerns first."""


def later(subject: uuid.UUID) -> None:
    """Have officers told that something waits, once this transaction commits.

    `subject`: a consultation, or a request to a colleague who has replied.
    """
    bells.ring_later(BELL, subject)


def waiting(subject: uuid.UUID) -> list[str]:
    """Send the mail for this bell after the commit. Returns the addresses written to."""
    found = _of_consultation(subject) or _of_colleague(subject)
    bells.silence(BELL, subject)
    if found is None:
        return []
    partnership, appraisal_id, first = found
    addresses = _addresses(partnership, first)
    path = reverse("diligence:appraisal-detail", args=[appraisal_id])
    context = {"url": f"{settings.PUBLIC_URL}{path}"}
    after_commit(lambda: [mail.send("waiting", address, context) for address in addresses])
    return addresses


def _of_consultation(key: uuid.UUID) -> Waits | None:
    row = (
        Consultation.objects.select_related("dossier", "partnership")
        .defer("dossier__content", "partnership__search_text")
        .filter(pk=key)
        .first()
    )
    return (row.partnership, row.appraisal_id, row.dossier.user_id) if row else None


def _of_colleague(key: uuid.UUID) -> Waits | None:
    row = (
        ColleagueRequest.objects.select_related("appraisal__partnership")
        .defer("appraisal__partnership__search_text", "draft")
        .filter(pk=key)
        .first()
    )
    return (row.appraisal.partnership, row.appraisal_id, row.user_id) if row else None


def _addresses(partnership: Partnership, first: uuid.UUID | None) -> list[str]:
    """Whom it concerns first, or who stands in for them; or else the officers of its unit."""
    officers = members.holders(Role.OFFICER)
    author = officers.filter(user_id=first).first() if first else None
    if author is not None:
        away = members.away_today().get(author.pk)
        return [(away.delegate if away and away.delegate.active else author).user.email]
    found = members.covering(officers, partnership.unit_id)
    return [member.user.email for member in found[:MOST]]
