"""`manage.py demo`: fill an empty portal with the invented world, once."""

import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo
from portal.embedded import place
from portal.models import Organisation

WIDTH = 30
KEPT = ("django_migrations", "django_content_type", "auth_permission", "auth_group")


def clear_away() -> None:
    """Empty a half-made demonstration, as the owner of the tables.

    Raises CommandError where anything real is in the database: then nothing is touched.
    """
    owner = psycopg2.connect(place.database_urls().require_owner())
    with closing(owner), owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM portal_organisation "
            "WHERE NOT demonstration AND kind <> 'commission') "
            "OR EXISTS (SELECT 1 FROM portal_user WHERE NOT demonstration)"
        )
        if cursor.fetchone() != (False,):
            raise CommandError(
                "There are organisations or people here that are not invented, so nothing "
                "was cleared. Use another data folder (AJAR_DATA) for the demonstration."
            )
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> ALL (%s)",
            [list(KEPT)],
        )
        tables = ", ".join(name for (name,) in cursor.fetchall())
        cursor.execute(f"TRUNCATE {tables}")


class Command(BaseCommand):
    help = "Makes the demonstration by the product's own actions. The worker must be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--is-seeded", action="store_true", help="exit 0 when it is there")
        parser.add_argument("--logins", action="store_true", help="print the logins")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="multiply the number of partnerships"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["is_seeded"]:
            sys.exit(0 if demo.is_seeded() else 1)
        if options["logins"]:
            self.print_logins()
            return
        if not settings.DEMONSTRATION:
            raise CommandError("Production takes no invented organisations (AJAR_MODE).")
        if demo.is_seeded():
            self.stdout.write("The demonstration is there already.")
            return
        if Organisation.objects.filter(demonstration=True).exists():
            self.stdout.write("An earlier attempt stopped half way: clearing it away first.")
            clear_away()
        started = time.monotonic()
        self.shown = ""
        world = demo.make(scale=options["scale"], progress=self.show)
        count = len(world.organisations)
        seconds = time.monotonic() - started
        self.stdout.write(f"\n{count} organisations and two years of filing in {seconds:.0f} s.")

    def show(self, done: int, total: int, what: str) -> None:
        """A bar on a terminal; one line for each tenth of the way elsewhere."""
        share = done / total if total else 1
        if self.stdout.isatty():
            bar = "█" * round(share * WIDTH)
            self.stdout.write(f"\r  {bar:·<{WIDTH}} {share:4.0%}  {what:<60}", ending="")
            self.stdout.flush()
            return
        line = f"  {int(share * 10) * 10:3d} %  {what.split(' for ')[0]}"
        if line != self.shown:
            self.shown = line
            self.stdout.write(line)

    def print_logins(self) -> None:
        logins = demo.logins()
        wide = max(len(login.email) for login in logins)
        self.stdout.write(f"Demonstration logins, password “{demo.PASSWORD}”:")
        for login in logins:
            where = f", {login.organisation}" if login.organisation else ""
            self.stdout.write(f"  {login.email:<{wide}}  {login.note}{where}")
