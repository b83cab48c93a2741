"""The request's frame: strict headers, and the organisation on whose behalf it runs."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from portal import acting, audit, policy
from portal.acting import SeenRequest
from portal.authority import Refused
from portal.models import User
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For what somebody uploaded (`response.is_upload`): nothing in it may run or load."""


class SecurityHeadersMiddleware:
    """Headers every answer carries; the policy has no exceptions that loosen it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _without_nul(request)
        response = self.get_response(request)
        uploaded = getattr(response, "is_upload", False)
        content_policy = FILE_POLICY if uploaded else CONTENT_SECURITY_POLICY
        response.headers["Content-Security-Policy"] = content_policy
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _without_nul(request: HttpRequest) -> None:
    """Drop NUL from the address: nobody means it, and PostgreSQL refuses to look for it."""
    query = request.META.get("QUERY_STRING", "")
    while "%00" in query:
        query = query.replace("%00", "")
        request.META["QUERY_STRING"] = query


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
        if _too_large(request):
            return _refuse_size(request)
        if request.path.startswith("/api/") and "Authorization" in request.headers:
            return self._with_token(request)
        if not request.user.is_authenticated:
            return self._plain(request)
        return self._with_session(request, request.user)

    def _plain(self, request: SeenRequest) -> HttpResponseBase:
        response = self.get_response(request)
        refusal = request.refusal
        return response if refusal is None else explain(request, refusal)

    def _with_session(self, request: SeenRequest, user: User) -> HttpResponseBase:
        chosen = acting.remembered(request)
        if chosen is None:
            membership = acting.first_hat(user)
            if membership is None:
                return self._plain(request)
            acting.choose(request, membership)
            return self._act(request, user, membership.pk, membership.owner_id)
        return self._act(request, user, *chosen)

    def _with_token(self, request: SeenRequest) -> HttpResponseBase:
        scheme, _space, secret = request.headers["Authorization"].partition(" ")
        token = acting.by_token(secret.strip()) if scheme.lower() in {"bearer", "token"} else None
        if token is None or token.created_by is None or not policy.may_enter(token.created_by):
            return JsonResponse(
                {"detail": "The token is unknown, expired or revoked."},
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
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
        with acting_for(organisation, user=user.pk):
            request.acting = acting.load(membership, user, token)
            if request.acting is not None:
                if token is not None:
                    acting.touch(token)
                response = self.get_response(request)
        if request.acting is None:
            # The membership ended meanwhile: forget it and look again with the next request.
            if token is not None:
                return JsonResponse({"detail": "The token's membership has ended."}, status=401)
            request.session.pop(acting.SESSION_KEY, None)
            return self._plain(request)
        refusal = request.refusal
        if refusal is None:
            return response
        with acting_for(organisation, user=user.pk):
            return explain(request, refusal)

    def process_exception(
        self, request: SeenRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if request.acting is not None:
            transaction.set_rollback(True)
        if isinstance(exception, Refused | Http404 | PermissionDenied):
            request.refusal = exception
            return HttpResponse(status=500)  # replaced once the transaction is rolled back
        return None


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
    return render(request, f"errors/{status}.html", {"reason": reason}, status=status)
