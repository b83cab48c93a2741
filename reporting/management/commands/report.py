"""`manage.py report CYCLE`: a ministry's or the Commission's report as a PDF, from the shell."""

import sys
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import pdf
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.actions import report as making
from reporting.domain import editions
from reporting.models import Report, ReportingCycle
from reporting.queries import contribution as reading
from reporting.queries import cycles, reports

WIDTH = 30


class Command(BaseCommand):
    help = (
        "Writes the report of a cycle as a PDF: the published edition where there is one, or else "
        "a draft, marked as such. The same data give the same bytes. Publishing is done by a "
        "person, on the report's page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cycle", help="For example 2025-2026.")
        parser.add_argument(
            "--organisation", required=True, metavar="X", help="Name or id of the issuer."
        )
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--draft", action="store_true", help="The draft as things stand, not the last edition."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        _check_target(out)
        issuer = _organisation(options["organisation"])
        with acting_for(issuer):
            document, published = _document(issuer, options["cycle"], draft=options["draft"])
        try:
            made = making.rendered(document, self._progress)
        except pdf.PdfUnavailableError as problem:
            raise CommandError(str(problem)) from None
        out.write_bytes(made.data)
        self.stdout.write(
            f"{out}: {editions.reference(document)}, {made.pages} pages, "
            f"{len(made.data):,} bytes, SHA-256 {made.sha256}"
        )
        self._compare(made, published)

    def _compare(self, made: pdf.Rendered, published: Report | None) -> None:
        if published is None:
            self.stdout.write("This is a draft: every page says so. No edition was written.")
        elif published.sha256 == made.sha256:
            self.stdout.write("It is the published file, byte for byte.")
        else:
            self.stderr.write(
                f"It is not byte for byte the published file ({published.sha256}): this release "
                "or its libraries differ from those it was made with. The published file itself "
                "is on the edition's page."
            )

    def _progress(self, done: int, of: int, what: str) -> None:
        if not sys.stderr.isatty():
            return
        filled = "█" * (WIDTH * done // of)
        self.stderr.write(f"\r{filled:░<{WIDTH}} {what:<32}", ending="\n" if done == of else "")
        self.stderr.flush()


def _check_target(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.is_dir():
        raise CommandError(f"{out} is a folder. Name the file to write, such as {out}/report.pdf.")
    if not out.resolve().parent.is_dir():
        raise CommandError(f"There is no folder {out.resolve().parent}. Make it first.")


def _organisation(wanted: str) -> Organisation:
    rows = Organisation.objects.filter(active=True)
    try:
        found = list(rows.filter(pk=uuid.UUID(wanted)))
    except ValueError:
        found = list(rows.filter(name__iexact=wanted.strip()))
    if not found:
        known = ", ".join(
            sorted(rows.filter(kind__in=["ministry", "commission"]).values_list("name", flat=True))
        )
        raise CommandError(
            f"There is no organisation “{wanted}”. Give a name or an id; reports are issued by: "
            f"{known or 'nobody yet'}."
        )
    if len(found) > 1:
        ids = ", ".join(str(row.pk) for row in found)
        raise CommandError(f"Several organisations are called “{wanted}”. Give one id of: {ids}.")
    return found[0]


def _document(
    issuer: Organisation, key: str, *, draft: bool
) -> tuple[dict[str, Any], Report | None]:
    """What is to be written, and the published edition it is, if it is one."""
    cycle = _cycle(key)
    try:
        kind = reports.kind_of(issuer)
        last = None if draft else reports.last_edition(cycle, kind)
        if last is not None:
            return reading.opened(last.document), last
        return reports.draft(cycle, kind), None
    except reports.NothingToReport as refusal:
        raise CommandError(str(refusal)) from None


def _cycle(key: str) -> ReportingCycle:
    cycle = cycles.with_key(key.replace("–", "-").strip())
    if cycle is None:
        known = ", ".join(each.key for each in cycles.all_cycles())
        raise CommandError(
            f"There is no cycle “{key}”. There are: {known or 'none; the Commission adds them'}."
        )
    return cycle
