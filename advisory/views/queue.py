"""The queue: its lists, what narrows them, and what is done to several cases at once."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advisory.actions import saved_views, triage
from advisory.actions.triage import Many
from advisory.domain.queue import Order, Tab
from advisory.forms.queue import QueueFilterForm, SaveViewForm
from advisory.models import Referral, SavedView
from advisory.queries import queue
from advisory.queries.queue import Beside, QueueFilter, QueuePage
from advisory.views import queue_rows
from portal import clock
from portal.authority import Refused
from portal.enums import Permission, Role
from portal.queries import members
from portal.views.base import ActingView

TABS: Final = (
    (Tab.TO_TAKE, gettext_lazy("To take")),
    (Tab.MINE, gettext_lazy("Mine")),
    (Tab.WAITING, gettext_lazy("Waiting for information")),
    (Tab.DRAFTED, gettext_lazy("Drafted")),
    (Tab.OPEN, gettext_lazy("All open")),
    (Tab.CLOSED, gettext_lazy("Answered and closed")),
)
CAPTIONS: Final = {
    Tab.TO_TAKE: gettext_lazy("Cases that nobody holds"),
    Tab.MINE: gettext_lazy("Cases you hold"),
    Tab.WAITING: gettext_lazy("Cases whose clock stands still until the organisation answers"),
    Tab.DRAFTED: gettext_lazy("Cases with a draft to be countersigned or issued"),
    Tab.OPEN: gettext_lazy("Every case the hub still owes an answer"),
    Tab.CLOSED: gettext_lazy("Cases that were answered or closed"),
}
ORDERS: Final = (
    (Order.PRIORITY, gettext_lazy("What must begin first")),
    (Order.DUE, gettext_lazy("Due date")),
    (Order.RECEIVED, gettext_lazy("Latest received")),
)
COLUMNS: Final = {
    "case": gettext_lazy("Case"),
    "sender": gettext_lazy("From"),
    "outcome": gettext_lazy("Outcome and flags"),
    "age": gettext_lazy("Age in working days"),
    "due": gettext_lazy("Due"),
    "place": gettext_lazy("Why here"),
    "held": gettext_lazy("Held by"),
}
MORE: Final = ("flag", "area", "source", "state")


def advisers() -> list[tuple[str, str]]:
    """The hub's advisers for a choice: membership and name."""
    return [(str(row.pk), row.user.get_full_name()) for row in members.holders(Role.ADVISER)]


