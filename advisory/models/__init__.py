"""What a hub works on: remits, referrals, advice."""

from advisory.models.advice import Advice, AdviceDraft, CountersignRequest
from advisory.models.referral import (
    InformationRequest,
    Note,
    ReceivedDossier,
    Referral,
    ReferralPartner,
)
from advisory.models.remit import Remit

__all__ = [
    "Advice",
    "AdviceDraft",
    "CountersignRequest",
    "InformationRequest",
    "Note",
    "ReceivedDossier",
    "Referral",
    "ReferralPartner",
    "Remit",
]
