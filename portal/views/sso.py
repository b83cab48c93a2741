"""Signing in through an organisation's own provider: leaving, coming back, and what went wrong.

The content policy lets forms send nowhere but here, redirects of a form included. So a page with a
plain link stands before the provider; the link works once, in the session that was shown it.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final

from allauth.socialaccount.internal import statekit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from portal import limits, stepup, vault
from portal.actions import openid, saml, sso
from portal.actions.openid import Asked
from portal.authority import Refused
from portal.enums import ProviderProtocol
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.saml import LARGEST
from portal.matrix import Audience
from portal.models import IdentityProvider
from portal.views.sso_back import AGAIN, LINK, LOGIN, TRY, failed, finish
from portal.views.stepup import confirmed_first

INTENT: Final = "sso_intent"


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


@dataclass(frozen=True, slots=True)
class Brought:
    """What an OpenID provider answered: claims, or the failure that the page tells."""

    row: IdentityProvider | None
    state: Mapping[str, Any]
    claims: Claims | None = None
    failure: Failure | None = None

    @property
    def process(self) -> str:
        """What the browser left for, as far as it is known."""
        return str(self.state.get("process", LOGIN))


@method_decorator(never_cache, name="dispatch")
class Answer(_Door):
    """Back from an OpenID provider."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        brought: Brought | None = getattr(request, "brought", None)
        if brought is None:
            brought = self.ahead(request, key)
        row = brought.row
        try:
            if row is None or brought.claims is None:
                raise brought.failure or _keyless()
            return finish(request, row, brought.state, brought.claims)
        except Failure as failure:
            return failed(request, row, failure, brought.process)

    @classmethod
    def ahead(cls, request: HttpRequest, key: str) -> Brought:
        """Use up the state and ask the provider; of whoever is signed in, before their transaction
        begins: a provider that takes its time holds no connection and no lock meanwhile."""
        row = sso.find(key)
        state: Mapping[str, Any] = {}
        try:
            there = _speaking(row, ProviderProtocol.OIDC)
            state = _unstashed(request, there, request.GET.get("state", ""))
            code = cls._code(request, there)
            asked = Asked(**state["asked"])
            claims = openid.redeem(there, code, asked, sso.scopes_of(there))
        except Failure as failure:
            return Brought(row, state, failure=failure)
        except vault.VaultError:
            return Brought(row, state, failure=_keyless())
        return Brought(row, state, claims)

    @staticmethod
    def _code(request: HttpRequest, row: IdentityProvider) -> str:
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
