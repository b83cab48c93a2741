"""Bells: nothing due is lost, nothing is claimed twice, and a missing broker fails nobody."""

import logging
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from celery import Celery
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from portal import bells, clock, tasks
from portal import celery as portal_celery
from portal.models import Bell
from portal.tenancy import NotActingError, acting_for, acting_id, new_id

KIND = "test"


@pytest.fixture(autouse=True)
def _task(monkeypatch):
    monkeypatch.setitem(bells.TASKS, KIND, "test.task")


@pytest.fixture
def sent(monkeypatch):
    """The messages that would have been sent."""
    messages = []

    def send_task(name, args, headers, **_):
        messages.append((name, *args, headers))

    monkeypatch.setattr(portal_celery.app, "send_task", send_task)
    return messages


def due(bell: Bell) -> Bell:
    """Let the bell have been due for an hour."""
    bell.due_at = datetime.now(UTC) - timedelta(hours=1)
    bell.save()
    return bell


def ring(owner) -> Bell:
    with acting_for(owner):
        subject = new_id()
        bells.ring_later(KIND, subject)
        return Bell.objects.get(subject=subject)


@pytest.mark.django_db
def test_a_bell_needs_to_know_for_whom():
    with pytest.raises(NotActingError):
        bells.ring_later(KIND, new_id())


@pytest.mark.django_db(transaction=True)
def test_the_message_leaves_after_the_commit_with_identifiers_only(university_a, sent):
    with acting_for(university_a):
        subject = new_id()
        bells.ring_later(KIND, subject)
        assert sent == []
    assert sent == [("test.task", str(subject), str(university_a.pk), {})]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_cause_rings_nobody(university_a, sent):
    def fail_after_ringing():
        with acting_for(university_a):
            bells.ring_later(KIND, new_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_ringing()
    assert sent == []
    assert not Bell.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_nothing_and_takes_no_long_time(
    university_a, monkeypatch, caplog, settings, tmp_path
):
    away = Celery("away", broker=f"redis+socket://{tmp_path}/nobody.sock")
    away.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    away.conf.broker_connection_timeout = settings.CELERY_BROKER_CONNECTION_TIMEOUT
    away.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr(portal_celery, "app", away)
    begun = time.monotonic()
    with caplog.at_level(logging.ERROR), acting_for(university_a):
        subject = new_id()
        bells.ring_later(KIND, subject)
    assert time.monotonic() - begun < 2
    assert "on_commit" in caplog.text
    assert Bell.objects.get().subject == subject


@pytest.mark.django_db
def test_ringing_again_for_the_same_subject_starts_afresh(university_a):
    bell = ring(university_a)
    Bell.objects.filter(pk=bell.pk).update(attempts=7, last_error="broken", claimed_at=clock.now())
    with acting_for(university_a):
        bells.ring_later(KIND, bell.subject)
    again = Bell.objects.get()
    assert (again.pk, again.attempts, again.last_error) == (bell.pk, 0, "")
    assert again.claimed_at is None


@pytest.mark.django_db
def test_what_is_not_due_yet_is_left_alone(university_a):
    bell = ring(university_a)
    assert bells.sweep(lambda *_a, **_k: pytest.fail("too early")) == 0
    assert bell.due_at - datetime.now(UTC) > timedelta(seconds=5)


@pytest.mark.django_db
def test_the_sweeper_works_for_every_organisation_without_acting_for_any(
    university_a, university_b, sent
):
    rung = [due(ring(owner)) for owner in (university_a, university_b)]
    with pytest.raises(NotActingError):
        acting_id()
    assert bells.sweep() == 2
    assert {message[1] for message in sent} == {str(bell.subject) for bell in rung}
    assert {message[2] for message in sent} == {str(university_a.pk), str(university_b.pk)}


@pytest.mark.django_db
def test_a_swept_bell_rests_longer_after_every_attempt_and_is_given_up_in_the_end(
    university_a, sent
):
    bell = due(ring(university_a))
    rests = []
    for _ in range(bells.MAX_ATTEMPTS):
        assert bells.sweep() == 1
        bell.refresh_from_db()
        rests.append((bell.due_at - bell.claimed_at).total_seconds())
        due(bell)
    assert rests[:5] == [15, 30, 60, 120, 240]
    assert rests[-1] == bells.LONGEST_LEASE.total_seconds()
    assert bells.sweep() == 0
    assert bells.failing() == [bell]
    assert len(sent) == bells.MAX_ATTEMPTS


@pytest.mark.django_db
def test_the_operator_can_have_what_was_given_up_rung_again(university_a, sent):
    bell = due(ring(university_a))
    Bell.objects.update(attempts=bells.MAX_ATTEMPTS)
    waiting = ring(university_a)
    assert bells.ring_again() == 1
    assert bells.failing() == []
    assert bells.sweep() == 1
    assert sent[0][1] == str(bell.subject)
    assert bells.ring_again(everything=True) == 2
    assert bells.sweep() == 2
    assert {message[1] for message in sent} == {str(bell.subject), str(waiting.subject)}


@pytest.mark.django_db
def test_when_the_broker_fails_the_sweeper_gives_its_claims_back(university_a):
    due(ring(university_a))

    def fail(*_args, **_kwargs):
        raise ConnectionError("The broker is away.")

    with pytest.raises(ConnectionError):
        bells.sweep(fail)
    assert Bell.objects.get().attempts == 0
    assert bells.sweep(lambda *_a, **_k: None) == 1


@pytest.mark.django_db
def test_a_bell_that_no_task_answers_is_named(university_a, caplog):
    bell = due(ring(university_a))
    Bell.objects.update(kind="unheard")
    assert bells.sweep(lambda *_a, **_k: pytest.fail("nobody to send to")) == 1
    assert str(bell.subject) in caplog.text


@pytest.mark.django_db
def test_unswept_bells_show_that_nobody_works(university_a):
    bell = ring(university_a)
    assert bells.unswept() == 0
    bell.due_at = datetime.now(UTC) - timedelta(minutes=2)
    bell.save()
    assert bells.unswept() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_share_the_bells_and_none_twice(university_a):
    subjects = [due(ring(university_a)).subject for _ in range(20)]
    rung: list[uuid.UUID] = []
    inside = threading.Barrier(2, timeout=10)

    def sweeper() -> None:
        # Both have claimed before either has committed.
        waited = []

        def note(_kind, subject, _owner, **_):
            if not waited:
                waited.append(inside.wait())
            rung.append(subject)

        try:
            with bells.transaction.atomic():
                for claimed in bells.claim_due(limit=10):
                    note(*claimed[:3])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweeper) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(rung) == sorted(subjects)


