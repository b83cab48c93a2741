"""Earlier cases of the same partner, and the advice given: within this hub's own rows only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from advisory.models import Advice, Referral, ReferralPartner

MOST_LINKS = 300
"""Partner rows looked through: the newest cases first."""


@dataclass(frozen=True, slots=True)
class Match:
    """By what a partner is the same: `ror`, `pic` or `name`; `name` is what it was called then."""

    by: str
    name: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier or parallel case with a partner in common."""

    referral: Referral
    matches: tuple[Match, ...]
    advice: tuple[Advice, ...]


def earlier(referral: Referral, limit: int) -> list[Earlier]:
    """Other cases of this hub with one of the same partners, the newest first.

    Partners are the same by ROR id, by PIC, or by normalised name: the strongest is named.
    """
    own = list(ReferralPartner.objects.filter(referral=referral))
    if not own:
        return []
    rows = (
        ReferralPartner.objects.filter(_same_as(own))
        .exclude(referral=referral)
        .select_related("referral")
        .defer("referral__summary")
        .order_by("-referral__received_at", "-id")[:MOST_LINKS]
    )
    found: dict[Referral, list[Match]] = {}
    for row in rows:
        if row.referral in found or len(found) < limit:
            found.setdefault(row.referral, []).append(Match(_why(row, own), row.name))
    return _with_advice(found)


def _same_as(own: Sequence[ReferralPartner]) -> Q:
    same = Q(normalised_name__in=[row.normalised_name for row in own if row.normalised_name])
    rors = [row.ror_id for row in own if row.ror_id]
    pics = [row.pic for row in own if row.pic]
    if rors:
        same |= Q(ror_id__in=rors)
    if pics:
        same |= Q(pic__in=pics)
    return same


def _why(row: ReferralPartner, own: Sequence[ReferralPartner]) -> str:
    if row.ror_id and any(row.ror_id == mine.ror_id for mine in own):
        return "ror"
    if row.pic and any(row.pic == mine.pic for mine in own):
        return "pic"
    return "name"


def _with_advice(found: dict[Referral, list[Match]]) -> list[Earlier]:
    given: dict[object, list[Advice]] = {}
    for advice in Advice.objects.filter(referral__in=list(found)).defer("document"):
        given.setdefault(advice.referral_id, []).append(advice)
    return [
        Earlier(referral, tuple(dict.fromkeys(matches)), tuple(given.get(referral.pk, ())))
        for referral, matches in found.items()
    ]
