"""`manage.py collect`: collect the figures of closed quarters now, in this process."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.authority import Refused, product
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.actions import collect
from reporting.domain.audit import AuditFailed
from reporting.domain.documents import NotAudited
from reporting.domain.periods import Quarter
from reporting.domain.tallies import CountsDiffer
from reporting.queries import collected, figures


class Command(BaseCommand):
    help = (
        "Collects the closed quarters that ministries' figures lack: counted across research "
        "organisations, cleared for showing, stored for ever. What is collected is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", help="One quarter, for example 2026-Q3. Otherwise all due.")
        parser.add_argument("--ministry", help="Name or id of one ministry. Otherwise all of them.")

    def handle(self, *args: Any, **options: Any) -> None:
        quarter = _quarter(options["period"])
        failed = False
        for ministry in _ministries(options["ministry"]):
            with acting_for(ministry):
                left = [quarter] if quarter else collected.waiting(ministry, clock.today())
            for each in left:
                failed |= not self._collect(ministry, each)
            if not left:
                self.stdout.write(f"{ministry}: nothing is due.")
        if failed:
            sys.exit(1)

    def _collect(self, ministry: Organisation, quarter: Quarter) -> bool:
        """One quarter in a transaction of its own; whether it is there afterwards."""
        try:
            with acting_for(ministry):
                snapshot = collect.collect(quarter, by=product("manage.py collect"))
        except Refused as refusal:
            self.stderr.write(f"{ministry}: {refusal.reason}")
        except (AuditFailed, CountsDiffer, NotAudited, figures.NoCollectorError) as problem:
            self.stderr.write(f"{ministry}, {quarter}: nothing was stored. {problem}")
        else:
            told = "collected before" if snapshot is None else f"collected, {snapshot.digest[:12]}"
            self.stdout.write(f"{ministry}, {quarter}: {told}.")
            return True
        return False


def _quarter(text: str | None) -> Quarter | None:
    if not text:
        return None
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _ministries(wanted: str | None) -> list[Organisation]:
    every = list(Organisation.objects.filter(kind=OrganisationKind.MINISTRY, active=True))
    if not wanted:
        return every
    found = [each for each in every if wanted in {str(each.pk), each.name}]
    if not found:
        known = ", ".join(each.name for each in every) or "none"
        raise CommandError(f"There is no ministry “{wanted}”. There are: {known}.")
    return found
