"""kill -9, at any moment: nothing submitted is lost, nothing is scored twice."""

import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import DatabaseError
from django.urls import reverse

from diligence.models import Appraisal, Score
from portal.embedded import processes
from portal.enums import Role
from portal.models import AuditEvent, Bell
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.factories.appraisals import CASES, answered
from tests.stack.running import Stack, Visitor, wait_for

pytestmark = pytest.mark.stack
SEED = 20260718


class Desk:
    """One officer with appraisals ready to be submitted, and what became of each submission."""

    def __init__(self, stack: Stack, count: int) -> None:
        self.stack = stack
        cases = sorted(CASES)
        with stack.database():
            organisation = cast.organisation(f"University {new_id()}")
            member = cast.member(organisation, "Ines Officer", Role.OFFICER)
            self.owner = organisation.pk
            self.case_of = {}
            with acting_for(organisation, user=member.user.pk):
                for number in range(count):
                    case = cases[number % len(cases)]
                    self.case_of[answered(member.actor, case).pk] = case
            self.visitor: Visitor = stack.visitor(member.user)
        self.accepted: set = set()

    def submit(self, appraisal) -> None:
        """Submit as a person does who tries again when something goes wrong."""
        address = reverse("diligence:appraisal-submit", args=[appraisal])
        deadline = time.monotonic() + 60
        while appraisal not in self.accepted:
            assert time.monotonic() < deadline, "The portal took no submission for a minute."
            try:
                status, _text = self.visitor.post(address)
            except (OSError, http.client.HTTPException):
                status = 0
            # 403: an earlier try was stored although its answer was lost on the way.
            if status in {302, 403}:
                self.accepted.add(appraisal)
            else:
                time.sleep(0.2)

    def submit_all(self, pause: float = 0.0) -> None:
        for appraisal in self.case_of:
            self.submit(appraisal)
            time.sleep(pause)

    def unscored(self) -> int:
        with self.stack.database(), acting_for(self.owner):
            return Appraisal.objects.exclude(state="scored").count()

    def assert_scored_once_each(self, seconds: float) -> None:
        """Wait until all are scored; then nothing is missing, doubled, wrong or left ringing."""

        def done() -> bool:
            try:
                return self.unscored() == 0
            except DatabaseError:  # it may just have been killed
                return False

        wait_for(done, seconds=seconds, told="everything submitted is scored")
        with self.stack.database(), acting_for(self.owner):
            scores = list(Score.objects.values_list("appraisal_id", "outcome"))
            events = AuditEvent.objects.filter(event="appraisal.scored").count()
            assert not Bell.objects.filter(owner_id=self.owner).exists()
        expected = {
            appraisal: CASES[case]["expected"]["outcome"]
            for appraisal, case in self.case_of.items()
        }
        assert sorted(scores) == sorted(expected.items())
        assert events == len(expected)


@pytest.fixture
def desk(stack: Stack) -> Iterator:
    return lambda count: Desk(stack, count)


def test_killing_any_process_at_any_moment_loses_and_doubles_nothing(stack, desk):
    chance = random.Random(SEED)
    officer = desk(40)
    submitting = threading.Thread(target=officer.submit_all, args=(0.15,), daemon=True)
    submitting.start()
    victims = ["worker", "broker", "postgres", "web", "beat", "worker"]
    chance.shuffle(victims)
    for part in victims:
        time.sleep(chance.uniform(0.2, 1.2))
        stack.back(part, stack.kill(part))
    submitting.join(timeout=90)
    assert not submitting.is_alive()
    assert officer.accepted == set(officer.case_of)
    officer.assert_scored_once_each(seconds=120)


def test_a_worker_killed_while_it_scores_does_not_score_twice(stack, desk):
    """Only a child of the pool dies, in the middle of its work: its message is gone."""
    officer = desk(12)
    officer.submit_all()
    main = stack.pid("worker")
    for child in processes.in_session(main):
        if child.pid != main:
            processes.send(child, signal.SIGKILL)
    officer.assert_scored_once_each(seconds=90)


def test_work_is_done_although_its_message_was_deleted(stack, desk):
    officer = desk(6)
    frozen = processes.in_session(stack.pid("worker"))
    for process in frozen:
        processes.send(process, signal.SIGSTOP)
    try:
        time.sleep(1.5)  # what the worker was waiting for on the broker has run out
        officer.submit_all()
        assert stack.purge() >= 6
        assert officer.unscored() == 6
    finally:
        for process in frozen:
            processes.send(process, signal.SIGCONT)
    officer.assert_scored_once_each(seconds=90)


def test_a_submission_succeeds_quickly_while_the_broker_is_dead(stack, desk):
    officer = desk(1)
    [appraisal] = officer.case_of
    broker = stack.pid("broker")
    os.kill(broker, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        officer.submit(appraisal)
        took = time.monotonic() - begun
    finally:
        stack.kill("broker")
    assert took < 8, f"The request waited {took:.1f} s for a broker that does not answer."
    officer.assert_scored_once_each(seconds=90)


def test_everything_killed_at_once_and_started_again_continues(stack, desk):
    officer = desk(10)
    officer.submit_all()
    assert stack.process is not None
    for part in ("worker", "beat", "web", "broker", "postgres"):
        stack.kill(part)
    stack.process.kill()
    stack.process.wait(10)
    (stack.data_dir / "up.log").unlink()
    stack.start()
    officer.assert_scored_once_each(seconds=90)
