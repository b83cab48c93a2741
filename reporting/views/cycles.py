"""The Commission's pages about cycles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.enums import Permission
from portal.views.base import ActingView
from reporting import policy
from reporting.actions import cycles as actions
from reporting.forms.cycles import AddCycle, ChangeCycle
from reporting.models import ReportingCycle
from reporting.queries import cycles


def cycle_or_404(key: str) -> ReportingCycle:
    """The cycle called `2025-2026`; Http404 when there is none."""
    cycle = cycles.with_key(key)
    if cycle is None:
        raise Http404(_("There is no such cycle."))
    return cycle


class CycleList(ActingView):
    permission = Permission.VIEW_RETURNS

    def get(self, request: HttpRequest) -> HttpResponse:
        counts = cycles.counts()
        rows = [
            {
                "cycle": cycle,
                "returns": counts.get(cycle.key, 0),
                "change": policy.may_change_cycle(self.actor, returns=counts.get(cycle.key, 0)),
            }
            for cycle in cycles.all_cycles()
        ]
        context = {"rows": rows, "add": self.actor.may(Permission.MANAGE_CYCLES)}
        return render(request, "reporting/cycle/list.html", context)


class CycleNew(ActingView):
    permission = Permission.MANAGE_CYCLES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(AddCycle(initial={"first_year": actions.first_free_year()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddCycle(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            cycle = actions.add(by=self.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form, status=422)
        messages.success(request, _("Added: cycle %(key)s") % {"key": cycle.key})
        return redirect("reporting:cycles")

    def _page(self, form: AddCycle, status: int = 200) -> HttpResponse:
        return render(self.request, "reporting/cycle/edit.html", {"form": form}, status=status)


class CycleChange(ActingView):
    permission = Permission.MANAGE_CYCLES

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        return self._page(cycle, ChangeCycle(initial={"freezes_on": cycle.freezes_on}))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        form = ChangeCycle(request.POST)
        if not form.is_valid():
            return self._page(cycle, form, status=422)
        try:
            actions.change(cycle.pk, by=self.actor, **form.cleaned_data)
        except ReportingCycle.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(cycle, form, status=422)
        messages.success(request, _("Saved: cycle %(key)s") % {"key": cycle.key})
        return redirect("reporting:cycles")

    def _page(self, cycle: ReportingCycle, form: ChangeCycle, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "cycle": cycle,
            "verdict": policy.may_change_cycle(self.actor, returns=len(cycles.received(cycle))),
        }
        return render(self.request, "reporting/cycle/edit.html", context, status=status)
