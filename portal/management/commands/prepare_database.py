"""`manage.py prepare_database`: the three roles and the database on a server of your own."""

from argparse import ArgumentParser
from contextlib import closing
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from portal.embedded import place, roles
from portal.embedded.place import UnreachableError

PLACEHOLDER = "choose a password"


class Command(BaseCommand):
    help = (
        "Make the roles portal_owner, portal_app and portal_collector, and the database, with the "
        "passwords of DATABASE_OWNER_URL, DATABASE_URL and DATABASE_COLLECTOR_URL. "
        "Running it again changes nothing that is right."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument(
            "--admin-url", help="postgresql:// address of a role that may create roles"
        )
        way.add_argument("--print-sql", action="store_true", help="only print what psql would run")
        parser.add_argument(
            "--for-tests", action="store_true", help="the owner may create test databases"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            database, passwords = wanted()
        except UnreachableError as problem:
            raise CommandError(str(problem)) from problem
        tests = options["for_tests"]
        if options["print_sql"]:
            filled = {role: passwords.get(role, PLACEHOLDER) for role in place.ROLES}
            self.stdout.write(roles.script(filled, database, may_create_databases=tests))
            return
        try:
            prepare(options["admin_url"], database, passwords, may_create_databases=tests)
        except psycopg2.Error as problem:
            raise CommandError(f"The server refused: {problem}") from problem
        self.stdout.write(f"Database {database} and its roles {', '.join(place.ROLES)} are ready.")


def wanted() -> tuple[str, dict[str, str]]:
    """The database's name and the passwords by role, as the three addresses have them."""
    if place.embedded_database():
        return place.DATABASE, {}
    urls = place.database_urls()
    addresses = {
        place.APP_ROLE: urls.app,
        place.OWNER_ROLE: urls.require_owner(),
        place.COLLECTOR_ROLE: urls.require_collector(),
    }
    passwords = {}
    for role, address in addresses.items():
        user = unquote(urlsplit(address).username or "")
        if user != role:
            raise UnreachableError(
                f"The address for {role} signs in as {user or 'nobody'}. Row policies and grants "
                f"name the roles, so they must be called {', '.join(place.ROLES)}."
            )
        passwords[role] = place.password_apart(address)[1]
    return unquote(urlsplit(urls.app).path.lstrip("/")) or place.DATABASE, passwords


def prepare(
    admin_url: str, database: str, passwords: dict[str, str], *, may_create_databases: bool
) -> None:
    """Runs the statements as administrator; roles without a password keep the one they have."""
    with closing(psycopg2.connect(admin_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in roles.role_statements(
                passwords, may_create_databases=may_create_databases
            ):
                cursor.execute(statement)
            cursor.execute(roles.JOIN_OWNER)
            cursor.execute(roles.database_exists(database))
            if cursor.fetchone() is None:
                cursor.execute(roles.create_database(database))
    inside = urlunsplit(urlsplit(admin_url)._replace(path=f"/{database}"))
    with closing(psycopg2.connect(inside)) as connection, connection, connection.cursor() as cursor:
        said = roles.access_statements(database) + roles.defaults_statements(database)
        for statement in said:
            cursor.execute(statement)
