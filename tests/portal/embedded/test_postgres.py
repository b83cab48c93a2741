"""The embedded PostgreSQL, really started, killed and started again."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from portal.embedded import place, postgres, processes
from portal.embedded.osuser import WrongUserError, require_reachable, server_user

pytestmark = pytest.mark.stack


def ask(url: str, question: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []


def test_roles_are_as_weak_as_they_must_be(data: Path) -> None:
    with postgres.ensure_running(data, durable=False):
        urls = place.database_urls()
        rows = ask(
            urls.app,
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
            "WHERE rolname LIKE 'portal%' ORDER BY 1",
        )
        assert rows == [
            ("portal_app", False, False, False, False),
            ("portal_collector", False, False, False, False),
            ("portal_owner", False, False, False, True),
        ]
        assert ask(urls.collector, "SELECT current_user") == [("portal_collector",)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(urls.app, "CREATE TABLE mine (x int)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(urls.app, "SET ROLE portal_owner")


def test_only_the_password_opens_the_socket(data: Path) -> None:
    with postgres.ensure_running(data, durable=False):
        address, _password = place.password_apart(place.database_urls().app)
        with pytest.raises(psycopg2.OperationalError, match="password"):
            ask(address, "SELECT 1")
        assert place.passwords_file(data).stat().st_mode & 0o077 == 0


def test_data_are_kept_over_a_restart_and_safe_against_power_cuts(data: Path) -> None:
    with postgres.ensure_running(data):
        owner = place.database_urls().owner
        ask(owner, "CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)")
        assert ask(owner, "SHOW fsync") == [("on",)]
        assert ask(owner, "SHOW synchronous_commit") == [("on",)]
    assert postgres.running(data) is None
    with postgres.ensure_running(data):
        assert ask(owner, "SELECT x FROM kept") == [(7,)]


def test_a_second_caller_uses_what_runs(data: Path) -> None:
    with postgres.ensure_running(data, durable=False) as first:
        second = postgres.ensure_running(data, durable=False)
        assert second.process is None
        second.stop()
        assert first.process is not None
        assert first.process.poll() is None


def test_a_killed_server_starts_again_with_every_committed_row(data: Path) -> None:
    killed = postgres.ensure_running(data)
    owner = place.database_urls().owner
    ask(owner, "CREATE TABLE kept (x int)")
    ask(owner, "INSERT INTO kept SELECT generate_series(1, 1000)")
    assert killed.process is not None
    killed.process.kill()
    killed.process.wait()
    with postgres.ensure_running(data):
        assert ask(owner, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_killed_server_whose_backend_still_computes_is_cleared_away(data: Path) -> None:
    killed = postgres.ensure_running(data)
    owner = place.database_urls().owner
    busy = subprocess.Popen(
        [postgres.program("psql"), "-XqAt", "-c", "SELECT count(*) FROM generate_series(1, 1e12)"],
        env={
            "PGPASSWORD": place.password_apart(owner)[1],
            "PGUSER": "portal_owner",
            "PGDATABASE": "ajar",
            "PGHOST": str(place.sockets_dir(data)),
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        processes_of(data, at_least=2)
        assert killed.process is not None
        killed.process.kill()
        killed.process.wait()
        with postgres.ensure_running(data):
            assert ask(owner, "SELECT 1") == [(1,)]
    finally:
        busy.kill()
        busy.wait()


def processes_of(data: Path, *, at_least: int) -> None:
    folder = postgres.cluster_dir(data)
    for _ in range(200):
        if len(processes.working_in(folder, "postgres")) >= at_least:
            return
    pytest.fail("the backend did not start")


def test_a_pid_file_with_a_strangers_number_is_no_obstacle(data: Path) -> None:
    with postgres.ensure_running(data):
        pass
    (postgres.cluster_dir(data) / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")
    lock = place.postgres_socket(data).with_name(place.POSTGRES_SOCKET + ".lock")
    lock.write_text(f"{os.getpid()}\n")
    with postgres.ensure_running(data):
        assert ask(place.database_urls().app, "SELECT 1") == [(1,)]


def test_an_interrupted_first_start_is_begun_again(data: Path) -> None:
    (data / "postgres.new").mkdir()
    (data / "postgres.new" / "PG_VERSION").write_text("half")
    with postgres.ensure_running(data, durable=False):
        assert ask(place.database_urls().app, "SELECT 1") == [(1,)]
    assert not (data / "postgres.new").exists()


def test_a_long_data_folder_gets_short_sockets(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = data / ("d" * 50) / ("e" * 50)
    monkeypatch.setenv("AJAR_DATA", str(deep))
    if os.geteuid() == 0:
        deep.parent.mkdir()
        deep.parent.chmod(0o711)
        data.chmod(0o711)
    with postgres.ensure_running(deep, durable=False):
        sockets = place.sockets_dir(deep)
        assert sockets.parent == Path("/tmp")
        assert sockets.stat().st_mode & 0o077 == 0
        assert ask(place.database_urls().app, "SELECT 1") == [(1,)]
    for left in sockets.iterdir():
        left.unlink()
    sockets.rmdir()


def test_a_strangers_socket_folder_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "target").mkdir()
    (data / "run").symlink_to(data / "target")
    with pytest.raises(WrongUserError, match="is a link"):
        postgres.ensure_running(data, durable=False)


def test_the_server_ends_with_the_process_that_started_it(data: Path) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, signal; from pathlib import Path; from portal.embedded import postgres\n"
            f"postgres.ensure_running(Path({str(data)!r}), durable=False)\n"
            "os.kill(os.getpid(), signal.SIGKILL)",
        ],
        cwd=place.CHECKOUT,
    )
    assert starter.wait(60) == -signal.SIGKILL
    for _ in range(300):
        if postgres.running(data) is None:
            return
        signal.sigtimedwait([], 0.02)
    pytest.fail("PostgreSQL outlived its starter")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to switch users")
def test_root_says_which_folder_is_closed_to_the_server_user(data: Path) -> None:
    data.chmod(0o711)
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    user = server_user(data / "none")
    assert user.switch
    with pytest.raises(WrongUserError, match=rf"as the user {user.name}.*{closed} is closed"):
        require_reachable(postgres.program("postgres"), closed / "data", user)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_needs_nothing_but_the_checkout() -> None:
    """The package needs only the standard library, so the system's Python runs it."""
    python = Path("/usr/bin/python3")
    if not python.exists():
        pytest.skip("this machine has no /usr/bin/python3 that every user may run")
    with tempfile.TemporaryDirectory(prefix="aj", dir="/tmp") as folder:
        os.chown(folder, 65534, 65534)
        site = postgres.program("postgres").parents[3]
        done = subprocess.run(
            [python, "-B", "-c", AS_ORDINARY_USER],
            user=65534,
            group=65534,
            extra_groups=[],
            env={"PYTHONPATH": f"{place.CHECKOUT}:{site}", "AJAR_DATA": f"{folder}/data"},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {"uid": 65534, "switch": False, "mode": "0o40700"}


AS_ORDINARY_USER = """
import json, os
from portal.embedded import broker, place, postgres
from portal.embedded.osuser import server_user
data = place.data_dir()
with postgres.ensure_running(durable=False), broker.ensure_running(durable=False):
    assert postgres.is_ready(data) and broker.answers(data)
    uid = os.stat(place.postgres_socket(data)).st_uid
switch = server_user(postgres.cluster_dir(data)).switch
print(json.dumps({"uid": uid, "switch": switch, "mode": oct(os.stat(data).st_mode)}))
"""
