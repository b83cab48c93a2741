"""Signing in through an organisation's own provider: leaving, coming back, and what went wrong.

The content policy lets forms send nowhere but here, redirects of a form included. So a page with a
plain link stands before the provider; the link works once, in the session that was shown it.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.internal import statekit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from portal import acting, clock, limits, stepup, vault
from portal.actions import openid, saml, sso
from portal.actions.openid import Asked
from portal.authority import Refused
from portal.enums import Permission, ProviderProtocol
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.saml import LARGEST, SKEW
from portal.forms import provider_words as words
from portal.matrix import Audience
from portal.models import IdentityProvider, User
from portal.views.stepup import confirmed_first

INTENT: Final = "sso_intent"
TRIED: Final = "sso_tried"
LOGIN, TRY, AGAIN, LINK = "login", "try", "again", "link"


def failed(
    request: HttpRequest, row: IdentityProvider | None, failure: Failure, process: str = LOGIN
) -> HttpResponse:
    """The page with a code for the person; the cause is the steward's to read."""
    code = sso.note(row, failure)
    context = {
        "code": code,
        "told": words.to_person(failure.kind),
        "provider": row,
        "process": process,
        "again": reverse("sso", args=[row.key]) if row is not None else reverse("account_login"),
    }
    status = 404 if failure.kind is Kind.UNKNOWN else 403
    return render(request, "socialaccount/failed.html", context, status=status)


def intend(request: HttpRequest, row: IdentityProvider, process: str, to: str) -> HttpResponse:
    """The page with the link; what it is for lies in the session."""
    token = secrets.token_urlsafe(24)
    request.session[INTENT] = {"key": row.key, "process": process, "next": to, "token": token}
    context = {
        "provider": row,
        "process": process,
        "go": f"{reverse('sso-go', args=[row.key])}?t={token}",
        "cancel": to if process != LOGIN and to else reverse("account_login"),
    }
    return render(request, "socialaccount/leave.html", context)


def _keyless() -> Failure:
    return Failure(Kind.METADATA, "The key that sealed this sign-in's secret is missing.")


class _Door(View):
    """A page for nobody in particular: who is signed in makes no difference to whose it is."""

    audience: ClassVar[Audience] = Audience.ANYBODY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "seeing", None) is not None:
            raise Refused(
                _("You are looking as somebody else would, and nothing can be changed meanwhile.")
            )
        wait = limits.take("sso_address", limits.address_of(request))
        slowed = limits.answer(request, wait)
        return slowed if slowed is not None else super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class Leave(_Door):
    """“Continue to University A”."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        if request.user.is_authenticated:
            return redirect(stepup.safe_path(request.GET.get("next")) or "portal:start")
        try:
            live = sso.require_live(row)
        except Failure as failure:
            return failed(request, row, failure)
        return intend(request, live, LOGIN, stepup.safe_path(request.GET.get("next")))


@method_decorator(never_cache, name="dispatch")
class Again(_Door):
    """Ask the provider that made this session to ask anew who is there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        to = stepup.safe_path(request.GET.get("next")) or reverse("portal:start")
        if not request.user.is_authenticated:
            return redirect_to_login(to)
        row = sso.find(str(request.session.get("signed_in_key", "")))
        try:
            live = sso.require_live(row)
        except Failure as failure:
            return failed(request, row, failure, AGAIN)
        return intend(request, live, AGAIN, to)


