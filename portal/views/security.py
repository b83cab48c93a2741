"""Security settings of the acting organisation, for its stewards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.actions import security
from portal.enums import Permission
from portal.forms.security import Security
from portal.views.base import ActingView


class SecurityPage(ActingView):
    """How long sessions last, who needs a second factor, and what is never taken in."""

    takes_markings = True
    """The markings themselves are what is written here."""

    permission = Permission.MANAGE_SIGN_IN
    step_up = True
    reads_freely = True

    def get(self, request: HttpRequest) -> HttpResponse:
        current = self.request.acting
        return self._page(Security.of(current.security, has_provider=self._has_provider))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Security(request.POST, has_provider=self._has_provider)
        if not form.is_valid():
            return self._page(form)
        security.save(form.rules(), by=self.actor)
        messages.success(request, _("The security settings are saved, and hold from now on."))
        return redirect("portal:security")

    @property
    def _has_provider(self) -> bool:
        return bool(self.request.acting.trusted_contexts)

    def _page(self, form: Security) -> HttpResponse:
        return render(self.request, "portal/security.html", {"form": form})
