"""A whole Ajar over a folder of its own: the real command, the real processes."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.test import override_settings
from kombu import Connection

from portal.celery import app
from portal.embedded import place, processes
from portal.models import User
from portal.sessions import SessionStore
from portal.settings import _database

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("postgres", "broker", "worker", "beat", "web")


def wait_for(what: Callable[[], Any], *, seconds: float, told: str) -> Any:
    """What `what` answers once it is true; AssertionError naming `told` after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"After {seconds:.0f} s still not: {told}"
        time.sleep(0.05)


@dataclass
class Stack:
    """`manage.py up` as a process of its own.

    `url` is the portal's address, `data_dir` its folder (AJAR_DATA), `blocker` pytest-django's.
    `settings`: the product's own ("portal.settings") where a suite is about what they ask.
    """

    data_dir: Path
    port: int
    blocker: Any
    options: tuple[str, ...] = ("--no-demo",)
    settings: str = "tests.stack.lenient"
    host: str = "127.0.0.1"
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the stack's commands are started with; nothing of the test database reaches them."""
        ours = ("DATABASE_", "REDIS_", "AJAR_", "DJANGO_", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            "AJAR_DATA": str(self.data_dir),
            "AJAR_PORT": str(self.port),
            "AJAR_MODE": "demonstration",
            "AJAR_URL": self.url,
            "DJANGO_SETTINGS_MODULE": self.settings,
        }

    # -- starting and ending -------------------------------------------------------------------
    def start(self, *, seconds: float = 240) -> None:
        """Start everything and wait until the portal says that it is ready."""
        log = (self.data_dir / "up.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up", *self.options],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        log.close()
        wait_for(self._is_up, seconds=seconds, told="Ajar is ready")

    def _is_up(self) -> bool:
        assert self.process is not None
        said = (self.data_dir / "up.log").read_text(errors="replace")
        assert self.process.poll() is None, f"manage.py up ended:\n{said[-3000:]}"
        return "Ajar is ready after" in said

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def manage(self, *arguments: str) -> str:
        """Run a management command against the stack; its output. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        if done.returncode:
            raise subprocess.CalledProcessError(
                done.returncode, arguments, done.stdout, f"{done.stdout}\n{done.stderr}"
            )
        return done.stdout

    # -- its processes -------------------------------------------------------------------------
    def pid(self, part: str) -> int:
        """The main process of a part, as the supervisor noted it."""
        noted = json.loads((self.data_dir / "parts.json").read_text())
        return int(noted[part][0])

    def kill(self, part: str) -> int:
        """kill -9 the part and everything it started; the number its main process had."""
        pid = self.pid(part)
        for found in processes.in_session(pid):
            processes.send(found, signal.SIGKILL)
        return pid

    def back(self, part: str, since: int, *, seconds: float = 60) -> None:
        """Wait until the supervisor has started the part again after process `since`."""
        wait_for(
            lambda: (pid := self.pid(part)) != since and processes.started_at(pid) is not None,
            seconds=seconds,
            told=f"{part} runs again",
        )

    # -- its database and broker ---------------------------------------------------------------
    @contextmanager
    def database(self) -> Iterator[None]:
        """Inside, models and actions speak to the stack's database, as portal_app.

        Messages go to nobody: what is rung inside is found by the stack's sweeper, or use
        `broker` as well.
        """
        address = _database(place.database_urls(self.data_dir).app)
        alias = connections.databases["default"]
        ours = connections["default"]
        theirs = connections.create_connection("default")
        theirs.settings_dict = {**alias, "OPTIONS": {}, **address, "TEST": alias["TEST"]}
        theirs.settings_dict["CONN_MAX_AGE"] = 0
        theirs.inc_thread_sharing()
        connections["default"] = theirs
        try:
            with self.blocker.unblock():
                yield
        finally:
            theirs.close()
            connections["default"] = ours

    def visitor(self, user: User) -> "Visitor":
        """A browser without scripts that is signed in as this user; call it inside `database`."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        with override_settings(DATA_DIR=self.data_dir):  # sealed by the stack's own key
            session.create()
        return Visitor(self.port, str(session.session_key))

    @contextmanager
    def broker(self) -> Iterator[Connection]:
        """A connection to the stack's broker."""
        with Connection(place.broker_url(self.data_dir)) as line:
            yield line

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Inside, what commits is brought to the stack's worker at once, not by its sweeper."""
        ours = app.conf.broker_url
        app.conf.broker_url = place.broker_url(self.data_dir)
        try:
            yield
        finally:
            app.conf.broker_url = ours

    def purge(self) -> int:
        """Delete every message that waits on the broker, and those taken but not finished."""
        with self.broker() as line:
            client = line.default_channel.client
            waiting = client.llen("celery")
            client.flushall()
            return int(waiting)


@dataclass(frozen=True)
class Visitor:
    """Requests of one signed-in person, without following anywhere."""

    port: int
    session: str
    token: str = "k" * 32

    def get(self, path: str) -> tuple[int, str]:
        return self._request("GET", path)

    def post(self, path: str, **values: str) -> tuple[int, str]:
        """The status, and the body or the address sent to. Raises OSError or HTTPException."""
        return self._request("POST", path, urlencode(values | {"csrfmiddlewaretoken": self.token}))

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
            return answer.status, answer.headers.get("Location") or text
        finally:
            line.close()
