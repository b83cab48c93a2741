"""`manage.py import_cordis PROJECTS PARTICIPATIONS`: the register's first rows, from open data."""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from diligence.actions import bring_in
from diligence.domain.names import normalise
from diligence.exchange import cordis
from portal import authority
from portal.actions import organisations
from portal.authority import Actor
from portal.enums import OrganisationKind, SizeBand
from portal.models import Organisation
from portal.tenancy import acting_for

SHOWN = 40
"""Refused rows printed one by one; the report file has all of them."""
TOTALS = ("registered", "updated", "unchanged", "discarded_here", "partners")


class Command(BaseCommand):
    help = (
        "Makes an organisation of each EU participant and registers its partnerships with all "
        "non-EU partners, one for each project. Running it again updates them by the project's "
        "number. Rows that can't be right are refused and listed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("projects", type=Path, help="CSV of the projects")
        parser.add_argument("participations", type=Path, help="CSV of the participations")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument(
            "--organisations", nargs="+", metavar="NAME", default=[], help="only these"
        )
        parser.add_argument("--limit", type=int, default=0, help="only the N with most projects")
        parser.add_argument("--report", type=Path, help="write the whole report to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            plan = cordis.read(options["projects"], options["participations"])
        except cordis.FileProblemError as error:
            raise CommandError(str(error)) from None
        chosen = _chosen(plan.applicants, options["organisations"], options["limit"])
        totals: Counter[str] = Counter(plan.counts)
        totals["organisations"] = len(chosen)
        totals["filings"] = sum(len(applicant.filings) for applicant in chosen)
        totals["types_assumed"] = sum(applicant.type_is_assumed for applicant in chosen)
        refused: list[dict[str, str]] = []
        if not options["dry_run"]:
            self._bring_in(chosen, totals, refused)
        report = {
            "dry_run": options["dry_run"],
            "seconds": round(time.monotonic() - began, 1),
            "counts": dict(totals),
            "refused_rows": [asdict(problem) for problem in plan.problems],
            "refused_partnerships": refused,
        }
        if options["report"]:
            text = json.dumps(report, ensure_ascii=False, indent=2)
            options["report"].write_text(text + "\n", encoding="utf-8")
        self._tell(report, plan.problems)

    def _bring_in(
        self,
        chosen: list[cordis.Applicant],
        totals: Counter[str],
        refused: list[dict[str, str]],
    ) -> None:
        by = authority.product("CORDIS import")
        known = {
            (normalise(row.name), row.country): row
            for row in Organisation.objects.filter(kind=OrganisationKind.RESEARCH)
        }
        for number, applicant in enumerate(chosen, 1):
            self._progress(number, len(chosen), applicant.name)
            organisation = known.get((applicant.key, applicant.country))
            if organisation is None:
                organisation = _made(applicant, by=by)
                totals["organisations_made"] += 1
            # One transaction for each organisation: stopping leaves whole organisations behind.
            with acting_for(organisation):
                done = bring_in.filings(applicant, by=by)
            totals.update({name: getattr(done, name) for name in TOTALS})
            refused += [
                {"organisation": applicant.name, "project": project, "reason": reason}
                for project, reason in done.refused or ()
            ]

    def _progress(self, number: int, of: int, name: str) -> None:
        if not sys.stderr.isatty():
            return
        filled = "█" * (30 * number // of)
        end = "\n" if number == of else ""
        self.stderr.write(f"\r{filled:░<30} {number}/{of} {name[:36]:<36}", ending=end)
        self.stderr.flush()

    def _tell(self, report: dict[str, Any], problems: list[cordis.Problem]) -> None:
        say = self.stdout.write
        for name, count in report["counts"].items():
            say(f"{name.replace('_', ' '):<22}{count:>9,}")
        say(f"{'refused rows':<22}{len(problems):>9,}")
        say(f"{'seconds':<22}{report['seconds']:>9,}")
        for reason, rows in _by_reason(problems).items():
            say(f"\n{reason}")
            for row in rows[:SHOWN]:
                value = f" “{row.value}”" if row.value else ""
                say(f"  {row.file} line {row.line}, {row.column}{value}: {row.about}")
            if len(rows) > SHOWN:
                say(f"  … and {len(rows) - SHOWN:,} more; --report FILE writes all of them.")
        for item in report["refused_partnerships"][:SHOWN]:
            say(f"{item['organisation']}: {item['project']}: {item['reason']}")
        if report["dry_run"]:
            say("Nothing was stored: this was a dry run.")


def _by_reason(problems: list[cordis.Problem]) -> dict[str, list[cordis.Problem]]:
    """Refused rows under what is wrong with them and what to do."""
    found: dict[str, list[cordis.Problem]] = {}
    for problem in problems:
        found.setdefault(f"{problem.reason} {problem.remedy}", []).append(problem)
    return found


def _chosen(
    applicants: list[cordis.Applicant], wanted: list[str], limit: int
) -> list[cordis.Applicant]:
    """The applicants asked for. Raises CommandError for a name that is not in the files."""
    keys = {normalise(name): name for name in wanted}
    unknown = set(keys) - {applicant.key for applicant in applicants}
    if unknown:
        names = ", ".join(sorted(keys[key] for key in unknown))
        raise CommandError(f"Not among the EU participants with a non-EU partner: {names}.")
    found = [row for row in applicants if row.key in keys] if keys else applicants
    return found[:limit] if limit > 0 else found


def _made(applicant: cordis.Applicant, *, by: Actor) -> Organisation:
    """The applicant as an organisation of the portal.

    The files don't say how large it is: it starts in the smallest band until somebody states it.
    """
    return organisations.create(
        by=by,
        name=applicant.name,
        kind=OrganisationKind.RESEARCH,
        type=applicant.type,
        size_band=SizeBand.SMALL,
        country=applicant.country,
        city=applicant.city,
    )
