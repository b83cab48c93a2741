"""Units of the acting organisation."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.actions import units
from portal.enums import Permission
from portal.forms.units import UnitName
from portal.models import Membership, Unit
from portal.queries import members as reading
from portal.tenancy import acting_id
from portal.views.base import ActingView, owned_or_404

PAGE = 100


class Units(ActingView):
    """The list, with the form for one more on top."""

    permission = Permission.MANAGE_UNITS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, UnitName())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UnitName(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        unit = units.create(by=self.actor, name=form.cleaned_data["name"])
        messages.success(request, _("Added: %s") % unit.name)
        return redirect("portal:units")

    def _page(self, request: HttpRequest, form: UnitName) -> HttpResponse:
        page = Paginator(reading.units(), PAGE).get_page(request.GET.get("page"))
        return render(request, "portal/units/list.html", {"page": page, "form": form})


class OneUnit(ActingView):
    """A unit's name and who is limited to it."""

    permission = Permission.MANAGE_UNITS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        unit = owned_or_404(Unit, pk)
        return self._page(request, unit, UnitName(initial={"name": unit.name}))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        unit = owned_or_404(Unit, pk)
        form = UnitName(request.POST, unit_id=pk)
        if not form.is_valid():
            return self._page(request, unit, form)
        units.rename(pk, by=self.actor, name=form.cleaned_data["name"])
        messages.success(request, _("Saved: %s") % form.cleaned_data["name"])
        return redirect("portal:units")

    def _page(self, request: HttpRequest, unit: Unit, form: UnitName) -> HttpResponse:
        limited = (
            Membership.objects.filter(
                owner_id=acting_id(), active=True, unit_assignments__unit=unit
            )
            .select_related("user")
            .order_by("user__name")
        )
        context = {"unit": unit, "form": form, "limited": limited}
        return render(request, "portal/units/detail.html", context)


class CloseUnit(ActingView):
    permission = Permission.MANAGE_UNITS

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        unit = units.close(pk, by=self.actor)
        messages.success(request, _("%s is no longer offered for new work.") % unit.name)
        return redirect("portal:unit", pk=pk)


class ReopenUnit(ActingView):
    permission = Permission.MANAGE_UNITS

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        unit = units.reopen(pk, by=self.actor)
        messages.success(request, _("%s is offered again.") % unit.name)
        return redirect("portal:unit", pk=pk)
