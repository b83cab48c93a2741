"""The base of every task, and the sweeper."""

import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from celery import Task, shared_task
from django.conf import settings

from portal import bells, clock
from portal.tenancy import acting_for


class ActingTask(Task):  # type: ignore[misc]
    """A task about one subject of one organisation: it runs inside that organisation's walls."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True

    def __call__(self, subject: str, owner: str, *args: Any, **kwargs: Any) -> Any:
        with self._clock(), acting_for(uuid.UUID(owner)):
            return super().__call__(uuid.UUID(subject), *args, **kwargs)

    def _clock(self) -> AbstractContextManager[None]:
        instant = (self.request.headers or {}).get("set_clock")
        # Only the making of the demonstration may say what time it is.
        if instant and settings.DEMONSTRATION:
            return clock.set_to(datetime.fromisoformat(instant))
        return nullcontext()


@shared_task(name="portal.sweep", ignore_result=True, expires=30)
def sweep() -> int:
    """Ring again for work whose message was lost."""
    return bells.sweep()
