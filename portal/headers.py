"""Headers that every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponseBase

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

# A page may ask a passkey of its own visitor and put text on the clipboard; nothing else.
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), "
    "browsing-topics=(), camera=(), clipboard-read=(), compute-pressure=(), "
    "cross-origin-isolated=(), display-capture=(), encrypted-media=(), fullscreen=(), "
    "gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), "
    "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "otp-credentials=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), "
    "storage-access=(), usb=(), window-management=(), "
    "xr-spatial-tracking=(), clipboard-write=(self), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self)"
)

FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For what somebody uploaded (`response.is_upload`): nothing in it may run or load."""


class SecurityHeadersMiddleware:
    """Headers every answer carries; the policy has no exceptions that loosen it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _without_nul(request)
        response = self.get_response(request)
        uploaded = getattr(response, "is_upload", False)
        content_policy = FILE_POLICY if uploaded else CONTENT_SECURITY_POLICY
        response.headers["Content-Security-Policy"] = content_policy
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Permitted-Cross-Domain-Policies"] = "none"
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        if "Cache-Control" not in response.headers and _knows_visitor(request):
            response.headers["Cache-Control"] = "private, no-store"
        if request.path.startswith("/api/"):
            response.headers.setdefault("Content-Disposition", API_DISPOSITION)
        return response


def _knows_visitor(request: HttpRequest) -> bool:
    """Whether somebody is signed in; where the database can't tell, it is as if they were."""
    try:
        return bool(getattr(request, "user", None) and request.user.is_authenticated)
    except Error:
        return True


API_DISPOSITION = 'attachment; filename="api.json"'
"""Whoever opens an address of the interface in a browser saves it, and nothing renders it."""


def _without_nul(request: HttpRequest) -> None:
    """Drop NUL from the address: nobody means it, and PostgreSQL refuses to look for it."""
    query = request.META.get("QUERY_STRING", "")
    while "%00" in query:
        query = query.replace("%00", "")
        request.META["QUERY_STRING"] = query
