"""Inviting people to the acting organisation."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import policy
from portal.actions import invitations
from portal.enums import Permission
from portal.forms.members import Invite
from portal.queries import members as reading
from portal.views import handover
from portal.views.base import ActingView


class InviteMember(ActingView):
    step_up = True
    limit = "invite"
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, Invite(organisation=self.request.acting.organisation))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Invite(request.POST, organisation=self.request.acting.organisation)
        if not form.is_valid():
            return self._page(request, form)
        invitation, link = invitations.invite(
            by=self.actor,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            roles=form.cleaned_data["roles"],
            unit_ids=form.unit_ids,
        )
        back = reverse("portal:members")
        return handover.invitation(request, invitation, link, by=self.actor, back=back)

    def _page(self, request: HttpRequest, form: Invite) -> HttpResponse:
        verdict = policy.may_have_members(self.request.acting.organisation)
        return render(request, "portal/members/invite.html", {"form": form, "verdict": verdict})


class RenewInvitation(ActingView):
    step_up = True
    limit = "invite"
    permission = Permission.MANAGE_MEMBERS

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        invitation, link = invitations.renew(pk, by=self.actor)
        back = reverse("portal:members")
        return handover.invitation(request, invitation, link, by=self.actor, back=back)


class RevokeInvitation(ActingView):
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        invitation = reading.invitation(pk)
        if invitation is None:
            raise Http404
        context = {
            "invitation": invitation,
            "confirm_label": _("Revoke the invitation"),
            "cancel_url": reverse("portal:members"),
        }
        return render(request, "portal/members/revoke.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        invitation = invitations.revoke(pk, by=self.actor)
        messages.success(request, _("The invitation of %s is revoked.") % invitation.email)
        return redirect("portal:members")