# -- the base of tasks -----------------------------------------------------------------------------
@tasks.shared_task(name="test.acting", base=tasks.ActingTask, bell=KIND)
def acting_task(subject, outcome=""):
    if outcome:
        raise ValueError(outcome)
    return subject, acting_id(), clock.now()


@pytest.mark.django_db
def test_a_task_runs_inside_its_organisations_walls(university_a):
    subject = new_id()
    got, owner, _now = acting_task(str(subject), str(university_a.pk))
    assert (got, owner) == (subject, university_a.pk)
    with pytest.raises(NotActingError):
        acting_id()


@pytest.mark.django_db
def test_a_failing_task_says_so_on_its_bell_and_raises(university_a):
    bell = ring(university_a)
    with pytest.raises(ValueError, match="broken data"):
        acting_task(str(bell.subject), str(university_a.pk), outcome="broken data")
    [failing] = bells.failing()
    assert failing.last_error == "ValueError: broken data"
    assert bells.of(KIND, bell.subject) == failing
    assert bells.of(KIND, new_id()) is None


@pytest.mark.django_db
def test_a_lasting_failure_is_left_to_the_operator_at_once(university_a, sent):
    bell = due(ring(university_a))
    bells.complain(KIND, bell.subject, ValueError("unsound"), lasting=True)
    assert bells.sweep() == 0
    [failing] = bells.failing(university_a.pk)
    assert (failing.problem, bells.given_up(failing)) == ("ValueError", True)
    assert bells.failing(new_id()) == []
    assert bells.ring_again() == 1
    assert bells.sweep() == 1


@pytest.mark.django_db
def test_the_failure_is_raised_even_where_it_cannot_be_noted(university_a, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("gone")

    monkeypatch.setattr(bells, "complain", away)
    with pytest.raises(ValueError, match="broken"):
        acting_task(str(new_id()), str(university_a.pk), outcome="broken")


LONG_AGO = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_demonstrations_clock_travels_with_the_message(university_a, sent):
    with clock.set_to(LONG_AGO), acting_for(university_a):
        bells.ring_later(KIND, new_id())
    assert sent[0][3] == {"set_clock": LONG_AGO.isoformat()}
    due(Bell.objects.get())
    bells.sweep()
    assert sent[1][3] == {"set_clock": LONG_AGO.isoformat()}


@pytest.mark.django_db(transaction=True)
def test_outside_the_demonstration_no_message_says_what_time_it_is(university_a, sent, settings):
    settings.DEMONSTRATION = False
    with clock.set_to(LONG_AGO), acting_for(university_a):
        bells.ring_later(KIND, new_id())
    due(Bell.objects.get())
    bells.sweep()
    assert [message[3] for message in sent] == [{}, {}]


@pytest.mark.django_db
@pytest.mark.parametrize("demonstration", [True, False])
def test_a_task_believes_the_clock_only_in_the_demonstration(university_a, settings, demonstration):
    settings.DEMONSTRATION = demonstration
    acting_task.push_request(headers={"set_clock": LONG_AGO.isoformat()})
    try:
        _subject, _owner, now = acting_task.__call__(str(new_id()), str(university_a.pk))
    finally:
        acting_task.pop_request()
    assert (now == LONG_AGO) is demonstration


@pytest.mark.django_db
def test_a_worker_with_a_privileged_role_does_not_start(monkeypatch):
    monkeypatch.setattr("portal.checks.privilege_problem", lambda: "It is a superuser.")
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(SystemExit):
        portal_celery.refuse_privileged_role()
    monkeypatch.setattr("portal.checks.privilege_problem", lambda: "")
    portal_celery.refuse_privileged_role()


@pytest.mark.django_db
def test_ring_bells_says_what_failed_and_rings_again(university_a, sent):
    bell = due(ring(university_a))
    bells.complain(KIND, bell.subject, ValueError("broken data"))
    Bell.objects.update(attempts=bells.MAX_ATTEMPTS)
    out = StringIO()
    call_command("ring_bells", stdout=out)
    assert f"{KIND} {bell.subject}: tried 21 times, ValueError: broken data" in out.getvalue()
    assert "1 waiting piece(s)" in out.getvalue()
    assert bells.sweep() == 1
