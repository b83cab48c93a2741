"""`manage.py up`, really: starts, serves, survives kills, stops, starts again with its data."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from portal.embedded import place, postgres, processes
from portal.management.commands.up import keep_mode
from tests.operations.conftest import environment
from tests.ports import free_port

pytestmark = pytest.mark.stack

Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@contextmanager
def up(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A running portal, once it says that it is ready."""
    said = data / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, str(place.CHECKOUT / "manage.py"), "up", "--no-demo"],
            env=environment(data, AJAR_PORT=str(port)),
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        wait_for(lambda: "Ctrl-C stops" in said.read_text() or process.poll() is not None, 120)
        assert process.poll() is None, said.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def wait_for(condition: Callable[[], bool], seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def get(port: int, path: str) -> tuple[int, dict[str, object]]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if body.startswith(b"{") else {}


def pids(data: Path) -> dict[str, int]:
    return {name: pid for name, (pid, _) in json.loads((data / "parts.json").read_text()).items()}


def ready(port: int) -> bool:
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False


def test_from_the_first_start_to_the_second(folder: Path, port: int, manage: Manage) -> None:
    with up(folder, port) as portal:
        serves_on_loopback(folder, port)
        a_second_one_is_refused(folder, port, manage)
        the_doctor_finds_nothing_to_mend(folder, manage)
        for part in ("postgres", "broker", "worker", "beat", "web"):
            a_killed_part_comes_back(folder, port, part)
        running = [one for pid in pids(folder).values() for one in processes.in_session(pid)]
        owner = place.database_urls(folder).owner
        with closing(psycopg2.connect(owner)) as line, line, line.cursor() as cursor:
            cursor.execute("CREATE TABLE kept_over_restart (x int)")
        begun = time.monotonic()
        portal.send_signal(signal.SIGINT)
        assert portal.wait(30) == 0
        assert time.monotonic() - begun < 15
        assert not any(one.alive() for one in running)
    assert "database system is shut down" in (folder / "logs" / "postgres.log").read_text()
    with up(folder, port) as portal:
        with closing(psycopg2.connect(owner)) as line, line.cursor() as cursor:
            cursor.execute("SELECT * FROM kept_over_restart")
        running = [one for pid in pids(folder).values() for one in processes.in_session(pid)]
        holding_the_port = processes.in_session(pids(folder)["web"])
        for one in holding_the_port:
            os.kill(one.pid, signal.SIGSTOP)
        portal.kill()
        portal.wait(10)
    wait_for(lambda: postgres.running(folder) is None)
    assert any(one.alive() for one in holding_the_port)
    with up(folder, port):
        assert not any(one.alive() for one in running)
        assert ready(port)


def serves_on_loopback(folder: Path, port: int) -> None:
    assert get(port, "/healthz") == (200, {"status": "alive"})
    assert get(port, "/readyz")[1]["status"] == "ready"
    listening = (folder / "said.txt").read_text()
    assert f"http://127.0.0.1:{port}/" in listening
    inode_lines = Path("/proc/net/tcp").read_text().upper()
    assert f"0100007F:{port:04X} 00000000:0000 0A" in inode_lines
    assert f"00000000:{port:04X} 00000000:0000 0A" not in inode_lines


def a_second_one_is_refused(folder: Path, port: int, manage: Manage) -> None:
    refused = manage(folder, "up", "--no-demo", AJAR_PORT=str(port))
    assert refused.returncode == 1
    assert re.search(rf"already running over {folder} \(process \d+, http", refused.stderr)


def the_doctor_finds_nothing_to_mend(folder: Path, manage: Manage) -> None:
    report = manage(folder, "doctor", "--json")
    findings = {one["check"]: one["level"] for one in json.loads(report.stdout)}
    assert report.returncode == 0, report.stdout
    assert {"database", "row policies", "tables", "broker", "worker", "bells"} <= findings.keys()
    assert set(findings.values()) <= {"ok", "warn"}


def a_killed_part_comes_back(folder: Path, port: int, part: str) -> None:
    before = pids(folder)[part]
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pids(folder)[part] != before)
    wait_for(lambda: ready(port))


def test_a_taken_port_is_said_before_anything_starts(folder: Path, manage: Manage) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        taken = line.getsockname()[1]
        refused = manage(folder / "other", "up", "--no-demo", AJAR_PORT=str(taken))
    assert refused.returncode == 1
    assert f"Port {taken} can't be used" in refused.stderr
    assert "AJAR_PORT=" in refused.stderr
    assert not (folder / "other" / "postgres").exists()


def test_a_data_folder_keeps_its_mode(tmp_path: Path) -> None:
    keep_mode(tmp_path, "demonstration")
    keep_mode(tmp_path, "demonstration")
    with pytest.raises(place.UnreachableError, match="belong to a demonstration portal"):
        keep_mode(tmp_path, "production")
