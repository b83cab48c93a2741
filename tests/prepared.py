"""A migrated database, made once a run and copied: migrating takes half a minute of a processor."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from portal.embedded import place, postgres, roles

DUMP = "migrated.dump"


def _cluster() -> Path:
    return Path(os.environ["AJAR_TEST_CLUSTER"])


def _address(data: Path, role: str, database: str) -> str:
    return place.embedded_url(data, role, place.passwords(data), database=database)


@contextmanager
def _alone() -> Iterator[None]:
    """One process of the run at a time."""
    with (_cluster() / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrated() -> Path:
    """The run's migrated database as a dump; whoever comes first makes it by the real command."""
    data, dump = _cluster(), _cluster() / DUMP
    with _alone():
        if dump.exists():
            return dump
        ours = ("DATABASE_", "REDIS_", "AJAR_", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        subprocess.run(
            [sys.executable, str(place.CHECKOUT / "manage.py"), "migrate", "--noinput"],
            env={**kept, "AJAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings"},
            cwd=place.CHECKOUT,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        unfinished = dump.with_suffix(".part")
        _run("pg_dump", data, "--format=custom", f"--file={unfinished}")
        unfinished.rename(dump)
    return dump


def _run(name: str, data: Path, *arguments: str) -> None:
    address, password = place.password_apart(_address(data, place.OWNER_ROLE, place.DATABASE))
    subprocess.run(
        [str(postgres.program(name)), f"--dbname={address}", "--no-password", *arguments],
        env={"PGPASSWORD": password, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        check=True,
    )


def copy(name: str) -> None:
    """Make database `name` in the run's cluster, with every table and right of the product."""
    _migrated()
    administrator = _address(_cluster(), postgres.ADMINISTRATOR, "postgres")
    with _alone(), closing(psycopg2.connect(administrator)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(
                f"CREATE DATABASE {roles.identifier(name)} TEMPLATE {place.DATABASE} "
                f"OWNER {place.OWNER_ROLE}"
            )
    within = _address(_cluster(), postgres.ADMINISTRATOR, name)
    with closing(psycopg2.connect(within)) as line, line, line.cursor() as cursor:
        for statement in roles.access_statements(name):
            cursor.execute(statement)


def fill(data: Path) -> None:
    """Give the empty folder `data` a stopped cluster with the migrated database in it."""
    dump = _migrated()
    cluster = postgres.ensure_running(data)
    try:
        _run("pg_restore", data, "--single-transaction", "--no-owner", str(dump))
    finally:
        cluster.stop()
