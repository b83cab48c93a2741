"""Following an outcome: the route is stored with the score, and what it asks for is begun."""

import pytest

from diligence.actions import appraise, score
from diligence.actions.appraise import Save
from diligence.models import Consultation, Partnership, Route
from portal.models import AuditEvent, Bell
from tests.factories.appraisals import answered
from tests.factories.consultations import arrange, consultation_of, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(baseline, ines, acting_as):
    acting_as(ines)
    return ines.actor


def test_the_route_is_stored_with_its_reasons_once_a_submission(by):
    appraisal = scored(by, "K08")
    route = Route.objects.get(appraisal=appraisal)
    assert (route.submission, route.leads_to, route.rule) == (1, "hub", "flag:REFER:B4")
    assert route.document["fired"][0]["because"]
    assert score.run(appraisal.pk) is None
    assert Route.objects.count() == 1


def test_a_case_for_the_hub_waits_for_send(by):
    appraisal = scored(by, "K08", send_if_required=True)
    row = consultation_of(appraisal)
    assert (row.state, row.automatic, row.rule) == ("ready", False, "flag:REFER:B4")
    assert not Bell.objects.filter(kind="refer").exists()
    assert Partnership.objects.get().consultation_state == "ready"
    assert AuditEvent.objects.get(event="consultation.waiting").by == "Ajar"


def test_with_arrangement_and_tick_it_goes_by_itself(by):
    arrange()
    row = consultation_of(scored(by, "K08", send_if_required=True))
    assert (row.state, row.automatic) == ("sending", True)
    assert Bell.objects.get(kind="refer").subject == row.pk


@pytest.mark.parametrize(
    ("case", "leads_to"), [("K29", "officer"), ("K06", "decider"), ("K22", "decider")]
)
def test_what_stays_in_the_house_consults_nobody(by, case, leads_to):
    appraisal = scored(by, case, send_if_required=True)
    assert Route.objects.get(appraisal=appraisal, submission=1).leads_to == leads_to
    assert not Consultation.objects.exists()
    assert Partnership.objects.get().consultation_state == ""


def test_a_triage_taken_up_again_ends_anew_with_a_route_of_its_own(by):
    appraisal = answered_low(by)
    appraise.reopen(appraisal.pk, by=by, because="A new partner")
    appraise.finish_triage(appraisal.pk, by=by)
    assert list(Route.objects.values_list("rule", "leads_to")) == [("triage:low", "nothing")] * 2


def answered_low(by):
    registered = answered(by, "K29").partnership
    appraise.withdraw(registered.appraisals.get().pk, by=by, because="Start again")
    appraisal = appraise.start(registered.pk, by=by)
    no = {f"T{number}": Save("no") for number in range(2, 11)}
    appraise.save(appraisal.pk, by=by, saves={"T1": Save("yes")} | no)
    appraise.finish_triage(appraisal.pk, by=by)
    return appraisal


def test_a_new_result_that_leads_elsewhere_drops_what_was_never_sent(by):
    appraisal = scored(by, "K08")
    assert Route.objects.get(appraisal=appraisal).rule == "flag:REFER:B4"
    assert consultation_of(appraisal).state == "ready"
    appraise.reopen(appraisal.pk, by=by, because="A slip")
    appraise.save(appraisal.pk, by=by, saves={"B4": Save("none")})
    appraise.submit(appraisal.pk, by=by)
    score.run(appraisal.pk)
    row = consultation_of(appraisal)
    assert (row.state, row.closed_because) == (
        "closed",
        "The new result no longer leads to the hub.",
    )
    assert not Bell.objects.filter(kind="refer").exists()


def test_legal_checks_stand_in_the_register_and_go_with_a_withdrawn_appraisal(by):
    legal = scored(by, "K22")
    assert legal.partnership.legal_checks == ["export_control"]
    assert Route.objects.get(appraisal=legal).leads_to == "decider"
    assert not Consultation.objects.exists()
    appraise.withdraw(legal.pk, by=by, because="Wrong partnership")
    assert Partnership.objects.get(pk=legal.partnership_id).legal_checks == []
