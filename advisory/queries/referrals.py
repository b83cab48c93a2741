"""Finds referrals of the acting hub: one by its key, some by a few words."""

import uuid

from django.db.models import QuerySet

from advisory.domain import codes
from advisory.models import Referral, ReferralPartner
from advisory.queries.queue import LISTED, named


def by_key(referral_id: uuid.UUID) -> Referral | None:
    """The acting hub's referral, or None."""
    row: Referral | None = Referral.objects.filter(pk=referral_id).first()
    return row


def found(text: str, limit: int) -> list[Referral]:
    """Referrals whose code, sender, partner or title has these words, the latest first.

    A whole code is looked up by its index and answers alone.
    """
    rows: QuerySet[Referral] = Referral.objects.only(*LISTED)
    if text.strip().upper().startswith(codes.PREFIX):
        exact = list(rows.filter(code=text.strip().upper())[:1])
        if exact:
            return exact
    return list(rows.filter(named(text)).order_by("-received_at", "-id")[:limit])


def partners_of(referral_id: uuid.UUID) -> list[ReferralPartner]:
    """The partners named in it, in the order in which they were given."""
    return list(ReferralPartner.objects.filter(referral_id=referral_id).order_by("id"))
