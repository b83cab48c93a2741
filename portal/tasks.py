"""The base of every task, and the sweeper."""

import logging
import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, ClassVar

from celery import Task, shared_task
from django.conf import settings
from django.db import DatabaseError

from portal import bells, clock
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)


class ActingTask(Task[..., Any]):
    """A task about one subject of one organisation: it runs inside that organisation's walls.

    The message is acknowledged after the work. A message lost with its worker is not put back:
    the bell is rung again, with a pause that grows, so that no message can kill workers in a loop.
    """

    abstract = True
    acks_late = True
    ignore_result = True
    bell: ClassVar[str] = ""
    """The kind of bell this task answers; a failure is noted there."""
    lasting: ClassVar[tuple[type[Exception], ...]] = ()
    """Failures that trying again would meet again: the bell then waits for the operator."""

    def __call__(self, subject: str, owner: str, *args: Any, **kwargs: Any) -> Any:
        about = uuid.UUID(subject)
        try:
            with self._clock(), acting_for(uuid.UUID(owner)):
                return super().__call__(about, *args, **kwargs)
        except Exception as problem:
            self._complain(about, uuid.UUID(owner), problem)
            raise

    def _complain(self, subject: uuid.UUID, owner: uuid.UUID, problem: Exception) -> None:
        if not self.bell:
            return
        try:
            lasting = isinstance(problem, self.lasting)
            bells.complain(self.bell, subject, problem, lasting=lasting, owner=owner)
        except DatabaseError:
            # The database itself is away; the bell still waits there for the sweeper.
            logger.warning("The failure of %s for %s could not be noted.", self.name, subject)

    def _clock(self) -> AbstractContextManager[None]:
        instant = (self.request.headers or {}).get("set_clock")
        # Only the making of the demonstration may say what time it is.
        if instant and settings.DEMONSTRATION:
            return clock.set_to(datetime.fromisoformat(instant))
        return nullcontext()


class SteppingTask(ActingTask):
    """Work in steps, each a transaction of its own, so that it can be watched while it goes on."""

    abstract = True

    def __call__(self, subject: str, owner: str, *args: Any, **kwargs: Any) -> Any:
        about, of = uuid.UUID(subject), uuid.UUID(owner)
        try:
            with self._clock():
                return self.run(about, of)
        except Exception as problem:
            self._complain(about, of, problem)
            raise


@shared_task(name="portal.sweep", ignore_result=True, expires=30)
def sweep() -> int:
    """Ring again for work whose message was lost."""
    return bells.sweep()
