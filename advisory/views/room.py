"""What this room contributes to the frame: its navigation and what the search box finds."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory.models import Referral
from advisory.queries import referrals
from diligence.domain.register import folded
from portal.authority import Actor
from portal.enums import OrganisationKind, Permission
from portal.rooms import NavigationItem, SearchHit
from portal.views.base import ActingRequest

_PAGES = (
    ("advisory:queue", gettext_lazy("Queue"), Permission.ADVISE),
    ("advisory:countersign-list", gettext_lazy("Countersign"), Permission.ADVISE),
    ("advisory:referral-new", gettext_lazy("Enter a case by hand"), Permission.ADVISE),
    ("advisory:remits", gettext_lazy("Remits"), Permission.MANAGE_SETTINGS),
)


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The queue for advisers, the remits for the hub's steward."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.organisation.kind != OrganisationKind.HUB:
        return []
    return [
        NavigationItem(label, reverse(name), prefix=reverse(name))
        for name, label, permission in _PAGES
        if name != "advisory:referral-new" and acting.actor.may(permission)
    ]


def search(request: ActingRequest, text: str, limit: int) -> list[SearchHit]:
    """Referrals by code, sender, partner or a title that was shared; pages by name."""
    acting = request.acting
    if acting.organisation.kind != OrganisationKind.HUB:
        return []
    actor = acting.actor
    found = referrals.found(text, limit) if actor.may(Permission.ADVISE) else []
    return [*_pages(actor, text), *(_hit(row) for row in found)]


def _pages(actor: Actor, text: str) -> list[SearchHit]:
    wanted = folded(text)
    return [
        SearchHit(str(label), reverse(name), _("Page"))
        for name, label, permission in _PAGES
        if wanted and actor.may(permission) and folded(str(label)).startswith(wanted)
    ]


def _hit(row: Referral) -> SearchHit:
    told = (row.sender_name, Truncator(row.partner_names).chars(100), row.get_state_display())
    return SearchHit(
        f"{row.code}: {row.title}" if row.title else row.code,
        reverse("advisory:referral-detail", args=[row.pk]),
        _("Referral"),
        " · ".join(str(part) for part in told if part),
    )
