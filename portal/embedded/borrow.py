"""The embedded database for one command, whether or not Ajar is running."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.embedded import place, postgres
from portal.embedded.lock import OneAtATime, TakenError


@contextmanager
def database(purpose: str, *, alone: bool = False) -> Iterator[None]:
    """Starts the embedded database for the duration if it isn't running; else uses what runs.

    With DATABASE_URL set nothing is started. ``alone`` refuses (``TakenError``) while Ajar runs,
    for commands that replace data under it. The addresses are known once this is entered.
    """
    if not place.embedded_database():
        yield
        return
    data = place.data_dir()
    lock = OneAtATime(data / "lock")
    data.mkdir(parents=True, exist_ok=True)
    try:
        lock.take(purpose)
    except TakenError:
        if alone or postgres.running(data) is None:
            raise
        yield
        return
    try:
        with postgres.ensure_running(data):
            yield
    finally:
        lock.release()
