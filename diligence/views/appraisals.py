"""Appraisals as a whole: the list, where one stands, its check, and its moves."""

import uuid
from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence import policy
from diligence.actions import appraise
from diligence.actions.appraise import IncompleteError
from diligence.actions.dossier import ChangedError, Confirmed
from diligence.choices import AppraisalState
from diligence.domain.progress import Progress, progress
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.sheet import values
from diligence.domain.triage import triage
from diligence.forms.appraisals import SORTS, AppraisalFilters, ReasonForm
from diligence.models import Appraisal
from diligence.queries import (
    appraisals,
    consultations,
    decisions,
    headlines,
    minutes,
)
from diligence.views import confirming, kept
from diligence.views.answering import AppraisalView
from diligence.views.partnerships import page_number
from diligence.views.wording import fill_time, progress_items, reasons_in_words, register_facts
from portal.actions.disclosures import OpenFindings
from portal.authority import Refused, Verdict, require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 25


class AppraisalList(ActingView):
    """All appraisals the member sees, narrowed and sorted."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = AppraisalFilters(request.GET)
        chosen = filters.chosen()
        sort = request.GET.get("sort", "-started")
        column = SORTS.get(sort.removeprefix("-"), "started_at")
        order = f"-{column}" if sort.startswith("-") else column
        number = max(1, page_number(request))
        first = (number - 1) * PER_PAGE
        rows = appraisals.listed(self.actor, **chosen).order_by(order, "-id")
        found = list(rows[first : first + PER_PAGE + 1])
        headlines.tell(found[:PER_PAGE])
        context = {
            "rows": found[:PER_PAGE],
            "filters": filters,
            "filtered": bool(chosen),
            "may_triage": self.actor.may(Permission.APPRAISE),
            "first": first + 1,
            "last": first + len(found[:PER_PAGE]),
            "previous": _with_page(request, number - 1) if number > 1 else "",
            "next": _with_page(request, number + 1) if len(found) > PER_PAGE else "",
            **kept.section(self.actor, "appraisals", request.GET),
        }
        return render(request, "diligence/appraisal/list.html", context)


def _with_page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


class Detail(AppraisalView):
    """Where an appraisal stands; sends on to the page where the work is."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        match appraisal.state:
            case AppraisalState.SUBMITTED | AppraisalState.SCORED:
                return redirect("diligence:appraisal-result", pk)
            case AppraisalState.ANSWERING | AppraisalState.WITHDRAWN:
                return self._overview(appraisal)
            case _:
                return redirect("diligence:appraisal-triage", pk)

    def _overview(self, appraisal: Appraisal) -> HttpResponse:
        definition = self.shown(appraisal)
        entries = appraisal.sheet.entries
        told = progress(definition, values(entries, definition.questions))
        result = triage(definition, values(entries, definition.triage))
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "progress": told,
            "missing": len(told.missing),
            "sections": progress_items(appraisal, told),
            "onward": told.first_open(),
            "because": reasons_in_words(definition, result),
            "time": fill_time(minutes.typical(), told.asked),
            "facts": register_facts(appraisal.partnership),
            "verdict": policy.may_answer(self.actor, appraisal),
            "triage_dossier": self._triage_dossier(appraisal),
            "withdraw": policy.may_withdraw(
                self.actor, appraisal, decided=decisions.is_decided(appraisal)
            ),
            "submit": policy.may_submit(self.actor, appraisal, missing=len(told.missing)),
        }
        return render(self.request, "diligence/appraisal/overview.html", context)

    def _triage_dossier(self, appraisal: Appraisal) -> bool:
        """Whether the triage refers, and its dossier can be sent before the questionnaire."""
        if not appraisal.triage_refers or consultations.latest_of(appraisal.pk) is not None:
            return False
        return bool(policy.may_send(self.actor, appraisal, None, newer=None))


