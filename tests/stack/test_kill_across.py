"""kill -9 where work crosses a border or takes long: it arrives once, whole, at both sides."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError
from django.urls import reverse

from advisory.actions import drafting, refer, triage
from advisory.models import Advice, ReceivedDossier, Referral
from advisory.queries import drafts
from diligence.models import Appraisal, Consultation, Dossier, ReceivedAdvice
from portal import clock
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Bell, Organisation
from portal.tenancy import acting_for, new_id
from reporting.actions import collect, confirm, contribution, cycles, publish
from reporting.actions import report as making
from reporting.domain import editions
from reporting.models import (
    Contribution,
    Rendering,
    Report,
    ReportingCycle,
    Snapshot,
)
from reporting.queries import collected as collected_figures
from reporting.queries import contribution as contributions
from tests import cast
from tests.factories.appraisals import answered
from tests.factories.consultations import arrange, confirmed, remit, scored, sent
from tests.factories.referrals import SAYS
from tests.reporting import countries, stored
from tests.stack.running import Stack, Visitor, wait_for

pytestmark = pytest.mark.stack
SEED = 20261122


def house(kind: OrganisationKind, country: str) -> Organisation:
    return cast.organisation(f"{kind} {new_id()}", country=country, kind=kind)


def settled(done: Callable[[], bool], *, seconds: float, told: str) -> None:
    """Wait for it, whatever the database answers while it is killed and starts again."""

    def asked() -> bool:
        try:
            return done()
        except DatabaseError:
            return False

    wait_for(asked, seconds=seconds, told=told)


class Case:
    """A hub with an organisation of the same Member State that refers to it by itself."""

    def __init__(self, stack: Stack, country: str) -> None:
        self.stack = stack
        with stack.database():
            self.sender = cast.organisation(f"University {new_id()}", country=country)
            self.officer = cast.member(self.sender, "Ines Officer", Role.OFFICER)
            self.hub = house(OrganisationKind.HUB, country)
            self.adviser = cast.member(self.hub, "Ada Adviser", Role.ADVISER)
            remit(self.hub)
            with acting_for(self.sender):
                arrange()
            self.visitor = stack.visitor(self.officer.user)
            self.desk = stack.visitor(self.adviser.user)


def press(visitor: Visitor, address: str, values: dict[str, str], over: set[int]) -> None:
    """Send a form as a person does who tries again until the portal says that it is done."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            status, _text = visitor.post(address, **values)
        except (OSError, http.client.HTTPException):
            status = 0
        if status in over:
            return
        time.sleep(0.2)
    raise AssertionError(f"{address} was not answered for four minutes.")


def kill_all(stack: Stack, victims: Sequence[str], chance: random.Random) -> None:
    for part in victims:
        time.sleep(chance.uniform(0.2, 1.0))
        stack.back(part, stack.kill(part))


# --- Routing: from the organisation into its hub's queue ----------------------------------------
def test_submitted_cases_arrive_in_the_hubs_queue_once_each(stack):
    """Submitted, confirmed to be sent; then worker, broker, database die in the middle of it."""
    of = Case(stack, "PT")
    waiting: dict[uuid.UUID, dict[str, str]] = {}
    with stack.database(), acting_for(of.sender, user=of.officer.user.pk):
        for _ in range(12):
            row = answered(of.officer.actor, "K02")
            shown = confirmed(of.officer.actor, row, send_if_required=True)
            waiting[row.pk] = {"digest": shown.digest, "send_if_required": "on"}

    def submit() -> None:
        for pk, values in waiting.items():
            # 403: an earlier try was stored although its answer was lost on the way.
            press(of.visitor, reverse("diligence:appraisal-submit", args=[pk]), values, {302, 403})

    submitting = threading.Thread(target=submit, daemon=True)
    submitting.start()
    victims = ["worker", "postgres", "worker", "broker", "worker"]
    kill_all(stack, victims, random.Random(SEED))
    submitting.join(timeout=120)
    assert not submitting.is_alive()

    def arrived() -> bool:
        with stack.database(), acting_for(of.sender):
            return Consultation.objects.filter(state="open").count() == len(waiting)

    settled(arrived, seconds=150, told="every case stands in its hub's queue")
    assert_once_each(of, len(waiting))


