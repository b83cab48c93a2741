"""Who sends to whom in the tests of a case on its way."""

from collections.abc import Callable

import pytest

from advisory.models import Remit
from diligence.models import QuestionnaireVersion
from portal.authority import Actor
from portal.models import Organisation
from tests import cast
from tests.factories.consultations import remit


@pytest.fixture
def by(
    baseline: QuestionnaireVersion, ines: cast.Member, acting_as: Callable[[cast.Member], None]
) -> Actor:
    """Ines, acting for her university."""
    acting_as(ines)
    return ines.actor


@pytest.fixture
def nl(hub: Organisation) -> Remit:
    """The hub answers for everything of its Member State."""
    return remit(hub)
