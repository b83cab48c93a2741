"""Deciding low cases together: each on its own basis, the refused ones with the reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import appraise, decide, decide_low, treat
from diligence.actions.decide_low import Chosen
from diligence.domain.low import MOST
from diligence.models import Appraisal, Decision, Partnership
from diligence.queries import decisions, low
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories import UnitFactory, limited_to
from tests.factories.consultations import scored
from tests.factories.decisions import HIGH, LEGAL, LOW, MEDIUM, decided, ground, soon

pytestmark = pytest.mark.django_db

REASONS = "Nothing asks for more."


@pytest.fixture(autouse=True)
def _acting(acting_as, ines, baseline):
    acting_as(ines)


@pytest.fixture
def case(ines):
    """`case("K29")`: a scored appraisal."""
    return lambda name=LOW: scored(ines.actor, name)


def shown(by, *rows: Appraisal) -> list[Chosen]:
    """The cases as the preview shows them."""
    told = decide_low.weigh([row.pk for row in rows], by=by)
    return [Chosen(item.appraisal.pk, item.ground.digest) for item in told if item.ground]


def take(by, chosen, **given):
    told = {"reasons": REASONS, "expires_on": soon(900)} | given
    return decide_low.decide_all(chosen, by=by, **told)


def test_each_becomes_a_decision_of_its_own_bound_to_what_was_shown(case, ines):
    rows = [case(), case()]
    chosen = shown(ines.actor, *rows)
    taken = take(ines.actor, chosen)
    assert [item.refused for item in taken] == ["", ""]
    stored = Decision.objects.order_by("decided_at")
    assert {row.basis_digest for row in stored} == {item.digest for item in chosen}
    assert len({row.basis_digest for row in stored}) == 2
    assert {(row.verdict, row.reasons, row.number, row.authority) for row in stored} == {
        ("proceed", REASONS, 1, "officer")
    }
    events = AuditEvent.objects.filter(event="decision.taken")
    assert {event.detail["basis"] for event in events} == {item.digest for item in chosen}


def test_the_ground_of_many_is_the_ground_of_each(case, ines):
    rows = [case(), case(MEDIUM), case(LEGAL)]
    treat.choose(rows[1].pk, ["M17"], by=ines.actor)
    found = low.grounds(low.current(ines.actor, [row.pk for row in rows]), clock.today())
    for row in rows:
        alone = ground(ines.actor, row)
        assert found[row.pk].document == alone.document
        assert found[row.pk].digest == alone.digest


def test_what_is_left_to_weigh_is_not_decided_in_passing(case, ines, dora):
    medium, high, legal, planned = case(MEDIUM), case(HIGH), case(LEGAL), case()
    treat.choose(planned.pk, ["M17"], by=ines.actor)
    rows = [medium, high, legal, planned]
    digests = [Chosen(row.pk, ground(ines.actor, row).digest) for row in rows]
    for by in (ines.actor, dora.actor):
        taken = take(by, digests)
        assert [item.decision for item in taken] == [None] * 4
        told = [item.refused for item in taken]
        assert "not low" in told[0]
        assert "Measures are planned" in told[3]
        assert all(told)
    assert not Decision.objects.exists()


def test_what_moved_since_it_was_shown_is_refused_and_the_others_are_decided(case, ines):
    moved, other = case(), case()
    chosen = shown(ines.actor, moved, other)
    Partnership.objects.filter(pk=moved.partnership_id).update(
        ends_on=clock.today() + timedelta(days=400)
    )
    taken = take(ines.actor, chosen)
    assert "has changed meanwhile" in taken[0].refused
    assert taken[1].decision is not None
    assert Decision.objects.count() == 1


def test_a_list_confirmed_twice_decides_once(case, ines, dora):
    chosen = shown(ines.actor, case())
    take(ines.actor, chosen)
    again = take(dora.actor, chosen)
    assert "decided already" in again[0].refused
    assert Decision.objects.count() == 1


def test_two_who_confirm_at_the_same_moment_decide_once(case, ines, dora, monkeypatch):
    row = case()
    chosen = shown(ines.actor, row)
    weighed = decide_low.weigh([row.pk], by=dora.actor)
    decided(ines.actor, row)
    # Dora's list was read before the decision of Ines was stored.
    monkeypatch.setattr(decide_low, "weigh", lambda keys, by: weighed)
    (item,) = take(dora.actor, chosen)
    assert (item.decision, item.refused) == (None, "Somebody else decided it meanwhile.")
    assert Decision.objects.count() == 1


def test_a_newer_appraisal_closes_the_older_result(case, ines):
    row = case()
    chosen = shown(ines.actor, row)
    appraise.start(row.partnership_id, by=ines.actor)
    (item,) = take(ines.actor, chosen)
    assert "newer appraisal" in item.refused


def test_a_digest_that_was_never_shown_binds_nothing(case, ines):
    (item,) = take(ines.actor, [Chosen(case().pk, "0" * 64)])
    assert "has changed meanwhile" in item.refused


def test_what_the_form_would_refuse_is_refused_here_too(case, ines):
    (item,) = take(ines.actor, shown(ines.actor, case()), reasons=" ")
    assert "Say why" in item.refused
    (item,) = take(ines.actor, shown(ines.actor, case()), expires_on=clock.today())
    assert "after today" in item.refused


def test_more_than_can_be_looked_at_is_refused(case, ines):
    (one,) = shown(ines.actor, case())
    with pytest.raises(Refused, match="at most 200"):
        take(ines.actor, [one] * (MOST + 1))


def test_cases_of_other_units_are_not_there(case, ines):
    row = case()
    chosen = shown(ines.actor, row)
    assert take(limited_to(ines, UnitFactory()), chosen) == []
    assert not Decision.objects.exists()


def test_weighing_costs_the_same_for_one_and_for_many(case, ines):
    rows = [case() for _ in range(6)]
    keys = [row.pk for row in rows]
    decide_low.weigh(keys[:1], by=ines.actor)
    with CaptureQueriesContext(connection) as one:
        decide_low.weigh(keys[:1], by=ines.actor)
    with CaptureQueriesContext(connection) as six:
        assert len(decide_low.weigh(keys, by=ines.actor)) == 6
    assert len(six) == len(one)


def test_only_a_reason_given_for_several_cases_is_offered_again(case, ines):
    assert low.standard_reasons(ines.actor) == ""
    decided(ines.actor, case(), reasons="Professor Lind explained the one open point.")
    assert low.standard_reasons(ines.actor) == ""
    take(ines.actor, shown(ines.actor, case(), case()))
    assert low.standard_reasons(ines.actor) == REASONS
    elsewhere = replace(ines.actor, unit_ids=frozenset({UnitFactory().pk}))
    assert low.standard_reasons(elsewhere) == "", "given for cases of other units"


def test_an_officer_may_take_what_may_on_says(case, ines, stella):
    row = case()
    alone = ground(ines.actor, row)
    today = clock.today()
    assert decide.may(ines.actor, alone, alone.case(today))
    assert not decide.may_on(ines.actor, row, alone.case(today), newest=False)
    assert not decide.may(stella.actor, alone, alone.case(today))
    assert decisions.in_force(row.partnership) is None
