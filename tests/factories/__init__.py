"""Rows for tests that don't care how a row came to be; call them inside `acting_for`.

What a test is about is made by the product's own actions, not here.
"""

from tests.factories.people import UnitFactory, limited_to
from tests.factories.register import (
    AppraisalFactory,
    PartnerFactory,
    PartnershipFactory,
    QuestionnaireVersionFactory,
)

__all__ = [
    "AppraisalFactory",
    "PartnerFactory",
    "PartnershipFactory",
    "QuestionnaireVersionFactory",
    "UnitFactory",
    "limited_to",
]
