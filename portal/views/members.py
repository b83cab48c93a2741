"""Members of the acting organisation, for its stewards. No figures per employee, anywhere."""

import uuid

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import announce, sessions
from portal.actions import members, recovery
from portal.enums import Permission
from portal.forms.members import ChangeMember
from portal.models import Membership
from portal.queries import members as reading
from portal.views import handover
from portal.views.base import ActingView

PAGE = 50


def member_or_404(pk: uuid.UUID) -> Membership:
    membership = reading.member(pk)
    if membership is None:
        raise Http404
    return membership


class Members(ActingView):
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest) -> HttpResponse:
        ended = request.GET.get("show") == "ended"
        text = request.GET.get("q", "").strip()[:100]
        rows = reading.members(active=not ended, text=text)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        away = reading.away_today()
        for row in page.object_list:
            row.away = away.get(row.pk)  # type: ignore[attr-defined]  # for the page
        context = {
            "page": page,
            "invitations": [] if ended else reading.open_invitations()[:PAGE],
            "q": text,
            "ended": ended,
        }
        return render(request, "portal/members/list.html", context)


class Member(ActingView):
    """One member: roles, units, and the ways to help them in."""

    step_up = True
    reads_freely = True
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = member_or_404(pk)
        return self._page(request, membership, ChangeMember.of(membership))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = member_or_404(pk)
        form = ChangeMember.of(membership, request.POST)
        if not form.is_valid():
            return self._page(request, membership, form)
        members.change(pk, by=self.actor, roles=form.cleaned_data["roles"], unit_ids=form.unit_ids)
        messages.success(request, _("Saved: %s") % membership.user.get_full_name())
        return redirect("portal:members")

    def _page(
        self, request: HttpRequest, membership: Membership, form: ChangeMember
    ) -> HttpResponse:
        context = {
            "membership": membership,
            "form": form,
            "help": recovery.may_help(membership, by=self.actor),
            "second_factor": recovery.has_second_factor(membership.user),
            "absences": reading.absences_of(membership.pk),
        }
        return render(request, "portal/members/detail.html", context)


class EndMember(ActingView):
    """Confirms the end of a membership, naming what it means."""

    step_up = True
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = member_or_404(pk)
        context = {
            "membership": membership,
            "confirm_label": _("End the membership"),
            "cancel_url": reverse("portal:member", args=[pk]),
        }
        return render(request, "portal/members/end.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        members.end(pk, by=self.actor)
        return redirect("portal:member", pk=pk)


class ResumeMember(ActingView):
    """Undoes an end."""

    step_up = True
    permission = Permission.MANAGE_MEMBERS

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = members.resume(pk, by=self.actor)
        messages.success(request, _("%s is a member again.") % membership.user.get_full_name())
        return redirect("portal:member", pk=pk)


class ResetLink(ActingView):
    """A one-time link for a new password, made here and shown once."""

    step_up = True
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = member_or_404(pk)
        context = {"membership": membership, "help": recovery.may_help(membership, by=self.actor)}
        return render(request, "portal/members/reset.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership, link = recovery.reset_link(pk, by=self.actor)
        back = reverse("portal:member", args=[pk])
        return handover.reset(request, membership.user, link, by=self.actor, back=back)


class RemoveSecondFactor(ActingView):
    """Confirms that a lost second factor is taken off."""

    step_up = True
    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        context = {
            "membership": member_or_404(pk),
            "confirm_label": _("Take the second factor off"),
            "cancel_url": reverse("portal:member", args=[pk]),
        }
        return render(request, "portal/members/second_factor.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        membership = recovery.remove_second_factor(pk, by=self.actor)
        sessions.end_others(membership.user)
        tell = get_adapter().send_notification_mail
        announce.after_commit(lambda: tell("account/email/factor_taken_off", membership.user))
        messages.success(
            request,
            _("%s signs in with the password alone until a new second factor is set.")
            % membership.user.get_full_name(),
        )
        return redirect("portal:member", pk=pk)
