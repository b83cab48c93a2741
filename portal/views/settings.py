"""Settings of the acting organisation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.actions import organisations
from portal.enums import OrganisationKind, Permission
from portal.forms.organisations import Settings
from portal.views.base import ActingView


class OrganisationSettings(ActingView):
    permission = Permission.MANAGE_SETTINGS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        current = getattr(request, "acting", None)
        # The one switch here is about appraisals, which only research organisations make.
        if current is not None and current.organisation.kind != OrganisationKind.RESEARCH:
            raise Http404(_("This organisation has no settings."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        organisation = self.request.acting.organisation
        form = Settings(initial={"measures_minutes": organisation.measures_minutes})
        return render(request, "portal/settings.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Settings(request.POST)
        form.is_valid()  # one optional tick: absent means off
        organisations.measure_minutes(form.cleaned_data["measures_minutes"], by=self.actor)
        messages.success(request, _("The settings are saved."))
        return redirect("portal:settings")
