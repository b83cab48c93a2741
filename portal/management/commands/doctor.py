"""`manage.py doctor`: what is wrong with this installation, and what to do."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import diagnosis
from portal.embedded import place, postgres
from portal.findings import Finding, Level

MARKS = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}


class Command(BaseCommand):
    help = "Check this installation. The exit status is 1 when something must be mended."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="findings for a monitoring system")

    def handle(self, *_args: Any, **options: Any) -> None:
        findings = [*running(), *diagnosis.examine()]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in findings], indent=1))
        else:
            self._show(findings)
        failed = sum(one.level is Level.FAIL for one in findings)
        if failed:
            raise CommandError(f"{failed} of {len(findings)} checks failed.")

    def _show(self, findings: list[Finding]) -> None:
        styles = {
            Level.OK: self.style.SUCCESS,
            Level.WARN: self.style.WARNING,
            Level.FAIL: self.style.ERROR,
        }
        for one in findings:
            mark = styles[one.level](MARKS[one.level])
            self.stdout.write(f"{mark} {one.check:<18} {one.text}")
            if one.todo:
                self.stdout.write(f"  {'':<18} → {one.todo}")


def running() -> list[Finding]:
    """Whether the embedded database is up: without it most checks below fail for one reason."""
    if not place.embedded_database() or postgres.running(place.data_dir()) is not None:
        return []
    return [
        Finding(
            "portal",
            Level.FAIL,
            f"Ajar is not running over {place.data_dir()}.",
            "Start it with make run; then ask again.",
        )
    ]
