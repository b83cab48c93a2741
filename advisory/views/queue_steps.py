"""Steps with one case: take, assign, release, put first or last, change the due date, close."""

import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory import policy
from advisory.actions import triage
from advisory.actions.triage import Place
from advisory.domain.triage import FIRST
from advisory.forms.queue import AssignForm, CloseForm, DueForm, PlaceForm
from advisory.models import Referral
from advisory.views.queue import advisers
from advisory.views.queue_rows import because
from portal import clock
from portal.authority import Refused, Verdict, require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class _Step(ActingView, ABC):
    """A step is looked at first (GET) and taken then (POST)."""

    permission = Permission.ADVISE
    template: ClassVar[str]
    label: ClassVar[Any]
    danger: ClassVar[bool] = False

    def verdict(self, row: Referral) -> Verdict:
        return policy.may_arrange(self.actor, row)

    @abstractmethod
    def form(self, row: Referral, data: Any = None) -> forms.Form:
        """What is asked before the step is taken."""

    @abstractmethod
    def act(self, row: Referral, given: dict[str, Any]) -> str:
        """Take the step; what to say afterwards."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(Referral, pk)
        require(self.verdict(row))
        return self._ask(row, self.form(row))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = owned_or_404(Referral, pk)
        require(self.verdict(row))
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                told = self.act(row, form.cleaned_data)
            except ValidationError as error:
                _take_errors(form, error)
            else:
                messages.success(request, told)
                return redirect("advisory:referral-detail", row.pk)
        return self._ask(row, form)

    def _ask(self, row: Referral, form: forms.Form) -> HttpResponse:
        context = {
            "referral": row,
            "form": form,
            "list_url": reverse("advisory:queue"),
            "cancel_url": reverse("advisory:referral-detail", args=[row.pk]),
            "because": because(row, clock.today()),
            "confirm_label": self.label,
            "danger": self.danger,
        }
        return render(self.request, self.template, context)


def _take_errors(form: forms.Form, error: ValidationError) -> None:
    """Show what an action refused at the fields it named."""
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)


class Assign(_Step):
    template = "advisory/queue/assign.html"
    label = gettext_lazy("Assign")

    def verdict(self, row: Referral) -> Verdict:
        return policy.may_assign(self.actor, row)

    def form(self, row: Referral, data: Any = None) -> forms.Form:
        free = [choice for choice in advisers() if choice[0] != str(row.assignee)]
        return AssignForm(data, advisers=free)

    def act(self, row: Referral, given: dict[str, Any]) -> str:
        done = triage.assign(row.pk, by=self.actor, to=given["to"])
        words = {"who": done.assignee_name, "code": done.code}
        return _("%(who)s holds %(code)s now.") % words


class SetPlace(_Step):
    template = "advisory/queue/place.html"
    label = gettext_lazy("Save the place")

    def form(self, row: Referral, data: Any = None) -> forms.Form:
        now = Place.WORKED_OUT
        if row.priority_set_by:
            now = Place.FIRST if row.priority == FIRST else Place.LAST
        because = row.priority_because if row.priority_set_by else ""
        return PlaceForm(data, initial={"place": str(now), "because": because})

    def act(self, row: Referral, given: dict[str, Any]) -> str:
        done = triage.prioritise(
            row.pk, by=self.actor, place=Place(given["place"]), because=given["because"]
        )
        return _("%(code)s has its new place in the queue.") % {"code": done.code}


class SetDue(_Step):
    template = "advisory/queue/due.html"
    label = gettext_lazy("Change the due date")

    def form(self, row: Referral, data: Any = None) -> forms.Form:
        return DueForm(data, initial={"due_on": row.due_on})

    def act(self, row: Referral, given: dict[str, Any]) -> str:
        done = triage.set_due(
            row.pk, by=self.actor, due_on=given["due_on"], because=given["because"]
        )
        words = {"code": done.code, "day": date_format(given["due_on"], "j M Y")}
        return _("%(code)s is due on %(day)s.") % words


class Close(_Step):
    template = "advisory/queue/close.html"
    danger = True
    label = gettext_lazy("Close the case")

    def verdict(self, row: Referral) -> Verdict:
        return policy.may_close(self.actor, row)

    def form(self, row: Referral, data: Any = None) -> forms.Form:
        return CloseForm(data)

    def act(self, row: Referral, given: dict[str, Any]) -> str:
        done = triage.close(row.pk, by=self.actor, because=given["because"])
        return _("%(code)s is closed.") % {"code": done.code}


class _Press(ActingView, ABC):
    """One press of a button on the case's own page."""

    permission = Permission.ADVISE
    http_method_names = ["post"]

    @abstractmethod
    def act(self, pk: uuid.UUID) -> str:
        """Take the step; what to say afterwards."""

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            messages.success(request, self.act(pk))
        except Referral.DoesNotExist:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, refusal.reason)
        return redirect("advisory:referral-detail", pk)


class Take(_Press):
    def act(self, pk: uuid.UUID) -> str:
        row = triage.take(pk, by=self.actor)
        return _("You hold %(code)s now.") % {"code": row.code}


class Release(_Press):
    def act(self, pk: uuid.UUID) -> str:
        row = triage.release(pk, by=self.actor)
        return _("Nobody holds %(code)s any more.") % {"code": row.code}
