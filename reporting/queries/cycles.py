"""Cycles, and what has come in for each."""

from datetime import date

from portal.enums import OrganisationKind
from portal.models import Organisation
from reporting.models import ReceivedReturn, ReportingCycle


def all_cycles() -> list[ReportingCycle]:
    """Every cycle, the latest first."""
    return list(ReportingCycle.objects.select_related("owner"))


def current(today: date) -> ReportingCycle | None:
    """The cycle a ministry works on today: the latest that has begun, or else the next one."""
    begun = ReportingCycle.objects.filter(starts_on__lte=today).order_by("-starts_on").first()
    return begun or ReportingCycle.objects.order_by("starts_on").first()


def with_key(key: str) -> ReportingCycle | None:
    """The cycle called `2025-2026`, or None."""
    return ReportingCycle.objects.filter(key=key).select_related("owner").first()


def before(cycle: ReportingCycle) -> ReportingCycle | None:
    """The cycle before this one, or None for the first."""
    earlier = ReportingCycle.objects.filter(owner=cycle.owner, starts_on__lt=cycle.starts_on)
    return earlier.order_by("-starts_on").first()


def ministries() -> dict[str, Organisation]:
    """The ministry of each Member State that has one on the platform."""
    rows = Organisation.objects.filter(kind=OrganisationKind.MINISTRY, active=True)
    return {row.country: row for row in rows.order_by("-created_at")}


def received(cycle: ReportingCycle) -> dict[str, ReceivedReturn]:
    """The latest revision the Commission received from each Member State."""
    rows = ReceivedReturn.objects.filter(cycle=cycle).order_by("member_state", "revision")
    return {row.member_state: row for row in rows}


def received_of(cycle: ReportingCycle, member_state: str) -> list[ReceivedReturn]:
    """Every revision received from one Member State, the latest first."""
    rows = ReceivedReturn.objects.filter(cycle=cycle, member_state=member_state)
    return list(rows.order_by("-revision"))


def counts() -> dict[str, int]:
    """How many Member States have returned, by key of the cycle."""
    found = ReceivedReturn.objects.order_by().values_list("cycle__key", "member_state").distinct()
    told: dict[str, int] = {}
    for key, _member_state in found:
        told[key] = told.get(key, 0) + 1
    return told
