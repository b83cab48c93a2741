"""The code of a referral: drawn at random, it tells neither order nor number."""

from typing import Final

from diligence.domain.register import CODES, code_of

PREFIX: Final = "R-"
HOW_MANY: Final = CODES


def referral_code(number: int) -> str:
    """The code ("R-7QF2M4K") for a number below HOW_MANY; no letter of it reads as a digit."""
    return PREFIX + code_of(number).partition("-")[2]
