"""`manage.py backup FILE`: database and files in one checked file."""

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
    help = "Write database and files into one file, while the portal runs or not."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup to write; it must not exist")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            with borrow.database("making a backup"):
                manifest = backups.make(
                    file.absolute(),
                    owner_url=place.database_urls().require_owner(),
                    files=backups.stored_files(),
                    version=settings.AJAR_VERSION,
                )
        except (backups.BackupError, UnreachableError, PostgresError, TakenError) as problem:
            raise CommandError(str(problem)) from problem
        rows, files = sum(manifest.rows.values()), len(manifest.checksums) - 1
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{file}: {rows} rows, {files} files, {size:.1f} MB")
