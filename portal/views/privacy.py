"""Data protection: what it says to everybody, and the steward's overview and settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from portal import clock
from portal.actions import privacy_settings
from portal.actions import retention as removing
from portal.actions.person_requests import SOON
from portal.enums import OrganisationKind, Permission, Role, roles_open_to
from portal.forms.privacy import PrivacySettingsForm
from portal.privacy import notices, retention
from portal.privacy.purposes import activities
from portal.queries import privacy as reading
from portal.rooms import registered
from portal.views.base import ActingView


class Notice(View):
    """What the product does with data of its reader: by role for members, else in general."""

    def get(self, request: HttpRequest) -> HttpResponse:
        current = getattr(request, "acting", None)
        if current is None:
            return render(request, "portal/privacy/public.html", {"general": notices.GENERAL})
        kind = current.organisation.kind
        roles = [Role(role) for role in current.membership.roles]
        shown = roles or [*roles_open_to(kind)]
        rules = retention.own_rules()
        context = {
            "settings": privacy_settings.current(),
            "activities": activities(kind),
            "notices": [(role.label, notices.OF_ROLE[role]) for role in shown],
            "general": notices.GENERAL,
            "periods": [
                (each, retention.months_of(rules, each)) for each in retention.classes(kind)
            ],
        }
        return render(request, "portal/privacy/notice.html", context)


class Overview(ActingView):
    """What waits for the steward: requests, holds, the last runs."""

    permission = Permission.MANAGE_PRIVACY

    def get(self, request: HttpRequest) -> HttpResponse:
        due = list(reading.open_requests()[:5])
        context = {
            "settings": privacy_settings.current(),
            "due": due,
            "soon": clock.today() + SOON,
            "today": clock.today(),
            "holds": reading.holds(released=False).count(),
            "links": [
                link for provide in registered("privacy_links") for link in provide(self.actor)
            ],
            "ready": reading.ready(removing.preview(0, by=self.actor)),
            "last": reading.runs().filter(kind="retention").first(),
        }
        return render(request, "portal/privacy/overview.html", context)


class Settings(ActingView):
    """Who is controller; on what basis."""

    permission = Permission.MANAGE_PRIVACY

    def get(self, request: HttpRequest) -> HttpResponse:
        row = privacy_settings.current()
        initial = {} if row else {"controller": privacy_settings.controller()}
        return self._page(PrivacySettingsForm(instance=row, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PrivacySettingsForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        privacy_settings.save(by=self.actor, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("portal:privacy-overview")

    def _page(self, form: PrivacySettingsForm) -> HttpResponse:
        return render(self.request, "portal/privacy/settings.html", {"form": form})


def waiting(kind: str) -> list[dict[str, Any]]:
    """What the steward's start page says: settings missing, requests due."""
    tasks: list[dict[str, Any]] = []
    found = list(reading.open_requests()[:50])
    if found:
        late = sum(row.due_on < clock.today() for row in found)
        hint = _("The first answer is due on %s.") % found[0].due_on.isoformat()
        tasks.append(
            {
                "label": _("Requests about personal data wait for an answer: %s") % len(found),
                "url": reverse("portal:person-requests"),
                "status": "missing" if late else "todo",
                "status_label": _("Overdue") if late else _("To do"),
                "hint": hint,
            }
        )
    if privacy_settings.current() is None and kind != OrganisationKind.FUNDER:
        tasks.append(
            {
                "label": _("Say who is responsible for data protection"),
                "url": reverse("portal:privacy-settings"),
                "status": "todo",
                "hint": _("Controller, contact and legal basis: notices and records print them."),
            }
        )
    return tasks
