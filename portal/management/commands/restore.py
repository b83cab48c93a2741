"""`manage.py restore FILE`: puts a backup in place and proves it complete."""

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal import backups, clock, readiness
from portal.embedded import borrow, place
from portal.embedded.lock import TakenError
from portal.embedded.place import UnreachableError
from portal.embedded.postgres import PostgresError
from portal.queries import ledger


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
                    files=backups.stored_files(),
                    replace=replace,
                )
                damage = self._record_problem(manifest)
        except (backups.BackupError, UnreachableError, PostgresError, TakenError) as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"Restored {rows} rows as of {manifest.made_at}; every table has its count. "
            "Start the portal: it brings older tables up to date."
        )
        if damage:
            raise CommandError(damage)

    def _record_problem(self, manifest: backups.Manifest) -> str:
        """What is wrong with the record that was restored; '' where it is whole.

        It is held against the seals that the backup noted. Those that were made after it are gone
        with what they sealed, so their heads are put aside. Tables of an older release are checked
        once they are up to date.
        """
        noted = ledger.witness_file()
        if noted.exists():
            aside = noted.with_name(f"{noted.name}.before-{clock.now():%Y%m%dT%H%M%S}")
            noted.rename(aside)
            self.stdout.write(f"The heads of seals made before this restore are kept in {aside}.")
        lines = [
            ledger.line_of(uuid.UUID(owner), number, head, "")
            for owner, (number, head) in manifest.heads.items()
        ]
        noted.write_text("".join(f"{line}\n" for line in lines))
        # A new data folder had no database yet when the settings were read: it has one now.
        connection.settings_dict.update(dj_database_url.parse(place.database_urls().app))
        if problem := readiness.migrations_problem():
            self.stdout.write(f"{problem} Afterwards, manage.py verify_audit checks the record.")
            return ""
        try:
            call_command("verify_audit", stdout=self.stdout)
        except CommandError as problem:
            return (
                f"Everything is restored as it was, but as it was: {problem} "
                "Look at the lines above, and compare with an earlier backup."
            )
        finally:
            connection.close()
        return ""
