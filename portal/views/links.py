"""One-time links: accepting an invitation, a new password, becoming operator.

Addresses hold secrets, so these answers are never stored. The referrer policy stays
`same-origin`, which sends the address nowhere else; `no-referrer` would break the protection
against forged requests. Only POST changes anything.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from portal import acting, limits, sessions
from portal.actions import invitations, operators, people, recovery
from portal.authority import Refused
from portal.forms.account import Introduce, IntroduceOperator, SetPassword
from portal.models import Invitation, Membership, User


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")
class LinkView(View):
    """A page opened by a secret in its address; guessing is slowed down."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slowed = limits.of_link(request, str(kwargs.get("secret", "")))
        return slowed or super().dispatch(request, *args, **kwargs)

    def closed(self, request: HttpRequest, reason: str) -> HttpResponse:
        """What a used, revoked, lapsed or unknown link says, and what to do."""
        return render(request, "portal/links/closed.html", {"reason": reason}, status=410)


def why_closed(invitation: Invitation | None) -> str:
    """Why an invitation can't be accepted; '' when it can."""
    if invitation is None:
        return _("This invitation is not known here. Check that the whole address was copied.")
    if invitation.accepted_at is not None:
        return _("This invitation was accepted already. Sign in with your e-mail address.")
    if invitation.revoked_at is not None:
        return _("This invitation was revoked. Ask the steward of the organisation.")
    if not invitation.is_open():
        return _("This invitation has lapsed. Ask the steward for a new one.")
    if not invitation.owner.active:
        return _("The organisation is suspended at present. Ask the operator.")
    return ""


class AcceptInvitation(LinkView):
    """Shows who invites to what; a new person sets name and password, a known one signs in."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = invitations.find(secret)
        reason = why_closed(invitation)
        if reason or invitation is None:
            return self.closed(request, reason)
        form = Introduce(initial={"name": invitation.name})
        return self._page(request, invitation, form)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = invitations.find(secret)
        reason = why_closed(invitation)
        if reason or invitation is None:
            return self.closed(request, reason)
        if request.user.is_authenticated or people.find(invitation.email) is not None:
            return self._accept(request, invitation, secret)
        form = Introduce(request.POST, person=User(email=invitation.email))
        if not form.is_valid():
            return self._page(request, invitation, form)
        try:
            membership = invitations.accept_as_new(
                secret, name=form.cleaned_data["name"], password=form.cleaned_data["password1"]
            )
        except Refused as refusal:
            return self.closed(request, refusal.reason)
        sessions.begin(request, membership.user)
        return self._welcome(request, membership)

    def _accept(self, request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or user.email != invitation.email:
            return self._page(request, invitation, None)
        if acting.bound_to(request) not in {None, invitation.owner_id}:
            return render(request, "portal/stepup/bound.html", status=403)
        try:
            membership = invitations.accept(secret, user=user)
        except Refused as refusal:
            return self.closed(request, refusal.reason)
        return self._welcome(request, membership)

    def _welcome(self, request: HttpRequest, membership: Membership) -> HttpResponse:
        acting.choose(request, membership)
        messages.success(request, _("Welcome. You now act for %s.") % membership.owner.name)
        return redirect("portal:start")

    def _page(
        self, request: HttpRequest, invitation: Invitation, form: Introduce | None
    ) -> HttpResponse:
        known = people.find(invitation.email) is not None
        user: Any = request.user
        context = {
            "invitation": invitation,
            "form": form,
            "known": known,
            "other": user.is_authenticated and user.email != invitation.email,
        }
        return render(request, "portal/links/invitation.html", context)


class UseResetLink(LinkView):
    """A new password by the link a steward or operator made."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        row = recovery.find(secret)
        if row is None or not row.is_open():
            return self.closed(request, self._reason())
        return self._page(request, row.user, SetPassword())

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        row = recovery.find(secret)
        if row is None or not row.is_open():
            return self.closed(request, self._reason())
        form = SetPassword(request.POST, person=row.user)
        if not form.is_valid():
            return self._page(request, row.user, form)
        try:
            person = recovery.use(secret, password=form.cleaned_data["password1"])
        except Refused as refusal:
            return self.closed(request, refusal.reason)
        sessions.end_others(person)
        get_adapter().send_notification_mail("account/email/link_used", person)
        messages.success(request, _("Your new password is set. Sign in with it."))
        return redirect("account_login")

    def _reason(self) -> str:
        return _("This link was used, has lapsed or is not known. Ask your steward for a new one.")

    def _page(self, request: HttpRequest, user: User, form: SetPassword) -> HttpResponse:
        return render(request, "portal/links/reset.html", {"person": user, "form": form})


class BecomeOperator(LinkView):
    """The link that `manage.py setup` prints."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self._answer(request, secret, posted=False)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self._answer(request, secret, posted=True)

    def _answer(self, request: HttpRequest, secret: str, *, posted: bool) -> HttpResponse:
        row = operators.find(secret)
        if row is None or not row.is_open():
            return self.closed(
                request,
                _("This link was used, has lapsed or is not known. Run “manage.py setup” again."),
            )
        form = IntroduceOperator(request.POST if posted else None, person=User(email=row.email))
        if row.email:
            del form.fields["email"]
        if not posted or not form.is_valid():
            context = {"form": form, "email": row.email}
            return render(request, "portal/links/operator.html", context)
        try:
            user = operators.become(
                secret,
                email=form.cleaned_data.get("email", ""),
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
            )
        except Refused as refusal:
            form.add_error(None if row.email else "email", refusal.reason)
            return render(request, "portal/links/operator.html", {"form": form, "email": row.email})
        sessions.begin(request, user)
        return redirect("portal:operations")
