"""How figures, contribution and returns stand, on the start page of those who work on them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock
from portal.acting import Acting
from portal.enums import OrganisationKind, Permission
from portal.rooms import StartSection
from reporting.choices import ContributionState
from reporting.domain.chapters import PROTOCOL
from reporting.models import Contribution, ReportingCycle
from reporting.queries import collected, cycles, reports
from reporting.queries import contribution as contributions


def sections(request: HttpRequest) -> list[StartSection]:
    """A ministry sees its contribution and its newest figures; the Commission, what has come in."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return []
    if acting.actor.may(Permission.VIEW_FIGURES):
        return [_ministry(acting)]
    if acting.organisation.kind == OrganisationKind.COMMISSION and acting.actor.may(
        Permission.VIEW_RETURNS
    ):
        return [_commission(acting)]
    return []


def _ministry(acting: Acting) -> StartSection:
    cycle = cycles.current(clock.today())
    row = contributions.of_cycle(cycle) if cycle else None
    snapshot = collected.snapshot()
    may = acting.actor.may(Permission.DECLARE)
    context = {
        "cycle": cycle,
        "contribution": row,
        "action": _next_step(row) if may else _("Read it"),
        "waits": may and (row is None or row.state != ContributionState.CONFIRMED),
        "snapshot": snapshot,
        "coming": collected.expected(acting.organisation, snapshot.period if snapshot else ""),
        "today": clock.today(),
    }
    return StartSection("reporting/start/ministry.html", context, _headline(cycle, row))


def _next_step(row: Contribution | None) -> str:
    if row is None:
        return _("Begin it")
    return _("Read it") if row.state == ContributionState.CONFIRMED else _("Go on")


def _headline(cycle: ReportingCycle | None, row: Contribution | None) -> str:
    if cycle is None:
        return _("No cycle is reported on yet")
    told: dict[str, Any] = {"key": cycle.key}
    if row is None:
        return _("The contribution %(key)s is not begun yet") % told
    if row.state == ContributionState.CONFIRMED:
        return _("The contribution %(key)s is confirmed") % told
    return _("The contribution %(key)s is not confirmed yet") % told


def _commission(acting: Acting) -> StartSection:
    cycle = cycles.current(clock.today())
    number = len(cycles.received(cycle)) if cycle else 0
    context = {
        "cycle": cycle,
        "number": number,
        "of": len(PROTOCOL),
        "editions": len(reports.published(cycle)) if cycle else 0,
        "may_add": acting.actor.may(Permission.MANAGE_CYCLES),
        "returns_url": reverse("reporting:returns", args=[cycle.key]) if cycle else "",
    }
    if cycle is None:
        return StartSection("reporting/start/commission.html", context, _("No cycle yet"))
    told = ngettext(
        "%(number)d of %(of)d Member States has returned for %(key)s",
        "%(number)d of %(of)d Member States have returned for %(key)s",
        number,
    )
    headline = told % {"number": number, "of": len(PROTOCOL), "key": cycle.key}
    return StartSection("reporting/start/commission.html", context, headline)
