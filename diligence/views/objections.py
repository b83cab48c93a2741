"""Objections: the list, recording one about a row, one with its answer."""

import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import objections
from diligence.choices import ObjectionState
from diligence.forms.objections import AnswerForm, ObjectionForm
from diligence.models import Fact, Objection, Partner, Partnership
from diligence.queries import knowledge, partnerships
from diligence.queries import objections as queries
from diligence.queries.objections import About
from diligence.views.consulting import with_problems
from portal import clock
from portal.authority import Actor, require
from portal.enums import Permission
from portal.matrix import Needs
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 50


KEEPERS: Final = (Permission.EDIT_REGISTER, Permission.MANAGE_PRIVACY)
"""Who answers for objections: the register's officers, and whoever keeps what persons ask."""


class Objections(ActingView):
    """Open ones by due date, or those that were answered."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        answered = request.GET.get("show") == "answered"
        rows = queries.listed(self.actor, answered=answered)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": [{"row": row, **about_of(row)} for row in page.object_list],
            "answered": answered,
            "today": clock.today(),
        }
        return render(request, "diligence/objection/list.html", context)


def about_of(row: Objection) -> dict[str, str]:
    """What it is about, and where that stands."""
    about = queries.about(row)
    return {"title": queries.title_of(about), "url": url_of(about)}


def url_of(about: About) -> str:
    names = {Fact: "diligence:fact", Partner: "diligence:partner-detail"}
    return reverse(names.get(type(about), "diligence:partnership-detail"), args=[about.pk])


class RecordObjection(ActingView, ABC):
    """A form about one row; the kind of row is the address's."""

    permission = Permission.VIEW_REGISTER
    needs: ClassVar[Needs] = {"get": KEEPERS, "post": KEEPERS}

    @abstractmethod
    def row(self, pk: uuid.UUID) -> About:
        """What the address names; Http404 where the member may not open it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_object(self.actor, objections.unit_of(row)))
        return self._page(row, ObjectionForm(initial={"received_on": clock.today()}))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_object(self.actor, objections.unit_of(row)))
        form: Any = ObjectionForm(request.POST)
        if not form.is_valid():
            return self._page(row, form)
        try:
            made = objections.record(row, by=self.actor, **form.cleaned_data)
        except ValidationError as problem:
            return self._page(row, with_problems(form, problem))
        told = _("Recorded. It stands beside the value until it is answered, by %s at the latest.")
        messages.success(request, told % made.due_on.isoformat())
        return redirect(url_of(row))

    def _page(self, row: About, form: Any) -> HttpResponse:
        context = {"form": form, "title": queries.title_of(row), "cancel_url": url_of(row)}
        return render(self.request, "diligence/objection/new.html", context)


class AboutPartnership(RecordObjection):
    def row(self, pk: uuid.UUID) -> About:
        return owned_or_404(Partnership, pk, partnerships.visible_to(self.actor))


class AboutPartner(RecordObjection):
    def row(self, pk: uuid.UUID) -> About:
        return owned_or_404(Partner, pk)


class AboutFact(RecordObjection):
    def row(self, pk: uuid.UUID) -> About:
        return owned_or_404(Fact, pk, knowledge.seen_by(self.actor))


class OneObjection(ActingView):
    """One objection with its answer, or the form for it."""

    permission = Permission.VIEW_REGISTER
    needs: ClassVar[Needs] = {"post": KEEPERS}

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self._row(pk), AnswerForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        require(policy.may_object(self.actor, objections.unit_of(queries.about(row))))
        form: Any = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(row, form)
        values = form.cleaned_data
        try:
            objections.answer(pk, by=self.actor, state=values["state"], text=values["answer"])
        except ValidationError as problem:
            return self._page(row, with_problems(form, problem))
        messages.success(request, _("The objection is answered."))
        return redirect("diligence:objections")

    def _row(self, pk: uuid.UUID) -> Objection:
        return owned_or_404(Objection, pk, queries.seen_by(self.actor))

    def _page(self, row: Objection, form: Any) -> HttpResponse:
        context = {
            "row": row,
            "form": form,
            "open": row.state == ObjectionState.OPEN,
            "verdict": policy.may_object(self.actor, objections.unit_of(queries.about(row))),
            "today": clock.today(),
            **about_of(row),
        }
        return render(self.request, "diligence/objection/detail.html", context)


def links(actor: Actor) -> list[tuple[str, str]]:
    """What the overview of data protection leads to in this room, in words with the number."""
    if not actor.may(Permission.VIEW_REGISTER):
        return []
    count = queries.listed(actor, answered=False).count()
    told = ngettext("%d objection is open", "%d objections are open", count) % count
    return [(told, reverse("diligence:objections"))]