@method_decorator(never_cache, name="dispatch")
@method_decorator(confirmed_first, name="dispatch")
class Link(_Door):
    """Connect an organisation's sign-in with one's account, signed in by a way of one's own."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        try:
            live = sso.require_live(row)
        except Failure as failure:
            return failed(request, row, failure, LINK)
        return intend(request, live, LINK, reverse("portal:you"))


@method_decorator(never_cache, name="dispatch")
class Go(_Door):
    """To the provider, with a state that this browser's session alone knows, and once."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        intent = request.session.get(INTENT)
        token = request.GET.get("t", "")
        if (
            not isinstance(intent, dict)
            or intent["key"] != key
            or not secrets.compare_digest(intent["token"].encode(), token.encode())
        ):
            return redirect("sso", key=key)
        del request.session[INTENT]
        row = sso.find(key)
        try:
            if row is None or intent["process"] != TRY:
                row = sso.require_live(row)
            return redirect(self._address(request, row, intent))
        except Failure as failure:
            return failed(request, row, failure, intent["process"])
        except vault.VaultError:
            return failed(request, row, _keyless(), intent["process"])

    def _address(
        self, request: HttpRequest, row: IdentityProvider, intent: Mapping[str, str]
    ) -> str:
        again = intent["process"] == AGAIN
        factor = row.asks_second_factor or (again and bool(row.trusted_contexts))
        state = {"process": intent["process"], "next": intent["next"], "at": time.time()}
        if row.protocol == ProviderProtocol.SAML:
            question = saml.ask(row, again=again, second_factor=factor)
            statekit.stash_state(request, provider_id=row.key, state=state, state_id=question.id)
            return question.url
        asked, challenge = openid.ask()
        state |= {"asked": asdict(asked)}
        state_id = statekit.stash_state(
            request, provider_id=row.key, state=state, state_id=secrets.token_urlsafe(24)
        )
        return openid.address(
            row,
            state_id,
            asked.nonce,
            challenge,
            again=again,
            second_factor=factor,
        )


def _speaking(row: IdentityProvider | None, protocol: ProviderProtocol) -> IdentityProvider:
    if row is None or row.protocol != protocol:
        raise Failure(Kind.UNKNOWN, "No sign-in has this address.")
    return row


def _require_small(request: HttpRequest) -> None:
    """Looked at before anything of the body is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LARGEST:
        raise Failure(Kind.TOO_LARGE, f"The answer is larger than {LARGEST} bytes.")


def _unstashed(request: HttpRequest, row: IdentityProvider, state_id: str) -> dict[str, Any]:
    """The state of the request that this answers, which is then used up; raises Failure."""
    state: dict[str, Any] | None = statekit.unstash_state(
        request, state_id=state_id, provider_id=row.key
    )
    if state is None:
        told = "The answer belongs to no request of this browser, or comes after ten minutes."
        raise Failure(Kind.STATE, told)
    return state


@method_decorator(never_cache, name="dispatch")
class Answer(_Door):
    """Back from an OpenID provider."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        process = LOGIN
        try:
            there = _speaking(row, ProviderProtocol.OIDC)
            state = _unstashed(request, there, request.GET.get("state", ""))
            process = state["process"]
            code = self._code(request, there)
            asked = Asked(**state["asked"])
            claims = openid.redeem(there, code, asked, sso.scopes_of(there))
            return finish(request, there, state, claims)
        except Failure as failure:
            return failed(request, row, failure, process)
        except vault.VaultError:
            return failed(request, row, _keyless(), process)

    def _code(self, request: HttpRequest, row: IdentityProvider) -> str:
        issuer = request.GET.get("iss")
        if issuer is not None and issuer != row.entity_id:
            raise Failure(Kind.ISSUER, "The answer is of another provider (iss).")
        if "error" in request.GET:
            word = request.GET["error"][:60]
            cancelled = word in {"access_denied", "login_required", "consent_required"}
            kind = Kind.CANCELLED if cancelled else Kind.PROVIDER
            raise Failure(kind, f"The provider answers with the error {word!r}.")
        code = request.GET.get("code", "")
        if not code:
            raise Failure(Kind.PROVIDER, "The provider answers without a code.")
        return code


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Assertion(_Door):
    """A SAML answer. It is posted from the provider's site, so no cookie of ours comes with it:
    it is verified here, and what it says is fetched by the session that asked, with `Finish`."""

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        try:
            there = _speaking(row, ProviderProtocol.SAML)
            _require_small(request)
            word = saml.accept(there, request.POST.get("SAMLResponse", ""))
        except Failure as failure:
            return failed(request, row, failure)
        except vault.VaultError:
            return failed(request, row, _keyless())
        return redirect(f"{reverse('sso-finish', args=[key])}?a={word}")


