"""What needs its people today, on the start page."""

import uuid
from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advisory.models import Referral
from advisory.queries import caseload, remits
from advisory.views.queue_rows import because, due_of
from portal import clock
from portal.acting import Acting
from portal.enums import OrganisationKind, Permission
from portal.rooms import StartSection

MOST: Final = 5
"""Rows of one kind; the rest is a link away."""

Item = dict[str, Any]


def sections(request: HttpRequest) -> list[StartSection]:
    """Advisers see which cases need them; the steward of a hub, whether it has a remit."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or acting.organisation.kind != OrganisationKind.HUB:
        return []
    found = []
    if acting.actor.may(Permission.ADVISE):
        found.append(_adviser(acting))
    if acting.actor.may(Permission.MANAGE_SETTINGS):
        found.append(_steward())
    return found


def _adviser(acting: Acting) -> StartSection:
    me, day = acting.actor.membership_id, clock.today()
    mine = _items(acting, day)
    free = caseload.unassigned(MOST)
    counts = caseload.standing(me, day)
    context = {
        "items": mine,
        "free": [_item(row, day, because(row, day, beside_due=True), _("Take")) for row in free],
        "elsewhere": caseload.asked_elsewhere(MOST),
        "counts": {name: _counted(number) for name, number in counts.items()},
    }
    return StartSection("advisory/start/adviser.html", context, _headline(len(mine), len(free)))


def _items(acting: Acting, day: date) -> list[Item]:
    """The member's own affairs, each case once: answers first, then due dates, then drafts."""
    me, user = acting.actor.membership_id, acting.actor.user_id
    found: dict[uuid.UUID, Item] = {}
    for row in caseload.answered(me, MOST):
        told = _("The organisation answered your question")
        found.setdefault(row.pk, _item(row, day, told, _("Read the answer")))
    for row in caseload.mine_due(me, day, MOST):
        found.setdefault(row.pk, _item(row, day, row.get_state_display(), _("Go on")))
    for row in caseload.to_countersign(user, MOST):
        told = _("A draft waits for your countersignature")
        found.setdefault(row.pk, _item(row, day, told, _("Read the draft")))
    return list(found.values())


def _item(row: Referral, day: date, told: str, action: str) -> Item:
    return {
        "id": row.pk,
        "code": row.code,
        "title": row.title or row.sender_name,
        "sender": row.sender_name if row.title else "",
        "outcome": row.outcome,
        "due": due_of(row, day),
        "told": told,
        "action": action,
        "url": reverse("advisory:referral-detail", args=[row.pk]),
    }


def _counted(number: int) -> str | int:
    return _("over %(most)d") % {"most": caseload.CAP} if number > caseload.CAP else number


def _headline(mine: int, free: int) -> str:
    if mine:
        return ngettext("One case needs you", "%(count)d cases need you", mine) % {"count": mine}
    if free:
        return _("Nothing of yours is due; cases wait that nobody holds")
    return _("Nothing needs you today")


def _steward() -> StartSection:
    in_force = remits.own().filter(active=True).count()
    context = {"in_force": in_force}
    told = "" if in_force else _("This hub answers for nothing yet")
    return StartSection("advisory/start/steward.html", context, told)