class Check(AppraisalView):
    """What is missing, what is not known and what follows from it; then the way to submit."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        if appraisal.state != AppraisalState.ANSWERING:
            return redirect("diligence:appraisal-detail", pk)
        return self.page(appraisal)

    def page(
        self,
        appraisal: Appraisal,
        refused: str = "",
        confirmed: Confirmed | None = None,
        problem: str | Refused = "",
    ) -> HttpResponse:
        """`confirmed` is what was ticked; `problem` says why the dossier is to be looked at."""
        definition = self.shown(appraisal)
        told = progress(definition, values(appraisal.sheet.entries, definition.questions))
        open_ = dict.fromkeys([*told.missing, *told.faulty])
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "progress": told,
            "open": [_link(appraisal, definition, id) for id in open_],
            "unknown": [_link(appraisal, definition, id) for id in told.unknown],
            "floor": definition.rules.unknown_floor,
            "limit": definition.rules.unknown_limit,
            "left_to_floor": definition.rules.unknown_floor - len(told.unknown),
            "sections": progress_items(appraisal, told),
            "submit": policy.may_submit(self.actor, appraisal, missing=len(open_)),
            "errors": _refusals(appraisal, definition, told, refused),
            "problems": confirming.problems(problem),
            "confirm": None
            if open_
            else confirming.confirmation(appraisal, confirmed, consultations.open_of(appraisal.pk)),
        }
        return render(self.request, "diligence/appraisal/check.html", context)


def _link(appraisal: Appraisal, definition: Questionnaire, id: str) -> dict[str, str]:
    question = definition.question(id)
    url = reverse("diligence:appraisal-section", args=[appraisal.pk, question.section])
    return {"id": id, "text": question.text, "href": f"{url}?at={id}#q-{id}"}


def _refusals(
    appraisal: Appraisal, definition: Questionnaire, told: Progress, refused: str
) -> list[dict[str, str]]:
    """Why the appraisal was not submitted, each reason linked to its question."""
    if not refused:
        return []
    missing = [_link(appraisal, definition, id) for id in told.missing]
    wrong = [_link(appraisal, definition, id) for id in told.faulty]
    return [*missing, *wrong] or [{"text": refused, "href": ""}]


class Submit(Check):
    """Hand the answers in; what is missing is named instead where they are not complete."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("diligence:appraisal-check", pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        confirmed = confirming.posted(request.POST)
        then = request.POST.get("then")
        if then in ("show", "redact"):
            row = self._open(pk)
            if confirmed is not None and then == "redact":
                confirmed = confirming.redacting(row, confirming.FULL, confirmed)
            return self.page(row, confirmed=confirmed)
        try:
            appraise.submit(pk, by=self.actor, dossier=confirmed)
        except IncompleteError as refusal:
            return self.page(self.load(pk), refusal.reason)
        except (ChangedError, OpenFindings) as changed:
            return self.page(self.load(pk), confirmed=confirmed, problem=changed)
        except ValidationError as wrong:
            return self.page(self.load(pk), confirmed=confirmed, problem=" ".join(wrong.messages))
        return redirect("diligence:appraisal-result", pk)

    def _open(self, pk: uuid.UUID) -> Appraisal:
        """The appraisal while it is being answered; Refused otherwise."""
        appraisal = self.load(pk)
        require(policy.may_answer(self.actor, appraisal))
        return appraisal


class _WithReason(AppraisalView, ABC):
    """A page that asks why before an appraisal is moved."""

    template: str
    label: Any
    danger = False

    @abstractmethod
    def verdict(self, appraisal: Appraisal) -> Verdict:
        """Whether the member may move it."""

    @abstractmethod
    def act(self, pk: uuid.UUID, because: str) -> None:
        """Move it, for the reason given."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(pk, ReasonForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(pk, form)
        self.act(pk, form.cleaned_data["because"])
        return redirect("diligence:appraisal-detail", pk)

    def _page(self, pk: uuid.UUID, form: ReasonForm) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        require(self.verdict(appraisal))
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "form": form,
            "confirm_label": self.label,
            "danger": self.danger,
            "cancel_url": reverse("diligence:appraisal-detail", args=[pk]),
        }
        return render(self.request, self.template, context)


class Withdraw(_WithReason):
    permission = Permission.APPRAISE
    template = "diligence/appraisal/withdraw.html"
    label = gettext_lazy("Withdraw the appraisal")
    danger = True

    def verdict(self, appraisal: Appraisal) -> Verdict:
        return policy.may_withdraw(self.actor, appraisal, decided=decisions.is_decided(appraisal))

    def act(self, pk: uuid.UUID, because: str) -> None:
        appraise.withdraw(pk, by=self.actor, because=because)
        messages.success(self.request, _("The appraisal is withdrawn; its answers stay readable."))


class Reopen(_WithReason):
    permission = Permission.APPRAISE
    template = "diligence/appraisal/reopen.html"
    label = gettext_lazy("Reopen")

    def verdict(self, appraisal: Appraisal) -> Verdict:
        other = appraisals.under_way(appraisal.partnership_id, but=appraisal.pk)
        return policy.may_reopen(self.actor, appraisal, under_way=other is not None)

    def act(self, pk: uuid.UUID, because: str) -> None:
        appraise.reopen(pk, by=self.actor, because=because)
        messages.success(self.request, _("The appraisal is open again, with all its answers."))
