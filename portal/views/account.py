"""Signing in, the closed sign-up, one's own page."""

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView, PasswordResetFromKeyView, PasswordResetView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView, View

from portal import acting, demo, devices, limits, passwords, rooms, stepup
from portal.acting import SeenRequest
from portal.actions import joining, people, recovery, sso
from portal.forms.account import YourName
from portal.models import User


class SignIn(LoginView):
    """The address, and a password where the organisation has no sign-in of its own.

    An address without a password asks where its domain signs in. The answer depends on the domain
    alone, and is the same for people with an account and without. The demonstration lists whom one
    can sign in as.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = request.POST.get("login", "").strip()
        if request.method == "POST" and address and not request.POST.get("password"):
            wait = limits.take("sso_address", limits.address_of(request))
            slowed = limits.answer(request, wait)
            if slowed is not None:
                return slowed
            provider = sso.for_address(address)
            if provider is not None:
                to = stepup.safe_path(request.POST.get("next"))
                query = f"?{urlencode({'next': to})}" if to else ""
                return redirect(f"{reverse('sso', args=[provider.key])}{query}")
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("as", "")
        if any(login["email"] == wanted for login in rooms.demo_logins()):
            return {"login": wanted}
        return {}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if form.initial.get("login"):
            # Printed on this very page, so filling it in reveals nothing.
            form.fields["password"].widget.render_value = True
            form.initial["password"] = demo.PASSWORD
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "demo_logins": rooms.demo_logins(),
            "demo_password": demo.PASSWORD if settings.DEMONSTRATION else "",
            "chosen": self.request.GET.get("as", ""),
            "passkeys": devices.passkeys_work(),
        }


class AddPasskey(AddWebAuthnView):
    """Always one that signs in by itself, with what unlocks the device: a discoverable one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, passwordless=True)
        return context | {
            "creation_options": json.dumps(options),
            "passkeys_work": devices.passkeys_work(),
            "host": devices.passkey_host(),
        }


class PasskeySignIn(LoginWebAuthnView):
    """Signing in with a passkey alone: it is the device and what unlocks it, two factors in one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wait = limits.take("passkey_address", limits.address_of(request))
        slowed = limits.answer(request, wait)
        if slowed is not None:
            return slowed
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class UseFactor(AuthenticateView):
    """The second factor at sign-in: a passkey or a code."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Codes are few: guesses are counted by the account, wherever they come from."""
        person = self.stage.login.user.pk
        slowed = limits.answer(request, limits.take("confirm", person))
        if slowed is not None:
            return slowed
        response: HttpResponse = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            limits.give_back("confirm", person)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(acting.factors_of(user).values_list("type", flat=True))
        passkey = Authenticator.Type.WEBAUTHN in kinds and devices.passkeys_work()
        options = context.get("js_data", {}).get("request_options")
        return context | {
            "passkey_options": json.dumps(options) if passkey else "",
            "app": Authenticator.Type.TOTP in kinds,
        }


class AskReset(PasswordResetView):
    """A link for a new password, by mail; the answer is the same whatever is done."""

    def form_valid(self, form: Any) -> HttpResponse:
        address = limits.address_of(self.request)
        waits = (
            limits.take("recovery", form.cleaned_data["email"].strip().lower()),
            limits.take("recovery_address", address),
        )
        if any(waits):
            # Said on the next page of everybody: who asks again and again looks into their mail.
            return redirect("account_reset_password_done")
        response: HttpResponse = super().form_valid(form)
        return response


class NewPassword(PasswordResetFromKeyView):
    """A new password by the link in the mail."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slowed = limits.of_link(request, str(kwargs.get("uidb36", "")))
        if slowed is not None:
            return slowed
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@method_decorator(sensitive_post_parameters("password1"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class PasswordStrength(View):
    """How hard a password is to guess that somebody makes up; nothing of it is kept."""

    def post(self, request: HttpRequest) -> HttpResponse:
        wait = limits.take("strength_address", limits.address_of(request))
        slowed = limits.answer(request, wait)
        if slowed is not None:
            return slowed
        known = [getattr(request.user, name, "") for name in ("name", "email")]
        told = passwords.strength(request.POST.get("password1", ""), known)
        return JsonResponse({"score": told.score, "says": told.says})


class Closed(TemplateView):
    """There is no sign-up: says how one becomes a member."""

    template_name = "account/signup_closed.html"


class YourRequest(SeenRequest):
    """A request of somebody who signed in, member or not."""

    user: User


def sees_all(request: Any) -> bool:
    """Whether this session may see and change what is its person's everywhere.

    Not where an organisation's provider made it and the person is known to others as well: what
    they do there is none of its business. The request is of somebody signed in."""
    if acting.bound_to(request) is None:
        return True
    return request.acting is not None and not recovery.known_elsewhere(request.user)


class You(LoginRequiredMixin, View):
    """One's own page: name, password, second factor, memberships."""

    request: YourRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, YourName(initial={"name": self.request.user.name}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = YourName(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        current = self.request.acting
        if not sees_all(self.request):
            messages.error(
                request,
                _(
                    "Your name stands in several organisations. Sign in with a password or passkey "
                    "of your own to change it."
                ),
            )
            return redirect("portal:you")
        people.rename(
            self.request.user,
            form.cleaned_data["name"],
            by=current.actor if current else None,
        )
        messages.success(request, _("Your name is saved."))
        return redirect("portal:you")

    def _page(self, request: HttpRequest, form: YourName) -> HttpResponse:
        user: Any = request.user
        context = {
            "form": form,
            "second_factor": recovery.has_second_factor(user),
            "linkable": [] if acting.bound_to(request) else sso.linkable(user),
            "asked": [] if self.request.acting else joining.own_requests(user),
        }
        return render(request, "portal/you.html", context)
