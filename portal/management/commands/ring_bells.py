"""`manage.py ring_bells`: after the cause is mended, have waiting work tried again at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal import bells


class Command(BaseCommand):
    help = (
        "Makes the work that the sweeper has given up (see doctor) due now, as if new. "
        "With --all, everything that waits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what is still being tried")

    def handle(self, *_args: Any, **options: Any) -> None:
        for bell in bells.failing():
            self.stdout.write(
                f"{bell.kind} {bell.subject}: tried {bell.attempts + 1} times, {bell.last_error}"
            )
        rung = bells.ring_again(everything=options["all"])
        self.stdout.write(f"{rung} waiting piece(s) of work will be tried again now.")
