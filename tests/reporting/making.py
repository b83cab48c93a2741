"""Reports on their way to a PDF, from asking for one to publishing it."""

from typing import Any

from portal.tenancy import acting_for
from reporting.actions import publish, report
from reporting.models import Rendering
from reporting.queries import reports
from tests.cast import Member


def ask(cycle: Any, who: Member) -> Rendering:
    with acting_for(who.organisation):
        return report.ask(cycle, reports.kind_of(who.organisation), by=who.actor)


def again(row: Rendering, who: Member) -> Rendering:
    with acting_for(who.organisation):
        return Rendering.objects.get(pk=row.pk)


def published(cycle: Any, who: Member, name: str, correction: str = "") -> Rendering:
    kind = reports.kind_of(who.organisation)
    with acting_for(who.organisation):
        document = publish.prepare(cycle, kind, name=name, correction=correction, by=who.actor)
        row = report.enqueue(cycle, kind, document, by=who.actor, correction=correction)
    report.make(row.pk, who.organisation.pk)
    return again(row, who)
