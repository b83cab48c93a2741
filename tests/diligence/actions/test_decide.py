"""Decide: by whom, on what, until when; bound to its basis, and marked when that moves."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import appraise, clear, decide, register, treat
from diligence.choices import ReviewReason
from diligence.domain import basis
from diligence.enums import Course, Heed
from diligence.models import Appraisal, Decision, Partnership, PartnershipPartner, ReviewMark
from diligence.queries import decisions
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories import PartnerFactory
from tests.factories.consultations import scored
from tests.factories.decisions import (
    HIGH,
    LEGAL,
    LOW,
    MEDIUM,
    decided,
    draft,
    ground,
    planned,
    soon,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting(baseline, ines, acting_as):
    acting_as(ines)


def register_row(appraisal: Appraisal) -> Partnership:
    return Partnership.objects.get(pk=appraisal.partnership_id)


def problems(error) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_low_case_is_decided_by_an_officer_and_told_to_the_register(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    row = register_row(appraisal)
    assert (decision.number, decision.authority, decision.verdict) == (1, "officer", "proceed")
    assert (row.decision, row.decision_expires_on, row.decision_review) == (
        "proceed",
        decision.expires_on,
        "",
    )
    assert decision.decided_by == "Ines Officer"
    event = AuditEvent.objects.get(event="decision.taken")
    assert event.detail["partnership"] == str(row.pk)
    assert event.detail["basis"] == decision.basis_digest


def test_from_medium_on_a_decider_decides(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    with pytest.raises(Refused, match="a decider of your organisation decides"):
        decided(ines.actor, appraisal)
    assert decided(dora.actor, appraisal).authority == "decider"


def test_the_basis_is_canonical_and_its_digest_binds(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    document = json.loads(decision.basis)
    assert basis.text_of(document) == decision.basis
    assert basis.digest_of(document) == decision.basis_digest
    assert document["score"]["appraisal"] == str(appraisal.pk)


def test_what_changed_since_it_was_shown_is_looked_at_again(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    shown = ground(dora.actor, appraisal)
    planned(ines.actor, appraisal)
    with pytest.raises(decide.Moved) as moved:
        decide.decide(appraisal.pk, by=dora.actor, draft=draft(), digest=shown.digest)
    told = basis.changes(shown.document, moved.value.ground.document)
    assert [str(change.sentence) for change in told] == ["Measure M17 was chosen."]
    assert not Decision.objects.exists()


def test_everything_that_is_missing_is_named_with_its_field(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    digest = ground(dora.actor, appraisal).digest
    empty = draft(Course.PROCEED, reasons=" ", expires_on=None)
    with pytest.raises(ValidationError) as error:
        decide.decide(appraisal.pk, by=dora.actor, draft=empty, digest=digest)
    assert set(problems(error)) == {"reasons", "expires_on"}
    late = draft(expires_on=clock.today())
    with pytest.raises(ValidationError) as error:
        decide.decide(appraisal.pk, by=dora.actor, draft=late, digest=digest)
    assert problems(error) == {"expires_on": ["Choose a day after today."]}
    nothing = replace(draft(), course=None)
    with pytest.raises(ValidationError) as error:
        decide.decide(appraisal.pk, by=dora.actor, draft=nothing, digest=digest)
    assert set(problems(error)) == {"verdict"}


def test_with_measures_needs_a_full_plan(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    with pytest.raises(ValidationError, match="No measure is planned yet"):
        decided(dora.actor, appraisal, Course.WITH_MEASURES)
    treat.choose(appraisal.pk, ["M10"], by=ines.actor)
    with pytest.raises(ValidationError, match="no complete plan: M10"):
        decided(dora.actor, appraisal, Course.WITH_MEASURES)
    planned(ines.actor, appraisal, "M10")
    decision = decided(dora.actor, appraisal, Course.WITH_MEASURES)
    assert (decision.band, decision.actual_band) == ("medium", "medium")


def test_a_high_case_is_not_turned_down_before_measures_were_shown(ines, dora):
    appraisal = scored(ines.actor, HIGH)
    with pytest.raises(ValidationError, match="look at the measures"):
        decided(dora.actor, appraisal, Course.DECLINE)
    treat.shown(Appraisal.objects.get(pk=appraisal.pk), by=dora.actor)
    assert decided(dora.actor, appraisal, Course.DECLINE).verdict == "decline"
    assert AuditEvent.objects.filter(event="measures.shown").count() == 1


def test_proceeding_with_a_legal_flag_says_that_transfers_wait(ines, dora):
    appraisal = scored(ines.actor, LEGAL)
    with pytest.raises(ValidationError) as error:
        decided(dora.actor, appraisal)
    assert set(problems(error)) == {"transfers_wait"}
    decision = decided(dora.actor, appraisal, transfers_wait=True)
    assert json.loads(decision.basis)["legal"] == ["export_control"]
    assert register_row(appraisal).legal_checks == ["export_control"]


def test_there_is_nothing_to_say_about_advice_nobody_asked_for(ines):
    appraisal = scored(ines.actor, LOW)
    with pytest.raises(ValidationError) as error:
        decided(ines.actor, appraisal, heed=Heed.FOLLOWED)
    assert set(problems(error)) == {"followed"}
    assert decided(ines.actor, appraisal).followed == "not_asked"


def test_decisions_are_numbered_and_the_latest_is_in_force(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    decided(dora.actor, appraisal, Course.HOLD)
    decided(dora.actor, appraisal)
    row = register_row(appraisal)
    in_force = decisions.in_force(row)
    assert in_force is not None
    assert (in_force.number, row.decision) == (2, "proceed")


def test_units_limit_who_decides(ines, dora, otto, acting_as):
    appraisal = scored(ines.actor, MEDIUM)
    elsewhere = replace(dora.actor, unit_ids=frozenset())
    with pytest.raises(Appraisal.DoesNotExist):
        decide.decide(appraisal.pk, by=elsewhere, draft=draft(), digest="")
    acting_as(otto)
    with pytest.raises(Appraisal.DoesNotExist):
        decide.decide(appraisal.pk, by=otto.actor, draft=draft(), digest="")


def test_a_decided_appraisal_is_not_withdrawn(ines):
    appraisal = scored(ines.actor, LOW)
    decided(ines.actor, appraisal)
    with pytest.raises(Refused, match="A decision has been taken"):
        appraise.withdraw(appraisal.pk, by=ines.actor, because="No longer wanted.")


# --- Review --------------------------------------------------------------------------------
def told(decision: Decision) -> list[str]:
    marks = ReviewMark.objects.filter(decision=decision).order_by("id")
    return [change["text"] for mark in marks for change in mark.detail["changes"]]


def test_a_material_fact_marks_the_decision_and_the_next_one_settles_it(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    row = register_row(appraisal)
    register.edit(row.pk, by=ines.actor, revision=row.revision, title="A better title")
    assert register_row(appraisal).decision_review == ""
    row = register_row(appraisal)
    areas = ["quantum"]
    register.edit(row.pk, by=ines.actor, revision=row.revision, technology_areas=areas)
    assert register_row(appraisal).decision_review == "partnership"
    assert told(decision) == ["The critical technology areas changed."]
    decided(ines.actor, appraisal)
    assert register_row(appraisal).decision_review == ""


def test_the_decision_in_force_is_read_under_the_partnerships_lock(ines):
    """A decision taken at the same moment is waited for, and marked itself if it must be."""
    appraisal = scored(ines.actor, LOW)
    decided(ines.actor, appraisal)
    with CaptureQueriesContext(connection) as captured:
        decide.reconsider(appraisal.partnership_id, because=ReviewReason.PARTNERSHIP, by=ines.actor)
    lock, decision = (
        next(n for n, each in enumerate(captured.captured_queries) if text in each["sql"])
        for text in ("FOR NO KEY UPDATE", 'FROM "diligence_decision"')
    )
    assert '"diligence_partnership"' in captured.captured_queries[lock]["sql"]
    assert lock < decision


def test_the_same_change_is_marked_once(ines):
    appraisal = scored(ines.actor, LOW)
    decided(ines.actor, appraisal)
    for area in ("quantum", "ai"):
        row = register_row(appraisal)
        register.edit(row.pk, by=ines.actor, revision=row.revision, technology_areas=[area])
    assert ReviewMark.objects.count() == 1


def test_other_partners_mark_it(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    row = register_row(appraisal)
    register.edit(row.pk, by=ines.actor, revision=row.revision, partners=[PartnerFactory()])
    assert told(decision) == ["The partners, or what is known of them, changed."]


def test_what_becomes_known_of_a_partner_marks_it(ines):
    from diligence.actions import partners

    partner = PartnerFactory()
    appraisal = scored(ines.actor, LOW)
    PartnershipPartner.objects.create(partnership_id=appraisal.partnership_id, partner=partner)
    decision = decided(ines.actor, appraisal)
    partners.correct(partner.pk, by=ines.actor, revision=partner.revision, city="Elsewhere")
    assert told(decision) == []
    partner.refresh_from_db()
    partners.correct(partner.pk, by=ines.actor, revision=partner.revision, country="CL")
    assert told(decision) == ["The partners, or what is known of them, changed."]


def test_ending_asks_for_no_review_and_resuming_compares_again(ines):
    appraisal = scored(ines.actor, LOW)
    decided(ines.actor, appraisal)
    register.end(appraisal.partnership_id, by=ines.actor, ends_on=clock.today())
    assert not ReviewMark.objects.exists()
    register.resume(appraisal.partnership_id, by=ines.actor)
    assert not ReviewMark.objects.exists()


def test_taking_the_appraisal_up_again_marks_it(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    appraise.reopen(appraisal.pk, by=ines.actor, because="A new partner joins.")
    assert told(decision) == ["The appraisal was taken up again."]
    assert register_row(appraisal).decision_review == "appraisal"


def test_a_new_appraisal_marks_it_and_is_the_one_to_decide_on(ines):
    appraisal = scored(ines.actor, LOW)
    decision = decided(ines.actor, appraisal)
    appraise.start(appraisal.partnership_id, by=ines.actor)
    assert told(decision) == ["Another appraisal of the partnership was begun."]
    with pytest.raises(Refused, match="newer appraisal"):
        decided(ines.actor, appraisal)


def test_carrying_out_the_plan_asks_for_no_review_and_dropping_does(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    row = planned(ines.actor, appraisal)
    decision = decided(dora.actor, appraisal, Course.WITH_MEASURES)
    treat.done(row.pk, by=ines.actor)
    treat.choose(appraisal.pk, ["M20"], by=ines.actor)
    assert told(decision) == []
    treat.drop(row.pk, by=ines.actor, because="Too dear.")
    assert told(decision) == ["Measure %(measure)s was dropped."]
    assert register_row(appraisal).decision_review == "measures"


def test_another_plan_marks_it(ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    row = planned(ines.actor, appraisal)
    decision = decided(dora.actor, appraisal, Course.WITH_MEASURES)
    later = treat.Plan("IT security", soon(90))
    treat.plan(row.pk, later, by=ines.actor, revision=row.revision)
    assert told(decision) == ["The plan of measure %(measure)s changed."]


def test_a_clearance_and_its_end_mark_it(ines, dora):
    appraisal = scored(ines.actor, LEGAL)
    decision = decided(dora.actor, appraisal, transfers_wait=True)
    gate = next(g for g in ground(ines.actor, appraisal).now.gates if g.legal)
    finding = clear.Finding("licence", "Licence granted.", "EX-1")
    row = clear.record(appraisal.pk, gate.key, finding, by=ines.actor)
    assert told(decision) == ["A clearance of %(flag)s (%(question)s) was recorded."]
    decision = decided(dora.actor, appraisal)
    clear.end(row.pk, by=ines.actor, because="Licence revoked.")
    assert told(decision) == ["%(flag)s (%(question)s) is no longer cleared."]
    assert register_row(appraisal).decision_review == ReviewReason.CLEARANCE


def test_nothing_is_marked_where_nothing_is_decided(ines):
    appraisal = scored(ines.actor, LOW)
    because = ReviewReason.PARTNERSHIP
    assert decide.reconsider(appraisal.partnership_id, because=because, by=ines.actor) is None


def test_expiry_is_read_from_the_day(ines):
    appraisal = scored(ines.actor, LOW)
    decided(ines.actor, appraisal, expires_on=soon(10))
    row = register_row(appraisal)
    assert not row.has_expired(soon(10))
    assert row.has_expired(soon(10) + timedelta(days=1))
    assert (row.decision, row.decision_review) == ("proceed", "")
