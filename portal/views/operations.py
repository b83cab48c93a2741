"""Operators' pages: organisations, their first stewards, and members who can't get in."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import policy, sessions
from portal.actions import invitations, organisations, people, recovery
from portal.authority import Refused
from portal.enums import OrganisationKind
from portal.forms.organisations import Entry, FirstSteward, HelpIn
from portal.models import Organisation
from portal.queries import operations as reading
from portal.tenancy import acting_for
from portal.views import handover
from portal.views.base import OperatorView

PAGE = 50


def organisation_or_404(pk: uuid.UUID) -> Organisation:
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation


class Organisations(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:100]
        kind = request.GET.get("kind", "")
        rows = reading.organisations(text=text, kind=kind)
        context = {
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "invitations": reading.open_invitations(self.request.user)[:PAGE],
            "failed": reading.failed_work()[:PAGE],
            "kinds": [("", _("Every kind")), *OrganisationKind.choices],
            "q": text,
            "kind": kind,
        }
        return render(request, "portal/operations/list.html", context)


class NewOrganisation(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/operations/edit.html", {"form": Entry()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Entry(request.POST)
        if not form.is_valid():
            return render(request, "portal/operations/edit.html", {"form": form})
        organisation = organisations.create(by=self.actor, **form.cleaned_data)
        messages.success(request, _("Made: %s") % organisation.name)
        return redirect("portal:operations-organisation", pk=organisation.pk)


class OneOrganisation(OperatorView):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(request, organisation_or_404(pk), FirstSteward())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Invite the first steward."""
        organisation = organisation_or_404(pk)
        form = FirstSteward(request.POST)
        if not form.is_valid():
            return self._page(request, organisation, form)
        try:
            invitation, link = invitations.invite_first_steward(
                pk, by=self.actor, email=form.cleaned_data["email"], name=form.cleaned_data["name"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
            return self._page(request, organisation, form)
        back = reverse("portal:operations-organisation", args=[pk])
        return handover.invitation(request, invitation, link, by=self.actor, back=back)

    def _page(
        self, request: HttpRequest, organisation: Organisation, form: FirstSteward
    ) -> HttpResponse:
        context = {
            "organisation": organisation,
            "form": form,
            "has_steward": reading.has_steward(organisation),
            "members_allowed": policy.may_have_members(organisation),
            "invitations": reading.open_invitations(self.request.user, organisation),
            "failed": reading.failed_work(organisation),
        }
        return render(request, "portal/operations/detail.html", context)


class EditOrganisation(OperatorView):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        return self._page(request, organisation, Entry(instance=organisation))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        form = Entry(request.POST, instance=organisation)
        if not form.is_valid():
            return self._page(request, organisation_or_404(pk), form)
        organisations.edit(pk, by=self.actor, **form.cleaned_data)
        messages.success(request, _("Saved: %s") % organisation.name)
        return redirect("portal:operations-organisation", pk=pk)

    def _page(self, request: HttpRequest, organisation: Organisation, form: Entry) -> HttpResponse:
        context = {"form": form, "organisation": organisation}
        return render(request, "portal/operations/edit.html", context)


class SuspendOrganisation(OperatorView):
    """Confirms a suspension by typing the organisation's name."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(request, organisation_or_404(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        if request.POST.get("confirmation", "").strip() != organisation.name:
            error = _("This is not the name. Type it as it stands above.")
            return self._page(request, organisation, error)
        organisations.suspend(pk, by=self.actor)
        messages.success(request, _("%s is suspended.") % organisation.name)
        return redirect("portal:operations-organisation", pk=pk)

    def _page(
        self, request: HttpRequest, organisation: Organisation, error: str = ""
    ) -> HttpResponse:
        context = {
            "organisation": organisation,
            "confirm_word": organisation.name,
            "confirm_error": error,
            "confirm_label": _("Suspend the organisation"),
            "cancel_url": reverse("portal:operations-organisation", args=[organisation.pk]),
        }
        return render(request, "portal/operations/suspend.html", context)


class ResumeOrganisation(OperatorView):
    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation_or_404(pk)
        organisation = organisations.resume(pk, by=self.actor)
        messages.success(request, _("%s is open again.") % organisation.name)
        return redirect("portal:operations-organisation", pk=pk)


class StewardInvitation(OperatorView):
    """Renews or revokes an invitation this operator made."""

    def post(self, request: HttpRequest, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        back = reverse("portal:operations-organisation", args=[pk])
        with acting_for(organisation, user=self.request.user.pk):
            if request.POST.get("do") == "revoke":
                row = invitations.revoke(invitation, by=self.actor)
                messages.success(request, _("The invitation of %s is revoked.") % row.email)
                return redirect(back)
            row, link = invitations.renew(invitation, by=self.actor)
        return handover.invitation(request, row, link, by=self.actor, back=back)


class HelpMember(OperatorView):
    """A way back in for a member whose steward can't give one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, HelpIn())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HelpIn(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        person = people.find(form.cleaned_data["email"])
        if person is None:
            form.add_error("email", _("There is no account with this address. Check it."))
            return self._page(request, form)
        try:
            link = recovery.help_in(
                person, by=self.actor, second_factor=form.cleaned_data["second_factor"]
            )
        except Refused as refusal:
            form.add_error("email", refusal.reason)
            return self._page(request, form)
        if form.cleaned_data["second_factor"]:
            sessions.end_others(person)
        back = reverse("portal:operations")
        return handover.reset(request, person, link, by=self.actor, back=back)

    def _page(self, request: HttpRequest, form: Any) -> HttpResponse:
        return render(request, "portal/operations/help.html", {"form": form})
