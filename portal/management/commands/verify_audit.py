"""manage.py verify_audit: is the record whole, and if not, what is wrong first?"""

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from portal.ledger.findings import Finding, Report
from portal.models import Organisation
from portal.queries import ledger
from portal.tenancy import acting_for

Witness = Mapping[uuid.UUID, Mapping[int, str]]


class Command(BaseCommand):
    help = (
        "Checks the record of every organisation: that no event was changed, deleted, put in or "
        "reordered, and no seal changed or removed. Ends with 1 where something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="only this one, by its name or key")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each")
        parser.add_argument(
            "--witness",
            help="the file or log that holds the seals' heads (default: seals.log of AJAR_DATA, "
            "where it is there); without it, seals removed at the end can't be noticed",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        witness = self._witness(options["witness"])
        damaged = 0
        for organisation in self._chosen(options["organisation"]):
            with acting_for(organisation):
                report = ledger.check(witness=witness.get(organisation.pk), tell=self._progress)
            damaged += not report.whole
            lines = self._json if options["json"] else self._words
            self.stdout.write("\n".join(lines(organisation, report)))
        for owner in sorted(str(each) for each in self._lost(witness, options["organisation"])):
            damaged += 1
            self.stdout.write(f"Organisation {owner}: sealed once by the witness, and gone.")
        if damaged:
            raise CommandError(f"{damaged} record(s) are not whole.", returncode=1)

    def _witness(self, named: str | None) -> Witness:
        path = Path(named) if named else ledger.witness_file()
        if not named and not path.exists():
            return {}
        try:
            return ledger.read_witness(path)
        except OSError as problem:
            raise CommandError(f"The witness can't be read: {problem}", returncode=2) from problem

    def _chosen(self, named: str | None) -> Iterator[Organisation]:
        rows = Organisation.objects.order_by("name", "pk")
        if named:
            same = Q(name__iexact=named)
            with suppress(ValueError):
                same |= Q(pk=uuid.UUID(named))
            rows = rows.filter(same)
            if not rows.exists():
                raise CommandError(f"There is no organisation “{named}”.", returncode=2)
        return iter(list(rows))

    def _lost(self, witness: Witness, named: str | None) -> set[uuid.UUID]:
        """Organisations that the witness knows and the database does not."""
        if named:
            return set()
        return set(witness) - set(Organisation.objects.values_list("pk", flat=True))

    def _progress(self, seen: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{seen:,} events read\r", ending="")

    def _words(self, organisation: Organisation, report: Report) -> Iterator[str]:
        told = (
            f"{organisation.name}: {report.events:,} events in {report.seals:,} seals, "
            f"{report.waiting:,} waiting to be sealed, {report.pruned:,} pruned"
        )
        if report.whole:
            head = f", newest seal {report.last_number} {report.last_head[:16]}"
            yield f"{told}{head if report.seals else ''}: whole"
            if report.late:
                yield f"  {_late(report.late)}"
            return
        yield f"{told}: {report.damaged:,} DAMAGED"
        for finding in report.findings:
            yield f"  {_line(finding)}"
        if report.damaged > len(report.findings):
            yield f"  … and {report.damaged - len(report.findings):,} more"

    def _json(self, organisation: Organisation, report: Report) -> Iterator[str]:
        told = {
            "organisation": str(organisation.pk),
            "name": organisation.name,
            "whole": report.whole,
            "seals": report.seals,
            "head": report.last_head,
            "events": report.events,
            "waiting": report.waiting,
            "pruned": report.pruned,
            "forgotten": report.forgotten,
            "late": report.late,
            "damaged": report.damaged,
            "findings": [_told(each) for each in report.findings],
        }
        yield json.dumps(told, ensure_ascii=False)


def _late(count: int) -> str:
    return (
        f"{count:,} events were sealed over a day after they were recorded: no worker ran then, or "
        "seals were removed and made anew. A witness outside the database tells which."
    )


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "damage": finding.damage.value,
        "seal": finding.number,
        "position": finding.position or None,
        "event": str(finding.event_id) if finding.event_id else None,
        "kind": finding.event or None,
        "at": finding.at.isoformat() if finding.at else None,
    }


def _line(finding: Finding) -> str:
    where = f"seal {finding.number}" if finding.number is not None else "in no seal"
    if finding.position:
        where += f", event {finding.position}"
    parts = [
        str(finding.event_id or ""),
        finding.event,
        finding.at.isoformat(timespec="seconds") if finding.at else "",
    ]
    return f"{where}: {finding.damage.label}. {' '.join(part for part in parts if part)}".rstrip()
