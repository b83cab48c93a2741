"""What a hub works on: remits, referrals, advice."""

from advisory.models.advice import Advice, AdviceDraft, CountersignRequest
from advisory.models.referral import (
    InformationRequest,
    Note,
    ReceivedDossier,
    ReceivedFile,
    Referral,
    ReferralPartner,
)
from advisory.models.remit import Remit
from advisory.models.saved import SavedView

__all__ = [
    "Advice",
    "AdviceDraft",
    "CountersignRequest",
    "InformationRequest",
    "Note",
    "ReceivedDossier",
    "ReceivedFile",
    "Referral",
    "ReferralPartner",
    "Remit",
    "SavedView",
]
