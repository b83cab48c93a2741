"""Signing in, the closed sign-up, one's own page."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from portal import demo, rooms
from portal.acting import SeenRequest
from portal.actions import people, recovery
from portal.forms.account import YourName
from portal.models import User


class SignIn(LoginView):
    """E-mail and password; the demonstration lists whom one can sign in as."""

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("as", "")
        if any(login["email"] == wanted for login in rooms.demo_logins()):
            return {"login": wanted}
        return {}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if form.initial.get("login"):
            # Printed on this very page, so filling it in reveals nothing.
            form.fields["password"].widget.render_value = True
            form.initial["password"] = demo.PASSWORD
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "demo_logins": rooms.demo_logins(),
            "demo_password": demo.PASSWORD if settings.DEMONSTRATION else "",
            "chosen": self.request.GET.get("as", ""),
        }


class Closed(TemplateView):
    """There is no sign-up: says how one becomes a member."""

    template_name = "account/signup_closed.html"


class YourRequest(SeenRequest):
    """A request of somebody who signed in, member or not."""

    user: User


class You(LoginRequiredMixin, View):
    """One's own page: name, password, second factor, memberships."""

    request: YourRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, YourName(initial={"name": self.request.user.name}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = YourName(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        current = self.request.acting
        people.rename(
            self.request.user,
            form.cleaned_data["name"],
            by=current.actor if current else None,
        )
        messages.success(request, _("Your name is saved."))
        return redirect("portal:you")

    def _page(self, request: HttpRequest, form: YourName) -> HttpResponse:
        user: Any = request.user
        context = {"form": form, "second_factor": recovery.has_second_factor(user)}
        return render(request, "portal/you.html", context)
