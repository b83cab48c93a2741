"""An officer, a partner, an appraisal that taught something of it, and one that may use it."""

import pytest
from django.test import Client

from diligence.actions import score
from diligence.models import Appraisal
from portal.tenancy import acting_for
from tests.diligence.views.known.cases import begun
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import submitted


@pytest.fixture
def officer(browse, ines, baseline) -> Client:
    return browse(ines)


@pytest.fixture
def partner(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        return PartnerFactory(name="Aoishima University")


@pytest.fixture
def first(ines, partner) -> Appraisal:
    with acting_for(ines.organisation, user=ines.user.pk):
        row = submitted(ines.actor, "K29", partnership=PartnershipFactory(partners=[partner]))
        score.run(row.pk)
        return Appraisal.objects.get(pk=row.pk)


@pytest.fixture
def second(ines, partner, first) -> Appraisal:
    """Another partnership with the same partner, waiting for its answers."""
    with acting_for(ines.organisation, user=ines.user.pk):
        return begun(ines.actor, PartnershipFactory(partners=[partner]))
