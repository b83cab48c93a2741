"""Absences: one's own, and those that a steward sets for others."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.actions import absences
from portal.enums import OrganisationKind, Permission
from portal.forms.absences import AbsenceForm
from portal.models import Membership
from portal.queries import members as reading
from portal.views.base import ActingView


class _AbsenceView(ActingView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        current = getattr(request, "acting", None)
        # What passes is the work of units, which only research organisations have.
        if current is not None and current.organisation.kind != OrganisationKind.RESEARCH:
            raise Http404(_("Only research organisations arrange who stands in."))
        return super().dispatch(request, *args, **kwargs)

    def _page(
        self, membership: Membership, form: AbsenceForm, *, own: bool, status: int = 200
    ) -> HttpResponse:
        context = {
            "membership": membership,
            "form": form,
            "own": own,
            "absences": reading.absences_of(membership.pk),
            "stands_in_for": self.request.acting.stands_in_for if own else (),
        }
        return render(self.request, "portal/members/absence.html", context, status=status)

    def _arrange(self, membership: Membership, *, own: bool) -> HttpResponse:
        form = AbsenceForm(self.request.POST, absent=membership)
        if not form.is_valid():
            return self._page(membership, form, own=own)
        told = form.cleaned_data
        try:
            row = absences.arrange(
                membership.pk,
                delegate_id=uuid.UUID(told["delegate"]),
                from_on=told["from_on"],
                until_on=told["until_on"],
                by=self.actor,
            )
        except ValidationError as problem:
            for name, reasons in problem.message_dict.items():
                form.add_error(name if name in form.fields else None, reasons)
            return self._page(membership, form, own=own)
        said = _("%(name)s stands in.") % {"name": row.delegate.user.get_full_name()}
        messages.success(self.request, said)
        return redirect(_address(membership.pk, own=own))


class OwnAbsence(_AbsenceView):
    """Say when one is away and who stands in meanwhile."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = self.request.acting.membership
        return self._page(mine, AbsenceForm(absent=mine), own=True)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._arrange(self.request.acting.membership, own=True)


class MemberAbsence(_AbsenceView):
    """The same for somebody who can't: set by a steward."""

    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = _active_or_404(pk)
        return self._page(membership, AbsenceForm(absent=membership), own=False)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._arrange(_active_or_404(pk), own=False)


class EndAbsence(_AbsenceView):
    """Back early, or not away after all."""

    permission = None
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = absences.end(pk, by=self.actor)
        messages.success(request, _("The absence has ended."))
        own = row.membership_id == self.actor.membership_id
        return redirect(_address(row.membership_id, own=own))


def _active_or_404(pk: uuid.UUID) -> Membership:
    membership = reading.member(pk)
    if membership is None or not membership.active:
        raise Http404(_("There is no such member."))
    return membership


def _address(membership_id: uuid.UUID, *, own: bool) -> str:
    if own:
        return reverse("portal:absence")
    return reverse("portal:member-absence", args=[membership_id])
