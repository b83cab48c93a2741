"""Roles and database on a server that isn't the embedded one."""

import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from portal.embedded import place, postgres, roles

pytestmark = pytest.mark.stack

Manage = Callable[..., subprocess.CompletedProcess[str]]


def addresses(data: Path) -> dict[str, str]:
    host = str(place.sockets_dir(data)).replace("/", "%2F")
    return {
        "DATABASE_URL": f"postgresql://portal_app:it%27s%5C@{host}/faculty",
        "DATABASE_OWNER_URL": f"postgresql://portal_owner:two@{host}/faculty",
        "DATABASE_COLLECTOR_URL": f"postgresql://portal_collector:three@{host}/faculty",
    }


@pytest.mark.parametrize("superuser", [True, False], ids=["superuser", "managed"])
def test_it_makes_everything_and_a_second_run_changes_nothing(
    folder: Path, manage: Manage, superuser: bool
) -> None:
    data = folder / f"server{superuser:d}"
    with postgres.ensure_running(data, durable=False):
        known = place.passwords(data)
        admin = place.embedded_url(data, postgres.ADMINISTRATOR, known, database="postgres")
        make_bare(admin)
        if not superuser:
            admin = admin.replace(f"{postgres.ADMINISTRATOR}:", "managed:")
        given = addresses(data)
        for _ in range(2):
            done = manage(data, "prepare_database", "--admin-url", admin, **given)
            assert done.returncode == 0, done.stderr
        if not superuser:  # what the roles may is the same, and migrating takes half a minute
            assert manage(data, "migrate", "--noinput", **given).returncode == 0
        with closing(psycopg2.connect(given["DATABASE_URL"])) as line, line.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole "
                "FROM pg_roles WHERE rolname LIKE 'portal%' ORDER BY 1"
            )
            assert cursor.fetchall() == [
                ("portal_app", False),
                ("portal_collector", False),
                ("portal_owner", False),
            ]
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'portal_app'")
            assert cursor.fetchone() == (0,)


def make_bare(admin: str) -> None:
    """The server as a provider hands it over: no roles of ours, an administrator of theirs."""
    password = place.password_apart(admin)[1]
    with closing(psycopg2.connect(admin)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {place.DATABASE}")
            for role in place.ROLES:
                cursor.execute(f"DROP ROLE {role}")
            cursor.execute(
                f"CREATE ROLE managed LOGIN CREATEROLE CREATEDB PASSWORD {roles.literal(password)}"
            )


def test_the_printed_sql_does_the_same(folder: Path, manage: Manage) -> None:
    data = folder / "printed"
    with postgres.ensure_running(data, durable=False):
        admin = place.embedded_url(
            data, postgres.ADMINISTRATOR, place.passwords(data), database="postgres"
        )
        make_bare(admin)
        printed = manage(data, "prepare_database", "--print-sql", **addresses(data))
        assert printed.returncode == 0, printed.stderr
        address, password = place.password_apart(admin)
        done = subprocess.run(
            [postgres.program("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", address],
            input=printed.stdout,
            env={"PGPASSWORD": password},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for url in addresses(data).values():
            psycopg2.connect(url).close()


def test_other_role_names_are_refused(folder: Path, manage: Manage) -> None:
    given = addresses(folder) | {"DATABASE_URL": "postgresql://somebody:x@db.example/ajar"}
    done = manage(folder, "prepare_database", "--print-sql", **given)
    assert done.returncode == 1
    assert "portal_app signs in as somebody" in done.stderr
