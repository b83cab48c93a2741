"""The page that asks again who is there, and what a form that came too late keeps.

What somebody typed into a form never lies in the session: it goes to the page that asks, inside
that page, and from there back to the form's own address.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from portal import acting, devices, limits, policy, stepup
from portal.forms.account import PasskeyAgain, Reauthenticate, SecondFactorAgain
from portal.matrix import Audience
from portal.models import User

AnyView = Callable[..., HttpResponseBase]

WAYS: Final[dict[str, Any]] = {
    "passkey": PasskeyAgain,
    "code": SecondFactorAgain,
    "password": Reauthenticate,
}


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for it now: before a page, or instead of taking a form that came too late."""
    if request.method in {"GET", "HEAD"} or getattr(request, "htmx", False):
        return stepup.ask(request)
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = _Kept(request.get_full_path(), typed.urlencode(), bool(request.FILES))
    return _page(request, _signed_in(request), kept)


def confirmed_first(view: AnyView) -> AnyView:
    """For what changes the way in: asked again, and only whoever came by their own way in.

    A provider that signs somebody in must not be able to give them another way in, which would
    open the doors of their other organisations too.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if acting.bound_to(request) is not None:
            return render(request, "portal/stepup/bound.html", status=403)
        if not stepup.confirmed(request):
            return ask(request)
        return view(request, *args, **kwargs)

    return guarded


class _Kept:
    """What the page carries through: where to, and what had been typed there."""

    def __init__(self, to: str, typed: str = "", files: bool = False) -> None:
        self.to, self.typed, self.files = to, typed, files

    def fields(self) -> list[tuple[str, str]]:
        """Name and value of each field, in the order they came."""
        rows = QueryDict(self.typed).lists()
        return [(name, str(value)) for name, values in rows for value in values]


def ways_of(user: User) -> list[str]:
    """How this person can show who they are: their second factor, else the password."""
    kinds = set(acting.factors_of(user).values_list("type", flat=True))
    ways = []
    if Authenticator.Type.WEBAUTHN in kinds and devices.passkeys_work():
        ways.append("passkey")
    if kinds:
        # Recovery codes stand in for whatever factor there is.
        ways.append("code")
    elif user.has_usable_password():
        ways.append("password")
    return ways


def _signed_in(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("Only somebody who signed in is asked again.")
    return user


def _page(
    request: HttpRequest,
    user: User,
    kept: _Kept,
    *,
    failed: tuple[str, forms.Form] | None = None,
    wait: limits.Wait | None = None,
) -> HttpResponse:
    ways = ways_of(user)
    offered: dict[str, Any] = {way: WAYS[way](user=user) for way in ways}
    if failed is not None and failed[0] in offered:
        offered[failed[0]] = failed[1]
    context = {
        "ways": offered,
        "form": failed[1] if failed else None,
        "kept": kept,
        "wait": wait,
        "passkey_options": options_of(user) if "passkey" in ways else "",
        "provider_url": _provider_url(request, kept),
    }
    return render(request, "portal/stepup/ask.html", context, status=429 if wait else 200)


def options_of(user: User) -> str:
    """What the browser is asked for a passkey of this person, as JSON for `data-options`."""
    return json.dumps(webauthn.begin_authentication(user))


def _provider_url(request: HttpRequest, kept: _Kept) -> str:
    """Where the provider that made this session asks again; '' where none did."""
    if not request.session.get("signed_in_by"):
        return ""
    try:
        return f"{reverse('sso-again')}?{urlencode({'next': kept.to})}"
    except NoReverseMatch:
        return ""


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "code"), name="dispatch")
class StepUp(View):
    """Asks with a passkey, a code or the password, then leads back to where one was."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(stepup.safe_path(request.GET.get("next")) or "/")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        to = stepup.safe_path(request.GET.get("next")) or reverse("portal:start")
        return _page(request, _signed_in(request), _Kept(to))

    def post(self, request: HttpRequest) -> HttpResponse:
        user = _signed_in(request)
        to = stepup.safe_path(request.POST.get("to")) or reverse("portal:start")
        kept = _Kept(to, request.POST.get("typed", ""), bool(request.POST.get("files")))
        way = request.POST.get("way", "")
        if way not in ways_of(user):
            return _page(request, user, kept)
        wait = limits.take("confirm", user.pk)
        if wait is not None:
            return _page(request, user, kept, wait=wait)
        form = WAYS[way](data=request.POST, user=user)
        if not form.is_valid():
            return _page(request, user, kept, failed=(way, form))
        if way != "password":
            form.save()
        limits.give_back("confirm", user.pk)
        stepup.mark(request)
        if kept.typed:
            return render(request, "portal/stepup/resume.html", {"kept": kept})
        return redirect(to)


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Late(View):
    """Shows a form again that came after its session had ended, for its person to send on.

    It changes nothing, and opens only what this portal sealed: the token of forms, which a new
    sign-in renews, is asked for when the form itself is sent.
    """

    audience: ClassVar[Audience] = Audience.SIGNED_IN

    def post(self, request: HttpRequest) -> HttpResponseBase:
        late = stepup.opened_late_form(request.POST.get("late", ""))
        if late is None and not request.user.is_authenticated:
            return redirect_to_login("/")
        if late is None:
            messages.error(request, _("What was typed there can’t be opened any more."))
            return redirect("portal:start")
        user, current = request.user, getattr(request, "acting", None)
        hat = str(current.membership.pk) if current is not None else ""
        if not user.is_authenticated or (str(user.pk), hat) != (late.person, late.hat):
            context = {"late": late, "again": True, "other": str(user.pk) != late.person}
            return render(request, "portal/stepup/late.html", context, status=403)
        kept = _Kept(stepup.safe_path(late.to) or "/", late.typed, late.files)
        return render(request, "portal/stepup/resume.html", {"kept": kept})


class SecondFactorNeeded(View):
    """Says why a second factor is needed here, and how to set one up."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        current = getattr(request, "acting", None)
        user = _signed_in(request)
        if current is None:
            due = policy.second_factor_due_of_operator(user, request.session)
        else:
            due = policy.second_factor_due(
                user,
                current.membership,
                request.session,
                security=current.security,
                trusted=current.trusted_contexts,
            )
        if not due:
            return redirect("portal:start")
        context = {
            "reason": due.reason,
            "has_factor": acting.factors_of(user).exists(),
            "bound": acting.bound_to(request) is not None,
            "passkeys": devices.passkeys_work(),
        }
        return render(request, "portal/stepup/needed.html", context)


class OtherWayNeeded(View):
    """Says that the organisation lets its members in through its own sign-in alone."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        current = getattr(request, "acting", None)
        if current is None:
            return redirect("portal:start")
        closed = policy.way_in_closed(
            current.membership,
            current.security,
            has_provider=bool(current.trusted_contexts),
            by_provider=acting.bound_to(request) is not None,
        )
        if not closed:
            return redirect("portal:start")
        return render(request, "portal/stepup/other_way.html", {"reason": closed.reason})
