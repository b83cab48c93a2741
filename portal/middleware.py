"""The request's frame: the organisation on whose behalf it runs, as one transaction."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy

from portal import (
    acting,
    audit,
    classified,
    errands,
    limits,
    looking,
    matrix,
    policy,
    seeing,
    sessions,
    stepup,
    upkeep,
)
from portal.acting import SeenRequest
from portal.authority import Actor, Refused, Verdict
from portal.enums import roles_open_to
from portal.matrix import Audience
from portal.models import User
from portal.sessions import Rule
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

OPEN_WITHOUT_FACTOR = frozenset(
    {"account_second_factor", "account_other_way", "account_step_up", "account_logout"}
    | {"account_change_password", "account_password_strength", "mfa_index"}
    | {"mfa_activate_totp", "mfa_add_webauthn"}
    | {"mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"}
    | {"portal:you", "portal:you-sessions", "portal:you-session-end"}
    | {"portal:you-sessions-end-others", "portal:you-stay", "account_late"}
    | {"portal:switch", "portal:invitation"}
    | {"portal:about", "portal:accessibility", "healthz", "readyz"}
    | {"sso-again", "sso-connect", "sso-go", "sso-answer", "sso-finish"}
)
"""Where a member may go whose second factor is due: to set one up, and away."""

ASKED_BY_MACHINES = classified.UNREAD
"""Answered without looking whose session it is: the database that knows it may be away."""


def _too_large(request: HttpRequest) -> bool:
    """Whether a body is larger than anything this visitor could mean; it is not read then.

    Files are for members: from anybody else, a body that large would only fill the disk.
    """
    told = request.META.get("CONTENT_LENGTH") or "0"
    size = int(told) if told.isdecimal() else 0
    if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return False
    return size > settings.REQUEST_MAX_BYTES or not request.user.is_authenticated


def _refuse_size(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "The request is too large."}, status=413)
    return render(request, "errors/413.html", status=413)


class ActingMiddleware:
    """Runs the request of a member inside acting_for, as one transaction.

    A refusal or a missing page rolls that transaction back; the page that explains it, and the
    record of a refusal, are made in a transaction of their own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SeenRequest) -> HttpResponseBase:
        request.acting = None
        request.refusal = None
        if request.path in ASKED_BY_MACHINES:
            return self.get_response(request)
        if _too_large(request):
            return _refuse_size(request)
        with suppress(Http404):
            request.resolver_match = resolve(request.path_info)
        if request.path.startswith("/api/") and "Authorization" in request.headers:
            return self._with_token(request)
        if not request.user.is_authenticated:
            return self._plain(request)
        if request.path.startswith("/api/"):
            wait = limits.take("api_session", request.user.pk)
            chosen = acting.remembered(request)
            if chosen is not None:
                _note(wait, "api_session", chosen[1], request.user)
            slowed = limits.answer(request, wait)
            if slowed is not None:
                return slowed
        return self._with_session(request, request.user)

    def _plain(self, request: SeenRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            over = sessions.why_over(request.session, Rule.of(None))
            if not over and acting.came_by_door_closed_since(request):
                over = str(_DOOR_CLOSED)
            if over:
                return self._over(request, over)
            if not sessions.by_itself(request):
                sessions.touch(request.session)
        response = self.get_response(request)
        refusal = request.refusal
        return response if refusal is None else explain(request, refusal)

    def _with_session(self, request: SeenRequest, user: User) -> HttpResponseBase:
        chosen, bound = acting.remembered(request), acting.bound_to(request)
        if bound is not None and chosen is not None and chosen[1] != bound:
            chosen = None
        if chosen is None:
            membership = acting.first_hat(user, bound)
            if membership is None:
                return self._plain(request)
            acting.choose(request, membership)
            return self._act(request, user, membership.pk, membership.owner_id)
        return self._act(request, user, *chosen)

    def _with_token(self, request: SeenRequest) -> HttpResponseBase:
        scheme, _space, secret = request.headers["Authorization"].partition(" ")
        token = acting.by_token(secret.strip()) if scheme.lower() in {"bearer", "token"} else None
        if token is None or token.created_by is None or not policy.may_enter(token.created_by):
            wait = limits.take("api_address", limits.address_of(request))
            return limits.answer(request, wait) or JsonResponse(
                {"detail": "The token is unknown, expired or revoked."},
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        wait = limits.take("api_token", token.pk)
        _note(wait, "api_token", token.owner_id, token.created_by)
        slowed = limits.answer(request, wait)
        if slowed is not None:
            return slowed
        request.user = token.created_by
        return self._act(request, token.created_by, token.membership_id, token.owner_id, token)

    def _act(
        self,
        request: SeenRequest,
        user: User,
        membership: Any,
        organisation: Any,
        token: Any = None,
    ) -> HttpResponseBase:
        slowed = self._slowed(request, membership, organisation, user)
        if slowed is not None:
            return slowed
        _fetch_ahead(request)
        with errands.of_request() as asked:
            current, over, response = self._inside(request, user, membership, organisation, token)
            while asked.run():
                inside = self._inside(request, user, membership, organisation, token)
                current, over, response = inside
        if current is None:
            return self._ended(request, token)
        if over:
            return self._over(request, over)
        if token is None and request.user.is_authenticated and not sessions.by_itself(request):
            sessions.touch(request.session)
        refusal = request.refusal
        if refusal is None:
            return response
        with acting_for(organisation, user=user.pk):
            return explain(request, refusal)

    def _inside(
        self, request: SeenRequest, user: User, membership: Any, organisation: Any, token: Any
    ) -> tuple[acting.Acting | None, str, HttpResponseBase]:
        """Who acts, why their session is over or "", and the answer, in one transaction."""
        over = ""
        response: HttpResponseBase = HttpResponse()
        with acting_for(organisation, user=user.pk):
            current = request.acting = acting.load(
                membership,
                user,
                token,
                bound=token is None and acting.bound_to(request) is not None,
                reading=request.method in SAFE,
            )
            if current is not None:
                current = request.acting = seeing.limit(current, request)
                over = _begun(request, current)
                if not over and request.refusal is None:
                    response = looking.watched(request, self.get_response)
        return current, over, response

    def _over(self, request: SeenRequest, reason: str) -> HttpResponseBase:
        """The session is over. Whoever holds a link needs none: they see its page as anybody."""
        match = request.resolver_match
        if match is None or not _is_for_bearers(match.func):
            return signed_out(request, reason)
        logout(request)
        request.acting = None
        return self._plain(request)

    def _ended(self, request: SeenRequest, token: Any) -> HttpResponseBase:
        # The membership ended meanwhile: forget it and look again with the next request.
        if token is not None:
            return JsonResponse({"detail": "The token's membership has ended."}, status=401)
        request.session.pop(acting.SESSION_KEY, None)
        return self._plain(request)

    def _slowed(
        self, request: SeenRequest, membership: Any, organisation: Any, user: User
    ) -> HttpResponseBase | None:
        """What carries much away or brings much in is limited, counted before the transaction."""
        if request.resolver_match is None:
            return None
        view = request.resolver_match.func
        page: Any = getattr(view, "view_class", None) or getattr(view, "cls", None)
        limit = getattr(page, "limit", "")
        if not limit or (limit in limits.CHANGES_ALONE and request.method in SAFE):
            return None
        wait = limits.take(limit, membership)
        _note(wait, limit, organisation, user)
        return limits.answer(request, wait)

    def process_view(
        self, request: SeenRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Nobody works here without the second factor that their role needs."""
        current, match = request.acting, request.resolver_match
        if current is None or (match is not None and match.view_name in OPEN_WITHOUT_FACTOR):
            return None
        # Whoever opens a shared link acts for no organisation there: nothing is asked of them.
        if _is_for_bearers(view):
            return None
        closed = policy.way_in_closed(
            current.membership,
            current.security,
            has_provider=bool(current.trusted_contexts),
            by_provider=current.token is not None or acting.bound_to(request) is not None,
        )
        due = factor_due(request, current)
        if not due and not closed:
            return None
        if request.path.startswith("/api/"):
            request.refusal = Refused(closed.reason if closed else due.reason)
            return HttpResponse(status=500)  # replaced once the transaction is rolled back
        to = reverse("account_other_way" if closed else "account_second_factor")
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": to})
        return redirect(to)

    def process_exception(
        self, request: SeenRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if request.acting is not None:
            transaction.set_rollback(True)
        if isinstance(exception, errands.Wanted):
            return HttpResponse(status=500)  # replaced once the page ran again
        if isinstance(exception, Refused | Http404 | PermissionDenied):
            request.refusal = exception
            return HttpResponse(status=500)  # replaced once the transaction is rolled back
        return None


def _note(wait: limits.Wait | None, name: str, organisation: Any, user: User) -> None:
    """When a limit is met, once in its window, the organisation's record says so."""
    if wait is None or not wait.first:
        return
    with acting_for(organisation, user=user.pk):
        upkeep.note_limit(name, by=Actor(user.get_full_name(), user.pk))


_DOOR_CLOSED: Final = gettext_lazy("Your organisation switched off the sign-in that you came by.")


def _is_for_bearers(view: Any) -> bool:
    return getattr(getattr(view, "view_class", None), "audience", None) is Audience.BEARER


def _fetch_ahead(request: SeenRequest) -> None:
    """Let the page ask other machines before the transaction (`ahead`, of its class), so that a
    slow one holds nothing here. What they said is `request.brought`."""
    match = request.resolver_match
    if match is None:
        return
    ahead: Any = getattr(getattr(match.func, "view_class", None), "ahead", None)
    if ahead is not None and request.method == "GET":
        request.brought = ahead(request, **match.kwargs)


def _begun(request: SeenRequest, current: acting.Acting) -> str:
    """Note that the token is used; of a session, why it is over, or ''."""
    if current.token is not None:
        acting.touch(current.token)
        return ""
    if acting.came_by_closed_door(request, current):
        return str(_DOOR_CLOSED)
    return sessions.why_over(request.session, Rule.of(current.security))


def signed_out(request: SeenRequest, reason: str) -> HttpResponseBase:
    """End a session that is over and say so; signing in again leads back to the page.

    Nothing typed is lost: a form comes back in a page that sends it on after signing in, and a
    page that saves or asks by itself stays as it is, and says that its person is signed out.
    """
    api, enhanced = request.path.startswith("/api/"), getattr(request, "htmx", False)
    late = None if api or enhanced else stepup.late_form(request)
    logout(request)
    request.acting = None
    if late is not None:
        context = {"late": late, "reason": reason}
        return render(request, "portal/stepup/late.html", context, status=403)
    if sessions.by_itself(request) or (enhanced and request.method not in SAFE):
        return HttpResponse(status=401)
    if api:
        return JsonResponse({"detail": reason}, status=401)
    messages.info(request, reason)
    whole = request.method in SAFE and not enhanced
    to = redirect_to_login(request.get_full_path() if whole else came_from(request)).url
    if enhanced:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return redirect(to)


def came_from(request: HttpRequest) -> str:
    """The page of this portal that a form was sent from; the start page where none is named."""
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path


def factor_due(request: SeenRequest, current: acting.Acting) -> Verdict:
    """Whether a second factor is due; a token needs that its member has one."""
    if current.token is not None:
        needed = policy.needs_second_factor(current.user, current.membership, current.security)
        return Verdict(bool(needed) and not current.has_factor, needed.reason)
    return policy.second_factor_due(
        current.user,
        current.membership,
        request.session,
        security=current.security,
        trusted=current.trusted_contexts,
    )


def explain(request: SeenRequest, refusal: Exception) -> HttpResponse:
    """The page or JSON that says what was refused or is not there, with the reason."""
    status = 404 if isinstance(refusal, Http404) else 403
    reason = refusal.reason if isinstance(refusal, Refused) else ""
    current = request.acting
    if status == 403 and current is not None:
        audit.record(
            "request.refused",
            None,
            by=current.actor,
            detail={"path": request.path, "method": request.method, "reason": reason},
        )
    if request.path.startswith("/api/"):
        detail = reason or ("Not found." if status == 404 else "Not allowed.")
        return JsonResponse({"detail": detail}, status=status)
    context = {"reason": reason, "needed": _needed(refusal, current) if status == 403 else None}
    return render(request, f"errors/{status}.html", context, status=status)


def _needed(refusal: Exception, current: acting.Acting | None) -> dict[str, Any] | None:
    """What was missing, the roles here that include it and those the member has."""
    permission = refusal.permission if isinstance(refusal, Refused) else None
    if permission is None or current is None:
        return None
    kind = current.organisation.kind
    held = current.membership.roles
    return {
        "words": matrix.WORDS[permission],
        "roles": [str(role.label) for role in matrix.roles_with(permission, kind)],
        "mine": [str(role.label) for role in roles_open_to(kind) if role in held],
    }
