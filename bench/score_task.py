"""Submit → scored through the broker, against an empty task through the same broker.

Starts a portal of its own (database, broker, one worker), submits appraisals and measures, in one
run: how long from the submission's commit to the score's commit (p50, p95) at a steady pace, and
how many tasks a second the worker gets through when all are waiting; the same for a task that does
nothing. Run: `python -m bench.score_task [appraisals] [pace per second]`.
"""

import io
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bench import stage

ROOT = Path(__file__).resolve().parents[1]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def prepare(count: int) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """An organisation with so many answered appraisals."""
    from django.core.management import call_command

    from portal.enums import Role
    from portal.tenancy import acting_for
    from tests import cast
    from tests.factories.appraisals import CASES, answered

    call_command("load_questionnaire", stdout=io.StringIO())
    organisation = cast.organisation("University of the Bench")
    member = cast.member(organisation, "Ines Officer", Role.OFFICER)
    cases = sorted(CASES)
    made = []
    for start in range(0, count, 100):
        with acting_for(organisation, user=member.user.pk):
            for number in range(start, min(start + 100, count)):
                made.append(answered(member.actor, cases[number % len(cases)]).pk)
    return organisation.pk, made


def submit(owner: uuid.UUID, appraisal: uuid.UUID) -> None:
    """As the action does it; the message leaves with the commit."""
    from diligence.actions import appraise
    from portal.authority import product
    from portal.tenancy import acting_for

    with acting_for(owner):
        appraise.submit(appraisal, by=product("Bench"))


def unscored(owner: uuid.UUID) -> int:
    from diligence.models import Appraisal
    from portal.tenancy import acting_for

    with acting_for(owner):
        return Appraisal.objects.filter(state="submitted").count()


def paced(work: list[Callable[[], None]], pace: float) -> None:
    begun = time.monotonic()
    for number, one in enumerate(work):
        ahead = begun + number / pace - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        one()


def drain(left: Callable[[], int], what: str) -> float:
    """Seconds until nothing is left."""
    begun = time.monotonic()
    while left():
        if time.monotonic() - begun > 120:
            raise SystemExit(f"{what}: not done after two minutes")
        time.sleep(0.005)
    return time.monotonic() - begun


def latencies(owner: uuid.UUID, appraisals: list[uuid.UUID]) -> list[float]:
    """Milliseconds from submission to score, by the clock of each row."""
    from diligence.models import Appraisal
    from portal.tenancy import acting_for

    with acting_for(owner):
        rows = Appraisal.objects.filter(pk__in=appraisals).values_list("submitted_at", "scored_at")
        return [(scored - submitted).total_seconds() * 1000 for submitted, scored in rows]


def empty_floor(count: int) -> float:
    """Tasks a second of a task that does nothing, through the same broker and worker."""
    from portal.celery import app

    with app.connection_for_write() as line:
        client = line.default_channel.client
        begun = time.monotonic()
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(count):
                app.send_task("bench.empty", producer=producer)
        while client.llen("celery") or client.hlen("unacked"):
            time.sleep(0.005)
        return count / (time.monotonic() - begun)


def burst(
    owner: uuid.UUID, appraisals: list[uuid.UUID], worker: AbstractContextManager[None]
) -> float:
    """Tasks a second when all are waiting before the worker starts on the first."""
    for appraisal in appraisals:
        submit(owner, appraisal)
    with worker:
        waiting = unscored(owner)
        return waiting / drain(lambda: unscored(owner), "scoring")


@contextmanager
def working(data: Path) -> Iterator[None]:
    """A worker with two processes, ready to work inside the block."""
    log = data / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "bench.worker", "worker", "--concurrency", "2"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"AJAR_LOG": "INFO"},
            cwd=ROOT,
        )
    try:
        while b" ready." not in log.read_bytes():
            if process.poll() is not None:
                raise SystemExit(log.read_text()[-2000:])
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    pace = float(sys.argv[2]) if len(sys.argv) > 2 else 50.0
    with stage.database() as data:
        from portal.embedded import broker

        with broker.ensure_running(data):
            owner, appraisals = prepare(2 * count)
            first, second = appraisals[:count], appraisals[count:]
            with working(data):
                floor = empty_floor(count)
                paced([lambda a=a: submit(owner, a) for a in first], pace)  # type: ignore[misc]
                drain(lambda: unscored(owner), "scoring")
            waited = latencies(owner, first)
            rate = burst(owner, second, working(data))
    p50, p95 = statistics.median(waited), percentile(waited, 0.95)
    print(f"{count} submissions at {pace:.0f} a second; {os.cpu_count()} cores shared by all parts")
    print(f"submit to scored: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    print(f"scoring tasks: {rate:.0f} a second while {count} are waiting")
    print(f"empty tasks:   {floor:.0f} a second; a scoring task takes {floor / rate:.2f} × as long")


if __name__ == "__main__":
    main()
