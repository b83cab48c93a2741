"""`manage.py demo`: fill an empty portal with the invented world, once."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo
from portal.models import Organisation

WIDTH = 30


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
            raise CommandError(
                "An earlier attempt stopped half way. Remove the data folder (AJAR_DATA) and "
                "start again."
            )
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