class Queue(ActingView):
    """The queue, one list and one page at a time."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = QueueFilter.from_query(request.GET)
        me, today = self.actor.membership_id, clock.today()
        page = queue.page(wanted, me=me, today=today)
        beside = queue.beside(me)
        form = QueueFilterForm(request.GET, advisers=beside.advisers)
        context = {
            "list_url": reverse("advisory:queue"),
            "wanted": wanted,
            "tabs": _tabs(wanted),
            "orders": _orders(request.GET, wanted),
            "caption": CAPTIONS[wanted.tab],
            "columns": _columns(wanted.tab),
            "words": queue_rows.words(),
            "rows": queue_rows.rows(page.rows, me=me, today=today),
            "pager": _pager(request.GET, page),
            "form": form,
            "chips": _chips(request.GET, wanted, form),
            "more_open": any(getattr(wanted, name) for name in MORE),
            "advisers": beside.advisers,
            "query": _without(request.GET, "after", "before").urlencode(),
            "here": request.GET.urlencode(),
            **_views(beside, canonical(request.GET, wanted)),
        }
        return render(request, "advisory/queue/list.html", context)


class ChangeQueue(ActingView):
    """Take, assign or release cases from the list, one or several, and go back to it."""

    permission = Permission.ADVISE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        one = request.POST.get("take") or request.POST.get("release")
        try:
            if one:
                self._one(uuid.UUID(one), release="release" in request.POST)
            else:
                self._many(request)
        except (Refused, ValidationError) as refusal:
            told = [refusal.reason] if isinstance(refusal, Refused) else refusal.messages
            messages.error(request, " ".join(told))
        except (ValueError, Referral.DoesNotExist):
            messages.error(request, _("That case is not here any more."))
        return redirect(back_to(request))

    def _one(self, pk: uuid.UUID, *, release: bool) -> None:
        row = (triage.release if release else triage.take)(pk, by=self.actor)
        told = _("Released %(code)s.") if release else _("You hold %(code)s now.")
        messages.success(self.request, told % {"code": row.code})

    def _many(self, request: HttpRequest) -> None:
        chosen = [uuid.UUID(text) for text in request.POST.getlist("referral")]
        if request.POST.get("choice") == "assign":
            to = request.POST.get("to", "")
            if not to:
                raise ValidationError(_("Choose the adviser to assign to."))
            done = triage.assign_many(chosen, by=self.actor, to=uuid.UUID(to))
        else:
            done = triage.take_many(chosen, by=self.actor)
        self._tell(done)

    def _tell(self, done: Many) -> None:
        count = len(done.changed)
        if count:
            who = done.changed[0].assignee_name
            told = ngettext(
                "%(who)s holds one more case.", "%(who)s holds %(count)d more cases.", count
            )
            messages.success(self.request, told % {"who": who, "count": count})
        for _code, reason in done.refused:
            messages.warning(self.request, reason)


class SaveView(ActingView):
    """Keep the list as it is narrowed now."""

    permission = Permission.ADVISE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        sent = QueryDict(request.POST.get("query", "")[: saved_views.LONGEST])
        query = canonical(sent, QueueFilter.from_query(sent))
        try:
            row = saved_views.save(request.POST.get("name", ""), query, by=self.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": row.name})
        return redirect(f"{reverse('advisory:queue')}?{query}")


class ForgetView(ActingView):
    permission = Permission.ADVISE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            name = saved_views.forget(pk, by=self.actor)
        except SavedView.DoesNotExist:
            messages.error(request, _("That view is not here any more."))
        else:
            messages.success(request, _("Removed the view “%(name)s”.") % {"name": name})
        return redirect("advisory:queue")


def _views(beside: Beside, now: str) -> dict[str, Any]:
    """The member's own views, and the form that keeps this one."""
    kept = [
        {"id": key, "name": name, "url": f"?{query}", "current": query == now}
        for key, name, query in beside.views
    ]
    return {"views": kept, "save_form": SaveViewForm(initial={"query": now})}


def canonical(query: QueryDict, wanted: QueueFilter) -> str:
    """The list's address without what it doesn't mean and without the page."""
    kept = QueryDict(mutable=True)
    kept["tab"] = str(wanted.tab)
    for name, value in sorted(wanted.active.items()):
        kept[name] = value
    if query.get("sort") == wanted.sort:
        kept["sort"] = str(wanted.sort)
    return kept.urlencode()


def back_to(request: HttpRequest) -> str:
    """The list as it was, whatever the form claims: only its parameters are taken over."""
    sent = QueryDict(request.POST.get("here", "")[:1500])
    return f"{reverse('advisory:queue')}?{sent.urlencode()}"


def _columns(tab: Tab) -> dict[str, str]:
    """Said once here and not for each cell: every row repeats them for phones."""
    names = {name: str(label) for name, label in COLUMNS.items()}
    if tab is Tab.TO_TAKE:
        del names["held"]  # nobody, by definition
    return names


def _tabs(wanted: QueueFilter) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?tab={tab}", "current": tab is wanted.tab} for tab, label in TABS
    ]


def _orders(query: QueryDict, wanted: QueueFilter) -> list[dict[str, Any]]:
    found = []
    for order, label in ORDERS:
        changed = _without(query, "after", "before")
        changed["sort"] = str(order)
        url = f"?{changed.urlencode()}"
        found.append({"label": label, "url": url, "current": order is wanted.sort})
    return found


def _chips(query: QueryDict, wanted: QueueFilter, form: QueueFilterForm) -> list[dict[str, str]]:
    """What narrows the list now, each with the address without it."""
    return [
        {
            "label": str(form.fields[name].label),
            "value": form.label_of(name, value),
            "url": f"?{_without(query, name, 'after', 'before').urlencode()}",
        }
        for name, value in wanted.active.items()
    ]


def _pager(query: QueryDict, page: QueuePage) -> dict[str, str]:
    def address(name: str, position: str) -> str:
        changed = _without(query, "after", "before")
        changed[name] = position
        return f"?{changed.urlencode()}" if position else ""

    return {"previous": address("before", page.before), "next": address("after", page.after)}


def _without(query: QueryDict, *names: str) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left
