"""Take, assign, release, arrange, close: who may, what is stored, what is told."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from advisory.actions import triage
from advisory.actions.triage import Place
from advisory.choices import ReferralState
from advisory.domain.triage import FIRST, LAST
from advisory.models import Referral
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for, new_id
from tests.factories.queue import referral
from tests.factories.referrals import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(hub, ada, acting_as):
    found = referral(hub)
    acting_as(ada)
    return found


def events():
    return list(AuditEvent.objects.order_by("at", "id").values_list("event", flat=True))


def again(row):
    return Referral.objects.get(pk=row.pk)


def test_taking_holds_it_and_goes_on_record(row, ada):
    triage.take(row.pk, by=ada.actor)
    taken = again(row)
    assert (taken.state, taken.assignee) == (ReferralState.TAKEN, ada.membership.pk)
    assert (taken.assignee_name, taken.revision) == ("Ada Adviser", 2)
    assert taken.taken_at is not None
    entry = AuditEvent.objects.get(event="referral.taken")
    assert (entry.subject_id, entry.by) == (row.pk, "Ada Adviser")


def test_whoever_comes_second_reads_who_was_first(row, ada, bram):
    triage.take(row.pk, by=ada.actor)
    with pytest.raises(Refused, match=f"Ada Adviser holds {row.code}"):
        triage.take(row.pk, by=bram.actor)
    with pytest.raises(Refused, match="You hold"):
        triage.take(row.pk, by=ada.actor)
    assert again(row).assignee == ada.membership.pk
    assert events().count("referral.taken") == 1


def test_only_advisers_of_the_hub_take(row, hub, stella, otto):
    for stranger in (stella, otto):
        with pytest.raises(Refused):
            triage.take(row.pk, by=stranger.actor)
    assert again(row).state == ReferralState.QUEUED


def test_another_hubs_case_is_not_there(row, hugo):
    with acting_for(hugo.organisation), pytest.raises(Referral.DoesNotExist):
        triage.take(row.pk, by=hugo.actor)


def test_an_adviser_assigns_to_a_colleague_and_only_to_one(row, ada, bram, hugo):
    triage.assign(row.pk, by=ada.actor, to=bram.membership.pk)
    assert again(row).assignee_name == "Bram Adviser"
    assert again(row).state == ReferralState.TAKEN
    with pytest.raises(Refused, match="holds"):
        triage.assign(row.pk, by=ada.actor, to=bram.membership.pk)
    with pytest.raises(ValidationError) as refused:
        triage.assign(row.pk, by=ada.actor, to=hugo.membership.pk)
    assert refused.value.message_dict["to"] == ["Choose an adviser of this hub."]


def test_assigning_moves_a_drafted_case_without_changing_its_state(hub, ada, bram, acting_as):
    drafted = referral(hub, state="drafted", assignee=ada.membership.pk, assignee_name="Ada")
    acting_as(ada)
    triage.assign(drafted.pk, by=ada.actor, to=bram.membership.pk)
    assert again(drafted).state == ReferralState.DRAFTED


def test_releasing_puts_it_back(row, ada, bram):
    triage.take(row.pk, by=ada.actor)
    triage.release(row.pk, by=bram.actor)
    free = again(row)
    assert (free.state, free.assignee, free.assignee_name) == (ReferralState.QUEUED, None, "")
    with pytest.raises(Refused):
        triage.release(row.pk, by=ada.actor)


def test_a_waiting_case_keeps_its_clock_still_when_released_and_taken(hub, ada, bram, acting_as):
    waiting = referral(hub, state="waiting", assignee=ada.membership.pk, assignee_name="Ada")
    acting_as(ada)
    triage.release(waiting.pk, by=ada.actor)
    assert (again(waiting).state, again(waiting).assignee) == (ReferralState.WAITING, None)
    triage.take(waiting.pk, by=bram.actor)
    held = again(waiting)
    assert (held.state, held.assignee) == (ReferralState.WAITING, bram.membership.pk)
    assert held.paused_at is not None


def test_many_at_once_name_those_that_somebody_holds(hub, row, ada, bram):
    other = referral(hub)
    triage.take(row.pk, by=bram.actor)
    done = triage.take_many([row.pk, other.pk, other.pk], by=ada.actor)
    assert [changed.pk for changed in done.changed] == [other.pk]
    assert done.refused[0][0] == row.code
    assert "Bram Adviser" in done.refused[0][1]


@pytest.mark.parametrize("count", [0, triage.MOST + 1])
def test_many_are_at_least_one_and_not_too_many(row, ada, count):
    with pytest.raises(ValidationError):
        triage.take_many([new_id() for _ in range(count)], by=ada.actor)


def test_a_place_by_hand_needs_a_reason_and_stays_until_the_rule_decides_again(row, ada):
    with pytest.raises(ValidationError, match="Say why"):
        triage.prioritise(row.pk, by=ada.actor, place=Place.FIRST, because="  ")
    triage.prioritise(row.pk, by=ada.actor, place=Place.FIRST, because="The minister asked.")
    assert again(row).priority == FIRST
    triage.set_due(
        row.pk, by=ada.actor, due_on=clock.today() + timedelta(days=90), because="Agreed."
    )
    assert again(row).priority == FIRST
    triage.prioritise(row.pk, by=ada.actor, place=Place.LAST, because="Withdrawn soon.")
    assert again(row).priority == LAST
    triage.prioritise(row.pk, by=ada.actor, place=Place.WORKED_OUT, because="")
    back = again(row)
    assert FIRST < back.priority < LAST
    assert back.priority_set_by == ""


def test_a_new_due_date_moves_the_case_and_needs_a_reason(row, ada):
    before = again(row)
    day = before.due_on + timedelta(days=10)
    triage.set_due(row.pk, by=ada.actor, due_on=day, because="An authority was asked.")
    assert again(row).due_on == day
    assert again(row).priority == before.priority + 10
    detail = AuditEvent.objects.get(event="referral.due_changed").detail
    assert detail["from"] == before.due_on.isoformat()
    assert detail["because"] == "An authority was asked."
    for given, field in (
        ({"due_on": clock.today() - timedelta(days=1), "because": "x"}, "due_on"),
        ({"due_on": day, "because": ""}, "because"),
    ):
        with pytest.raises(ValidationError) as refused:
            triage.set_due(row.pk, by=ada.actor, **given)
        assert set(refused.value.message_dict) == {field}


def test_closing_ends_it_for_good(row, ada):
    with pytest.raises(ValidationError):
        triage.close(row.pk, by=ada.actor, because="")
    triage.close(row.pk, by=ada.actor, because="Sent twice.")
    closed = again(row)
    assert (closed.state, closed.closed_because) == (ReferralState.CLOSED, "Sent twice.")
    for step in (triage.take, triage.release):
        with pytest.raises(Refused):
            step(row.pk, by=ada.actor)


def test_closing_a_waiting_case_lets_the_clock_go(hub, ada, acting_as):
    waiting = referral(hub, state="waiting", assignee=ada.membership.pk, assignee_name="Ada")
    acting_as(ada)
    triage.close(waiting.pk, by=ada.actor, because="Recalled by telephone.")
    assert again(waiting).paused_at is None


def test_the_organisation_reads_in_its_own_record_what_happened(ines, hub, ada, baseline):
    key = received(ines, hub)
    day = clock.today() + timedelta(days=40)
    with acting_for(hub):
        triage.take(key, by=ada.actor)
        triage.set_due(key, by=ada.actor, due_on=day, because="An authority was asked.")
        triage.close(key, by=ada.actor, because="Asked elsewhere.")
    with acting_for(ines.organisation):
        told = AuditEvent.objects.filter(event__startswith="consultation.").order_by("id")
        words = [(entry.event, entry.by) for entry in told]
    assert ("consultation.taken", "Hub NL") in words
    assert ("consultation.due_changed", "Hub NL") in words
    assert ("consultation.closed", "Hub NL") in words
    assert not any("Ada" in by for _event, by in words)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_holds_it(hub, ada, bram):
    row = referral(hub)
    barrier, told = threading.Barrier(2), {}

    def take(who):
        try:
            with acting_for(hub):
                barrier.wait()
                triage.take(row.pk, by=who.actor)
            told[who.user.name] = "holds"
        except Refused as refusal:
            told[who.user.name] = refusal.reason
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[who]) for who in (ada, bram)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    holder = next(name for name, said in told.items() if said == "holds")
    other = next(said for said in told.values() if said != "holds")
    assert other.startswith(f"{holder} holds {row.code}")
    with acting_for(hub):
        assert again(row).assignee_name == holder
