"""Decide low cases together: the list, the preview with what each decision rests on, the result."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import decide_low
from diligence.actions.decide_low import Taken
from diligence.domain.deciding import expiry
from diligence.domain.low import MOST
from diligence.enums import Band
from diligence.forms.low import LowFilters, LowForm, shown, ticked
from diligence.queries import low
from diligence.views.decision_parts import record_url
from diligence.views.low_parts import Row, reasons_offered, row_of
from diligence.views.partnerships import page_number
from portal import clock
from portal.authority import Actor
from portal.enums import Permission
from portal.views.base import ActingView

PER_PAGE = 25


class LowDecisions(ActingView):
    """Low cases that wait for a decision; posting shows the preview, then takes the decisions."""

    step_up = True
    reads_freely = True
    permission = Permission.DECIDE_LOW

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._list(_form(self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = _form(self.actor, request.POST)
        if request.POST.get("then") == "decide":
            chosen = shown(request.POST)
            return self._decided(form) if form.is_valid() else self._again(form, chosen)
        keys = self._wanted()
        if not keys:
            form = LowForm(initial=_typed(request), today=clock.today())
            return self._list(form, _("Choose at least one case."))
        if not form.is_valid():
            return self._list(form)
        return self._preview(form, keys)

    def _wanted(self) -> list[uuid.UUID]:
        """The ticked cases, or the first of all that match."""
        if not self.request.POST.get("all"):
            return ticked(self.request.POST)
        unit = LowFilters(self.request.POST).chosen()
        rows = low.waiting(self.actor, clock.today(), unit=unit)
        return low.keys_of(rows, 0, MOST)

    # --- The list -----------------------------------------------------------------------------
    def _list(self, form: LowForm, problem: str = "") -> HttpResponse:
        request, today = self.request, clock.today()
        asked = request.POST if request.method == "POST" else request.GET
        filters = LowFilters(asked)
        unit = filters.chosen()
        matching = low.waiting(self.actor, today, unit=unit)
        number = max(1, page_number(request))
        start = (number - 1) * PER_PAGE
        keys = low.keys_of(matching, start, start + PER_PAGE + 1)
        rows = [row_of(item) for item in decide_low.weigh(keys[:PER_PAGE], by=self.actor)]
        chosen = set(map(str, ticked(request.POST)))
        total = matching.order_by().count()
        context = {
            "rows": [row | {"ticked": row["appraisal"] in chosen} for row in rows],
            "open": sum(not row["refused"] for row in rows),
            "form": form,
            "filters": filters,
            "unit": unit,
            "total": total,
            "most": MOST,
            "together": min(total, MOST),
            "ended": low.ended_at_triage(self.actor),
            "problem": problem,
            "previous": _page(number - 1, unit) if number > 1 else "",
            "next": _page(number + 1, unit) if len(keys) > PER_PAGE else "",
        }
        status = 400 if problem or form.errors else 200
        return render(request, "diligence/low/list.html", context, status=status)

    # --- The preview --------------------------------------------------------------------------
    def _again(self, form: LowForm, chosen: Sequence[decide_low.Chosen]) -> HttpResponse:
        return self._preview(form, [item.appraisal for item in chosen], status=400)

    def _preview(
        self, form: LowForm, keys: Sequence[uuid.UUID], *, status: int = 200
    ) -> HttpResponse:
        rows = [row_of(item) for item in decide_low.weigh(keys, by=self.actor)]
        context = {
            "rows": [row for row in rows if not row["refused"]],
            "left": [row for row in rows if row["refused"]],
            "form": form,
            "unit": self.request.POST.get("unit", ""),
        }
        return render(self.request, "diligence/low/preview.html", context, status=status)

    # --- The result ---------------------------------------------------------------------------
    def _decided(self, form: LowForm) -> HttpResponse:
        told = form.cleaned_data
        taken = decide_low.decide_all(
            shown(self.request.POST),
            by=self.actor,
            reasons=told["reasons"],
            expires_on=told["expires_on"],
        )
        context = {
            "taken": [_taken(item) for item in taken if item.decision is not None],
            "left": [_taken(item) for item in taken if item.decision is None],
            "reasons": told["reasons"],
            "expires_on": told["expires_on"],
            "more": low.waiting(self.actor, clock.today()).exists(),
        }
        return render(self.request, "diligence/low/result.html", context)


def _form(actor: Actor, sent: Any = None) -> LowForm:
    today = clock.today()
    initial = {"reasons": reasons_offered(actor), "expires_on": expiry(Band.LOW, today)}
    return LowForm(sent, initial=initial, today=today)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("reasons", "expires_on")}


def _taken(item: Taken) -> Row:
    row = item.appraisal
    return {
        "title": row.partnership.title,
        "handle": row.partnership.handle,
        "refused": item.refused,
        "url": record_url(item.decision)
        if item.decision
        else reverse("diligence:decision", args=[row.pk]),
    }


def _page(number: int, unit: Any) -> str:
    return f"?page={number}" + (f"&unit={unit.pk}" if unit else "")
