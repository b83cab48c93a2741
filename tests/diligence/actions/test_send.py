"""What the organisation does with a consultation, and what its hub's side tells it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import appraise, arrange, consult, score, send
from diligence.actions.appraise import Save
from diligence.actions.dossier import ChangedError
from diligence.models import Appraisal, Consultation, Dossier, Partnership, Route
from portal import clock
from portal.authority import Refused, product
from portal.models import AuditEvent, Bell, Unit
from portal.tenancy import acting_for
from tests.factories.appraisals import answered, submitted
from tests.factories.consultations import confirmed, consultation_of, scored, sent
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db
HUB = product("Hub NL")


@pytest.fixture
def by(baseline, ines, acting_as):
    acting_as(ines)
    return ines.actor


def opened(by, hub, **facts) -> Consultation:
    row = sent(by)
    return consult.opened(
        row.pk, hub_id=hub.pk, hub_name=hub.name, due_on=facts.get("due_on"), by=HUB
    )


def test_sending_rings_one_bell_and_is_said_in_the_register(by):
    row = sent(by)
    assert (row.state, row.sent_by) == ("sending", "Ines Officer")
    assert row.rule == Route.objects.get(submission=1).rule
    assert Bell.objects.filter(kind="refer", subject=row.pk).count() == 1
    assert Partnership.objects.get().consultation_state == "sending"
    event = AuditEvent.objects.get(event="consultation.sent")
    assert event.detail["digest"] == Dossier.objects.get().digest
    assert event.detail["partnership"] == str(row.partnership_id)


def test_a_case_is_sent_once(by):
    row = sent(by)
    with pytest.raises(Refused, match="on its way"):
        send.send(row.appraisal_id, by=by)
    assert Bell.objects.filter(kind="refer").count() == 1


def test_a_case_that_no_rule_sends_goes_by_choice(by):
    appraisal = scored(by, "K29")
    assert Route.objects.get(appraisal=appraisal).leads_to == "officer"
    assert not Consultation.objects.exists()
    assert send.send(appraisal.pk, by=by).rule == "officer"


def test_a_stewards_role_and_another_unit_do_not_send(by, stella):
    appraisal = scored(by)
    with pytest.raises(Refused, match="role"):
        send.send(appraisal.pk, by=stella.actor)
    Partnership.objects.update(unit=Unit.objects.create(name="Physics"))
    with pytest.raises(Appraisal.DoesNotExist):
        send.send(appraisal.pk, by=replace(by, unit_ids=frozenset()))


def test_unit_limits_hold_for_every_step(by):
    row = sent(by)
    elsewhere = replace(by, unit_ids=frozenset())
    for step in (
        lambda: send.recall(row.pk, by=elsewhere, because="x"),
        lambda: send.answer(row.pk, by=elsewhere, reply="x"),
        lambda: send.say_needed_by(row.pk, by=elsewhere, needed_by=None, needed_because=""),
    ):
        with pytest.raises(Consultation.DoesNotExist):
            step()


def test_a_day_needs_its_reason_and_lies_ahead(by):
    appraisal = scored(by)
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ValidationError) as missing:
        send.send(appraisal.pk, by=by, needed_by=tomorrow)
    assert list(missing.value.message_dict) == ["needed_because"]
    with pytest.raises(ValidationError) as past:
        send.send(appraisal.pk, by=by, needed_by=date(2020, 1, 1), needed_because="Call")
    assert list(past.value.message_dict) == ["needed_by"]
    row = send.send(appraisal.pk, by=by, needed_by=tomorrow, needed_because=" The call closes ")
    assert (row.needed_by, row.needed_because) == (tomorrow, "The call closes")


def test_a_submission_that_differs_from_what_was_shown_changes_nothing(by):
    appraisal = answered(by, "K01")
    shown = confirmed(by, appraisal)
    PartnershipFactory._meta.model.objects.update(technology_areas=["space"])
    with pytest.raises(ChangedError):
        appraise.submit(appraisal.pk, by=by, dossier=shown)
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.submission) == ("answering", 0)
    assert not Dossier.objects.exists()
    assert not Bell.objects.exists()


def test_a_submission_without_a_confirmation_ticks_nothing(by):
    submitted(by, "K01")
    frozen = Dossier.objects.get()
    assert frozen.send_if_required is False
    assert '"included":[]' in frozen.content


def test_a_reopened_case_keeps_its_consultation_until_the_newer_dossier_is_sent(by, hub):
    row = opened(by, hub)
    first = row.dossier_id
    appraise.reopen(row.appraisal_id, by=by, because="New facts")
    with pytest.raises(Refused, match="The hub has it"):
        send.send(row.appraisal_id, by=by)
    appraise.submit(row.appraisal_id, by=by)
    score.run(row.appraisal_id)
    row.refresh_from_db()
    assert (row.state, row.dossier_id) == ("open", first)
    again = send.send(row.appraisal_id, by=by)
    assert (again.pk, again.state) == (row.pk, "sending")
    assert again.dossier_id != first


def test_a_late_arrival_of_what_was_recalled_opens_nothing(by, hub):
    row = sent(by)
    send.recall(row.pk, by=by, because="By mistake")
    row = consult.opened(row.pk, hub_id=hub.pk, hub_name="Hub NL", due_on=None, by=HUB)
    assert row.state == "closed"
    with pytest.raises(Refused, match="ended"):
        send.recall(row.pk, by=by, because="Again")


def test_questions_reopen_only_what_they_name_and_what_follows(by, hub):
    row = opened(by, hub)
    asked = [{"question": "C1", "text": "Any guests?"}, {"question": "", "text": "Who pays?"}]
    consult.questions_asked(row.pk, questions=asked, message="Please", by=HUB)
    appraisal = Appraisal.objects.get(pk=row.appraisal_id)
    assert (appraisal.state, appraisal.only_questions) == ("answering", ["C1"])
    saved = appraise.save(
        appraisal.pk, by=by, saves={"E1": Save("none"), "C1": Save("yes"), "C2": Save(["phd"])}
    )
    assert "E1" in {problem.question for problem in saved.problems}
    assert "C1" not in {problem.question for problem in saved.problems}
    with pytest.raises(Refused, match="Submit them"):
        send.answer(row.pk, by=by, reply="The ministry")
    event = AuditEvent.objects.get(event="consultation.questions_asked")
    assert event.by == "Hub NL"


def test_questions_about_a_partnership_with_another_open_appraisal_reopen_nothing(by, hub):
    row = opened(by, hub)
    appraise.start(row.partnership_id, by=by)
    consult.questions_asked(row.pk, questions=[{"question": "E1", "text": "?"}], message="", by=HUB)
    assert Appraisal.objects.get(pk=row.appraisal_id).state == "scored"
    with pytest.raises(ValidationError):
        send.answer(row.pk, by=by, reply=" ")
    assert send.answer(row.pk, by=by, reply="None").state == "sending"


def test_withdrawn_questions_leave_it_with_the_hub(by, hub):
    row = opened(by, hub)
    consult.questions_asked(row.pk, questions=[{"question": "", "text": "?"}], message="", by=HUB)
    assert consult.questions_withdrawn(row.pk, by=HUB).state == "open"


def test_advice_arrives_once_and_ends_the_waiting(by, hub):
    row = opened(by, hub)
    told = {"number": "NL-2026-1", "hub_name": "Hub NL", "recommendation": "with_measures"}
    told |= {"shareable": True, "reference": "", "document": "{}", "digest": "0" * 64}
    first = consult.advice_received(row.pk, by=HUB, **told)
    assert consult.advice_received(row.pk, by=HUB, **told) == first
    row.refresh_from_db()
    assert row.state == "advised"
    assert Partnership.objects.get().consultation_state == "advised"
    assert AuditEvent.objects.filter(event="consultation.advice_received").count() == 1
    assert consult.closed(row.pk, because="Done", by=HUB).state == "advised"


def test_due_dates_and_overdue(by, hub):
    row = opened(by, hub, due_on=clock.today() - timedelta(days=1))
    assert row.is_overdue(clock.today())
    row = consult.due_changed(row.pk, due_on=clock.today() + timedelta(days=9), by=HUB)
    assert not row.is_overdue(clock.today())
    consult.due_changed(row.pk, due_on=row.due_on, by=HUB)
    assert AuditEvent.objects.filter(event="consultation.due_changed").count() == 1


def test_nobodys_name_at_the_hub_enters_the_organisations_record(by, hub, ada):
    row = opened(by, hub)
    consult.viewed(row.pk, by=HUB)
    consult.taken(row.pk, by=HUB)
    names = set(AuditEvent.objects.filter(event__startswith="consultation.").values_list("by"))
    assert names == {("Hub NL",), ("Ines Officer",), ("Ajar",)}


def test_a_withdrawn_case_that_was_never_sent_rings_nothing(by):
    appraisal = scored(by)
    appraise.withdraw(appraisal.pk, by=by, because="Wrong partnership")
    assert consultation_of(appraisal).state == "closed"
    assert not Bell.objects.filter(kind="refer").exists()


def test_an_arrangement_is_recorded_ended_and_there_is_one_at_a_time(by, stella, ines):
    with pytest.raises(Refused):
        arrange.switch_on(by=ines.actor, text="By me")
    with pytest.raises(ValidationError) as empty:
        arrange.switch_on(by=stella.actor, text=" ", reference="x" * 201)
    assert set(empty.value.message_dict) == {"text", "reference"}
    row = arrange.switch_on(by=stella.actor, text="Agreement", reference="2026/17")
    with pytest.raises(Refused, match="on already"):
        arrange.switch_on(by=stella.actor, text="Another")
    assert arrange.switch_off(by=stella.actor).pk == row.pk
    with pytest.raises(Refused, match="off already"):
        arrange.switch_off(by=stella.actor)
    events = AuditEvent.objects.filter(event__startswith="arrangement.")
    assert set(events.values_list("event", "by")) == {
        ("arrangement.recorded", "Stella Steward"),
        ("arrangement.ended", "Stella Steward"),
    }


def test_another_organisation_has_nothing_of_it(by, otto):
    row = sent(by)
    with acting_for(otto.organisation):
        with pytest.raises(Consultation.DoesNotExist):
            consult.viewed(row.pk, by=HUB)
        with pytest.raises(Appraisal.DoesNotExist):
            send.send(row.appraisal_id, by=otto.actor)
