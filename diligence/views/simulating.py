"""Trying a draft on earlier appraisals: start, follow, cancel, read."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import simulate
from diligence.choices import WorkState
from diligence.models import Draft, Simulation
from diligence.policy import simulating as policy
from diligence.queries import simulations
from diligence.views import simulation_parts as parts
from diligence.views.draft_frame import DraftPage, frame
from diligence.views.partnerships import page_number
from portal.authority import Refused
from portal.enums import OrganisationKind
from portal.views import waiting
from portal.views.base import owned_or_404

PER_PAGE: Final = 10
"""Earlier simulations on one page of their list."""


class SimulationPage(DraftPage):
    """What the draft would have made of the organisation's earlier appraisals."""

    tab = "simulation"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        if self.request.acting.organisation.kind == OrganisationKind.MINISTRY:
            return redirect("reporting:policy-simulation", draft.pk)
        return self._page(draft)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        try:
            simulate.start(draft.pk, by=self.actor)
        except Refused as refusal:
            return self._page(draft, problem=refusal.reason, status=409)
        messages.success(request, _("The simulation has started. You may leave the page."))
        return redirect("diligence:draft-simulation", draft.pk)

    def _page(self, draft: Draft, *, problem: str = "", status: int = 200) -> HttpResponse:
        runs = simulations.of_draft(self.actor, draft)
        chosen = self._chosen(runs)
        kind = self.request.acting.organisation.kind
        going = simulations.under_way(draft) is not None
        pages = Paginator[Simulation](runs, PER_PAGE)
        context: dict[str, Any] = {
            "runs": pages.get_page(page_number(self.request)),
            "run": chosen,
            "problem": problem,
            "history": policy.has_history(kind),
            "may_start": policy.may_simulate(self.actor, draft, kind, under_way=going),
            "tried_now": simulations.tried(draft),
            "stale": chosen is not None and chosen.digest != simulations.tried(draft),
        }
        if chosen is not None and chosen.state in policy.UNDER_WAY:
            context |= running(chosen)
        elif chosen is not None and chosen.state == WorkState.DONE:
            context |= parts.page(
                chosen, all_units=self.actor.unit_ids is None, wanted=self.request.GET
            )
        context = {**frame(draft, self.actor, tab=self.tab), **context}
        return render(self.request, "diligence/simulation/page.html", context, status=status)

    def _chosen(self, runs: QuerySet[Simulation]) -> Simulation | None:
        """The simulation asked for by its id, else the latest."""
        wanted = self.request.GET.get("run", "")
        if wanted:
            id = _id(wanted)
            runs = runs.none() if id is None else runs.filter(pk=id)
        found: Simulation | None = runs.first()
        if wanted and found is None:
            raise Http404(_("There is no such simulation of this draft."))
        return found


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class SimulationStep(DraftPage):
    """A page about one simulation; unknown and foreign ones are 404."""

    def found(self, pk: uuid.UUID) -> Simulation:
        return owned_or_404(Simulation, pk, simulations.visible(self.actor))


class SimulationProgress(SimulationStep):
    """How far it is: the fragment that keeps asking; without a script, the page itself."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        simulation = self.found(pk)
        address = reverse("diligence:draft-simulation", args=[simulation.draft_id])
        over = simulation.state not in policy.UNDER_WAY
        answer = waiting.answer(request, None, page=address, over=over)
        return answer or render(request, "diligence/simulation/progress.html", running(simulation))


class SimulationCancel(SimulationStep):
    """Stop a simulation; nothing is lost but its counts, and it can be started anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        simulation = self.found(pk)
        try:
            simulate.cancel(simulation.pk, by=self.actor)
        except Refused as refusal:
            messages.info(request, refusal.reason)
        else:
            messages.success(request, _("The simulation was cancelled."))
        return redirect("diligence:draft-simulation", simulation.draft_id)


def running(simulation: Simulation) -> dict[str, Any]:
    """What is known of a simulation under way, and whether something is wrong with it."""
    taken = simulation.state != WorkState.WAITING
    trouble = waiting.trouble(simulate.BELL, simulation.pk, since=simulation.asked_at, taken=taken)
    return {"run": simulation, "total": max(1, simulation.total), **trouble}
