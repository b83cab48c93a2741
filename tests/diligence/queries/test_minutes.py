"""What cases take, by stage and band: medians of what was measured, and nothing of too few."""

import pytest

from diligence.choices import AppraisalState
from diligence.models import Appraisal
from diligence.queries import minutes
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, UnitFactory, limited_to
from tests.factories.appraisals import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(baseline, ines):
    """`cases("high", [(5, 40), …])`: appraisals with these minutes of triage and questionnaire."""
    with acting_for(ines.organisation, user=ines.user.pk):
        model = answered(ines.actor)

    def make(band: str, measured, **of):
        state = AppraisalState.SCORED if band else AppraisalState.ENDED_LOW
        now = clock.now()
        with acting_for(ines.organisation):
            for triage, full in measured:
                Appraisal.objects.create(
                    partnership=PartnershipFactory(**of),
                    version_id=model.version_id,
                    started_by="Ines",
                    state=state,
                    band=band,
                    submitted_at=now if band else None,
                    submitted_by="Ines" if band else "",
                    scored_at=now if band else None,
                    triage_minutes=triage,
                    full_minutes=full,
                )

    return make


def told(actor, organisation):
    with acting_for(organisation):
        return {each.band: each for each in minutes.burden(actor)}


def test_each_band_has_its_own_median(cases, ines):
    cases("", [(5, None)] * 5)
    cases("low", [(5, 20), (5, 25), (5, 30), (10, 35), (10, 90)])
    cases("high", [(10, 60)] * 5)
    found = told(ines.actor, ines.organisation)
    assert (found[""].triage.minutes, found[""].full) == (5, None)
    assert (found["low"].triage.minutes, found["low"].full.minutes) == (5, 30)
    assert found["high"].full.minutes == 60


def test_too_few_cases_say_nothing(cases, ines):
    cases("medium", [(5, 40)] * 4)
    cases("low", [(None, None)] * 9)
    found = told(ines.actor, ines.organisation)
    assert (found["medium"].full.minutes, found["medium"].full.cases) == (None, 4)
    assert (found["low"].full.minutes, found["low"].full.cases) == (None, 0)


def test_a_member_of_some_units_reads_of_these(cases, ines):
    with acting_for(ines.organisation):
        unit = UnitFactory()
    cases("low", [(5, 20)] * 5)
    cases("low", [(5, 50)] * 5, unit=unit)
    assert told(limited_to(ines, unit), ines.organisation)["low"].full.minutes == 50
