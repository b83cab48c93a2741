"""One process at a time over one data folder."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TakenError(Exception):
    """Another process holds the lock; the message says which and what to do."""


class OneAtATime:
    """A lock that the kernel drops when its process ends, even by kill -9.

    The file says who holds it, for the message only; its content never decides.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def take(self, purpose: str) -> None:
        """Takes the lock, or raises ``TakenError`` with the holder's number and purpose."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._holder(descriptor)
            os.close(descriptor)
            raise TakenError(
                f"Ajar is already running over {self.path.parent}{holder}. "
                "Stop that one first, or choose another folder with AJAR_DATA."
            ) from None
        self._descriptor = descriptor
        self.describe(purpose)

    def describe(self, purpose: str) -> None:
        """Changes what a second process is told about this one."""
        note = json.dumps({"pid": os.getpid(), "purpose": purpose}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, note, 0)

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @staticmethod
    def _holder(descriptor: int) -> str:
        try:
            note = json.loads(os.pread(descriptor, 4096, 0))
            return f" (process {note['pid']}, {note['purpose']})"
        except (ValueError, KeyError, TypeError):
            return ""


@contextmanager
def waiting_turn(path: Path, *, seconds: float = 90.0) -> Iterator[None]:
    """Holds ``path`` for a short step, waiting for others to finish the same step."""
    lock = OneAtATime(path)
    deadline = time.monotonic() + seconds
    while True:
        try:
            lock.take("starting")
            break
        except TakenError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.release()
