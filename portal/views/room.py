"""What the foundation contributes to the frame: the steward's and the operator's pages."""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import demo
from portal.enums import OrganisationKind, Permission, roles_open_to
from portal.models import User
from portal.queries import members as reading
from portal.rooms import DemoLogin, NavigationItem, StartSection

RESEARCH: Final = OrganisationKind.RESEARCH

STEWARD = (
    (Permission.MANAGE_MEMBERS, _("Members"), "portal:members"),
    (Permission.MANAGE_UNITS, _("Units"), "portal:units"),
    (Permission.MANAGE_TOKENS, _("API tokens"), "portal:tokens"),
    (Permission.MANAGE_SETTINGS, _("Settings"), "portal:settings"),
)


def administration(request: HttpRequest) -> list[NavigationItem]:
    items = []
    current = getattr(request, "acting", None)
    if current is not None:
        items = [
            NavigationItem(label, reverse(name), reverse(name))
            for permission, label, name in STEWARD
            if current.actor.may(permission)
            and (name != "portal:settings" or current.organisation.kind == RESEARCH)
        ]
    if request.user.is_authenticated and request.user.is_operator:
        url = reverse("portal:operations")
        items.append(NavigationItem(_("Operations"), url, url))
    return items


FIRST_INVITATION: Final = {
    OrganisationKind.RESEARCH: (
        _("Invite a research officer"),
        _("Officers register partnerships and appraise them; there is none yet."),
    ),
    OrganisationKind.HUB: (
        _("Invite an adviser"),
        _("Advisers work in the queue and countersign each other; there is none yet."),
    ),
    OrganisationKind.MINISTRY: (
        _("Invite a policy officer"),
        _("Policy officers read the figures and confirm the return; there is none yet."),
    ),
    OrganisationKind.COMMISSION: (
        _("Invite an analyst"),
        _("Analysts keep the cycles and publish the EU edition; there is none yet."),
    ),
}
"""Who does the work in an organisation of this kind: its first role."""


def steward_tasks(kind: str) -> list[dict[str, Any]]:
    """Invite the first person who does the work; look after invitations without an answer."""
    staffing = reading.staffing(roles_open_to(kind)[0])
    tasks: list[dict[str, Any]] = []
    if not staffing.at_work and not staffing.waiting:
        invite, hint = FIRST_INVITATION[OrganisationKind(kind)]
        tasks.append(
            {"label": invite, "url": reverse("portal:invite"), "status": "todo", "hint": hint}
        )
    if staffing.waiting:
        label = ngettext(
            "One invitation has no answer yet",
            "%d invitations have no answer yet",
            staffing.waiting,
        )
        tasks.append(
            {
                "label": label % staffing.waiting if "%d" in label else label,
                "url": reverse("portal:members") + "#open-invitations",
                "status": "started",
                "status_label": _("Waiting"),
            }
        )
    return tasks


def start_page(request: HttpRequest) -> list[StartSection]:
    """What a steward has to do before others can work."""
    current = getattr(request, "acting", None)
    if current is None or not current.actor.may(Permission.MANAGE_MEMBERS):
        return []
    tasks = steward_tasks(current.organisation.kind)
    if not tasks:
        return []
    return [StartSection("portal/start_steward.html", {"tasks": tasks})]


def demo_logins() -> list[DemoLogin]:
    """The demonstration's people that exist: none before it is made."""
    logins = demo.logins()
    there = set(
        User.objects.filter(
            email__in=[login.email for login in logins], demonstration=True
        ).values_list("email", flat=True)
    )
    return [
        {"role": login.note, "email": login.email, "organisation": login.organisation}
        for login in logins
        if login.email in there
    ]
