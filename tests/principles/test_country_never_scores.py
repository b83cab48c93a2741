"""Through the whole path: the same answers with another country give the same score."""

import json

import pytest

from diligence.actions import score
from diligence.models import Appraisal, Partnership
from diligence.queries.questionnaires import current_version, definition
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import CASES, submitted

pytestmark = pytest.mark.django_db

SOMEWHERE = (("CA", "Institute of Optics"), ("KE", "University of the Lakes"))


def scored(by, case: str, country: str, name: str) -> tuple[Appraisal, score.Score]:
    """A partnership in this country, answered, submitted and scored as the product does it."""
    partner = PartnerFactory(name=name, country=country)
    appraisal = submitted(
        by,
        case,
        partnership=PartnershipFactory(partners=[partner]),
        change={"B1": [name], "B2": [country]},
    )
    stored = score.run(appraisal.pk)
    assert stored is not None
    return Appraisal.objects.get(pk=appraisal.pk), stored


@pytest.mark.parametrize("case", sorted(CASES))
def test_another_country_and_another_partner_change_no_part_of_the_score(baseline, ines, case):
    with acting_for(ines.organisation, user=ines.user.pk):
        twins = [scored(ines.actor, case, country, name) for country, name in SOMEWHERE]
        (first, one), (second, other) = twins
        assert one.document == other.document
        assert (first.outcome, first.band, first.hold) == (
            second.outcome,
            second.band,
            second.hold,
        )
        registered = {
            Partnership.objects.get(pk=appraisal.partnership_id).outcome for appraisal, _ in twins
        }
        assert registered == {one.outcome}


def test_the_country_is_on_record_and_feeds_nothing(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        _appraisal, stored = scored(ines.actor, "K01", "KE", "University of the Lakes")
        assert json.loads(stored.answers)["B2"] == ["KE"]
        assert "KE" not in stored.document
        because = json.loads(stored.document)["because"]
        assert not {"B1", "B2"} & {item.get("question") for item in because}
        questionnaire = definition(current_version())
    named = [q for q in questionnaire.questions if q.type.names_a_place_or_body]
    assert {q.id for q in named} >= {"B1", "B2"}
    assert not any(q.feeds or q.carries_flag for q in named)
