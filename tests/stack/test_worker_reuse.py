"""One worker process, one database connection, two organisations in turn, and tasks that fail."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.celery import app
from portal.enums import Role
from portal.models import Unit
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.stack.probing import QUEUE
from tests.stack.running import ROOT, Stack, wait_for

pytestmark = pytest.mark.stack


@pytest.fixture
def told(stack: Stack, tmp_path: Path) -> Iterator[Callable[[int], list[dict[str, Any]]]]:
    """A worker with one process beside the stack's own, and what its tasks told so far."""
    file = tmp_path / "told"
    file.touch()
    command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker"]
    command += ["--include", "tests.stack.probing"]
    command += ["--pool", "prefork", "--concurrency", "1", "--queues", QUEUE, "--without-gossip"]
    command += ["--without-mingle", "--hostname", f"probing-{new_id()}@%h", "--loglevel", "INFO"]
    log = (tmp_path / "log").open("ab")
    process = subprocess.Popen(
        command,
        env=stack.environment | {"AJAR_PROBE": str(file)},
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    log.close()

    def read(count: int) -> list[dict[str, Any]]:
        try:
            wait_for(lambda: len(file.read_text().splitlines()) >= count, seconds=90, told="looked")
        except AssertionError:
            pytest.fail((tmp_path / "log").read_text()[-4000:])
        return [json.loads(line) for line in file.read_text().splitlines()]

    try:
        yield read
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _house(stack: Stack, name: str) -> tuple[str, str]:
    """The organisation's key and that of its unit."""
    with stack.database():
        home = cast.organisation(f"{name} {new_id()}")
        cast.member(home, "Ines Officer", Role.OFFICER)
        with acting_for(home):
            return str(home.pk), str(Unit.objects.create(name=name).pk)


STEPS = [
    *("ends well", "fails", "ends well", "fails inside", "ends well"),
    *("overruns", "ends well", "overruns inside", "ends well"),
]


def test_a_worker_takes_nothing_from_one_organisation_to_the_next(stack: Stack, told: Any):
    """A, then B failing in the midst or running out of time, then A: each sees its own alone."""
    (one, unit_of_one), (two, unit_of_two) = _house(stack, "Zorvath"), _house(stack, "Quillon")
    with stack.broker() as line:
        for number, then in enumerate(STEPS):
            mine, others = (one, two) if then == "ends well" else (two, one)
            prey = unit_of_two if mine == one else unit_of_one
            told_so = [prey, mine, number, then, others]
            app.send_task("probing.look", told_so, queue=QUEUE, connection=line)
            app.send_task("probing.look_outside", [number], queue=QUEUE, connection=line)
    seen = told(2 * len(STEPS))
    inside = {each["number"]: each for each in seen if "foreign" in each}
    outside = [each for each in seen if "foreign" not in each]
    assert len(inside) == len(outside) == len(STEPS)
    assert len({each["worker"] for each in seen}) == 1, "several processes: nothing was reused"
    assert len({each["server"] for each in seen}) == 1, "several connections: nothing was reused"
    assert [each for each in outside if each["acting"] or each["units"]] == []
    done = 0
    for number, then in enumerate(STEPS):
        look = inside[number]
        well = then == "ends well"
        assert look["acting"] == look["setting"] == (one if well else two)
        assert not look["foreign"]
        # What failed or ran out of time was rolled back: B still has the one unit it began with.
        assert len(look["units"]) == (1 + done if well else 1)
        assert all(("Quillon" in name) != well for name in look["units"][:1])
        done += well
    with stack.database(), acting_for(cast.Organisation.objects.get(pk=two)):
        assert list(Unit.objects.values_list("name", flat=True)) == ["Quillon"]
