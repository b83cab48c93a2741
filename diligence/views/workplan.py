"""The work plan: all that is due by its day, what fits into today, and what was put off."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.actions import put_off
from diligence.domain import due as domain
from diligence.domain.due import Effort, Item, When
from diligence.domain.reminding import MINUTES_A_DAY, Suggestion, suggested
from diligence.forms.workplan import PutOffForm, WorkplanFilters
from diligence.models import Partnership, Snooze
from diligence.queries import due, due_words
from diligence.queries.due_words import Takes
from diligence.views import kept
from diligence.views.partnerships import units_of
from portal import clock
from portal.acting import Acting
from portal.enums import Permission
from portal.views.base import ActingView

PER_PAGE: Final = 25
MINE: Final = "mine"
PUT_OFF: Final = "put_off"
TABS: Final = (
    ("", gettext_lazy("All")),
    (When.OVERDUE, gettext_lazy("Overdue")),
    (When.WEEK, gettext_lazy("This week")),
    (When.FORTNIGHT, gettext_lazy("Next two weeks")),
    (When.LATER, gettext_lazy("Later")),
    (PUT_OFF, gettext_lazy("Put off")),
)


@dataclass(frozen=True)
class Plan:
    """What the address asks for, read once."""

    items: list[Item]
    asleep: list[Item]
    snoozes: dict[tuple[str, uuid.UUID], Snooze]
    counts: Mapping[When, int]


class Workplan(ActingView):
    """Everything this member can move on, the earliest first."""

    permission = Permission.DECIDE_LOW

    def get(self, request: HttpRequest) -> HttpResponse:
        today, acting = clock.today(), self.request.acting
        filters = WorkplanFilters(request.GET, units=_units(acting))
        chosen = filters.chosen()
        plan = _plan(acting, chosen, today)
        shown = request.GET.get("when", "")
        if shown not in dict(TABS):
            shown = ""
        found = _of_tab(plan, shown, today)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        takes = {} if chosen or shown or page.number > 1 else due_words.takes(acting.organisation)
        today_list = _suggested(takes, plan, today)
        rows = due.partnerships_of([*page.object_list, *(each.item for each in today_list)])
        context = {
            "page": page,
            "rows": [_row(item, rows, plan, today) for item in page.object_list],
            "today": today,
            "shown": shown,
            "tabs": _tabs(request.GET, plan, shown),
            "headline": _headline(plan.counts),
            "filters": filters,
            "filtered": bool(chosen),
            "reset": f"?when={shown}" if shown else reverse("diligence:workplan"),
            "suggested": _today(takes, today_list, rows, today),
            "budget": MINUTES_A_DAY,
            "undated": due.undated(self.actor) if self.actor.may(Permission.APPRAISE) else 0,
            **kept.section(self.actor, "workplan", request.GET),
        }
        return render(request, "diligence/workplan/list.html", context)


class PutOff(ActingView):
    """Put one item off until a day, for a reason that everybody reads."""

    permission = Permission.DECIDE_LOW

    def get(self, request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
        return self._page(self._item(kind, pk), None)

    def post(self, request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
        item = self._item(kind, pk)
        form = self._form(item, request.POST)
        if not form.is_valid():
            return self._page(item, form)
        try:
            row = put_off.put_off(kind, pk, by=self.actor, **form.cleaned_data)
        except ValidationError as problem:
            for name, reasons in problem.message_dict.items():
                form.add_error(name if name in form.fields else None, reasons)
            return self._page(item, form)
        except Partnership.DoesNotExist:
            raise Http404 from None
        day = date_format(row.until, "DATE_FORMAT")
        messages.success(
            request, _("Put off until %(day)s. You find it under “Put off”.") % {"day": day}
        )
        return redirect("diligence:workplan")

    def _item(self, kind: str, subject: uuid.UUID) -> Item:
        item = due.item_of(self.actor, kind, subject, clock.today())
        if item is None:
            raise Http404(_("This is not due, or not yours to move on."))
        return item

    def _form(self, item: Item, data: Any = None) -> PutOffForm:
        firm = date_format(item.due, "DATE_FORMAT") if item.firm else ""
        return PutOffForm(data, firm=firm)

    def _page(self, item: Item, form: PutOffForm | None) -> HttpResponse:
        today = clock.today()
        partnership = due.partnerships_of([item])[item.partnership]
        context = {
            "form": form or self._form(item),
            "row": due_words.row(item, partnership, today),
            "today": today,
            "list_url": reverse("diligence:workplan"),
            "cancel_url": reverse("diligence:workplan"),
            "confirm_label": _("Put it off"),
            "danger": False,
        }
        return render(self.request, "diligence/workplan/put_off.html", context)


class TakeBack(ActingView):
    """What was put off is due again."""

    permission = Permission.DECIDE_LOW
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            put_off.take_back(pk, by=self.actor)
        except Snooze.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("It is due again."))
        return redirect(f"{reverse('diligence:workplan')}?when={PUT_OFF}")


def _units(acting: Acting) -> dict[str, str]:
    """Units to choose from; one's own apart while one stands in for somebody."""
    found = {str(row.pk): row.name for row in units_of(acting.actor)}
    if acting.stands_in_for and acting.own_unit_ids is not None:
        return {MINE: _("My own units"), **found}
    return found


