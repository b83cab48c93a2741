"""What the foundation contributes to the frame: the steward's and the operator's pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import demo
from portal.enums import Permission
from portal.models import User
from portal.queries import members as reading
from portal.rooms import DemoLogin, NavigationItem, StartSection

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
        ]
    if request.user.is_authenticated and request.user.is_operator:
        url = reverse("portal:operations")
        items.append(NavigationItem(_("Operations"), url, url))
    return items


def steward_tasks() -> list[dict[str, Any]]:
    """Invite the first officer; look after invitations that got no answer."""
    staffing = reading.staffing()
    tasks: list[dict[str, Any]] = []
    if not staffing.officers and not staffing.waiting:
        tasks.append(
            {
                "label": _("Invite a research officer"),
                "url": reverse("portal:invite"),
                "status": "todo",
                "hint": _("Officers register partnerships and appraise them; there is none yet."),
            }
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
    tasks = steward_tasks()
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
