"""Starts the parts of Ajar, watches them, restarts what crashes, and ends all of them in order."""

import json
import os
import re
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.embedded import processes
from portal.embedded.logbook import Filter, Logbook
from portal.embedded.processes import Found

# Seconds before a crashed part starts again; the first entry after a calm minute.
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
CALM_SECONDS = 60.0
LEFTOVER_STAGES = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0))

Stages = Sequence[tuple[signal.Signals, float]]


class StopRequested(Exception):  # noqa: N818 - a request, not an error
    """Ctrl-C, SIGTERM or a closed terminal, while something was being waited for."""


class PartFailedError(Exception):
    """A part ended before it was ready, or a step failed; the message has its last lines."""


@dataclass(frozen=True)
class Part:
    """A long-running process. ``ready`` is asked until true; ``rank`` orders the stop."""

    name: str
    start: Callable[[int], subprocess.Popen[bytes]]
    ready: Callable[[], bool]
    stop_stages: Stages
    rank: int
    trouble: Filter
    ready_line: str = ""
    patience: float = 60.0


@dataclass
class Running:
    """A part's present process, what it has said so far, and how often it crashed."""

    part: Part
    process: subprocess.Popen[bytes]
    since: float
    found: Found | None
    rest: bytes = b""
    line_seen: bool = False
    crashes: int = 0
    again_at: float | None = None
    descriptor: int = -1

    def is_ready(self) -> bool:
        return self.line_seen if self.part.ready_line else self.part.ready()


