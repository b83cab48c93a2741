"""What the foundation contributes to the frame: the steward's and the operator's pages."""

import re
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import clock, demo, rooms, scanning
from portal.actions import joining
from portal.enums import OrganisationKind, Permission, Role, roles_open_to
from portal.models import User
from portal.queries import files, providers
from portal.queries import members as reading
from portal.rooms import DemoLogin, NavigationItem, SearchHit, StartSection
from portal.views import privacy
from portal.views import settings as settings_of
from portal.views.base import ActingRequest

SCANNER: Final = "scanner-answers"
"""Under which it is remembered for a minute whether it does."""

STEWARD = (
    (Permission.MANAGE_MEMBERS, _("Members"), "portal:members"),
    (Permission.VIEW_RECORD, _("Record"), "portal:record"),
    (Permission.MANAGE_MEMBERS, _("Settings"), "portal:settings"),
)
"""What a steward needs most; the settings list all they may."""


def administration(request: HttpRequest) -> list[NavigationItem]:
    items = []
    current = getattr(request, "acting", None)
    if current is not None:
        items = [
            NavigationItem(label, reverse(name), reverse(name), _within(request, name))
            for permission, label, name in STEWARD
            if current.actor.may(permission)
        ]
    if request.user.is_authenticated and request.user.is_operator:
        url = reverse("portal:operations")
        items.append(NavigationItem(_("Operations"), url, url))
    return items


def _within(request: HttpRequest, name: str) -> tuple[str, ...]:
    if name != "portal:settings":
        return ()
    own = (reverse(route) for route in settings_of.WITHIN_SETTINGS)
    return (*own, *(page.url for page in rooms.settings_pages(request)))


def search(request: ActingRequest, text: str, limit: int) -> list[SearchHit]:
    """Pages of the settings, by the beginnings of words that name them."""
    wanted = text.casefold().split()
    found = [
        SearchHit(str(page.label), page.url, _("Settings"), str(page.hint))
        for _key, _title, pages in settings_of.pages(request)
        for page in pages
        if wanted and _begins(f"{page.label} {page.hint}", wanted)
    ]
    return found[:limit]


def _begins(told: str, wanted: list[str]) -> bool:
    words = re.findall(r"\w+", told.casefold())
    return all(any(word.startswith(part) for word in words) for part in wanted)


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
    asking = joining.waiting().count()
    if asking:
        told = ngettext("%(count)d person asks to join", "%(count)d people ask to join", asking)
        tasks.append(
            {
                "label": told % {"count": asking},
                "url": reverse("portal:joining"),
                "status": "todo",
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


def sign_in_tasks(request: Any) -> list[dict[str, Any]]:
    """People without a role, certificates that end, keys that nothing vouches for."""
    if not request.acting.actor.may(Permission.MANAGE_SIGN_IN):
        return []
    waits, url = providers.waits(), reverse("portal:providers")
    told = [_("A certificate of “%s” ends soon") % row.name for row in waits.ending]
    told += [_("New keys of “%s” wait for you") % row.name for row in waits.pending]
    told += [_("Metadata of “%s” could not be fetched") % row.name for row in waits.failing]
    tasks = [{"label": label, "url": url, "status": "todo"} for label in told]
    if waits.without_role:
        label = ngettext(
            "One person came by the sign-in and has no role yet",
            "%d people came by the sign-in and have no role yet",
            waits.without_role,
        )
        label = label % waits.without_role if "%d" in label else label
        tasks.append({"label": label, "url": reverse("portal:members"), "status": "todo"})
    return tasks


def file_tasks() -> list[dict[str, Any]]:
    """Files that wait because the scanner does not answer, or that wait for too long."""
    if not settings.CLAMD:
        return []
    held, answers = files.waiting(), _scanner_answers()
    late = held.since is not None and clock.now() - held.since > files.LATE
    if answers and not late:
        return []
    waits = ngettext(
        "%(count)d file waits in quarantine: it can be neither fetched nor sent.",
        "%(count)d files wait in quarantine: they can be neither fetched nor sent.",
        held.count,
    )
    hint = waits % {"count": held.count} if held.count else _("No file waits for it at the moment.")
    label = (
        _("Files wait longer than a quarter of an hour for the scanner")
        if answers
        else _("The scanner of uploaded files does not answer")
    )
    return [
        {
            "label": label,
            "hint": f"{hint} {_('Tell the people who run this installation.')}",
            "status": "todo",
        }
    ]


def _scanner_answers() -> bool:
    """Asked at most once a minute, and not waited for longer than a second."""
    known: bool | None = cache.get(SCANNER)
    if known is None:
        try:
            known = bool(scanning.answers(settings.CLAMD, seconds=1.0))
        except scanning.ScannerError:
            known = False
        cache.set(SCANNER, known, 60)
    return known


def start_page(request: HttpRequest) -> list[StartSection]:
    """What a steward has to do before others can work."""
    current = getattr(request, "acting", None)
    if current is not None and not current.membership.roles:
        stewards = reading.holders(Role.STEWARD)
        return [StartSection("portal/start_without_role.html", {"stewards": list(stewards)})]
    if current is None or not current.actor.may(Permission.MANAGE_MEMBERS):
        return []
    tasks = [*steward_tasks(current.organisation.kind), *sign_in_tasks(request), *file_tasks()]
    if current.actor.may(Permission.MANAGE_PRIVACY):
        tasks += privacy.waiting(current.organisation.kind)
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
