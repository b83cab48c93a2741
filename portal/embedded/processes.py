"""Starting, finding and ending processes so that none is ever left behind."""

import ctypes
import os
import signal
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar, Self

from portal.embedded.osuser import ServerUser

PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | int,
    dies_with_parent: signal.Signals | None,
    user: ServerUser | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    keeps: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Starts ``command`` in its own session, so that a terminal's Ctrl-C reaches only us.

    With ``dies_with_parent`` the kernel sends that signal when the starting *thread* ends,
    even by kill -9. ``user`` switches to another operating-system user (root only).
    ``keeps`` are open descriptors that the process inherits.
    """
    switched = user is not None and user.switch
    tied = _tie_to(os.getpid(), dies_with_parent) if dies_with_parent else None
    with warnings.catch_warnings():
        # Python 3.12 and later warn of forking beside threads; the child only calls prctl.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user.uid if user and switched else None,
            group=user.gid if user and switched else None,
            extra_groups=[] if switched else None,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            pass_fds=keeps,
            preexec_fn=tied,  # noqa: PLW1509 - one prctl call, its library loaded before
        )


def _tie_to(parent: int, death: signal.Signals) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        # Runs in the child after the change of user, which would clear the setting.
        libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


@dataclass(frozen=True)
class Found:
    """A running process: its number and when it started, in clock ticks since boot.

    Both together name a process for good; the number alone is used again.
    """

    pid: int
    started: int

    def alive(self) -> bool:
        return started_at(self.pid) == self.started


def _stat_fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    # The name in parentheses may hold spaces; state is the first field after it.
    return text.rpartition(")")[2].split()


def started_at(pid: int) -> int | None:
    """Start time in clock ticks since boot; None when there is no such process or it's a zombie."""
    fields = _stat_fields(pid)
    if fields is None or fields[0] in "ZX":
        return None
    return int(fields[19])


def session_of(pid: int) -> int | None:
    fields = _stat_fields(pid)
    return int(fields[3]) if fields else None


def every() -> Iterator[Found]:
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            started = started_at(int(entry))
            if started is not None:
                yield Found(int(entry), started)


def working_in(folder: Path, program: str) -> list[Found]:
    """Processes of ``program`` (a file name) whose working folder is ``folder``, oldest first."""
    found = []
    for process in every():
        try:
            cwd = os.readlink(f"/proc/{process.pid}/cwd")
            exe = os.readlink(f"/proc/{process.pid}/exe")
        except OSError:
            continue
        if cwd == str(folder.resolve()) and Path(exe.removesuffix(" (deleted)")).name == program:
            found.append(process)
    return sorted(found, key=lambda process: (process.started, process.pid))


def in_session(session: int) -> list[Found]:
    return [process for process in every() if session_of(process.pid) == session]


def send(process: Found, number: signal.Signals) -> None:
    if process.alive():
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return


def end_all(
    processes: Sequence[Found], *, stages: Sequence[tuple[signal.Signals, float]]
) -> list[Found]:
    """Sends each stage's signal and waits its seconds; returns those that live on."""
    left = [process for process in processes if process.alive()]
    for number, seconds in stages:
        for process in left:
            send(process, number)
        deadline = time.monotonic() + seconds
        while left and time.monotonic() < deadline:
            time.sleep(0.02)
            left = [process for process in left if process.alive()]
        if not left:
            break
    return left


Stages = Sequence[tuple[signal.Signals, float]]
"""Signals in turn, each with the seconds it is given."""


@dataclass
class Server:
    """A running server. ``process`` is set when this process started it."""

    stages: ClassVar[Stages]
    data: Path
    process: subprocess.Popen[bytes] | None

    def stop(self) -> None:
        """Ends the server if this handle started it."""
        if self.process is None:
            return
        for number, seconds in self.stages:
            if self.process.poll() is None:
                self.process.send_signal(number)
            if wait_ended(self.process, seconds):
                break
        self.process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def wait_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
