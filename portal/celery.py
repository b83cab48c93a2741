"""The Celery application. Messages carry identifiers only; the truth is in rows."""

import logging
import os
import time
from typing import Any

from celery import Celery, signals
from kombu import pools

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

logger = logging.getLogger(__name__)

DATABASE_PATIENCE = 30.0
"""Seconds a starting worker waits for its database."""

app = Celery("ajar")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would close the connection around every task; ours below closes only a broken or old one.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000_000
app.autodiscover_tasks()

# A frozen broker keeps nobody waiting: one second for an answer, and no second try.
IMPATIENT: dict[str, Any] = {"socket_timeout": 1, "retry_on_timeout": False}


def send_quickly(name: str, args: list[str], headers: dict[str, str]) -> None:
    """Put a message on the broker, or raise within about a second: requests wait for this."""
    line = app.connection_for_write(transport_options=IMPATIENT)
    with pools.producers[line].acquire(block=True, timeout=1) as producer:
        app.send_task(name, args=args, headers=headers, producer=producer, retry=False)


@signals.task_prerun.connect
@signals.task_postrun.connect
def tend_connections(task: Any = None, **_: Any) -> None:
    """Keep the database connection between tasks while it is young and well."""
    from django.db import close_old_connections

    if not getattr(task.request, "is_eager", False):
        close_old_connections()


@signals.worker_init.connect
def refuse_privileged_role(**_: Any) -> None:
    """A worker that could look through the wall between organisations does not start."""
    problem = _privileges()
    if problem:
        logger.critical("%s The worker does not start. Let DATABASE_URL name portal_app.", problem)
        raise SystemExit(1)


def _privileges() -> str:
    """Why the role must not work; waits for a database that is still starting."""
    from django.db import OperationalError, connection

    from portal.checks import privilege_problem

    deadline = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return privilege_problem()
        except OperationalError as problem:
            if time.monotonic() > deadline:
                return f"The database can't be reached: {problem}"
            time.sleep(0.5)
        finally:
            # Children are forked after this and make connections of their own.
            connection.close()
