"""Codes for new referrals."""

import secrets

from advisory.domain.codes import HOW_MANY, referral_code
from advisory.models import Referral


def free_code() -> str:
    """A code that no referral of the acting hub has."""
    while True:
        code = referral_code(secrets.randbelow(HOW_MANY))
        if not Referral.objects.filter(code=code).exists():
            return code
