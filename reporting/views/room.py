"""What this room contributes to the frame: its navigation."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.enums import OrganisationKind, Permission
from portal.rooms import NavigationItem
from reporting import policy

OWN = (OrganisationKind.RESEARCH, OrganisationKind.HUB)
"""Kinds of organisations that have rows of their own to count."""


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """Figures for ministries, the dashboard for those who have rows of their own."""
    return list(_entries(request))


def _entries(request: HttpRequest) -> Iterator[NavigationItem]:
    acting = getattr(request, "acting", None)
    if acting is None:
        return
    if acting.actor.may(Permission.VIEW_OWN_FIGURES) and acting.organisation.kind in OWN:
        yield NavigationItem(_("Dashboard"), reverse("reporting:dashboard"), prefix="/dashboard/")
    if acting.actor.may(Permission.VIEW_FIGURES):
        yield NavigationItem(_("Figures"), reverse("reporting:figures"), prefix="/figures/")
        yield NavigationItem(
            _("Contribution"), reverse("reporting:contributions"), prefix="/contribution/"
        )
    if acting.actor.may(Permission.VIEW_RETURNS):
        yield NavigationItem(_("Returns"), reverse("reporting:returns-current"), prefix="/returns/")
        yield NavigationItem(_("Cycles"), reverse("reporting:cycles"), prefix="/cycles/")
    if policy.may_read_reports(acting.actor):
        yield NavigationItem(_("Reports"), reverse("reporting:reports"), prefix="/reports/")
