"""`manage.py restore FILE`: puts a backup in place and proves it complete."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import backups
from portal.embedded import borrow, place
from portal.embedded.lock import TakenError
from portal.embedded.place import UnreachableError
from portal.embedded.postgres import PostgresError


class Command(BaseCommand):
    help = "Put a backup in place. Stop the portal first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a backup made by manage.py backup")
        parser.add_argument(
            "--replace", action="store_true", help="even though this portal is not empty"
        )

    def handle(self, *_args: Any, file: Path, replace: bool, **_options: Any) -> None:
        try:
            with borrow.database("restoring a backup", alone=True):
                manifest = backups.restore(
                    file,
                    owner_url=place.database_urls().require_owner(),
                    files=settings.DATA_DIR / "files",
                    replace=replace,
                )
        except (backups.BackupError, UnreachableError, PostgresError, TakenError) as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"Restored {rows} rows as of {manifest.made_at}; every table has its count. "
            "Start the portal: it brings older tables up to date."
        )
