"""Known answers and facts over the REST interface: offered, confirmed by key, listed."""

import pytest

from diligence.actions import appraise, know, score
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Fact
from portal.models import Unit
from portal.tenancy import acting_for
from tests.diligence.api.test_api import caller
from tests.factories import PartnerFactory, PartnershipFactory, limited_to
from tests.factories.appraisals import submitted, triage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ines(ines, baseline):
    return caller(ines)


@pytest.fixture
def unit(ines):
    with acting_for(ines.organisation):
        return Unit.objects.create(name="Faculty of Science")


@pytest.fixture
def partner(ines):
    with acting_for(ines.organisation):
        return PartnerFactory(name="Aoishima University")


@pytest.fixture
def first(ines, baseline, partner, unit):
    with acting_for(ines.organisation, user=ines.user.pk):
        row = submitted(
            ines.actor, "K29", partnership=PartnershipFactory(partners=[partner], unit=unit)
        )
        score.run(row.pk)
        return row


@pytest.fixture
def second(ines, partner, first):
    with acting_for(ines.organisation, user=ines.user.pk):
        row = appraise.start(PartnershipFactory(partners=[partner]).pk, by=ines.actor)
        saves = {id: Save(value) for id, value in triage_of("K29").items()}
        appraise.save(row.pk, by=ines.actor, saves=saves)
        appraise.finish_triage(row.pk, by=ines.actor)
        return row


def test_what_is_known_is_offered_with_its_source(as_ines, first, second):
    told = as_ines("get", f"appraisals/{second.pk}/offers/").json()
    offers = {item["question"]: item for item in told["offers"]}
    assert {"B1", "B4", "B5", "E4"} <= set(offers)
    assert offers["B5"]["known_from"] == "partner"
    assert offers["B5"]["about"] == "Aoishima University"
    assert offers["B5"]["until"] > offers["B5"]["since"]
    assert offers["B1"]["known_from"] == "register"
    assert offers["B1"]["because"] == "The partners that the register names."
    assert told["again"] == []


def test_only_what_is_confirmed_is_answered(as_ines, ines, second):
    told = as_ines("get", f"appraisals/{second.pk}/offers/").json()
    keys = {item["question"]: item["key"] for item in told["offers"]}
    body = {"keys": {"B5": keys["B5"], "B4": "0" * 16}}
    response = as_ines("post", f"appraisals/{second.pk}/confirm/", body)
    assert response.status_code == 409
    assert response.json() == {"confirmed": ["B5"], "moved": ["B4"]}
    answer = as_ines("get", f"appraisals/{second.pk}/").json()["answers"]["B5"]
    assert answer["origin"] == "carried"
    assert answer["confirmed_by"] == "Ines Officer"
    assert answer["known"]["about"] == "Aoishima University"
    with acting_for(ines.organisation):
        assert "B4" not in AnswerSheet.objects.get(appraisal=second).entries


@pytest.mark.parametrize("body", [{}, {"keys": {}}, {"keys": []}, {"keys": {"B5": "short"}}])
def test_a_confirmation_without_usable_keys_is_refused(as_ines, second, body):
    response = as_ines("post", f"appraisals/{second.pk}/confirm/", body)
    assert response.status_code == 400
    assert "keys" in response.json()


def test_a_further_appraisal_can_say_what_changed(as_ines, ines, first):
    body = {"partnership": str(first.partnership_id), "changed": ["D"]}
    started = as_ines("post", "appraisals/", body)
    assert started.status_code == 201
    strange = as_ines("post", "appraisals/", body | {"changed": ["Z"]})
    assert strange.status_code == 403
    told = as_ines("get", f"appraisals/{started.json()['id']}/offers/").json()
    assert {item["reason"] for item in told["again"]} >= {"said_changed"}


def test_facts_of_partner_and_unit_are_listed_in_question_order(
    as_ines, ines, partner, unit, first
):
    with acting_for(ines.organisation, user=ines.user.pk):
        fact = Fact.objects.get(question="B5")
        know.correct(fact.pk, by=ines.actor, value="partly", because="Looked again.")
    told = as_ines("get", f"partners/{partner.pk}/facts/").json()
    assert [item["question"] for item in told] == ["B3", "B4", "B5", "B6", "B7", "D3", "E4"]
    corrected = told[2]
    assert (corrected["value"], corrected["learned_from"]) == ("partly", "corrected")
    assert (corrected["appraisal"], corrected["note"]) == (None, "Looked again.")
    assert told[0]["appraisal"] == str(first.pk)
    of_unit = as_ines("get", f"units/{unit.pk}/facts/").json()
    assert [item["question"] for item in of_unit] == ["A4", "I4"]


def test_another_organisation_finds_none_of_it(ines, otto, partner, unit, second):
    stranger = caller(otto)
    for path in (
        f"appraisals/{second.pk}/offers/",
        f"partners/{partner.pk}/facts/",
        f"units/{unit.pk}/facts/",
    ):
        assert stranger("get", path).status_code == 404
    body = {"keys": {"B5": "0" * 16}}
    assert stranger("post", f"appraisals/{second.pk}/confirm/", body).status_code == 404


def test_a_unit_one_does_not_work_for_is_not_there(as_ines, ines, unit, first):
    with acting_for(ines.organisation):
        limited_to(ines, Unit.objects.create(name="Faculty of Engineering"))
    assert as_ines("get", f"units/{unit.pk}/facts/").status_code == 404


def test_of_another_units_answer_it_is_not_told_for_whom_else_it_was_given(
    as_ines, ines, partner, unit, first
):
    with acting_for(ines.organisation):
        Fact.objects.update(together_with=["Harbour Institute"])
    asked = f"partners/{partner.pk}/facts/"
    assert as_ines("get", asked).json()[0]["together_with"] == ["Harbour Institute"]
    with acting_for(ines.organisation):
        limited_to(ines, Unit.objects.create(name="Faculty of Engineering"))
    assert as_ines("get", asked).json()[0]["together_with"] == []
