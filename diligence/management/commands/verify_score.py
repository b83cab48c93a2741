"""`manage.py verify_score`: calculate stored scores anew and compare them byte for byte."""

import sys
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from diligence.actions import score
from diligence.models import Score
from diligence.queries import explained
from portal.models import Organisation
from portal.tenancy import acting_for


class Command(BaseCommand):
    help = (
        "Replays a stored score from the answers stored with it and compares every byte. ID is a "
        "score's or an appraisal's (all its scores). Exit status 1 when anything differs or "
        "cannot be replayed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", nargs="?", help="a score's or an appraisal's identifier")
        parser.add_argument("--all", action="store_true", help="every stored score")
        parser.add_argument(
            "--certificate",
            action="store_true",
            help="also certify that country and organisation were not used, by scoring the "
            "answers for every country of the world",
        )
        parser.add_argument(
            "--organisation", metavar="NAME", help="name or identifier: look nowhere else"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["id"]) == options["all"]:
            raise CommandError("Give the identifier of a score or an appraisal, or --all.")
        wanted = _identifier(options["id"]) if options["id"] else None
        checked, differing = 0, 0
        for organisation in _organisations(options["organisation"]):
            with acting_for(organisation):
                for stored in _scores(wanted):
                    checked += 1
                    same = self._same(stored, organisation)
                    if same and options["certificate"]:
                        same = self._certified(stored)
                    differing += not same
            if wanted and checked:
                break
        if wanted and not checked:
            raise CommandError(f"There is no score {wanted}, nor a scored appraisal.")
        self.stdout.write(f"{checked} score(s) replayed, {differing} differ.")
        if differing:
            sys.exit(1)

    def _same(self, stored: Score, organisation: Organisation) -> bool:
        found = score.differences(stored)
        name = f"Score {stored.pk} (appraisal {stored.appraisal_id}, {organisation.name})"
        for difference in found:
            self.stderr.write(f"{name}: {difference}")
        if not found:
            self.stdout.write(
                f"{name}: the same {len(stored.document.encode())} bytes, outcome {stored.outcome}."
            )
        return not found

    def _certified(self, stored: Score) -> bool:
        proof = explained.certificate_of(stored)
        told = self.stdout if proof.holds else self.stderr
        told.write(f"Certificate {proof.digest}: {proof.because}")
        return proof.holds


def _identifier(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise CommandError(f"{text!r} is not an identifier like {uuid.UUID(int=0)}.") from None


def _organisations(wanted: str | None) -> list[Organisation]:
    everybody = Organisation.objects.order_by("id")
    if wanted is None:
        return list(everybody)
    found = list(everybody.filter(name=wanted))
    if not found:
        try:
            found = list(everybody.filter(pk=uuid.UUID(wanted)))
        except ValueError:
            found = []
    if not found:
        raise CommandError(f"No organisation is called {wanted!r}.")
    return found


def _scores(wanted: uuid.UUID | None) -> Iterator[Score]:
    rows = Score.objects.order_by("id")
    if wanted is not None:
        rows = rows.filter(pk=wanted) or rows.filter(appraisal_id=wanted)
    yield from rows.iterator(chunk_size=500)
