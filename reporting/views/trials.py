"""Trying a ministry's draft on the appraisals of its Member State, in figures."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.queries import drafts
from portal.authority import Refused
from portal.enums import Permission
from portal.views import waiting
from portal.views.base import ActingView, owned_or_404
from reporting.actions import simulate
from reporting.choices import TrialState
from reporting.models import PolicySimulation
from reporting.queries import trials
from reporting.views import trial_parts as parts

PER_PAGE: Final = 10


class TrialPage(ActingView):
    """What a draft would have made of the Member State's appraisals, and how often it is tried."""

    permission = Permission.VIEW_FIGURES

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        return self._page(pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            simulate.start(pk, by=self.actor)
        except LookupError:
            raise Http404(_("There is no such draft.")) from None
        except Refused as refusal:
            return self._page(pk, problem=refusal.reason, status=409)
        messages.success(request, _("The simulation has started. You may leave the page."))
        return redirect("reporting:policy-simulation", pk)

    def _page(self, pk: uuid.UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
        draft = drafts.visible(self.actor).filter(pk=pk).first()
        if draft is None:
            raise Http404(_("There is no such draft."))
        runs = trials.of_draft(self.actor, pk)
        pages = Paginator[PolicySimulation](runs, PER_PAGE)
        chosen = _chosen(runs, self.request.GET.get("run", ""))
        quarters = trials.quarters()
        context: dict[str, Any] = {
            "draft": draft,
            "runs": pages.get_page(self.request.GET.get("page")),
            "run": chosen,
            "problem": problem,
            "may_start": simulate.verdict(self.actor, quarters),
            "first": quarters[0] if quarters else None,
            "last": quarters[-1] if quarters else None,
            "left": max(0, trials.MOST - trials.made(str(quarters[-1]))) if quarters else 0,
            "tried_now": trials.draft_digest(self.actor, pk),
            "stale": chosen and chosen.digest != trials.draft_digest(self.actor, pk),
        }
        if chosen is not None and chosen.state in trials.UNDER_WAY:
            context |= running(chosen)
        elif chosen is not None and chosen.state == TrialState.DONE:
            context |= parts.page(chosen)
        return render(self.request, "reporting/trial/page.html", context, status=status)


def _chosen(runs: QuerySet[PolicySimulation], wanted: str) -> PolicySimulation | None:
    """The simulation asked for by its id, else the latest."""
    try:
        found = (runs.filter(pk=uuid.UUID(wanted)) if wanted else runs).first()
    except ValueError:
        found = None
    if wanted and found is None:
        raise Http404(_("There is no such simulation of this draft."))
    return found


class TrialStep(ActingView):
    permission = Permission.VIEW_FIGURES

    def found(self, pk: uuid.UUID) -> PolicySimulation:
        return owned_or_404(PolicySimulation, pk, trials.visible(self.actor))


class TrialProgress(TrialStep):
    """How far it is: the fragment that keeps asking; without a script, the page itself."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.found(pk)
        address = reverse("reporting:policy-simulation", args=[row.draft])
        over = row.state not in trials.UNDER_WAY
        answer = waiting.answer(request, None, page=address, over=over)
        return answer or render(request, "reporting/trial/progress.html", running(row))


class TrialCancel(TrialStep):
    """Stop a simulation; it does not count among those that are possible."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.found(pk)
        try:
            simulate.cancel(row.pk, by=self.actor)
        except Refused as refusal:
            messages.info(request, refusal.reason)
        else:
            messages.success(request, _("The simulation was cancelled."))
        return redirect("reporting:policy-simulation", row.draft)


def running(row: PolicySimulation) -> dict[str, Any]:
    """What is known of a simulation under way, and whether something is wrong with it."""
    taken = row.state != TrialState.WAITING
    return {
        "run": row,
        **waiting.trouble(simulate.BELL, row.pk, since=row.asked_at, taken=taken),
    }
