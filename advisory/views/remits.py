"""What the hub answers for: its remits, what they cover, and what nobody answers for."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory.actions import remits as actions
from advisory.domain.coverage import Gap, Scope, gaps
from advisory.forms.remits import RemitForm, initial_of
from advisory.models import Remit
from advisory.queries import remits
from diligence.choices import TechnologyArea
from diligence.enums import Outcome
from portal.countries import name_of
from portal.enums import OrganisationKind, Permission
from portal.views.base import ActingView

OUTCOMES: Final = {
    Outcome.REFER: gettext_lazy("to be referred"),
    Outcome.HIGH: gettext_lazy("high"),
    Outcome.MEDIUM: gettext_lazy("medium"),
    Outcome.LOW: gettext_lazy("low"),
}


class _RemitView(ActingView):
    """A page for the steward of a hub; elsewhere it is not there."""

    permission = Permission.MANAGE_SETTINGS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        acting = getattr(request, "acting", None)
        if acting is not None and acting.organisation.kind != OrganisationKind.HUB:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def found(self, pk: uuid.UUID) -> Remit:
        row = remits.own().filter(pk=pk).first()
        if row is None:
            raise Http404(_("There is nothing here, or it belongs to another organisation."))
        return row


class Remits(_RemitView):
    """The list, and in words what is covered and what is not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(remits.own())
        in_force = [row for row in rows if row.active]
        scopes = [Scope(frozenset(row.technology_areas), frozenset(row.bands)) for row in in_force]
        left = gaps(scopes, areas=TechnologyArea.values, outcomes=list(OUTCOMES))
        context = {
            "rows": [_shown(row) for row in rows],
            "in_force": len(in_force),
            "member_state": name_of(self.request.acting.organisation.country),
            "gaps": [_gap_in_words(gap) for gap in left],
        }
        return render(request, "advisory/remit/list.html", context)


class NewRemit(_RemitView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(RemitForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = RemitForm(request.POST)
        if form.is_valid():
            try:
                actions.add(form.terms(), by=self.actor)
            except ValidationError as error:
                form.take_errors(error)
            else:
                messages.success(request, _("The remit is in force."))
                return redirect("advisory:remits")
        return self._page(form)

    def _page(self, form: RemitForm) -> HttpResponse:
        context = {
            "form": form,
            "list_url": reverse("advisory:remits"),
            "member_state": name_of(self.request.acting.organisation.country),
        }
        return render(self.request, "advisory/remit/new.html", context)


class OneRemit(_RemitView):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        return self._page(row, RemitForm(initial=initial_of(row)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.found(pk)
        form = RemitForm(request.POST)
        if form.is_valid():
            try:
                actions.change(row.pk, form.terms(), by=self.actor)
            except ValidationError as error:
                form.take_errors(error)
            else:
                messages.success(request, _("The remit was saved."))
                return redirect("advisory:remits")
        return self._page(row, form)

    def _page(self, row: Remit, form: RemitForm) -> HttpResponse:
        context = {
            "remit": row,
            "shown": _shown(row),
            "form": form,
            "list_url": reverse("advisory:remits"),
            "member_state": name_of(row.member_state),
        }
        return render(self.request, "advisory/remit/edit.html", context)


class EndRemit(_RemitView):
    """Looked at first (GET), then ended (POST)."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        context = {
            "shown": _shown(row),
            "list_url": reverse("advisory:remits"),
            "cancel_url": reverse("advisory:remit", args=[row.pk]),
            "confirm_label": _("End the remit"),
        }
        return render(request, "advisory/remit/end.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        actions.end(self.found(pk).pk, by=self.actor)
        messages.success(request, _("The remit has ended. Cases in the queue stay there."))
        return redirect("advisory:remits")


class ResumeRemit(_RemitView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            actions.resume(self.found(pk).pk, by=self.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The remit is in force again."))
        return redirect("advisory:remits")


def _shown(row: Remit) -> dict[str, Any]:
    labels = dict(TechnologyArea.choices)
    areas = ", ".join(str(labels.get(code, code)) for code in row.technology_areas)
    outcomes = ", ".join(str(OUTCOMES[Outcome(code)]) for code in row.bands if code in set(Outcome))
    return {
        "id": row.pk,
        "member_state": name_of(row.member_state),
        "areas": areas or _("Every technology area, and cases without one"),
        "outcomes": outcomes or _("every outcome"),
        "target_days": row.target_days,
        "contact": row.contact,
        "active": row.active,
        "since": row.since,
    }


def _gap_in_words(gap: Gap) -> str:
    """“High, in Quantum and in cases without a technology area”."""
    outcome = str(OUTCOMES[Outcome(gap.outcome)]).capitalize()
    if gap.every:
        return _("%(outcome)s: nobody answers, whatever the technology area.") % {
            "outcome": outcome
        }
    labels = dict(TechnologyArea.choices)
    names = [str(labels[area]) if area else _("cases without an area") for area in gap.areas]
    return _("%(outcome)s: nobody answers for %(areas)s.") % {
        "outcome": outcome,
        "areas": ", ".join(names),
    }
