"""Say by e-mail that something waits; never what.

The bell is written with the cause, so a killed process only delays the mail. It is silenced before
the mail goes out: mail is best effort, sent at most once, and everything it points at stands on
the start page whether or not it arrives.
"""

import uuid

from django.conf import settings
from django.urls import reverse

from diligence.models import Consultation
from portal import bells, mail
from portal.announce import after_commit
from portal.enums import Role
from portal.queries import members

BELL = "tell"
MOST = 20
"""Officers written to where the one who prepared the dossier has left."""


def later(consultation_id: uuid.UUID) -> None:
    """Have its officers told that something waits, once this transaction commits."""
    bells.ring_later(BELL, consultation_id)


def waiting(consultation_id: uuid.UUID) -> list[str]:
    """Send the mail for this bell after the commit. Returns the addresses written to."""
    row = (
        Consultation.objects.select_related("dossier", "partnership")
        .defer("dossier__content", "partnership__search_text")
        .filter(pk=consultation_id)
        .first()
    )
    bells.silence(BELL, consultation_id)
    if row is None:
        return []
    addresses = _addresses(row)
    path = reverse("diligence:appraisal-detail", args=[row.appraisal_id])
    context = {"url": f"{settings.PUBLIC_URL}{path}"}
    after_commit(lambda: [mail.send("waiting", address, context) for address in addresses])
    return addresses


def _addresses(row: Consultation) -> list[str]:
    """Who prepared the dossier, or else the officers whose work covers the partnership's unit."""
    officers = members.holders(Role.OFFICER)
    prepared_by = row.dossier.user_id
    author = officers.filter(user_id=prepared_by).first() if prepared_by else None
    if author is not None:
        return [author.user.email]
    found = members.covering(officers, row.partnership.unit_id)
    return [member.user.email for member in found[:MOST]]
