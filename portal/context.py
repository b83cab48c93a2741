"""What the frame of every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal import rooms


def frame(request: HttpRequest) -> dict[str, Any]:
    """Acting organisation, other memberships, navigation and the demonstration's notice."""
    current = getattr(request, "acting", None)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    items = rooms.navigation(request) if signed_in else []
    # Of two entries that contain the page the nearer is current: settings, and a page below them.
    around = [item.prefix for item in items if request.path.startswith(item.prefix)]
    nearest = max(around, key=len, default=None)
    return {
        "acting": current,
        "memberships": current.others if current else (),
        "navigation": [
            {"label": item.label, "url": item.url, "current": item.prefix == nearest}
            for item in items
        ],
        "demonstration": settings.DEMONSTRATION,
        "mail_on": settings.MAIL_ON,
        "ajar_version": settings.AJAR_VERSION,
    }
