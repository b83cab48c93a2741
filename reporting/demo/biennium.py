"""One biennium: quarters collected as they closed, contributions in three states, one report.

The large Member State has confirmed its return and published it, the second one is preparing, the
small one has confirmed too: its tables honestly don't show.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from diligence.demo.filing import await_worker
from portal import clock
from portal.authority import Actor
from portal.demo import Office, World
from portal.enums import OrganisationKind, Role
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.actions import collect, confirm, contribution, cycles, publish, report
from reporting.choices import ReportKind
from reporting.demo import words
from reporting.domain.editions import digest, reference
from reporting.domain.periods import Quarter
from reporting.models import Contribution, ReportingCycle
from reporting.queries import contribution as reading
from reporting.queries import reports

FIRST_YEAR: Final = 2025
SCOPE: Final = {"DE": 2.6, "PT": 2.2, "EE": 1.8}
"""Organisations in scope for each one that is on the platform."""


def chapter(world: World) -> None:
    """Collect, prepare, confirm, publish; returns once the worker has made the report."""
    cycle = _open_cycle(world)
    ministries = world.offices(OrganisationKind.MINISTRY)
    for number, office in enumerate(ministries):
        world.progress(number, len(ministries), f"Collecting for {office.name}")
        _collect(world, office)
        _contribute(world, office, cycle, part=office.country == "PT")
    for office in ministries:
        if office.country != "PT":
            _confirm(world, office, cycle)
    for office in ministries:
        if office.country == "DE":
            _publish(world, office, cycle, ReportKind.NATIONAL)
    [commission] = world.offices(OrganisationKind.COMMISSION)
    _draft(world, commission, cycle)
    await_worker(world)


def _by(world: World, office: Office) -> Actor:
    role = Role.ANALYST if office.kind is OrganisationKind.COMMISSION else Role.POLICY_OFFICER
    return world.held_by(office.name, role)


def _home(world: World, office: Office) -> Organisation:
    return world.organisations[office.name]


def _open_cycle(world: World) -> ReportingCycle:
    [office] = world.offices(OrganisationKind.COMMISSION)
    freeze = date(FIRST_YEAR + 2, 3, 31)
    with acting_for(_home(world, office)), clock.set_to(world.start):
        return cycles.add(first_year=FIRST_YEAR, freezes_on=freeze, by=_by(world, office))


def _collect(world: World, office: Office) -> None:
    """Every quarter a few days after it closed, as the schedule does it."""
    quarter = Quarter.of(world.start.date())
    while quarter.collected_from < world.end.date():
        at = datetime.combine(quarter.collected_from, time(4), world.end.tzinfo)
        with acting_for(_home(world, office)), clock.set_to(at):
            collect.collect(quarter, by=world.founder)
        quarter = quarter.next()


def _contribute(world: World, office: Office, cycle: ReportingCycle, *, part: bool) -> None:
    """Frame, declarations and texts; `part`: the ministry is half-way through."""
    by, at = _by(world, office), world.end - timedelta(days=20)
    with acting_for(_home(world, office)), clock.set_to(at):
        row = contribution.begin(cycle, by=by)
        contact = f"research-security@{office.city.lower().replace(' ', '-')}.example"
        row = contribution.name_authority(row.pk, authority=office.name, contact=contact, by=by)
        row = contribution.enter_frame(
            row.pk,
            counts=_frame(world, office.country),
            source="Register of higher education and research institutions, 1 October 2026",
            revision=row.revision,
            by=by,
        )
        contribution.freeze_frame(row.pk, by=by)
        for code, given in list(words.DECLARED.items())[: 3 if part else None]:
            contribution.declare(row.pk, code, given=given, note="", seen="", by=by)
        for key, text in list(words.TEXTS.items())[: 1 if part else None]:
            contribution.write(row.pk, key, text=text, revision=0, by=by)


def _frame(world: World, country: str) -> dict[tuple[str, str], int]:
    """In scope, by type and size: more than are on the platform."""
    found: dict[tuple[str, str], int] = {}
    for cast in world.cast():
        if cast.country == country:
            place = (str(cast.type), str(cast.size))
            found[place] = found.get(place, 0) + 1
    return {place: round(count * SCOPE[country]) for place, count in found.items()}


def _confirm(world: World, office: Office, cycle: ReportingCycle) -> None:
    by = _by(world, office)
    with acting_for(_home(world, office)), clock.set_to(world.end - timedelta(days=6)):
        row = Contribution.objects.select_related("cycle__owner", "owner").get(cycle=cycle)
        seen = digest(reading.document(row))
        confirm.confirm(row.pk, seen=seen, name=by.label, by=by)


def _publish(world: World, office: Office, cycle: ReportingCycle, kind: ReportKind) -> None:
    """The first edition: the worker makes its PDF, then it is published."""
    by = _by(world, office)
    with acting_for(_home(world, office)), clock.set_to(world.end - timedelta(days=5)):
        name = reference(reports.final(cycle, kind, correction=""))
        document = publish.prepare(cycle, kind, name=name, correction="", by=by)
        report.enqueue(cycle, kind, document, by=by, correction="")


def _draft(world: World, office: Office, cycle: ReportingCycle) -> None:
    with acting_for(_home(world, office)), clock.set_to(world.end - timedelta(days=2)):
        report.ask(cycle, ReportKind.EU, by=_by(world, office))