@dataclass
class Supervisor:
    """Single-threaded on purpose: the kernel ends the parts with the thread that started them."""

    data: Path
    book: Logbook
    running: dict[str, Running] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        for end in (self._wake, self._woken):
            end.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Started with nohup, a closed terminal is no reason to stop.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._request)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        self.requests += 1

    # -- starting -----------------------------------------------------------------------------
    def launch(self, *parts: Part) -> None:
        """Starts ``parts`` together and returns when all are ready.

        Raises ``PartFailedError``, or ``StopRequested`` when asked to stop meanwhile.
        """
        begun = time.monotonic()
        starting = [self._start(part) for part in parts]
        while starting:
            self._pump(0.05)
            if self.requests:
                raise StopRequested
            starting = [one for one in starting if not self._settled(one, begun)]

    def _settled(self, running: Running, begun: float) -> bool:
        """True when the part is ready; ``PartFailedError`` when it ended or takes too long."""
        part = running.part
        if running.process.poll() is not None:
            self._drain(running)
            del self.running[part.name]
            problem = f"ended while starting ({describe(running.process.returncode)})"
        elif running.is_ready():
            return True
        elif time.monotonic() - begun > part.patience:
            problem = f"was not ready after {part.patience:.0f} seconds"
        else:
            return False
        raise PartFailedError(f"{part.name} {problem}.\n{self.book.last_lines(part.name)}")

    def _start(self, part: Part, *, crashes: int = 0) -> Running:
        reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(writing, True)
        try:
            process = part.start(writing)
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        started = processes.started_at(process.pid)
        running = Running(
            part=part,
            process=process,
            since=time.monotonic(),
            found=Found(process.pid, started) if started is not None else None,
            crashes=crashes,
            descriptor=reading,
        )
        self.running[part.name] = running
        self._selector.register(reading, selectors.EVENT_READ, running)
        self._note_parts()
        return running

    def run_to_end(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, shown: bool
    ) -> int:
        """Runs a command beside the parts, its lines logged; gives its exit status."""
        part = step_part(name, command, environment, shown=shown)
        running = self._start(part)
        while running.process.poll() is None:
            self._pump(0.2)
            self._restart_crashed(but=name)
            if self.requests:
                self._end([running])
                raise StopRequested
        self._drain(running)
        del self.running[name]
        return running.process.returncode

    # -- watching -----------------------------------------------------------------------------
    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keeps every part running until a stop is requested (or ``until`` says so)."""
        while not self.requests and not until():
            self._pump(self._pause())
            self._restart_crashed()

    def _pause(self) -> float:
        waiting = [one.again_at for one in self.running.values() if one.again_at is not None]
        return max(0.01, min(waiting) - time.monotonic()) if waiting else 1.0

    def _restart_crashed(self, *, but: str = "") -> None:
        now = time.monotonic()
        for name, running in list(self.running.items()):
            if name == but or running.process.poll() is None:
                continue
            if running.again_at is None:
                self._plan_restart(running, now)
            elif now >= running.again_at:
                crashes = running.crashes
                try:
                    self._start(running.part, crashes=crashes)
                except OSError as problem:
                    self.book.say(f"✗ {name} can't be started: {problem}")
                    self._plan_restart(running, now)

    def _plan_restart(self, running: Running, now: float) -> None:
        self._drain(running)
        self._end_session(running)
        calm = now - running.since > CALM_SECONDS
        running.crashes = 1 if calm else running.crashes + 1
        pause = BACK_OFF[min(running.crashes, len(BACK_OFF)) - 1]
        running.again_at = now + pause
        self.book.say(
            f"! {running.part.name} ended ({describe(running.process.returncode)}); "
            f"it starts again in {pause:g} s. Its log: "
            f"{self.book.folder / (running.part.name + '.log')}"
        )

    # -- output -------------------------------------------------------------------------------
    def _pump(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            if key.data is None:
                self._swallow_wake()
            else:
                self._read(key.data)

    def _swallow_wake(self) -> None:
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            return

    def _read(self, running: Running) -> bool:
        """Takes what a part has written; false at the end of its output."""
        try:
            chunk = os.read(running.descriptor, 65536)
        except BlockingIOError:
            return False
        if not chunk:
            self._close_output(running)
            return False
        *lines, running.rest = (running.rest + chunk).split(b"\n")
        self._take_lines(running, lines)
        return True

    def _take_lines(self, running: Running, lines: Iterable[bytes]) -> None:
        part = running.part
        for raw in lines:
            line = raw.decode(errors="replace").rstrip("\r")
            if part.ready_line and part.ready_line in line:
                running.line_seen = True
            self.book.write(part.name, line, shown=part.trouble.shows(line))

    def _drain(self, running: Running) -> None:
        while running.descriptor >= 0 and self._read(running):
            pass
        self._close_output(running)

    def _close_output(self, running: Running) -> None:
        if running.descriptor < 0:
            return
        if running.rest:
            self._take_lines(running, [running.rest])
            running.rest = b""
        self._selector.unregister(running.descriptor)
        os.close(running.descriptor)
        running.descriptor = -1

    # -- ending -------------------------------------------------------------------------------
    def stop(self) -> None:
        """Ends all parts: those with the highest rank first, each rank together.

        A second request (another Ctrl-C) stops waiting politely for web and workers; the
        database is still ended cleanly.
        """
        for rank in sorted({one.part.rank for one in self.running.values()}, reverse=True):
            self._end([one for one in self.running.values() if one.part.rank == rank])
        self.running.clear()
        self._parts_file().unlink(missing_ok=True)

    def _end(self, ending: Sequence[Running]) -> None:
        begun = time.monotonic()
        stage_of = dict.fromkeys((one.part.name for one in ending), -1)
        impatient = self.requests
        while living := [one for one in ending if one.process.poll() is None]:
            hurry = self.requests > max(impatient, 1)
            for one in living:
                due = self._stage_due(one.part, time.monotonic() - begun, hurry=hurry)
                if due > stage_of[one.part.name]:
                    stage_of[one.part.name] = due
                    one.process.send_signal(one.part.stop_stages[due][0])
            self._pump(0.05)
        for one in ending:
            self._drain(one)
            self._end_session(one)
            self.running.pop(one.part.name, None)

    @staticmethod
    def _stage_due(part: Part, elapsed: float, *, hurry: bool) -> int:
        last = len(part.stop_stages) - 1
        if hurry and part.rank > 0:
            return last
        for number, (_signal, seconds) in enumerate(part.stop_stages):
            if elapsed < seconds:
                return number
            elapsed -= seconds
        return last

    def _end_session(self, running: Running) -> None:
        """A killed main process may leave children (pool processes): none stays."""
        processes.end_all(
            processes.in_session(running.process.pid), stages=((signal.SIGKILL, 2.0),)
        )

    # -- leftovers of an earlier run ------------------------------------------------------------
    def _parts_file(self) -> Path:
        return self.data / "parts.json"

    def _note_parts(self) -> None:
        noted = {
            name: [one.found.pid, one.found.started]
            for name, one in self.running.items()
            if one.found is not None
        }
        fresh = self._parts_file().with_suffix(".new")
        fresh.write_text(json.dumps(noted))
        fresh.replace(self._parts_file())

    def end_leftovers(self) -> list[str]:
        """Ends what a supervisor that was killed left running; names what it found."""
        try:
            noted = json.loads(self._parts_file().read_text())
        except (FileNotFoundError, ValueError):
            return []
        ended = []
        for name, (pid, started) in noted.items():
            left = session_leftovers(Found(pid, started))
            if left:
                ended.append(name)
                processes.end_all(left, stages=LEFTOVER_STAGES)
        self._parts_file().unlink(missing_ok=True)
        return ended


def session_leftovers(leader: Found) -> list[Found]:
    """The leader if it still lives, and what else is in its session.

    A session's number isn't given out again while a member lives, so members of a dead leader's
    session are its own, unless a stranger now has that number.
    """
    now = processes.started_at(leader.pid)
    if now is not None and now != leader.started:
        return []
    return processes.in_session(leader.pid)


def step_part(
    name: str, command: Sequence[str], environment: Mapping[str, str], *, shown: bool
) -> Part:
    """A command that ends by itself, in the shape of a part."""

    def start(output: int) -> subprocess.Popen[bytes]:
        return processes.spawn(
            command, output=output, dies_with_parent=signal.SIGTERM, environment=environment
        )

    return Part(
        name=name,
        start=start,
        ready=lambda: True,
        stop_stages=((signal.SIGTERM, 3.0), (signal.SIGKILL, 2.0)),
        rank=2,
        trouble=Filter(re.compile("" if shown else r"(?!)")),
    )


def describe(code: int | None) -> str:
    """An exit status in words."""
    if code is None:
        return "still running"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"
