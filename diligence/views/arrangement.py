"""Automatic referral: the steward switches it on, with what it rests on, and off again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.actions import arrange
from diligence.forms.consultations import ArrangementForm
from diligence.queries import routes
from diligence.views.consulting import with_problems
from portal.enums import OrganisationKind, Permission
from portal.views.base import ActingView


class ReferralSettings(ActingView):
    permission = Permission.MANAGE_SETTINGS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        current = getattr(request, "acting", None)
        if current is not None and current.organisation.kind != OrganisationKind.RESEARCH:
            raise Http404(_("Only research organisations refer cases."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ArrangementForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "end" in request.POST:
            arrange.switch_off(by=self.actor)
            messages.success(
                request, _("Automatic referral is off: every case waits for “Send” from now on.")
            )
            return redirect("diligence:referral-settings")
        form = ArrangementForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            arrange.switch_on(by=self.actor, **form.cleaned_data)
        except ValidationError as problem:
            return self._page(with_problems(form, problem))
        messages.success(request, _("Automatic referral is on."))
        return redirect("diligence:referral-settings")

    def _page(self, form: ArrangementForm) -> HttpResponse:
        rows = list(routes.arrangements()[:50])
        context = {
            "form": form,
            "present": next((row for row in rows if row.ended_at is None), None),
            "earlier": [row for row in rows if row.ended_at is not None],
        }
        return render(self.request, "diligence/consultation/settings.html", context)
