"""`manage.py up`: everything Ajar needs, started and watched by one process."""

import os
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from portal.embedded import broker, parts, place, postgres
from portal.embedded.broker import BrokerError
from portal.embedded.lock import OneAtATime, TakenError
from portal.embedded.logbook import Logbook
from portal.embedded.osuser import WrongUserError, make_passable, server_user
from portal.embedded.parts import PortTakenError, Size
from portal.embedded.place import UnreachableError
from portal.embedded.postgres import PostgresError
from portal.embedded.supervisor import PartFailedError, StopRequested, Supervisor

EXPECTED = (
    BrokerError,
    PartFailedError,
    PortTakenError,
    PostgresError,
    TakenError,
    UnreachableError,
    WrongUserError,
)
MANAGE = place.CHECKOUT / "manage.py"

QUESTIONNAIRE = "load_questionnaire"


class Command(BaseCommand):
    help = "Start the portal: database, broker, web, worker and beat, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="listen here instead of AJAR_PORT (8000)")
        parser.add_argument("--production", action="store_true", help="as AJAR_MODE=production")
        parser.add_argument("--no-demo", action="store_true", help="don't fill an empty portal")
        parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
        parser.add_argument("--threads", type=int, default=4, help="threads of each (4)")
        parser.add_argument("--concurrency", type=int, default=2, help="worker processes (2)")
        parser.add_argument("--verbose", action="store_true", help="show every part's lines")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            Launch(options).run()
        except EXPECTED as problem:
            raise CommandError(str(problem)) from problem


class Launch:
    """One start of the portal, from the lock to the last part's end."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.data = place.data_dir()
        self.port = options["port"] or place.port()
        self.production = options["production"] or os.environ.get("AJAR_MODE") == "production"
        self.demo = not options["no_demo"] and not self.production
        self.size = Size(options["workers"], options["threads"], options["concurrency"])
        self.verbose = options["verbose"]
        self.begun = time.monotonic()

    def run(self) -> None:
        if not place.embedded_database():
            place.database_urls().require_owner()  # for the tables
        make_passable(self.data, server_user(postgres.cluster_dir(self.data)))
        lock = OneAtATime(self.data / "lock")
        lock.take(f"http://127.0.0.1:{self.port}/")
        try:
            keep_mode(self.data, "production" if self.production else "demonstration")
            self.book = Logbook(self.data / "logs", verbose=self.verbose)
            with closing(self.book):
                self._on_a_port_of_its_own()
        finally:
            lock.release()

    def _on_a_port_of_its_own(self) -> None:
        self.variables = parts.environment(self.data, self.port, production=self.production)
        self.supervisor = Supervisor(self.data, self.book)
        mode = "production" if self.production else "demonstration"
        self.book.say(f"Ajar ({mode}), data in {self.data}")
        # What an earlier run left may still hold the port.
        self._end_leftovers()
        with parts.listen(self.port) as self.line:
            self._supervised()

    def _supervised(self) -> None:
        try:
            self._begin()
            self.supervisor.watch()
        except StopRequested:
            pass
        finally:
            self.book.say("\nStopping …")
            with self.book.step("Everything stopped"):
                self.supervisor.stop()

    def _begin(self) -> None:
        self._stores()
        self._schema()
        self._front()
        if self.demo:
            self._seed()
        self._announce()

    def _end_leftovers(self) -> None:
        ended = self.supervisor.end_leftovers()
        if place.embedded_database() and postgres.stop_leftovers(self.data):
            ended.append("postgres")
        if place.embedded_broker() and broker.stop_leftovers(self.data):
            ended.append("broker")
        if ended:
            self.book.say(f"! ended what an earlier run left: {', '.join(sorted(set(ended)))}")

    def _stores(self) -> None:
        if place.embedded_database():
            first = not postgres.cluster_dir(self.data).exists()
            with self.book.step("Database made and started" if first else "Database started"):
                self.supervisor.launch(parts.postgres_part(self.data))
            with self.book.step("Database roles"):
                postgres.make_roles(self.data)
        if place.embedded_broker():
            with self.book.step("Broker started"):
                self.supervisor.launch(parts.broker_part(self.data))

    def _schema(self) -> None:
        with self.book.step("Tables and static files up to date"):
            collected: list[str] = []
            collecting = Thread(target=collect_static, args=(collected,), daemon=True)
            collecting.start()
            self._manage("migrate", "--noinput")
            collecting.join()
            if collected:
                raise PartFailedError(f"Static files can't be collected: {collected[0]}")
        # A room's command, called by its name: an installation without a questionnaire is useless.
        if QUESTIONNAIRE in get_commands():
            with self.book.step("Questionnaire in force"):
                self._manage(QUESTIONNAIRE)

    def _front(self) -> None:
        with self.book.step("Web, worker and beat started"):
            self.supervisor.launch(
                parts.worker_part(self.variables, self.size),
                parts.web_part(self.line, self.variables, self.size),
                parts.beat_part(self.variables),
            )

    def _seed(self) -> None:
        if "demo" not in get_commands() or self._try_manage("demo", "--is-seeded") == 0:
            return
        self.book.say("Filling the demonstration (once; the worker scores its appraisals) …")
        with self.book.step("Demonstration filled"):
            self._manage("demo", shown=True)

    def _announce(self) -> None:
        seconds = time.monotonic() - self.begun
        self.book.say(f"\nAjar is ready after {seconds:.1f} s: http://127.0.0.1:{self.port}/")
        if self.demo and "demo" in get_commands():
            self._try_manage("demo", "--logins", shown=True)
        elif self.production and "setup" in get_commands():
            self.book.say("No operator yet? manage.py setup gives a one-time link.")
        self.book.say(f"Logs are in {self.data / 'logs'}. Ctrl-C stops everything.\n")

    def _manage(self, *arguments: str, shown: bool = False) -> None:
        """A management command as a step; ``PartFailedError`` with its last lines if it fails."""
        if self._try_manage(*arguments, shown=shown):
            raise PartFailedError(
                f"manage.py {' '.join(arguments)} failed.\n{self.book.last_lines('ajar')}"
            )

    def _try_manage(self, *arguments: str, shown: bool = False) -> int:
        command = [sys.executable, str(MANAGE), *arguments]
        return self.supervisor.run_to_end("ajar", command, self.variables, shown=shown)


def keep_mode(data: Path, mode: str) -> None:
    """Remembers what a data folder is for, and refuses to use it for the other."""
    note = data / "mode"
    known = note.read_text().strip() if note.exists() else mode
    if known != mode:
        raise UnreachableError(
            f"The data in {data} belong to a {known} portal; this start is for {mode}. "
            "Demonstration accounts never reach production: choose another folder with "
            "AJAR_DATA, or start in the mode it has."
        )
    note.write_text(mode + "\n")


def collect_static(problems: list[str]) -> None:
    """Collects the static files in this process, which has Django loaded already."""
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except (CommandError, OSError, ValueError) as problem:
        problems.append(str(problem))