def assert_once_each(of: Case, count: int) -> None:
    with of.stack.database():
        with acting_for(of.sender):
            ours = set(Consultation.objects.values_list("pk", "dossier__digest"))
            assert Appraisal.objects.filter(state="scored").count() == count
            assert Dossier.objects.count() == count
            opened = AuditEvent.objects.filter(event="consultation.opened").count()
        with acting_for(of.hub):
            theirs = Referral.objects.values_list("consultation_id", "dossiers__digest")
            received = AuditEvent.objects.filter(event="referral.received").count()
            assert sorted(theirs) == sorted(ours)
            assert ReceivedDossier.objects.count() == count
        assert len(ours) == count == opened == received
        assert not Bell.objects.filter(owner_id=of.sender.pk).exists()


# --- Delivery: from the hub back to the organisation --------------------------------------------
def test_advice_is_at_both_sides_or_at_neither(stack):
    """The web server dies while advice is issued; the adviser presses again."""
    of = Case(stack, "SI")
    forms: dict[uuid.UUID, dict[str, str]] = {}
    with stack.database():
        for _ in range(5):
            with acting_for(of.sender, user=of.officer.user.pk):
                row = refer.bring(sent(of.officer.actor, "K02").pk)
            assert row is not None
            with acting_for(of.hub):
                triage.take(row.pk, by=of.adviser.actor)
                draft = drafting.write(row.pk, says=SAYS, by=of.adviser.actor)
                signs = drafts.digest_now(Referral.objects.get(pk=row.pk), draft)
            forms[row.pk] = {"draft": str(draft.pk), "signs": signs}
    chance, pressing = random.Random(SEED), True

    def kill() -> None:
        """Again and again, but only when it answers, so that somebody gets through at last."""
        while pressing:
            wait_for(partial(_answers, of.desk), seconds=90, told="the portal answers")
            time.sleep(chance.uniform(0, 0.6))
            stack.back("web", stack.kill("web"))
            assert_both_or_neither(of)

    killing = threading.Thread(target=kill, daemon=True)
    killing.start()
    try:
        for pk, values in forms.items():
            address = reverse("advisory:advice-issue", args=[pk])
            # 200, 403: an earlier try was stored although its answer was lost on the way.
            press(of.desk, address, values, {200, 302, 403})
    finally:
        pressing = False
        killing.join(120)
    wait_for(partial(_answers, of.desk), seconds=90, told="the portal answers")
    assert assert_both_or_neither(of) == len(forms)


def _answers(visitor: Visitor) -> bool:
    try:
        return visitor.get("/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def assert_both_or_neither(of: Case) -> int:
    """How many pieces of advice there are. No moment shows one at one side alone: what the hub had
    before, the organisation has, and what the organisation has, the hub has after."""
    with of.stack.database():
        before = _advice_at(of.hub, Advice)
        received = _advice_at(of.sender, ReceivedAdvice)
        after = _advice_at(of.hub, Advice)
    assert before.items() <= received.items() <= after.items()
    return len(after)


def _advice_at(house: Organisation, model: type[Advice] | type[ReceivedAdvice]) -> dict[str, str]:
    with acting_for(house):
        return dict(model.objects.values_list("number", "document"))


# --- Publishing: a long piece of work with a file at its end ------------------------------------
def cycle_of(commission: Organisation) -> ReportingCycle:
    analyst = cast.member(commission, "Carl Analyst", Role.ANALYST)
    with acting_for(commission):
        return cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=analyst.actor)


