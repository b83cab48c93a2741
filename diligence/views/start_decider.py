"""What waits for a decider on the start page, and what decisions ask of everybody."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.models import ChosenMeasure, Partnership
from diligence.queries import casework, headlines, treatment
from diligence.views import workplan
from diligence.views.decision_records import case_row
from portal import clock
from portal.acting import Acting
from portal.authority import Actor
from portal.enums import Permission
from portal.rooms import StartSection

MOST = 5

Item = dict[str, Any]


def section(acting: Acting) -> StartSection:
    """Cases to decide, oldest first; decisions to look at again, expired or about to."""
    actor, day = acting.actor, clock.today()
    piles = [
        _pile(actor, day, show, title)
        for show, title in (
            ("decider", _("To decide, the oldest result first")),
            ("review", _("To look at again")),
            ("expiring", _("Expired, or within 60 days")),
        )
    ]
    shown = [pile for pile in piles if pile["rows"]]
    context: dict[str, Any] = {
        "piles": shown,
        "today": day,
        "list_url": reverse("diligence:decision-list"),
    }
    if not actor.may(Permission.APPRAISE):  # else it stands in the officer's section
        context["plan"] = workplan.for_start(acting)
    return StartSection("diligence/start/decider.html", context, _headline(piles[0]))


def _pile(actor: Actor, day: date, show: str, title: str) -> dict[str, Any]:
    rows = casework.waiting(actor, show, day, MOST + 1)
    headlines.tell(rows)
    return {
        "show": show,
        "title": title,
        "rows": [case_row(row, day) for row in rows[:MOST]],
        "more": len(rows) > MOST,
        "decided": show != "decider",
    }


def _headline(pile: dict[str, Any]) -> str:
    count = len(pile["rows"])
    if not count:
        return _("No case waits for your decision")
    if pile["more"]:
        return _("More than %(count)d cases wait for your decision") % {"count": count}
    told = ngettext(
        "One case waits for your decision", "%(count)d cases wait for your decision", count
    )
    return told % {"count": count}


def for_officers(actor: Actor, day: date, item: Callable[..., Item]) -> list[Item]:
    """Overdue measures, low cases to decide, and decisions to look at again.

    `item` makes an entry of the officer's list: partnership, what is told, action, address.
    """
    found = [_of_measure(row, item) for row in treatment.overdue(actor, day, MOST)]
    low = casework.waiting(actor, "officer", day, MOST)
    found += [_of_case(row, _("Low: yours to decide"), _("Decide"), item) for row in low]
    review = casework.waiting(actor, "review", day, MOST)
    again, look = _("A decision is to be looked at again"), _("Look at the case")
    found += [_of_case(row, again, look, item) for row in review]
    return found


def _of_measure(row: ChosenMeasure, item: Callable[..., Item]) -> Item:
    told = _("Measure %(measure)s is overdue: %(who)s") % {
        "measure": row.measure,
        "who": row.responsible,
    }
    url = reverse("diligence:measure", args=[row.pk])
    return item(row.appraisal.partnership, told, _("Look at the measure"), url)


def _of_case(row: Partnership, told: str, action: str, item: Callable[..., Item]) -> Item:
    appraisal = row.appraisal_id  # type: ignore[attr-defined]  # annotated by casework
    url = reverse("diligence:decision", args=[appraisal])
    return item(row, told, action, url)
