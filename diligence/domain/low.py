"""Which low cases can be decided together, with one standard reason, and which need a look alone.

Deciding together is for cases in which nothing is left to weigh. Whatever asks for a sentence of
its own (measures, a legal check, advice, too many unknown answers) is decided on its own page.
"""

from typing import Final

from diligence.domain.deciding import Case, authority
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Authority, Band, Consulted, Outcome

MOST: Final = 200
"""So many cases are decided at once."""

REASONS: Final = gettext_noop(
    "The appraisal came out low: no answer asks for measures, a legal check or advice. The "
    "partnership may proceed; it is looked at again when something changes, or when this ends."
)

_DECIDED = gettext_noop("It is decided already. Decide anew on its own page if you mean to.")
_NOT_LOW = gettext_noop("Its result is not low.")
_REFERS = gettext_noop("The hub is to be asked about it.")
_HOLD = gettext_noop("Too many answers are “don't know”: they come first.")
_LEGAL = gettext_noop("A legal check is open, and transfers wait for it.")
_EXPECTED = gettext_noop("The hub was asked, and its advice is awaited.")
_ASKED = gettext_noop("The hub was asked: say on its own page what you make of that.")
_MEASURES = gettext_noop("Measures are planned: decide on its own page whether they belong to it.")
_AUTHORITY = gettext_noop("A decider decides it.")


def why_alone(case: Case, outcome: Outcome, *, decided: bool = False) -> Sentence | None:
    """Why a case isn't decided together with others; None where it can be."""
    reasons = (
        (decided, _DECIDED),
        (case.hold or not case.decidable, _HOLD),
        (case.band is not Band.LOW, _NOT_LOW),
        (bool(case.legal), _LEGAL),
        (case.refers, _REFERS),
        (outcome is not Outcome.LOW, _NOT_LOW),
        (case.consulted is Consulted.EXPECTED, _EXPECTED),
        (case.consulted is not Consulted.NOT_ASKED, _ASKED),
        (bool(case.chosen), _MEASURES),
        (authority(case) is not Authority.OFFICER, _AUTHORITY),
    )
    return next((Sentence(text, {}) for holds, text in reasons if holds), None)
