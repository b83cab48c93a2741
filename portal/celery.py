"""The Celery application. Messages carry identifiers only; the truth is in rows."""

import logging
import os
import time
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

logger = logging.getLogger(__name__)

DATABASE_PATIENCE = 30.0
"""Seconds a starting worker waits for its database."""

app = Celery("ajar")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would close the connection around every task; ours below closes only a broken or old one.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000_000
app.autodiscover_tasks()


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
