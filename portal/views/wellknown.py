"""What machines look for at fixed addresses: whom to tell about a vulnerability."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import clock

VALID_FOR: Final = timedelta(days=180)
"""RFC 9116 wants less than a year; the text is made anew with every request."""


@require_safe
@cache_control(public=True, max_age=86_400)
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116. Not there while AJAR_SECURITY_CONTACT names nobody: a contact is its point."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact.strip()}" for contact in settings.SECURITY_CONTACT.split(",")),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.PUBLIC_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
