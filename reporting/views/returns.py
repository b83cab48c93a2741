"""The Commission's pages about returns: who has returned, and what."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.countries import name_of
from portal.enums import Permission
from portal.views.base import ActingView
from reporting.domain import editions
from reporting.domain.chapters import PROTOCOL
from reporting.models import ReceivedReturn, ReportingCycle
from reporting.queries import contribution as contributions
from reporting.queries import cycles, reports
from reporting.views.cycles import cycle_or_404


class CurrentReturns(ActingView):
    """Leads to the returns of the cycle that runs now."""

    permission = Permission.VIEW_RETURNS

    def get(self, request: HttpRequest) -> HttpResponseBase:
        cycle = cycles.current(clock.today())
        if cycle is None:
            return redirect("reporting:cycles")
        return redirect("reporting:returns", cycle.key)


class Returns(ActingView):
    """Every Member State in protocol order: provided or not provided. The order never changes."""

    permission = Permission.VIEW_RETURNS

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        received, ministries = cycles.received(cycle), cycles.ministries()
        rows = [
            {
                "code": code,
                "name": name_of(code),
                "ministry": ministries.get(code),
                "given": received.get(code),
                "late": code in received and _late(received[code], cycle),
            }
            for code in PROTOCOL
        ]
        context = {
            "cycle": cycle,
            "cycles": _tabs(cycle),
            "rows": rows,
            "number": len(received),
            "of": len(PROTOCOL),
        }
        return render(request, "reporting/return/list.html", context)


def _late(given: ReceivedReturn, cycle: ReportingCycle) -> bool:
    return given.confirmed_at.date() > cycle.freezes_on


def _tabs(current: ReportingCycle) -> list[dict[str, Any]]:
    return [
        {
            "label": cycle.key.replace("-", "–"),
            "url": reverse("reporting:returns", args=[cycle.key]),
            "current": cycle.pk == current.pk,
        }
        for cycle in cycles.all_cycles()
    ]


class OneReturn(ActingView):
    """One return as a page: the chapters it would have in a report."""

    permission = Permission.VIEW_RETURNS

    def get(self, request: HttpRequest, key: str, code: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        if code not in PROTOCOL:
            raise Http404(_("There is no Member State with this code."))
        found = cycles.received_of(cycle, code)
        wanted = request.GET.get("revision", "")
        given = next((row for row in found if str(row.revision) == wanted), None)
        if given is None and found and not wanted:
            given = found[0]
        if given is None and wanted:
            raise Http404(_("There is no such revision."))
        context: dict[str, Any] = {"cycle": cycle, "name": name_of(code), "code": code}
        if given is None:
            return render(request, "reporting/return/none.html", context)
        context |= {"given": given, "revisions": found, "late": _late(given, cycle)}
        return render(request, "reporting/return/one.html", context | _drawn(given))


def _drawn(given: ReceivedReturn) -> dict[str, Any]:
    """The report page of this one return."""
    document = contributions.opened(given.document)
    edition = editions.Edition(
        kind=editions.NATIONAL,
        cycle=document["cycle"],
        authority=document["authority"],
        contact=document["contact"],
        verify_url=reports.verify_url(),
        dated=given.confirmed_at.isoformat(),
        returns=[editions.Given(given.member_state, given.revision, given.digest, document)],
        number=given.revision,
    )
    return editions.context(editions.national_document(edition))
