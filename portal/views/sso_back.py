"""Back from an organisation's provider: what the browser left for is done, or why it is not."""

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import acting, clock, stepup
from portal.actions import sso
from portal.enums import Permission
from portal.federation.claims import Claims
from portal.federation.failures import Failure, Kind
from portal.federation.saml import SKEW
from portal.forms import provider_words as words
from portal.models import IdentityProvider, User

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
