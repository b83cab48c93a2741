"""Settings of the acting organisation: every page on which a steward settles something."""

from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import rooms
from portal.actions import organisations
from portal.enums import OrganisationKind, Permission
from portal.forms.organisations import Settings
from portal.rooms import SettingsPage
from portal.views.base import ActingRequest, ActingView


class Place(NamedTuple):
    """A page of the settings: who it is for, what it is called, its route, what one does there."""

    permission: Permission
    label: Promise
    route: str
    hint: Promise


PEOPLE: Final = (
    Place(
        Permission.MANAGE_MEMBERS,
        gettext_lazy("Members"),
        "portal:members",
        gettext_lazy("Roles, invitations, who asks to join, who stands in for whom"),
    ),
    Place(
        Permission.MANAGE_UNITS,
        gettext_lazy("Units"),
        "portal:units",
        gettext_lazy("Faculties and institutes, to which members can be limited"),
    ),
    Place(
        Permission.MANAGE_MEMBERS,
        gettext_lazy("Who may what"),
        "portal:who-may-what",
        gettext_lazy("Every action and the roles that include it"),
    ),
    Place(
        Permission.MANAGE_MEMBERS,
        gettext_lazy("What would somebody else see?"),
        "portal:seeing",
        gettext_lazy("The portal as another role has it, without changing anything"),
    ),
)
DOORS: Final = (
    Place(
        Permission.MANAGE_SIGN_IN,
        gettext_lazy("Security"),
        "portal:security",
        gettext_lazy("How long sessions last, second factor, passwords, classified information"),
    ),
    Place(
        Permission.MANAGE_SIGN_IN,
        gettext_lazy("Sign-in through your organisation"),
        "portal:providers",
        gettext_lazy("OpenID Connect and SAML, domains, what claims become which role"),
    ),
    Place(
        Permission.MANAGE_TOKENS,
        gettext_lazy("API tokens"),
        "portal:tokens",
        gettext_lazy("For programs of yours, with scopes and an end"),
    ),
)
DATA: Final = (
    Place(
        Permission.VIEW_RECORD,
        gettext_lazy("Record"),
        "portal:record",
        gettext_lazy("What happened and who saw it, sealed against later changes"),
    ),
    Place(
        Permission.MANAGE_PRIVACY,
        gettext_lazy("Data protection"),
        "portal:privacy-overview",
        gettext_lazy("What is kept how long, legal holds, requests of people, processing"),
    ),
)
WITHIN_SETTINGS: Final = ("portal:units", "portal:tokens", "portal:privacy-overview")
"""Pages whose addresses don't say that they belong to the settings; the header says it."""


def pages(request: ActingRequest) -> list[tuple[str, str, list[SettingsPage]]]:
    """The pages this member may open, in groups: key, title, and pages; empty groups left out."""
    may = request.acting.actor.may

    def listed(places: tuple[Place, ...]) -> list[SettingsPage]:
        return [
            SettingsPage(each.label, reverse(each.route), each.hint)
            for each in places
            if may(each.permission)
        ]

    groups = [
        ("people", _("People and what they may"), listed(PEOPLE)),
        ("doors", _("Ways in"), listed(DOORS)),
        ("work", _("How you work"), rooms.settings_pages(request)),
        ("data", _("Data and record"), listed(DATA)),
    ]
    return [group for group in groups if group[2]]


class OrganisationSettings(ActingView):
    permission = Permission.MANAGE_MEMBERS
    write_permission = Permission.MANAGE_SETTINGS

    @property
    def _appraises(self) -> bool:
        """The one switch here is about appraisals, which only research organisations make."""
        acting = self.request.acting
        research = acting.organisation.kind == OrganisationKind.RESEARCH
        return research and bool(acting.actor.may(Permission.MANAGE_SETTINGS))

    def get(self, request: HttpRequest) -> HttpResponse:
        shown: dict[str, Any] = {"groups": pages(self.request)}
        if self._appraises:
            organisation = self.request.acting.organisation
            shown["form"] = Settings(initial={"measures_minutes": organisation.measures_minutes})
        return render(request, "portal/settings.html", shown)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self._appraises:
            raise Http404(_("This organisation has no switch here."))
        form = Settings(request.POST)
        form.is_valid()  # one optional tick: absent means off
        organisations.measure_minutes(form.cleaned_data["measures_minutes"], by=self.actor)
        messages.success(request, _("The settings are saved."))
        return redirect("portal:settings")
