"""Putting off: for a reason, until a day, for everybody, and taken back by anybody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from advisory.actions import ask
from advisory.actions.ask import Asked
from diligence.actions import appraise, put_off
from diligence.models import Consultation, Partnership, Snooze
from diligence.queries import due
from portal import clock
from portal.authority import Refused
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for, new_id
from tests.factories import PartnershipFactory, UnitFactory, limited_to
from tests.factories.referrals import taken

pytestmark = pytest.mark.django_db


def day(count=0):
    return clock.today() + timedelta(days=count)


@pytest.fixture
def start(ines, acting_as):
    acting_as(ines)
    return PartnershipFactory(starts_on=day(3), title="Quantum sensing")


def rest(row, by, until=5, because="Waits for the contract", **more):
    return put_off.put_off("start", row.pk, until=day(until), because=because, by=by.actor, **more)


def awake(by):
    found = due.items(by.actor, clock.today())
    return [item.subject for item in due.awake(found, due.snoozed(clock.today()))]


def test_it_rests_until_its_day_and_comes_back_by_itself(start, ines):
    rest(start, ines, until=5)
    assert awake(ines) == []
    assert [item.subject for item in due.items(ines.actor, clock.today())] == [start.pk]
    with clock.set_to(clock.now() + timedelta(days=5)):
        assert awake(ines) == [start.pk]


def test_anybody_makes_it_due_again(start, ines, dora):
    row = rest(start, ines)
    put_off.take_back(row.pk, by=dora.actor)
    put_off.take_back(row.pk, by=ines.actor)
    assert awake(ines) == [start.pk]
    row.refresh_from_db()
    assert row.ended_by == "Dora Decider"
    events = AuditEvent.objects.filter(event__startswith="due.").order_by("id")
    assert [(event.event, event.by) for event in events] == [
        ("due.put_off", "Ines Officer"),
        ("due.taken_back", "Dora Decider"),
    ]
    assert events[0].detail["partnership"] == str(start.pk)


def test_once_more_replaces_the_earlier(start, ines):
    rest(start, ines, until=5)
    rest(start, ines, until=9, because="The contract waits")
    assert [str(row.until) for row in Snooze.objects.filter(ended_at=None)] == [str(day(9))]
    with clock.set_to(clock.now() + timedelta(days=20)):
        rest(start, ines, until=25)
        assert awake(ines) == []


@pytest.mark.parametrize(
    ("field", "how"),
    [
        ("until", {"until": 0}),
        ("until", {"until": -3}),
        ("until", {"until": 181}),
        ("because", {"because": " \x00 "}),
        ("because", {"because": "x" * 301}),
    ],
)
def test_a_day_ahead_and_a_reason_are_needed(start, ines, field, how):
    with pytest.raises(ValidationError) as told:
        rest(start, ines, **how)
    assert list(told.value.message_dict) == [field]
    assert not Snooze.objects.exists()


def test_the_hubs_day_does_not_go_by_unsaid(baseline, ines, ada):
    key = taken(ines, ada)
    with acting_for(ada.organisation):
        ask.ask(key, questions=[Asked("B4", "Which unit?")], message="Thanks.", by=ada.actor)
    with acting_for(ines.organisation):
        subject = Consultation.objects.get().pk
        how = {"because": "The dean is away", "by": ines.actor}
        put_off.put_off("reply", subject, until=day(7), **how)
        with pytest.raises(ValidationError) as told:
            put_off.put_off("reply", subject, until=day(8), **how)
        assert list(told.value.message_dict) == ["knowing"]
        put_off.put_off("reply", subject, until=day(8), knowing=True, **how)


def test_only_what_is_due_can_rest(start, ines, baseline):
    appraise.start(start.pk, by=ines.actor)
    with pytest.raises(Partnership.DoesNotExist):
        rest(start, ines)
    with pytest.raises(Partnership.DoesNotExist):
        put_off.put_off("nonsense", new_id(), until=day(2), because="x", by=ines.actor)


def test_only_those_who_work_on_it(start, ines, stella, dora):
    with pytest.raises(Refused):
        rest(start, stella)
    with pytest.raises(Partnership.DoesNotExist):
        rest(start, dora)
    row = rest(start, ines)
    elsewhere = limited_to(dora, UnitFactory())
    with pytest.raises(Snooze.DoesNotExist):
        put_off.take_back(row.pk, by=elsewhere)


def test_nobody_else_s(start, ines, otto):
    row = rest(start, ines)
    with acting_for(otto.organisation), pytest.raises(Snooze.DoesNotExist):
        put_off.take_back(row.pk, by=otto.actor)
