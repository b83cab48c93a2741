"""`manage.py rotate_file_keys`: new keys for the files that are stored."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import vault
from portal.actions import factors, file_keys
from portal.models import Organisation
from portal.tenancy import acting_for


class Command(BaseCommand):
    help = (
        "Seals every organisation's data keys, the secrets of providers and the seeds of second "
        "factors with the first master key of AJAR_FILE_KEY and "
        "has plain files sealed. With --data, each organisation also gets a new data key, and the "
        "worker seals its files anew. Once nothing names the earlier master key any more, take it "
        "out of AJAR_FILE_KEY."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", action="store_true", help="new data keys too")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            name = vault.current().name
            everybody = file_keys.organisations()
            rewrapped = sum(self._one(organisation, options["data"]) for organisation in everybody)
            rewrapped += factors.seal_anew()
        except vault.VaultError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{rewrapped} keys and secrets were sealed with the master key {name}.")
        self.stdout.write("The worker seals what is not sealed with a present key.")

    def _one(self, organisation: Organisation, data: bool) -> int:
        with acting_for(organisation):
            done = file_keys.rewrap_keys()
            if data:
                file_keys.renew_key()
            else:
                file_keys.reseal_later()
        return done
