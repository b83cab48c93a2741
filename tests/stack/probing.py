"""Tasks that only tests run: each tells in a file what it saw, and then ends as it was told to."""

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import connection

from portal.models import Unit
from portal.tasks import ActingTask
from portal.tenancy import NotActingError, acting_for, acting_id

QUEUE = "probing"


class ProbeError(RuntimeError):
    """What a task fails with that was told to fail."""


def _tell(number: int, **seen: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('portal.acting_for', true)")
        server, setting = cursor.fetchone()
    told = {"number": number, "worker": os.getpid(), "server": server, "setting": setting, **seen}
    with Path(os.environ["AJAR_PROBE"]).open("a") as file:
        file.write(json.dumps(told) + "\n")


@shared_task(name="probing.look", base=ActingTask, soft_time_limit=2)
def look(subject: uuid.UUID, number: int, then: str, other: str) -> None:
    """Tell whose rows are seen; then end well, fail, fail inside another's walls, or overrun."""
    units = list(Unit._base_manager.values_list("name", flat=True))
    _tell(number, acting=str(acting_id()), units=units, foreign=_foreign(subject))
    Unit.objects.create(name=f"{then} {number}")
    if then == "fails":
        raise ProbeError
    if then == "overruns":
        time.sleep(20)
    if then in {"fails inside", "overruns inside"}:
        with acting_for(uuid.UUID(other)):
            if then == "overruns inside":
                time.sleep(20)
            raise ProbeError


def _foreign(subject: uuid.UUID) -> bool:
    return Unit._base_manager.filter(pk=subject).exists()


@shared_task(name="probing.look_outside")
def look_outside(number: int) -> None:
    """Tell what is seen where nobody acts."""
    try:
        acting = str(acting_id())
    except NotActingError:
        acting = ""
    _tell(number, acting=acting, units=list(Unit._base_manager.values_list("name", flat=True)))