@method_decorator(never_cache, name="dispatch")
class Finish(_Door):
    """The second half of a SAML sign-in: in the session that asked the question."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        process = LOGIN
        try:
            there = _speaking(row, ProviderProtocol.SAML)
            told = saml.fetch_held(there, request.GET.get("a", ""))
            state = _unstashed(request, there, told["in_response_to"])
            process = state["process"]
            return finish(request, there, state, saml.read(there, told, sso.scopes_of(there)))
        except Failure as failure:
            return failed(request, row, failure, process)


class Metadata(_Door):
    """What a SAML provider's operator loads: our name, our address and our key."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = sso.find(key)
        if row is None or row.protocol != ProviderProtocol.SAML:
            return failed(request, None, Failure(Kind.UNKNOWN, "No sign-in has this address."))
        return HttpResponse(saml.metadata(row), content_type="application/samlmetadata+xml")


# -- what the answer is for -----------------------------------------------------------------------
def finish(
    request: HttpRequest, row: IdentityProvider, state: Mapping[str, Any], claims: Claims
) -> HttpResponse:
    """Do what the browser left for; raises Failure."""
    process, to = state["process"], stepup.safe_path(state["next"])
    if process == TRY:
        return _tried(request, row, claims)
    live = sso.require_live(row)
    if process == AGAIN:
        return _confirmed(request, live, claims, float(state["at"]), to)
    if process == LINK:
        return _linked(request, live, claims)
    return _signed_in(request, live, claims, to)


def _signed_in(
    request: HttpRequest, row: IdentityProvider, claims: Claims, to: str
) -> HttpResponse:
    arrival = sso.arrive(row, claims)
    if request.user.is_authenticated:
        logout(request)
    told = {
        "bound": str(row.owner_id),
        "signed_in_by": str(row.pk),
        "signed_in_key": row.key,
        "contexts": list(claims.contexts),
        "acting": [str(arrival.membership.pk), str(row.owner_id)],
    }
    record_authentication(request, arrival.user, method="socialaccount", provider=row.key)
    login = Login(user=arrival.user, redirect_url=to or None, signal_kwargs={"through": told})
    for because in arrival.change.gained:
        messages.info(request, words.gained(because.role))
    for because in arrival.change.lost:
        messages.info(request, words.lost(because.role))
    response: HttpResponse = perform_login(request, login)
    return response


def _confirmed(
    request: HttpRequest, row: IdentityProvider, claims: Claims, asked_at: float, to: str
) -> HttpResponse:
    """Whoever is signed in showed the provider anew who they are, after they were asked."""
    if not request.user.is_authenticated or request.session.get("signed_in_by") != str(row.pk):
        raise Failure(Kind.STATE, "The session that asked is over.")
    if not sso.is_same(row, claims, _user(request)):
        raise Failure(Kind.OTHER_PERSON, "Somebody else signed in at the provider.")
    at = claims.authenticated_at
    if at is None or at.timestamp() < asked_at - SKEW.total_seconds() or at > clock.now() + SKEW:
        raise Failure(
            Kind.NOT_AGAIN,
            "The provider did not ask anew who is there (auth_time or AuthnInstant is too old).",
        )
    request.session["contexts"] = list(claims.contexts)
    stepup.mark(request)
    return redirect(to or "portal:start")


def _linked(request: HttpRequest, row: IdentityProvider, claims: Claims) -> HttpResponse:
    if not request.user.is_authenticated or acting.bound_to(request) is not None:
        raise Failure(Kind.STATE, "The session that asked is over.")
    sso.link(row, claims, _user(request))
    messages.success(request, _("You can sign in through “%s” from now on.") % row.name)
    return redirect("portal:you")


def _tried(request: HttpRequest, row: IdentityProvider, claims: Claims) -> HttpResponse:
    current: Any = getattr(request, "acting", None)
    if current is None or current.organisation.pk != row.owner_id:
        raise Failure(Kind.STATE, "The session that tries is over, or acts for another one.")
    if not current.actor.may(Permission.MANAGE_SIGN_IN):
        raise Failure(Kind.CLOSED, "Only a steward tries a connection.")
    told = sso.rehearse(row, claims, by=current.actor)
    request.session[TRIED] = told | {"provider": str(row.pk)}
    return redirect("portal:provider-tried", pk=row.pk)


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Failure(Kind.STATE, "Nobody is signed in any more.")
    return user
