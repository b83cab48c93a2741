"""Follow an outcome: route, legal checks and consultation are stored with the score, or not."""

import pytest
from django.db import transaction

from diligence.actions import appraise, clear, route, score
from diligence.choices import ConsultationState, LeadsTo
from diligence.models import Appraisal, Consultation, Dossier, Partnership, Route, Score
from portal.models import AuditEvent, Bell
from tests.factories.appraisals import CASES, answered, submitted, triage_of
from tests.factories.consultations import arrange, confirmed, consultation_of, scored
from tests.factories.decisions import ground
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(baseline, ines, acting_as):
    acting_as(ines)
    return ines.actor


def again(by, appraisal: Appraisal, **answers: object) -> Appraisal:
    """The same appraisal taken up again with other answers, and scored."""
    appraise.reopen(appraisal.pk, by=by, because="New facts")
    saves = {id: appraise.Save(value) for id, value in answers.items()}
    appraise.save(appraisal.pk, by=by, saves=saves)
    appraise.submit(appraisal.pk, by=by)
    score.run(appraisal.pk)
    return Appraisal.objects.get(pk=appraisal.pk)


# --- Where it leads -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("case", "leads_to", "rule"),
    [
        ("K29", LeadsTo.OFFICER, "band:low"),
        ("K30", LeadsTo.DECIDER, "band:medium"),
        ("K02", LeadsTo.HUB, "flag:REFER:C7"),
        ("K08", LeadsTo.HUB, "flag:REFER:B4"),
        ("K26", LeadsTo.HUB, "triage:T4"),
    ],
)
def test_the_rule_that_fired_is_stored_with_the_result(by, case: str, leads_to: str, rule: str):
    appraisal = scored(by, case)
    row = Route.objects.get(appraisal=appraisal, submission=1)
    assert (row.leads_to, row.rule) == (leads_to, rule)
    assert row.document["fired"][0]["rule"] == rule


def test_only_what_leads_to_the_hub_opens_a_consultation(by):
    for case in ("K29", "K30"):
        scored(by, case)
    assert not Consultation.objects.exists()
    row = consultation_of(scored(by, "K08"))
    assert (row.state, row.rule) == (ConsultationState.READY, "flag:REFER:B4")


def test_legal_checks_alone_never_enter_the_hubs_queue(by):
    appraisal = scored(by, "K22")
    assert Partnership.objects.get().legal_checks == ["export_control"]
    assert Route.objects.get(appraisal=appraisal).leads_to != LeadsTo.HUB
    assert not Consultation.objects.exists()


# --- By itself, or when somebody presses Send ---------------------------------------------------
@pytest.mark.parametrize("arranged", [False, True])
@pytest.mark.parametrize("ticked", [False, True])
def test_it_goes_by_itself_only_where_both_said_so(by, arranged: bool, ticked: bool):
    """The steward's arrangement is in force, and the officer confirmed for this case."""
    if arranged:
        arrange()
    row = consultation_of(scored(by, "K02", send_if_required=ticked))
    goes = arranged and ticked
    assert row.state == (ConsultationState.SENDING if goes else ConsultationState.READY)
    assert Bell.objects.filter(kind="refer", subject=row.pk).exists() is goes
    sent_by = AuditEvent.objects.filter(event="consultation.sent").values_list("by", flat=True)
    assert list(sent_by) == ["Ajar"] * goes


def test_an_arrangement_that_ended_sends_nothing(by, stella):
    from diligence.actions import arrange as arrangements

    arrange()
    arrangements.switch_off(by=stella.actor)
    assert consultation_of(scored(by, "K02", send_if_required=True)).state == "ready"


def test_a_score_without_its_route_never_exists(by, monkeypatch):
    """Whatever fails on the way to the hub, the result comes later and whole."""
    arrange()
    appraisal = answered(by, "K02")
    shown = confirmed(by, appraisal, send_if_required=True)
    appraise.submit(appraisal.pk, by=by, dossier=shown)

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(route, "_consult", fails)
    with pytest.raises(RuntimeError, match="in the middle"), transaction.atomic():
        score.run(appraisal.pk)
    assert not Score.objects.exists()
    assert not Route.objects.exists()
    monkeypatch.undo()
    score.run(appraisal.pk)
    assert (Score.objects.count(), Route.objects.count()) == (1, 1)
    assert consultation_of(appraisal).state == "sending"


# --- Submitted again ----------------------------------------------------------------------------
def test_each_submission_keeps_its_route(by):
    appraisal = again(by, scored(by, "K08"), B4="none")
    assert list(Route.objects.order_by("submission").values_list("submission", "rule")) == [
        (1, "flag:REFER:B4"),
        (2, Route.objects.get(submission=2).rule),
    ]
    assert Route.objects.get(appraisal=appraisal, submission=2).leads_to != LeadsTo.HUB


def test_a_waiting_consultation_takes_the_newer_dossier(by):
    appraisal = scored(by, "K02")
    first = consultation_of(appraisal)
    second = consultation_of(again(by, appraisal))
    assert second.pk == first.pk
    assert second.dossier_id != first.dossier_id
    assert second.dossier == Dossier.objects.get(submission=2)


def test_a_recorded_clearance_no_longer_leads_to_the_hub(by, dora):
    appraisal = scored(by, "K08")
    for gate in ground(dora.actor, appraisal).now.gates:
        finding = clear.Finding("false_match", "Another company of that name.", "R-7")
        clear.record(appraisal.pk, gate.key, finding, by=dora.actor)
    again(by, appraisal)
    fired = [rule["rule"] for rule in Route.objects.get(submission=2).document["fired"]]
    assert not [rule for rule in fired if rule.startswith("flag:")]


# --- Triage -------------------------------------------------------------------------------------
def test_a_triage_that_ends_leads_nowhere_and_says_by_which_rule(by):
    appraisal = appraise.start(PartnershipFactory().pk, by=by)
    answers = {f"T{n}": "no" for n in range(2, 11)} | {"T1": "yes"}
    saves = {id: appraise.Save(value) for id, value in answers.items()}
    appraise.save(appraisal.pk, by=by, saves=saves)
    appraise.finish_triage(appraisal.pk, by=by)
    row = Route.objects.get(appraisal=appraisal)
    assert (row.submission, row.leads_to, row.rule) == (0, LeadsTo.NOTHING, "triage:low")


def test_t4_leads_to_the_hub_and_sends_nothing_by_itself(by):
    arrange()
    appraisal = appraise.start(PartnershipFactory().pk, by=by)
    answers = triage_of("K29") | {"T4": "yes"}
    saves = {id: appraise.Save(value) for id, value in answers.items()}
    appraise.save(appraisal.pk, by=by, saves=saves)
    appraise.finish_triage(appraisal.pk, by=by)
    row = Route.objects.get(appraisal=appraisal)
    assert (row.leads_to, row.rule) == (LeadsTo.HUB, "triage:T4")
    assert not Bell.objects.filter(kind="refer").exists()


def test_every_worked_case_has_a_route(by):
    for case in sorted(CASES)[:6]:
        appraisal = submitted(by, case)
        score.run(appraisal.pk)
        assert Route.objects.filter(appraisal=appraisal, submission=1).count() == 1