def _plan(acting: Acting, chosen: Mapping[str, str], today: date) -> Plan:
    unit = chosen.get("unit")
    units = frozenset({uuid.UUID(unit)}) if unit and unit != MINE else None
    wanted = due.Wanted(
        kind=chosen.get("kind", ""),
        units=acting.own_unit_ids if unit == MINE else units,
        q=chosen.get("q", ""),
    )
    found, snoozes = due.items(acting.actor, today, wanted), due.snoozed(today)
    awake = due.awake(found, snoozes)
    asleep = [item for item in found if (item.kind, item.subject) in snoozes]
    asleep.sort(key=lambda item: snoozes[item.kind, item.subject].until)
    return Plan(awake, asleep, snoozes, domain.counted(awake, today))


def _of_tab(plan: Plan, shown: str, today: date) -> list[Item]:
    if shown == PUT_OFF:
        return plan.asleep
    return [item for item in plan.items if not shown or domain.when(item.due, today) == shown]


def _row(
    item: Item, rows: Mapping[uuid.UUID, Partnership], plan: Plan, today: date
) -> dict[str, Any]:
    told = due_words.row(item, rows[item.partnership], today)
    return told | {"snooze": plan.snoozes.get((item.kind, item.subject))}


def _tabs(query: QueryDict, plan: Plan, shown: str) -> list[dict[str, Any]]:
    counts = {str(code): count for code, count in plan.counts.items()}
    counts |= {"": len(plan.items), PUT_OFF: len(plan.asleep)}
    found = []
    for code, label in TABS:
        changed = query.copy()
        changed.pop("page", None)
        changed["when"] = code
        if not code:
            changed.pop("when")
        url = f"?{changed.urlencode()}" if changed else reverse("diligence:workplan")
        found.append({"label": label, "url": url, "current": code == shown, "count": counts[code]})
    return found


def _headline(counts: Mapping[When, int]) -> str:
    overdue, week = counts[When.OVERDUE], counts[When.WEEK]
    if overdue:
        return ngettext("One thing is overdue", "%(n)d things are overdue", overdue) % {
            "n": overdue
        }
    if week:
        told = ngettext("One thing is due this week", "%(n)d things are due this week", week)
        return told % {"n": week}
    return _("Nothing is due this week")


TakesOf = Mapping[Effort, Takes]


def _suggested(takes: TakesOf, plan: Plan, today: date) -> Sequence[Suggestion]:
    """What fits into today; nothing where the list is narrowed and `takes` was not read."""
    if not takes:
        return ()
    known = {effort: each.minutes for effort, each in takes.items()}
    return suggested(plan.items, known, today)


def _today(
    takes: TakesOf,
    found: Sequence[Suggestion],
    rows: Mapping[uuid.UUID, Partnership],
    today: date,
) -> list[dict[str, Any]]:
    return [
        due_words.row(each.item, rows[each.item.partnership], today)
        | {
            "takes": due_words.lasting(each.minutes),
            "whole": due_words.lasting(takes[each.item.effort].minutes),
            "known": takes[each.item.effort].told,
            "part": each.part,
        }
        for each in found
    ]


def for_start(acting: Acting) -> dict[str, Any]:
    """The work plan on the start page: how much is due, and what fits into today."""
    today = clock.today()
    plan = _plan(acting, {}, today)
    takes = due_words.takes(acting.organisation)
    found = _suggested(takes, plan, today)
    rows = due.partnerships_of(each.item for each in found)
    return {
        "plan_counts": {str(key): count for key, count in plan.counts.items()},
        "suggested": _today(takes, found, rows, today),
        "budget": MINUTES_A_DAY,
        "stands_in_for": acting.stands_in_for,
    }
