"""Entering and editing a case that did not come through the portal."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import by_hand
from advisory.forms import byhand as forms
from advisory.models import Referral
from advisory.queries import referrals, remits
from portal.authority import Refused, require
from portal.countries import name_of
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class NewCase(ActingView):
    """A case told by telephone, by mail or in person goes into the queue."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest) -> HttpResponse:
        partners = forms.Partners(forms.blank_rows(), prefix=forms.PREFIX)
        partners.keep_quiet()
        return self._page(forms.CaseForm(states=remits.states_served()), partners)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        states = remits.states_served()
        if "add" in request.POST:
            form, partners = _one_more(request, forms.CaseForm, states)
            return self._page(form, partners)
        form = forms.CaseForm(request.POST, states=states)
        partners = forms.Partners(request.POST, prefix=forms.PREFIX)
        if form.is_valid() and partners.is_valid():
            try:
                row = by_hand.receive(form.told(partners.told()), by=self.actor)
            except ValidationError as error:
                forms.show_problems(error, form, partners)
            else:
                messages.success(request, _("%(code)s stands in the queue.") % {"code": row.code})
                return redirect("advisory:referral-detail", row.pk)
        return self._page(form, partners)

    def _page(self, form: Any, partners: Any) -> HttpResponse:
        context = {
            "form": form,
            "partners": partners,
            "row_problems": _problems(partners),
            "list_url": reverse("advisory:queue"),
            "back": reverse("advisory:queue"),
            "save_label": _("Put it into the queue"),
        }
        return render(self.request, "advisory/byhand/new.html", context)


class EditCase(ActingView):
    """What was told can be written anew until the case is closed."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        form = forms.EditForm(initial=forms.initial_of(row), states=_states(row))
        data = forms.rows_of(referrals.partners_of(row.pk))
        partners = forms.Partners(data, prefix=forms.PREFIX)
        partners.keep_quiet()
        return self._page(row, form, partners)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self._row(pk)
        if "add" in request.POST:
            form, partners = _one_more(request, forms.EditForm, _states(row))
            return self._page(row, form, partners)
        form = forms.EditForm(request.POST, states=_states(row))
        partners = forms.Partners(request.POST, prefix=forms.PREFIX)
        if form.is_valid() and partners.is_valid():
            revision = form.cleaned_data["revision"] or 0
            told = form.told_again(row, partners.told())
            try:
                by_hand.edit(row.pk, told, by=self.actor, revision=revision)
            except Refused as refusal:
                form.add_error(None, refusal.reason)
            except ValidationError as error:
                forms.show_problems(error, form, partners)
            else:
                messages.success(request, _("%(code)s was saved.") % {"code": row.code})
                return redirect("advisory:referral-detail", row.pk)
        return self._page(row, form, partners)

    def _row(self, pk: uuid.UUID) -> Referral:
        row = owned_or_404(Referral, pk)
        require(policy.may_edit(self.actor, row))
        return row

    def _page(self, row: Referral, form: Any, partners: Any) -> HttpResponse:
        back = reverse("advisory:referral-detail", args=[row.pk])
        context = {
            "referral": row,
            "form": form,
            "partners": partners,
            "row_problems": _problems(partners),
            "list_url": reverse("advisory:queue"),
            "back": back,
            "save_label": _("Save the case"),
        }
        return render(self.request, "advisory/byhand/edit.html", context)


class SuggestSender(ActingView):
    """Organisations of the directory whose name contains what is typed."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest) -> JsonResponse:
        text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found = remits.senders(text) if text else []
        results = [
            {"value": row.name, "label": row.name, "note": ", ".join(filter(None, _place(row)))}
            for row in found
        ]
        return JsonResponse({"results": results})


def _place(row: Any) -> tuple[str, str]:
    return row.city, name_of(row.country)


def _states(row: Referral) -> list[tuple[str, str]]:
    stands = (row.member_state, name_of(row.member_state))
    served = remits.states_served()
    return served if stands in served else [*served, stands]


def _one_more(request: HttpRequest, kind: Any, states: list[tuple[str, str]]) -> tuple[Any, Any]:
    """The form as typed, with one more row for a partner, judged not yet."""
    data = forms.with_one_more(request.POST)
    form = kind(data, states=states)
    partners = forms.Partners(data, prefix=forms.PREFIX)
    form.keep_quiet()
    partners.keep_quiet()
    return form, partners


def _problems(partners: Any) -> list[dict[str, str]]:
    """Errors of the rows for the summary on top: where, and what to do."""
    return [
        {
            "label": str(form.fields[name].label),
            "text": message,
            "href": f"#{form[name].id_for_label}",
        }
        for form in partners.forms
        for name, found in form.errors.items()
        if name in form.fields
        for message in found
    ]
