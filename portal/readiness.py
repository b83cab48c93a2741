"""Can this process do its work? Each question answers with the problem, or '' if none."""

from datetime import datetime

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from kombu import Connection
from kombu.exceptions import KombuError

from portal.checks import privilege_problem

BROKER_SECONDS = 2


def database_problem() -> str:
    """Why the database can't serve: unreachable, or connected with a role that sees too much."""
    try:
        return privilege_problem()
    except Error as problem:
        return f"The database can't be reached: {first_line(problem)}"


def migrations_problem() -> str:
    """Which migrations the tables still lack."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        return f"The tables can't be compared: {first_line(problem)}"
    if not plan:
        return ""
    names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _ in plan[:3])
    more = f" and {len(plan) - 3} more" if len(plan) > 3 else ""
    return f"Tables are not up to date: {names}{more}."


def broker_problem() -> str:
    """Why messages can't be queued."""
    try:
        with Connection(
            settings.CELERY_BROKER_URL,
            connect_timeout=BROKER_SECONDS,
            transport_options={"socket_timeout": BROKER_SECONDS},
        ) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (KombuError, OSError) as problem:
        return f"The broker can't be reached: {first_line(problem)}"
    return ""


def first_line(problem: Exception) -> str:
    """An error's first line: the rest of a driver's message is for the log."""
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]


def protected_tables() -> set[str]:
    """Tables on which row security is enabled and has at least one policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relrowsecurity "
            "AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
        return {name for (name,) in cursor.fetchall()}


def database_time() -> datetime:
    """What time the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [(now,)] = cursor.fetchall()
    return datetime.fromisoformat(str(now))
