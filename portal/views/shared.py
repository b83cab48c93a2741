"""Pages for somebody without an account: one link, one row, one purpose.

Whoever is signed in in the same browser is nobody here: the page knows the link and nothing
else. It is never stored, never listed by search engines, and makes no session.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from portal import limits
from portal.acting import SeenRequest
from portal.actions import shared_links
from portal.actions.shared_links import ClosedError
from portal.authority import Refused
from portal.enums import LinkPurpose
from portal.matrix import Audience
from portal.models import SharedLink


@method_decorator(never_cache, name="dispatch")
class SharedView(View):
    """A page that a shared link opens; the address has the secret as `secret`.

    Handlers run inside acting_for of the link's owner and find the link in `self.link`. They raise
    ClosedError where the row can't be shown now (410), and Refused for what the link is not for
    (403); whatever they wrote is then undone.
    """

    audience: ClassVar[Audience] = Audience.BEARER
    purpose: ClassVar[LinkPurpose]
    link: SharedLink
    request: SeenRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slowed = limits.of_link(request, str(kwargs.get("secret", "")))
        if slowed is not None:
            return slowed
        signed_in, member = request.user, getattr(request, "acting", None)
        self.request.user, self.request.acting = AnonymousUser(), None
        try:
            response = self._opened(request, *args, **kwargs)
        finally:
            self.request.user, self.request.acting = signed_in, member
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def _opened(
        self, request: HttpRequest, *args: Any, secret: str, **kwargs: Any
    ) -> HttpResponseBase:
        try:
            with shared_links.opened(secret, self.purpose) as self.link:
                return super().dispatch(request, *args, secret=secret, **kwargs)
        except ClosedError as closed:
            return self._told(request, closed.reason, status=410)
        except Refused as refusal:
            return self._told(request, refusal.reason, status=403)

    def _told(self, request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
        context = {"reason": reason, "closed": status == 410}
        return render(request, "portal/links/shared.html", context, status=status)
