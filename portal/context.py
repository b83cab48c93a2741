"""What the frame of every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal import devices, rooms, sessions
from portal.enums import Permission
from portal.sessions import Rule


def frame(request: HttpRequest) -> dict[str, Any]:
    """Acting organisation, other memberships, navigation and the demonstration's notice."""
    current = getattr(request, "acting", None)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    items = rooms.navigation(request) if signed_in else []
    # Of two entries that contain the page the nearer is current: settings, and a page below them.
    prefixes = [prefix for item in items for prefix in (item.prefix, *item.within)]
    around = [prefix for prefix in prefixes if request.path.startswith(prefix)]
    nearest = max(around, key=len, default=None)
    return {
        "acting": current,
        "session_left": _session_left(request, current) if signed_in else None,
        "keeps_tokens": current is not None and bool(current.actor.may(Permission.MANAGE_TOKENS)),
        "memberships": current.others if current else (),
        "navigation": [
            {
                "label": item.label,
                "url": item.url,
                "current": nearest in (item.prefix, *item.within),
            }
            for item in items
        ],
        "demonstration": settings.DEMONSTRATION,
        "mail_on": settings.MAIL_ON,
        "passkeys_work": devices.passkeys_work(),
        "ajar_version": settings.AJAR_VERSION,
    }


def _session_left(request: HttpRequest, current: Any) -> dict[str, Any]:
    """For whom the page is, and seconds until its session is over: unused, and at most."""
    rule = Rule.of(current.security if current else None)
    _idle, most = sessions.left(request.session, rule)
    hat = current.membership.pk if current else request.user.pk
    return {"idle": round(rule.idle.total_seconds()), "most": most, "hat": hat}
