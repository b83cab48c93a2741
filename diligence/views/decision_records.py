"""Decisions as records: one page each, and the statement that can be handed on."""

import uuid
from abc import ABC, abstractmethod
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from diligence import policy
from diligence.choices import ConsultationState, LeadsTo
from diligence.enums import Authority
from diligence.forms.decisions import SHOW, DecisionFilters
from diligence.models import Decision, Partnership
from diligence.queries import baseline, casework, decisions, headlines, partnerships, timeline
from diligence.views import decision_parts as parts
from diligence.views import kept
from diligence.views.partnerships import page_number
from portal import clock
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 25
EVENTS_PER_PAGE = 50


class _OneDecision(ActingView, ABC):
    permission = Permission.VIEW_REGISTER
    template: str

    def get(self, request: HttpRequest, pk: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
        row: Decision = owned_or_404(Decision, decision, decisions.visible_to(self.actor))
        if row.partnership_id != pk:
            raise Http404
        return render(request, self.template, self.context(row))

    @abstractmethod
    def context(self, row: Decision) -> dict[str, Any]:
        """What the template takes."""


class Record(_OneDecision):
    """One decision with everything it rests on, on one page."""

    template = "diligence/decision/record.html"

    def context(self, row: Decision) -> dict[str, Any]:
        others = decisions.of_partnership(row.partnership)
        latest = others[0]
        return parts.record(row) | {
            "partnership": row.partnership,
            "in_force": latest.pk == row.pk,
            "later": latest if latest.pk != row.pk else None,
            "earlier": [other for other in others if other.number < row.number],
            "expired": row.expires_on is not None and row.expires_on < clock.today(),
            "today": clock.today(),
            "decide": policy.may_decide(self.actor, row.appraisal, Authority(row.authority)),
        }


class Statement(_OneDecision):
    """Band and plan, and nothing else: no answer, no partner, no advice."""

    template = "diligence/decision/statement.html"

    def context(self, row: Decision) -> dict[str, Any]:
        told = parts.record(row)
        return {
            "partnership": row.partnership,
            "organisation": self.request.acting.organisation,
            "decision": row,
            "version": told["version"],
            "named": baseline.named(told["version"], row.score),
            "title": told["basis"]["partnership"]["title"],
            "measures": told["measures"],
            "record_url": parts.record_url(row),
        }


class DecisionList(ActingView):
    """What waits for a decision, oldest first; what was decided; what to look at again."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        filters = DecisionFilters(request.GET)
        wanted = casework.Wanted(**filters.chosen())
        if "show" not in request.GET and not self.actor.may(Permission.DECIDE):
            wanted = casework.Wanted("officer", wanted.verdict, wanted.unit)
        number = max(1, page_number(request))
        start = (number - 1) * PER_PAGE
        found = list(casework.listed(self.actor, wanted, today)[start : start + PER_PAGE + 1])
        rows = found[:PER_PAGE]
        headlines.tell(rows)
        reset = f"?show={wanted.show}"
        context = {
            "rows": [case_row(row, today) for row in rows],
            "tabs": _tabs(wanted.show),
            "show": wanted.show,
            "decided": wanted.show in ("decided", "review", "expiring"),
            "filters": filters,
            "filtered": bool(wanted.verdict or wanted.unit),
            "reset": reset,
            "clear": reset if wanted.verdict or wanted.unit else "",
            "may_decide": self.actor.may(Permission.DECIDE),
            "may_decide_low": self.actor.may(Permission.DECIDE_LOW),
            "first": start + 1,
            "last": start + len(rows),
            "previous": _page(request.GET, number - 1) if number > 1 else "",
            "next": _page(request.GET, number + 1) if len(found) > PER_PAGE else "",
            "today": today,
            **kept.section(self.actor, "decisions", request.GET),
        }
        return render(request, "diligence/decision/list.html", context)


def case_row(row: Any, today: Any) -> dict[str, Any]:
    """One partnership of the list, with what is annotated to it."""
    state = row.consultation_state
    waiting = state in (ConsultationState.OPEN, ConsultationState.INFORMATION_ASKED)
    overdue = state == ConsultationState.OPEN and row.advice_due and row.advice_due < today
    return {
        "row": row,
        "band": row.band,
        "headline": row.headline,
        "hold": row.hold,
        "scored_on": timezone.localtime(row.scored_at).date() if row.scored_at else None,
        "leads_to": LeadsTo(row.leads_to).label if row.leads_to else "",
        "advice": ConsultationState(state).label if state else "",
        "advice_due": row.advice_due if waiting else None,
        "overdue": bool(overdue),
        "blocked": row.is_blocked(today),
        "expired": row.has_expired(today),
        "appraisal": row.appraisal_id,
        "decision": row.decision_id,
        "verdict": row.get_decision_display() if row.decision else "",
        "review": row.get_decision_review_display() if row.decision_review else "",
    }


def _tabs(show: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?show={code}", "current": code == show} for code, label in SHOW
    ]


def _page(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


class Timeline(ActingView):
    """Every step of every side on one partnership, the latest first."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(Partnership, pk, partnerships.of_units(self.actor))
        pages = Paginator(timeline.events_of(row), EVENTS_PER_PAGE)
        page = pages.get_page(page_number(request))
        context = {
            "partnership": row,
            "page": page,
            "events": timeline.told(list(page.object_list)),
        }
        return render(request, "diligence/partnership/timeline.html", context)
