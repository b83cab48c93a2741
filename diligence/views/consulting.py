"""What goes to a hub: the dossier, sending and recalling it, the reply to the hub's questions."""

import json
import uuid
from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence import policy
from diligence.actions import send
from diligence.actions.dossier import ChangedError, Confirmed
from diligence.choices import AppraisalState
from diligence.domain.guard import Treatments, found_in
from diligence.forms.consultations import NeedForm, RecallForm, ReplyForm
from diligence.models import Appraisal, Consultation, Dossier
from diligence.queries import consultations, dossier, routes
from diligence.queries.leaving import known_to
from diligence.views import confirming, guarding
from diligence.views.answering import AppraisalView
from diligence.views.dossier_parts import shown
from portal.actions.disclosures import OpenFindings
from portal.authority import Refused, Verdict, require
from portal.enums import Permission


class DossierPage(AppraisalView):
    """A dossier as it was frozen, or as it would travel now; prints as a document."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        if self.request.htmx:
            return self._ticked(request, appraisal)
        stored = dossier.stored_of(pk)
        wanted = request.GET.get("at", "")
        frozen = next((row for row in stored if str(row.pk) == wanted), None)
        if wanted and frozen is None:
            raise Http404
        if frozen is None and stored:
            frozen = stored[0]
        if frozen is None and appraisal.state != AppraisalState.ANSWERING:
            messages.info(request, _("There is no dossier of this appraisal."))
            return redirect("diligence:appraisal-detail", pk)
        context = _page(appraisal) | {
            "frozen": frozen,
            "stored": [(row, row.pk == getattr(frozen, "pk", None)) for row in stored],
            "dossier": _read(frozen) if frozen else _preview(appraisal)["dossier"],
        }
        return render(request, "diligence/consultation/dossier.html", context)

    def _ticked(self, request: HttpRequest, appraisal: Appraisal) -> HttpResponse:
        """The part of a page that shows the dossier, with other ticks."""
        if appraisal.state != AppraisalState.ANSWERING:
            raise Http404
        triage = request.GET.get("kind") == confirming.TRIAGE
        kind = confirming.TRIAGE if triage else confirming.FULL
        included = frozenset(request.GET.getlist("include"))
        treatments = guarding.posted(request.GET)
        confirm = confirming.offered(appraisal, kind, included, treatments)
        return render(request, "diligence/consultation/shown.html", {"confirm": confirm})


class ConsultationView(AppraisalView):
    """A step of the consultation of one appraisal."""

    write_permission = Permission.REFER

    def row(self, appraisal: Appraisal) -> Consultation:
        """The open consultation; Http404 where there is none."""
        row = consultations.open_of(appraisal.pk)
        if row is None:
            raise Http404
        return row


class Send(ConsultationView):
    """Send a case to the hub: its frozen dossier, or a triage dossier confirmed here."""

    step_up = True
    permission = Permission.REFER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(pk, NeedForm(), None)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = NeedForm(request.POST)
        confirmed = confirming.posted(request.POST)
        then = request.POST.get("then")
        if then in ("show", "redact"):
            typed = {name: request.POST.get(name, "") for name in form.fields}
            form = NeedForm(initial=typed)
            return self._page(pk, form, confirmed, redact=then == "redact")
        if not form.is_valid():
            return self._page(pk, form, confirmed)
        told = form.need() | {"treatments": guarding.posted(request.POST)}
        try:
            send.send(pk, by=self.actor, confirmed=confirmed, **told)
        except (ChangedError, OpenFindings) as changed:
            return self._page(pk, form, confirmed, problem=changed)
        except ValidationError as problem:
            return self._page(pk, with_problems(form, problem), confirmed)
        messages.success(request, _("It is on its way to the hub."))
        return redirect("diligence:appraisal-detail", pk)

    def _page(
        self,
        pk: uuid.UUID,
        form: NeedForm,
        confirmed: Confirmed | None,
        *,
        redact: bool = False,
        problem: str | Refused = "",
    ) -> HttpResponse:
        appraisal = self.load(pk)
        row = consultations.open_of(pk)
        newer = dossier.newer_than(row)
        require(policy.may_send(self.actor, appraisal, row, newer=newer))
        triage = appraisal.state == AppraisalState.ANSWERING
        frozen = None if triage else dossier.of_submission(appraisal)
        if not form.is_bound and not form.initial and row is not None:
            form.initial = {"needed_by": row.needed_by, "needed_because": row.needed_because}
        context = _page(appraisal) | {
            "form": form,
            "row": row,
            "update": row is not None and row.sent_at is not None and row.opened_at is not None,
            "triage": triage,
            "rule": send.rule_of(appraisal),
            "reasons": _reasons(appraisal, triage=triage),
            "frozen": frozen,
            "dossier": _read(frozen) if frozen else None,
            "confirm": _offered(appraisal, confirmed, redact=redact) if triage else None,
            "guard": self._guard(appraisal, redact=redact),
            "errors": confirming.problems(problem),
        }
        return render(self.request, "diligence/consultation/send.html", context)

    def _guard(self, appraisal: Appraisal, *, redact: bool) -> list[dict[str, Any]]:
        """What was found in the words beside the dossier."""
        words = {"needed_because": self.request.POST.get("needed_because", "")}
        return _found(appraisal, words, guarding.posted(self.request.POST), redact=redact)


class _Step(ConsultationView, ABC):
    """A page with one form that takes the consultation a step on."""

    permission = Permission.REFER

    template: str
    form: type[forms.Form]
    done: Any
    label: Any
    danger = False

    def verdict(self, appraisal: Appraisal, row: Consultation) -> Verdict:
        return policy.may_recall(self.actor, appraisal, row)

    def initial(self, row: Consultation) -> dict[str, Any]:
        return {}

    @abstractmethod
    def act(self, row: Consultation, told: dict[str, Any]) -> None:
        """Take the step with what was told. Raises ValidationError or Refused."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        return self._page(appraisal, self.form(initial=self.initial(self.row(appraisal))))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        row, form = self.row(appraisal), self.form(request.POST)
        if request.POST.get("then") == "redact" or not form.is_valid():
            return self._page(appraisal, form)
        told = form.cleaned_data | {"treatments": guarding.posted(request.POST)}
        try:
            self.act(row, told)
        except ValidationError as problem:
            return self._page(appraisal, with_problems(form, problem))
        except OpenFindings as found:
            form.add_error(None, found.reason)
            return self._page(appraisal, form)
        messages.success(request, self.done)
        return redirect("diligence:appraisal-detail", pk)

    def _page(self, appraisal: Appraisal, form: forms.Form) -> HttpResponse:
        row = self.row(appraisal)
        require(self.verdict(appraisal, row))
        context = _page(appraisal) | {
            "form": form,
            "row": row,
            "questions": consultations.questions_of(row),
            "newer": dossier.newer_than(row),
            "sent": row.sent_at is not None,
            "cancel_url": reverse("diligence:appraisal-detail", args=[appraisal.pk]),
            "danger": self.danger,
            "confirm_label": self.label,
            "guard": self._guard(appraisal, form),
        }
        return render(self.request, self.template, context)

    def _guard(self, appraisal: Appraisal, form: forms.Form) -> list[dict[str, Any]]:
        if not form.is_bound:
            return []
        words = {name: str(form.data.get(name, "")) for name in LABELS if name in form.fields}
        redact = self.request.POST.get("then") == "redact"
        return _found(appraisal, words, guarding.posted(self.request.POST), redact=redact)


