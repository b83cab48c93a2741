"""The five parts of a running Ajar and how each is started, known to be ready, and ended."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import broker, postgres, processes
from portal.embedded.logbook import SERVER_TROUBLE, TROUBLE, Filter
from portal.embedded.place import CHECKOUT
from portal.embedded.supervisor import Part

# Web, worker and beat end first and together, then broker and database.
FRONT, STORES = 1, 0


class PortTakenError(Exception):
    """Another program listens on the port; the message names AJAR_PORT."""


@dataclass(frozen=True)
class Size:
    """How many processes and threads the web server and the worker get."""

    web_processes: int = 2
    web_threads: int = 4
    worker_processes: int = 2


def listen(port: int) -> socket.socket:
    """The listening socket, on loopback only. The web server inherits it, so that requests wait
    in line while it restarts, and nobody else can take the port meanwhile.
    """
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind(("127.0.0.1", port))
        line.listen(256)
    except OSError as problem:
        line.close()
        raise PortTakenError(
            f"Port {port} can't be used ({problem.strerror}). Choose another with AJAR_PORT, "
            f"for example: AJAR_PORT={port + 1 if port < 65535 else 8000} make run"
        ) from problem
    return line


def environment(data: Path, port: int, *, production: bool) -> dict[str, str]:
    """What every Python part and step is started with."""
    return {
        **os.environ,
        "AJAR_DATA": str(data),
        "AJAR_PORT": str(port),
        "AJAR_MODE": "production" if production else "demonstration",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings"),
        "PYTHONUNBUFFERED": "1",
        # Root is meant here (a container, a small machine); the data is another user's.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def postgres_part(data: Path) -> Part:
    user = postgres.prepare(data)

    def start(output: int) -> subprocess.Popen[bytes]:
        return postgres.start(data, user=user, output=output)

    return Part(
        name="postgres",
        start=start,
        ready=lambda: postgres.is_ready(data),
        stop_stages=postgres.STOP_STAGES,
        rank=STORES,
        trouble=Filter(SERVER_TROUBLE),
    )


def broker_part(data: Path) -> Part:
    user = broker.prepare(data)

    def start(output: int) -> subprocess.Popen[bytes]:
        return broker.start(data, user=user, output=output)

    return Part(
        name="broker",
        start=start,
        ready=lambda: broker.answers(data),
        stop_stages=broker.STOP_STAGES,
        rank=STORES,
        trouble=Filter(SERVER_TROUBLE),
    )


def _python_part(
    name: str, arguments: list[str], variables: Mapping[str, str], *, ready_line: str = ""
) -> Part:
    def start(output: int) -> subprocess.Popen[bytes]:
        return processes.spawn(
            [sys.executable, "-m", *arguments],
            output=output,
            dies_with_parent=signal.SIGTERM,
            environment=variables,
            folder=CHECKOUT,
        )

    return Part(
        name=name,
        start=start,
        ready=lambda: True,
        # A cold end (QUIT) returns unfinished messages to the queue; rows ring them again anyway.
        stop_stages=((signal.SIGTERM, 6.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 2.0)),
        rank=FRONT,
        trouble=Filter(TROUBLE),
        ready_line=ready_line,
    )


def worker_part(variables: Mapping[str, str], size: Size) -> Part:
    arguments = ["celery", "-A", "portal.celery", "worker", "--loglevel", "INFO"]
    arguments += ["--concurrency", str(size.worker_processes), "--without-gossip"]
    arguments += ["--without-mingle", "--pool", "prefork"]
    return _python_part("worker", arguments, variables, ready_line=" ready.")


def beat_part(variables: Mapping[str, str]) -> Part:
    arguments = ["celery", "-A", "portal.celery", "beat", "--loglevel", "INFO", "--pidfile", ""]
    return _python_part("beat", arguments, variables, ready_line="beat: Starting")


def web_part(line: socket.socket, variables: Mapping[str, str], size: Size) -> Part:
    port = line.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application"]
    command += ["--bind", f"fd://{line.fileno()}", "--worker-class", "gthread"]
    command += ["--workers", str(size.web_processes), "--threads", str(size.web_threads)]
    command += ["--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "5"]
    command += ["--log-level", "info", "--no-control-socket", "--preload"]

    def start(output: int) -> subprocess.Popen[bytes]:
        return processes.spawn(
            command,
            output=output,
            dies_with_parent=signal.SIGTERM,
            environment=variables,
            folder=CHECKOUT,
            keeps=(line.fileno(),),
        )

    return Part(
        name="web",
        start=start,
        ready=lambda: web_answers(port),
        stop_stages=((signal.SIGTERM, 6.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0)),
        rank=FRONT,
        trouble=Filter(TROUBLE),
    )


def web_answers(port: int) -> bool:
    """True when a web process answers at all (it may still lack its database)."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=0.5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
