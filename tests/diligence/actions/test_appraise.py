"""Start, triage, submit, withdraw, reopen: every state and what it refuses."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from diligence.actions import appraise
from diligence.actions.appraise import IncompleteError, Save
from diligence.choices import AppraisalState
from diligence.domain.sheet import values
from diligence.enums import Route
from diligence.exchange.packaged import worked_cases
from diligence.models import AnswerSheet, Appraisal, Partnership, Score
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent, Bell, Organisation, Unit
from portal.tenancy import acting_for

NO = {f"T{number}": Save("no") for number in range(2, 11)}
LOW = NO | {"T1": Save("yes")}
FULL = LOW | {"T2": Save("yes")}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def partnership(**facts) -> Partnership:
    facts.setdefault("code", f"P-{Partnership.objects.count() + 1}")
    return Partnership.objects.create(**({"title": "Quantum sensing with Kyoto"} | facts))


def answers(case: int = 0) -> dict[str, Save]:
    cases = worked_cases("eu-baseline")
    given = cases["assumed"] | cases["cases"][case]["answers"]
    return {id: Save(value) for id, value in given.items()}


def in_questions(by) -> Appraisal:
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves=FULL)
    appraise.finish_triage(appraisal.pk, by=by)
    return Appraisal.objects.get(pk=appraisal.pk)


def scored(by) -> Appraisal:
    """As the score action leaves it."""
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves=answers())
    appraise.submit(appraisal.pk, by=by)
    Appraisal.objects.filter(pk=appraisal.pk).update(
        state="scored", scored_at=clock.now(), outcome="medium", band="medium", hold=False
    )
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        appraisal_state="scored", outcome="medium"
    )
    return Appraisal.objects.get(pk=appraisal.pk)


@pytest.fixture
def by(baseline, ines, acting_as):
    acting_as(ines)
    return ines.actor


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("event", flat=True))


def test_start_pins_the_edition_and_tells_the_register(by, baseline):
    registered = partnership()
    appraisal = appraise.start(registered.pk, by=by)
    registered.refresh_from_db()
    assert (appraisal.state, appraisal.version_id) == (AppraisalState.TRIAGE, baseline.pk)
    assert (registered.appraisal_state, registered.outcome) == ("triage", "")
    assert appraisal.started_by == "Ines Officer"
    assert events() == ["appraisal.started"]


def test_a_partnership_has_one_open_appraisal(by):
    registered = partnership()
    appraise.start(registered.pk, by=by)
    with pytest.raises(Refused, match="under way"):
        appraise.start(registered.pk, by=by)


def test_triage_without_a_yes_ends_low(by):
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves=LOW)
    assert appraise.finish_triage(appraisal.pk, by=by).route is Route.ENDED_LOW
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.triage_rule) == ("ended_low", "triage:low")
    assert Partnership.objects.get().appraisal_state == "ended_low"


def test_no_partner_outside_ends_it_at_once(by):
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves={"T1": Save("no")})
    assert appraise.finish_triage(appraisal.pk, by=by).route is Route.OUT_OF_SCOPE
    assert Appraisal.objects.get().state == AppraisalState.OUT_OF_SCOPE


def test_t4_asks_for_the_questionnaire_and_a_referral(by):
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves=FULL | {"T4": Save("yes")})
    appraise.finish_triage(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.triage_rule) == ("answering", "triage:T4")
    assert appraisal.triage_refers


def test_an_unfinished_triage_names_what_is_missing(by):
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves={"T1": Save("yes"), "T2": Save("no")})
    with pytest.raises(IncompleteError) as refused:
        appraise.finish_triage(appraisal.pk, by=by)
    assert [problem.question for problem in refused.value.problems] == [
        f"T{number}" for number in range(3, 11)
    ]
    assert refused.value.reason == "8 questions still need an answer."


def test_triage_is_finished_once(by):
    appraisal = in_questions(by)
    with pytest.raises(Refused, match="finished"):
        appraise.finish_triage(appraisal.pk, by=by)


def test_submit_rings_the_bell_in_the_same_transaction(by):
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves=answers())
    appraise.submit(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.submission) == ("submitted", 1)
    assert (appraisal.submitted_by, Bell.objects.get().subject) == ("Ines Officer", appraisal.pk)
    assert Partnership.objects.get().appraisal_state == "submitted"
    assert events()[-1] == "appraisal.submitted"


def test_submit_names_what_is_missing_and_changes_nothing(by):
    appraisal = in_questions(by)
    almost = answers()
    del almost["D1"]
    appraise.save(appraisal.pk, by=by, saves=almost)
    with pytest.raises(IncompleteError) as refused:
        appraise.submit(appraisal.pk, by=by)
    assert [problem.question for problem in refused.value.problems] == ["D1"]
    assert (Appraisal.objects.get().state, Bell.objects.count()) == ("answering", 0)


def test_triage_cannot_be_submitted(by):
    appraisal = appraise.start(partnership().pk, by=by)
    with pytest.raises(Refused, match="triage has not been completed"):
        appraise.submit(appraisal.pk, by=by)


def test_withdrawing_keeps_answers_and_silences_the_bell(by):
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves=answers())
    appraise.submit(appraisal.pk, by=by)
    appraise.withdraw(appraisal.pk, by=by, because="The call was cancelled.")
    appraisal.refresh_from_db()
    assert appraisal.state == AppraisalState.WITHDRAWN
    assert (Bell.objects.count(), len(AnswerSheet.objects.get().entries)) == (0, 67)
    assert Partnership.objects.get().appraisal_state == "withdrawn"
    with pytest.raises(Refused, match="withdrawn"):
        appraise.withdraw(appraisal.pk, by=by, because="Again")


def test_withdrawing_needs_a_reason(by):
    appraisal = in_questions(by)
    for because in ("  ", "x" * 501):
        with pytest.raises(Refused):
            appraise.withdraw(appraisal.pk, by=by, because=because)


def test_after_withdrawing_the_register_speaks_of_the_appraisal_that_stands(by):
    first = scored(by)
    second = appraise.start(first.partnership_id, by=by)
    assert Partnership.objects.get().appraisal_state == "triage"
    appraise.withdraw(second.pk, by=by, because="Started by mistake.")
    registered = Partnership.objects.get()
    assert (registered.appraisal_state, registered.outcome) == ("scored", "medium")


def test_a_scored_appraisal_reopens_with_its_answers_and_is_submitted_anew(by):
    appraisal = scored(by)
    appraise.reopen(appraisal.pk, by=by, because="The partner changed its owner.")
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.outcome, appraisal.submitted_at) == ("answering", "", None)
    appraise.submit(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    assert appraisal.submission == 2
    assert Score.objects.count() == 0


def test_an_ended_triage_reopens_as_triage(by):
    appraisal = appraise.start(partnership().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves=LOW)
    appraise.finish_triage(appraisal.pk, by=by)
    appraise.reopen(appraisal.pk, by=by, because="A new partner joined.")
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.triage_rule) == ("triage", "")
    assert Partnership.objects.get().appraisal_state == "triage"


def test_reopening_waits_for_the_one_under_way(by):
    first = scored(by)
    appraise.start(first.partnership_id, by=by)
    with pytest.raises(Refused, match="Another appraisal"):
        appraise.reopen(first.pk, by=by, because="Look again.")


def test_what_is_open_cannot_be_reopened(by):
    appraisal = in_questions(by)
    with pytest.raises(Refused, match="not been submitted"):
        appraise.reopen(appraisal.pk, by=by, because="Look again.")


def test_otto_finds_nothing_of_ines(by, otto, baseline):
    appraisal = in_questions(by)
    with acting_for(otto.organisation):
        for act in (
            lambda: appraise.save(appraisal.pk, by=otto.actor, saves={"A2": Save("trl3")}),
            lambda: appraise.finish_triage(appraisal.pk, by=otto.actor),
            lambda: appraise.submit(appraisal.pk, by=otto.actor),
            lambda: appraise.undo(appraisal.pk, "A2", by=otto.actor),
            lambda: appraise.withdraw(appraisal.pk, by=otto.actor, because="Mine"),
            lambda: appraise.reopen(appraisal.pk, by=otto.actor, because="Mine"),
        ):
            with pytest.raises(Appraisal.DoesNotExist):
                act()
        with pytest.raises(Partnership.DoesNotExist):
            appraise.start(appraisal.partnership_id, by=otto.actor)


def test_a_steward_reads_and_does_not_appraise(by, stella):
    with pytest.raises(Refused, match="role"):
        appraise.start(partnership().pk, by=stella.actor)


def test_units_limit_what_is_found(by, ines):
    from dataclasses import replace

    physics = Unit.objects.create(name="Physics")
    appraisal = in_questions(by)
    limited = replace(ines.actor, unit_ids=frozenset({physics.pk}))
    with pytest.raises(Appraisal.DoesNotExist):
        appraise.save(appraisal.pk, by=limited, saves={})
    Partnership.objects.update(unit=physics)
    assert appraise.save(appraisal.pk, by=limited, saves={}).conflicts == ()


def test_minutes_are_rounded_without_a_person_and_the_seconds_forgotten(by):
    with clock.set_to(NOON):
        appraisal = appraise.start(partnership().pk, by=by)
        appraise.save(appraisal.pk, by=by, saves={"T1": Save("yes")})
    with clock.set_to(NOON + timedelta(minutes=4)):
        appraise.save(appraisal.pk, by=by, saves=FULL)
    with clock.set_to(NOON + timedelta(minutes=60)):
        appraise.finish_triage(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    sheet = AnswerSheet.objects.get()
    assert (appraisal.triage_minutes, appraisal.full_minutes) == (5, None)
    assert (sheet.active_seconds, sheet.last_active_at) == ({}, None)


def test_an_organisation_that_does_not_measure_keeps_no_minutes(by, ines):
    Organisation.objects.filter(pk=ines.organisation.pk).update(measures_minutes=False)
    with clock.set_to(NOON):
        appraisal = appraise.start(partnership().pk, by=by)
        appraise.save(appraisal.pk, by=by, saves=LOW)
    with clock.set_to(NOON + timedelta(minutes=4)):
        appraise.save(appraisal.pk, by=by, saves={})
        assert AnswerSheet.objects.get().last_active_at is None
        appraise.finish_triage(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    assert appraisal.triage_minutes is None


def test_all_worked_cases_can_be_filed(by, baseline):
    for number, case in enumerate(worked_cases("eu-baseline")["cases"]):
        appraisal = in_questions(by)
        saved = appraise.save(appraisal.pk, by=by, saves=answers(number))
        assert saved.problems == (), case
        appraise.submit(appraisal.pk, by=by)
        definition = appraise.questionnaires.definition(baseline)
        kept = values(AnswerSheet.objects.get(appraisal=appraisal).entries, definition.questions)
        assert json.loads(json.dumps(kept))["A1"] == (case["answers"] | {}).get("A1", ["joint"])
