"""All that is due of an organisation: what belongs to it, who sees it, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advisory.actions import ask
from advisory.actions.ask import Asked
from diligence.actions import appraise, clear, register
from diligence.domain.due import Because, Kind
from diligence.models import ChosenMeasure, Clearance, ColleagueRequest, Partnership
from diligence.queries import due
from portal import clock
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, UnitFactory, limited_to
from tests.factories.consultations import scored
from tests.factories.decisions import LOW, MEDIUM, decided, planned, soon
from tests.factories.referrals import taken

pytestmark = pytest.mark.django_db


def told(actor, **wanted):
    found = due.items(actor, clock.today(), due.Wanted(**wanted))
    return [(item.kind, item.because, item.due) for item in found]


@pytest.fixture
def at_home(ines, acting_as):
    acting_as(ines)


def day(count=0):
    return clock.today() + timedelta(days=count)


def test_starts_of_what_nobody_has_appraised(at_home, ines):
    PartnershipFactory(starts_on=day(9))
    PartnershipFactory(starts_on=day(-9))
    PartnershipFactory(starts_on=None)
    PartnershipFactory(starts_on=day(9), state="ended")
    PartnershipFactory(starts_on=day(-90), ends_on=day(-1))
    PartnershipFactory(starts_on=day(9), discarded_at=clock.now())
    assert told(ines.actor) == [
        (Kind.START, Because.STARTED, day(-9)),
        (Kind.START, Because.STARTS, day(9)),
    ]
    assert due.undated(ines.actor) == 1


def test_an_appraisal_under_way_takes_the_place_of_the_start(baseline, at_home, ines):
    row = PartnershipFactory(starts_on=day(30))
    appraisal = appraise.start(row.pk, by=ines.actor)
    assert told(ines.actor) == [(Kind.APPRAISAL, Because.TRIAGE, day(30))]
    appraise.withdraw(appraisal.pk, by=ines.actor, because="By mistake")
    assert told(ines.actor) == [(Kind.START, Because.STARTS, day(30))]


def test_a_result_waits_for_whoever_decides_it(baseline, at_home, ines, dora):
    scored(ines.actor, LOW)
    assert told(ines.actor) == [(Kind.DECISION, Because.RESULT, day(14))]
    scored(ines.actor, MEDIUM)
    assert len(told(ines.actor, kind="decision")) == 1
    assert len(told(dora.actor, kind="decision")) == 2


def test_a_decision_in_force_ends_and_what_it_rests_on_changes(baseline, at_home, ines, dora):
    appraisal = scored(ines.actor, LOW)
    decided(dora.actor, appraisal, expires_on=day(90))
    assert told(ines.actor) == [(Kind.EXPIRY, Because.EXPIRES, day(90))]
    row = Partnership.objects.get(pk=appraisal.partnership_id)
    register.edit(row.pk, by=ines.actor, revision=row.revision, activities=["data", "centre"])
    assert (Kind.DECISION, Because.REVIEW, day(14)) in told(dora.actor)


def test_measures_and_clearances(baseline, at_home, ines, dora):
    appraisal = scored(ines.actor, "K01")
    planned(dora.actor, appraisal, due_on=soon(20))
    assert (Kind.MEASURE, Because.PLANNED, day(20)) in told(dora.actor)
    ChosenMeasure.objects.update(state="done")
    assert (Kind.MEASURE, Because.EVIDENCE, day(20)) in told(dora.actor)
    Clearance.objects.create(
        appraisal=appraisal,
        question="C1",
        option="yes",
        flag="LEGAL-EXPORT",
        kind="licence",
        reason="Licence 7",
        valid_until=day(40),
        by="Dora Decider",
    )
    (item,) = due.items(dora.actor, clock.today(), due.Wanted(kind="clearance"))
    assert (item.due, item.firm, item.step) == (day(40), True, appraisal.pk)
    clear.end(Clearance.objects.get().pk, by=dora.actor, because="Withdrawn")
    assert told(dora.actor, kind="clearance") == []


def test_a_later_result_replaces_what_came_before(baseline, at_home, ines, dora):
    appraisal = scored(ines.actor, MEDIUM)
    planned(dora.actor, appraisal, due_on=soon(20))
    assert told(dora.actor, kind="measure")
    with clock.set_to(clock.now() + timedelta(hours=1)):
        scored(ines.actor, LOW, partnership=Partnership.objects.get(pk=appraisal.partnership_id))
    assert told(dora.actor, kind="measure") == []


def test_the_hubs_question(baseline, ines, ada):
    key = taken(ines, ada)
    with acting_for(ada.organisation):
        ask.ask(key, questions=[Asked("B4", "Which unit?")], message="Thanks.", by=ada.actor)
    with acting_for(ines.organisation):
        assert told(ines.actor) == [(Kind.REPLY, Because.ASKED, day(7))]


def test_a_colleagues_reply(baseline, at_home, ines):
    appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
    row = ColleagueRequest.objects.create(
        appraisal=appraisal,
        purpose="ask",
        to_name="Vera",
        created_by="Ines",
        expires_at=clock.now() + timedelta(days=5),
    )
    assert told(ines.actor, kind="colleague") == [(Kind.COLLEAGUE, Because.LAPSES, day(5))]
    row.state, row.replied_at = "replied", clock.now()
    row.save()
    assert told(ines.actor, kind="colleague") == [(Kind.COLLEAGUE, Because.REPLIED, day(7))]
    row.state = "settled"
    row.save()
    assert told(ines.actor, kind="colleague") == []


def test_units_and_words_narrow(at_home, ines, university_a):
    chemistry, physics = UnitFactory(), UnitFactory()
    here = PartnershipFactory(starts_on=day(1), unit=chemistry, title="Quantum sensing")
    PartnershipFactory(starts_on=day(2), unit=physics)
    limited = limited_to(cast.member(university_a, "Nora", Role.OFFICER), chemistry)
    for actor, wanted in (
        (limited, {}),
        (ines.actor, {"units": frozenset({chemistry.pk})}),
        (ines.actor, {"q": "quantum sens"}),
        (ines.actor, {"partnership": here.pk}),
    ):
        found = due.items(actor, clock.today(), due.Wanted(**wanted))
        assert [item.partnership for item in found] == [here.pk]
    assert due.items(limited, clock.today(), due.Wanted(units=frozenset({physics.pk}))) == []


def test_nobody_is_told_of_what_they_cannot_move_on(baseline, at_home, ines, dora, stella):
    PartnershipFactory(starts_on=day(1))
    scored(ines.actor, MEDIUM)
    assert [kind for kind, _b, _d in told(dora.actor)] == [Kind.DECISION]
    assert [kind for kind, _b, _d in told(ines.actor)] == [Kind.START]
    assert told(stella.actor) == []


def test_other_organisations_have_their_own(ines, otto, acting_as):
    with acting_for(otto.organisation):
        PartnershipFactory(starts_on=day(1))
    acting_as(ines)
    assert told(ines.actor) == []


def _everything(ines, dora, count):
    for _ in range(count):
        PartnershipFactory(starts_on=day(1))
        appraise.start(PartnershipFactory(starts_on=day(2)).pk, by=ines.actor)
    appraisal = scored(ines.actor, MEDIUM)
    planned(dora.actor, appraisal)


def test_the_number_of_statements_is_flat(baseline, at_home, ines, dora):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = due.items(ines.actor, clock.today())
            due.partnerships_of(found)
        return len(seen)

    _everything(ines, dora, 1)
    few = statements()
    _everything(ines, dora, 12)
    assert statements() == few == 9