class Recall(_Step):
    template = "diligence/consultation/recall.html"
    form = RecallForm
    label = gettext_lazy("Recall the case")
    danger = True

    done = gettext_lazy("The case is recalled.")

    def act(self, row: Consultation, told: dict[str, Any]) -> None:
        send.recall(row.pk, by=self.actor, **told)


class Needed(_Step):
    template = "diligence/consultation/needed.html"
    form = NeedForm
    label = gettext_lazy("Save the day")

    done = gettext_lazy("The day is noted, and the hub is told where it has the case.")

    def initial(self, row: Consultation) -> dict[str, Any]:
        return {"needed_by": row.needed_by, "needed_because": row.needed_because}

    def act(self, row: Consultation, told: dict[str, Any]) -> None:
        send.say_needed_by(row.pk, by=self.actor, **told)


class Reply(_Step):
    step_up = True
    template = "diligence/consultation/reply.html"
    form = ReplyForm
    label = gettext_lazy("Send the reply")

    done = gettext_lazy("The reply is on its way to the hub.")

    def verdict(self, appraisal: Appraisal, row: Consultation) -> Verdict:
        return policy.may_answer_hub(self.actor, appraisal, row)

    def initial(self, row: Consultation) -> dict[str, Any]:
        return {"reply": row.reply}

    def act(self, row: Consultation, told: dict[str, Any]) -> None:
        send.answer(row.pk, by=self.actor, **told)


def with_problems(form: Any, problem: ValidationError) -> Any:
    """The form with what an action found wrong, each at its field."""
    for field, texts in problem.message_dict.items():
        form.add_error(field if field in form.fields else None, texts)
    return form


def _page(appraisal: Appraisal) -> dict[str, Any]:
    return {"appraisal": appraisal, "partnership": appraisal.partnership}


def _read(frozen: Dossier) -> dict[str, Any]:
    return shown(json.loads(frozen.content))


LABELS = {
    "reply": gettext_lazy("Reply to the hub"),
    "because": gettext_lazy("Why the case is recalled"),
    "needed_because": gettext_lazy("Why it is needed by then"),
}
"""Words that leave for the hub, by the field they are written in."""


def _found(
    appraisal: Appraisal, words: dict[str, str], treatments: Treatments, *, redact: bool
) -> list[dict[str, Any]]:
    found = found_in({name: text for name, text in words.items() if text}, known_to(appraisal))
    if redact:
        treatments = guarding.redacting_all(found, treatments)
    return guarding.shown(found, treatments, LABELS)


def _offered(appraisal: Appraisal, confirmed: Confirmed | None, *, redact: bool) -> dict[str, Any]:
    if confirmed is None:
        return confirming.offered(appraisal, confirming.TRIAGE, None)
    if redact:
        confirmed = confirming.redacting(appraisal, confirming.TRIAGE, confirmed)
    included, treatments = confirmed.included, confirmed.treatments
    kind = confirming.TRIAGE
    return confirming.offered(appraisal, kind, included, treatments, tlp=confirmed.tlp)


def _preview(appraisal: Appraisal) -> dict[str, Any]:
    return confirming.offered(appraisal, confirming.FULL, frozenset())


def _reasons(appraisal: Appraisal, *, triage: bool) -> list[dict[str, str]]:
    route = routes.of_submission(appraisal, 0 if triage else appraisal.submission)
    return routes.reasons_of(route) if route and route.leads_to == "hub" else []