def asked_to_publish(stack: Stack) -> tuple[Organisation, uuid.UUID]:
    """A ministry whose confirmed return is about to be published: the edition's making."""
    with stack.database():
        cycle = cycle_of(Organisation.objects.get(kind=OrganisationKind.COMMISSION))
        ministry = house(OrganisationKind.MINISTRY, "LT")
        by = cast.member(ministry, "Petra Policy", Role.POLICY_OFFICER).actor
        stored.snapshots(ministry, ["2026-Q3"])
        with acting_for(ministry, user=by.user_id):
            row = contribution.begin(cycle, by=by)
            contribution.enter_frame(
                row.pk, counts=countries.FRAME, source="Register", revision=None, by=by
            )
            contribution.freeze_frame(row.pk, by=by)
            row = Contribution.objects.select_related("cycle", "owner").get(pk=row.pk)
            seen = editions.digest(contributions.document(row))
            confirm.confirm(row.pk, seen=seen, name=by.label, by=by)
            document = publish.prepare(
                cycle, "national", name="LT-2025-2026-E1", correction="", by=by
            )
            asked = making.enqueue(cycle, "national", document, by=by, correction="")
    return ministry, asked.pk


def test_a_worker_killed_while_it_makes_the_report_publishes_it_once(stack):
    ministry, asked = asked_to_publish(stack)

    def state() -> tuple[str, int]:
        with stack.database(), acting_for(ministry):
            row = Rendering.objects.get(pk=asked)
            return row.state, row.done

    wait_for(lambda: state()[0] == "running", seconds=90, told="the report is being made")
    stack.back("worker", stack.kill("worker"))
    with stack.database():
        # As if the lease of the one that was killed had run out by now.
        Bell.objects.filter(subject=asked).update(due_at=datetime.now(UTC))
    settled(lambda: state()[0] == "done", seconds=400, told="the report is made by another worker")
    with stack.database(), acting_for(ministry):
        edition, row = Report.objects.get(), Rendering.objects.get(pk=asked)
        assert (edition.edition, edition.sha256, edition.digest) == (1, row.sha256, row.digest)
        assert AuditEvent.objects.filter(event="report.published").count() == 1
        assert not Bell.objects.filter(subject=asked).exists()
    folder = stack.data_dir / "files" / str(ministry.pk) / "reports"
    assert [file.name for file in folder.iterdir()] == [f"{row.sha256[:40]}.pdf"]


# --- Collecting ---------------------------------------------------------------------------------
def test_a_quarter_is_collected_once_however_often_its_worker_dies(stack):
    joined = datetime.now(UTC) - timedelta(days=210)
    with stack.database():
        for at in range(4):
            name = f"Institute {at} {new_id()}"
            home = cast.organisation(name, country="LV", created_at=joined)
            by = cast.member(home, "Ines Officer", Role.OFFICER).actor
            with acting_for(home):
                scored(by, "K29")
        ministry = house(OrganisationKind.MINISTRY, "LV")
        with acting_for(ministry):
            assert collect.ring_if_due()
            due = [str(each) for each in collected_figures.waiting(ministry, clock.today())]
    # The sweeper rings after ten seconds, and again each time a worker did not answer.
    for pause in (10.5, 0.6, 1.2):
        time.sleep(pause)
        stack.back("worker", stack.kill("worker"))
    with stack.database():
        # As if the leases of those that were killed had run out by now.
        Bell.objects.filter(subject=ministry.pk).update(due_at=datetime.now(UTC))

    def collected() -> bool:
        with stack.database(), acting_for(ministry):
            return Snapshot.objects.count() == len(due)

    settled(collected, seconds=300, told="every closed quarter is collected")
    with stack.database(), acting_for(ministry):
        assert sorted(Snapshot.objects.values_list("period", flat=True)) == due
        assert AuditEvent.objects.filter(event="figures.collected").count() == len(due)
        assert not Bell.objects.filter(subject=ministry.pk).exists()
