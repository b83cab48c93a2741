"""Known answers are offered with their source, and enter the sheet only by being confirmed."""

from datetime import timedelta

import pytest

from diligence.actions import appraise, carry, know, register
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Fact, Partnership
from diligence.queries import known
from diligence.queries.appraisals import with_answers
from portal import clock
from portal.authority import Refused
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import answers_of, submitted, triage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


@pytest.fixture
def partner(inside):
    return PartnerFactory(name="Aoishima University")


def joint(*partners, **facts) -> Partnership:
    return PartnershipFactory(partners=partners, **facts)


def begun(by, partnership, changed=None) -> Appraisal:
    """A full appraisal that waits for its answers."""
    row = appraise.start(partnership.pk, by=by, changed=changed)
    saves = {id: Save(value) for id, value in triage_of("K29").items()}
    appraise.save(row.pk, by=by, saves=saves)
    appraise.finish_triage(row.pk, by=by)
    return reread(by, row)


def reread(by, row) -> Appraisal:
    return with_answers(by).get(pk=row.pk)


def offers(by, row) -> dict[str, object]:
    told = known.offered_to(reread(by, row))
    return {item.question.id: item.known for item in told.offers}


def again(by, row) -> dict[str, str]:
    told = known.offered_to(reread(by, row))
    return {item.question.id: item.reason.value for item in told.again}


PARTNER_FACTS = {"B3", "B4", "B5", "B6", "B7", "D3", "E4"}


def test_what_is_known_of_the_partner_is_offered_in_its_next_partnership(inside, partner):
    first = submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    found = offers(inside, second)
    assert set(found) == PARTNER_FACTS | {"B1", "B2"}
    assert found["B5"].value == answers_of("K29")["B5"]
    assert found["B5"].appraisal == str(first.pk)
    assert found["B5"].about == "Aoishima University"
    assert AnswerSheet.objects.get(appraisal=second).entries.keys() == triage_of("K29").keys()


def test_numbers(inside, partner):
    one = joint(partner, activities=["joint"], technology_areas=["quantum"], benefit="Much.")
    submitted(inside, "K29", partnership=one)
    second = begun(inside, joint(partner, activities=["joint"], technology_areas=["quantum"], benefit="x"))
    print("second", sorted(offers(inside, second)), again(inside, second))
    from diligence.actions import score
    score.run(Appraisal.objects.get(partnership=one).pk)
    row = appraise.start(one.pk, by=inside, changed=[])
    print("triage", sorted(offers(inside, row)), again(inside, row))
    saves = {id: Save(value) for id, value in triage_of("K29").items()}
    appraise.save(row.pk, by=inside, saves=saves)
    appraise.finish_triage(row.pk, by=inside)
    print("renewal", len(offers(inside, row)), sorted(offers(inside, row)), again(inside, row))
    carry.confirm(row.pk, by=inside, shown={k: v.key for k, v in offers(inside, row).items()})
    print("second round", sorted(offers(inside, row)), again(inside, row))
