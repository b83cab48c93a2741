"""The supervisor over real, small processes: restarts, order of the end, kill -9."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.embedded import place, processes
from portal.embedded.supervisor import describe, session_leftovers

pytestmark = pytest.mark.stack

STAY = "import time; print('up'); time.sleep(600)"
# Notes its name when it is asked to end, after a moment.
NOTES = (
    "import signal, sys, time\n"
    "def end(*_):\n"
    "    time.sleep({pause}); open({note!r}, 'a').write({name!r} + ' '); sys.exit(0)\n"
    "signal.signal(signal.SIGTERM, end)\n"
    "print('up'); time.sleep(600)"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up')\n"
    "time.sleep(600)"
)


@contextmanager
def supervising(data: Path, *parts: str) -> Iterator[subprocess.Popen[str]]:
    """The driver, up to its line "ready"."""
    driver = Path(__file__).with_name("driver.py")
    with subprocess.Popen(
        [sys.executable, "-u", driver, data, *parts],
        env={**os.environ, "PYTHONPATH": str(place.CHECKOUT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def read_until(process: subprocess.Popen[str], end: str) -> list[str]:
    """The driver's lines up to the one that starts with ``end``, or up to its last."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(end):
            break
    return lines


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def noted(data: Path) -> dict[str, int]:
    """Process numbers of the running parts, by name."""
    try:
        return {k: v[0] for k, v in json.loads((data / "parts.json").read_text()).items()}
    except FileNotFoundError:
        return {}


def gone(pid: int) -> bool:
    return processes.started_at(pid) is None


def test_a_crashed_part_starts_again(data: Path) -> None:
    with supervising(data, f"web=1={STAY}", f"store=0={STAY}") as supervisor:
        read_until(supervisor, "ready")
        before = noted(data)
        os.kill(before["web"], signal.SIGKILL)
        assert read_until(supervisor, "! web")[-1].startswith(
            "! web ended (killed by SIGKILL); it starts again in 0.5 s."
        )
        wait_for(lambda: noted(data)["web"] != before["web"])
        assert noted(data)["store"] == before["store"]


def test_a_part_that_keeps_crashing_is_tried_less_and_less_often(data: Path) -> None:
    # Long enough to be seen up: what ends while it starts is another story.
    crash = "import time; print('up', flush=True); time.sleep(0.5)"
    with supervising(data, f"web=1={crash}", f"store=0={STAY}") as supervisor:
        read_until(supervisor, "ready")
        pauses = [read_until(supervisor, "! web")[-1].split(" in ")[1][:5] for _ in range(3)]
        assert pauses == ["0.5 s", "1 s. ", "2 s. "]


def test_the_front_ends_before_the_stores(data: Path) -> None:
    note = str(data / "order")
    slow = NOTES.format(note=note, name="web", pause=0.5)
    quick = NOTES.format(note=note, name="store", pause=0)
    with supervising(data, f"store=0={quick}", f"web=1={slow}") as supervisor:
        read_until(supervisor, "ready")
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(20) == 0
    assert Path(note).read_text() == "web store "
    assert not (data / "parts.json").exists()


def test_a_second_ctrl_c_forces_the_front_and_still_spares_the_store(data: Path) -> None:
    note = str(data / "order")
    quick = NOTES.format(note=note, name="store", pause=0)
    with supervising(data, f"store=0={quick}", f"web=1={STUBBORN}") as supervisor:
        read_until(supervisor, "ready")
        begun = time.monotonic()
        supervisor.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert supervisor.poll() is None
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(10) == 0
        assert time.monotonic() - begun < 8
    assert Path(note).read_text() == "store "


def test_a_part_that_cannot_start_is_reported_with_what_it_said(data: Path) -> None:
    broken = "raise SystemExit('no such table')"
    with supervising(data, f"store=0={STAY}", f"web=1={broken}") as supervisor:
        said = "\n".join(read_until(supervisor, "stopped"))
        assert supervisor.wait(10) == 1
    assert "web ended while starting (exit status 1)." in said
    assert "no such table" in said


def test_a_stop_while_starting_ends_what_has_started(data: Path) -> None:
    never = "import time; time.sleep(600)"
    with supervising(data, f"store=0={STAY}", f"web=1={never}") as supervisor:
        wait_for(lambda: set(noted(data)) == {"store", "web"})
        pids = noted(data).values()
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(10) == 0
    assert all(gone(pid) for pid in pids)


def test_nothing_outlives_a_killed_supervisor(data: Path) -> None:
    with supervising(data, f"store=0={STAY}", f"web=1={STAY}") as supervisor:
        read_until(supervisor, "ready")
        pids = list(noted(data).values())
        supervisor.kill()
        supervisor.wait(10)
        wait_for(lambda: all(gone(pid) for pid in pids))


def test_the_next_start_ends_what_ignored_the_end_of_its_supervisor(data: Path) -> None:
    forks = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "print('up') if child else None\n"
        "time.sleep(600)"
    )
    with supervising(data, f"web=1={forks}") as supervisor:
        read_until(supervisor, "ready")
        family = processes.in_session(noted(data)["web"])
        assert len(family) == 2
        supervisor.kill()
        supervisor.wait(10)
    with supervising(data, f"web=1={STAY}") as supervisor:
        assert read_until(supervisor, "leftovers:")[-1] == "leftovers: web"
        assert not any(one.alive() for one in family)
        read_until(supervisor, "ready")


def test_a_number_that_a_stranger_has_now_is_left_alone() -> None:
    mine = processes.started_at(os.getpid())
    assert mine is not None
    assert session_leftovers(processes.Found(os.getpid(), mine - 1)) == []


def test_exit_statuses_read_as_words() -> None:
    assert describe(-9) == "killed by SIGKILL"
    assert describe(3) == "exit status 3"
    assert describe(None) == "still running"
