"""The record: looking things up in it, its seals, and copies of it."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.actions import ledger_export
from portal.authority import Refused
from portal.enums import Permission, RecordExportState, RecordFormat, SearchPurpose
from portal.forms.record import PersonSearch, RecordFile, RecordSearch
from portal.ledger import keys
from portal.ledger.findings import Report
from portal.models import RecordExport
from portal.queries import ledger, record_rows
from portal.queries import record as reading
from portal.queries.record import Purposed, Search
from portal.views import download, waiting
from portal.views.base import ActingView, owned_or_404

PAGE: Final = 50
LAST_DAY: Final = timedelta(days=1)


class RecordView(ActingView):
    """A page of the record, for those who look after the organisation's security."""

    permission = Permission.VIEW_RECORD


def _searched(form: RecordSearch, by: uuid.UUID | None) -> tuple[Search, Purposed | None]:
    """What a valid form looks for. Raises Refused where the purpose of a person has lapsed."""
    given = form.cleaned_data
    recorded = given.get("search")
    person = reading.purposed(recorded, by) if recorded else None
    if recorded and person is None:
        raise Refused(
            _("This search for a person is no longer open. Say again for what purpose it is.")
        )
    wanted = Search(
        event=given.get("event", ""),
        about=given.get("about"),
        since=given.get("since"),
        until=given.get("until"),
        person=person.person if person else None,
        recorded=recorded,
    )
    return wanted, person


class Record(RecordView):
    """Events of the organisation, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RecordSearch(request.GET or None)
        context: dict[str, Any] = {"form": form, "kinds": reading.kinds(), "given": request.GET}
        if form.is_bound and not form.is_valid():
            return render(request, "portal/record/list.html", context | {"invalid": True})
        wanted, person = _searched(form, self.actor.user_id) if form.is_bound else (Search(), None)
        found = reading.page(
            wanted, before=request.GET.get("before", ""), after=request.GET.get("after", "")
        )
        chosen = wanted.chosen()
        context |= {
            "events": record_rows.rows_of(found.rows, self.actor),
            "newer": _address("portal:record", chosen, after=found.newer),
            "older": _address("portal:record", chosen, before=found.older),
            "narrowed": bool(chosen),
            "person": person,
            "search": wanted.recorded or "",
            "seal": ledger.latest_seal(),
            "export_url": _address("portal:record-export-new", chosen, always=True),
        }
        return render(request, "portal/record/list.html", context)


def _address(name: str, chosen: dict[str, str], *, always: bool = False, **more: str) -> str:
    """The address with the search in it; empty where there is no further page."""
    if not always and not any(more.values()):
        return ""
    query = urlencode(chosen | {key: value for key, value in more.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)


class RecordPerson(RecordView):
    """Says for what purpose a person is looked for, which is itself recorded."""

    step_up = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/record/person.html", {"form": PersonSearch()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonSearch(request.POST)
        if not form.is_valid():
            return render(request, "portal/record/person.html", {"form": form})
        given = form.cleaned_data
        told = ledger_export.search_for(
            uuid.UUID(given["person"]),
            purpose=SearchPurpose(given["purpose"]),
            reason=given["reason"],
            by=self.actor,
        )
        return redirect(_address("portal:record", {"search": str(told.pk)}, always=True))


class Seals(RecordView):
    """The seals, to be held against paper and logs; and a check of the last day's."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        report = ledger.check(last=LAST_DAY)
        detail = {"seals": report.seals, "events": report.events, "damaged": report.damaged}
        audit.record("record.checked", None, by=self.actor, detail=detail)
        return self._page(request, report)

    def _page(self, request: HttpRequest, report: Report | None = None) -> HttpResponse:
        found = ledger.page_of_seals(request.GET.get("before", ""), request.GET.get("after", ""))
        context = {
            "seals": found.rows,
            "newer": _address("portal:record-seals", {}, after=found.newer),
            "older": _address("portal:record-seals", {}, before=found.older),
            "fingerprint": keys.current().fingerprint,
            "report": report,
        }
        return render(request, "portal/record/seals.html", context)


class Exports(RecordView):
    """Copies of the record that were asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(reading.exports(), PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "days": ledger_export.KEPT.days}
        return render(request, "portal/record/exports.html", context)


class NewExport(RecordView):
    """Asks for a copy of what a search finds."""

    step_up = True
    limit = "export"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, RecordFile(initial={"format": RecordFormat.CSV}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, search = RecordFile(request.POST), RecordSearch(request.GET)
        if not form.is_valid() or not search.is_valid():
            return self._page(request, form)
        wanted, _person = _searched(search, self.actor.user_id)
        row = ledger_export.ask(wanted, RecordFormat(form.cleaned_data["format"]), by=self.actor)
        return redirect("portal:record-export", row.pk)

    def _page(self, request: HttpRequest, form: RecordFile) -> HttpResponse:
        search = RecordSearch(request.GET)
        context: dict[str, Any] = {"form": form, "days": ledger_export.KEPT.days}
        if search.is_valid():
            wanted, person = _searched(search, self.actor.user_id)
            context |= {"wanted": wanted, "person": person, "chosen": _words(wanted)}
            context["query"] = urlencode(wanted.chosen())
        return render(request, "portal/record/export_new.html", context)


def _words(wanted: Search) -> str:
    names = {name: label for _group, told in reading.kinds()[1:] for name, label in told}
    return str(names.get(wanted.event, wanted.event))


class ExportView(RecordView):
    def load(self, pk: uuid.UUID) -> RecordExport:
        return owned_or_404(RecordExport, pk)

    def shown(self, row: RecordExport) -> dict[str, Any]:
        under_way = row.state == RecordExportState.MAKING
        trouble = {}
        if under_way:
            taken = row.total > 0
            trouble = waiting.trouble(ledger_export.BELL, row.pk, since=row.created_at, taken=taken)
        days = ledger_export.KEPT.days
        return {
            "row": row,
            "under_way": under_way,
            "delay": waiting.PAUSE,
            "days": days,
            **trouble,
        }


class Export(ExportView):
    """A copy that is being made, or what became of it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return render(request, "portal/record/export.html", self.shown(self.load(pk)))


class ExportProgress(ExportView):
    """How far it is: JSON, the fragment that keeps asking, or without a script the page itself."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.load(pk)
        address = reverse("portal:record-export", args=[row.pk])
        told = {"state": row.state, "done": row.done, "total": row.total, "page": address}
        over = row.state != RecordExportState.MAKING
        answer = waiting.answer(request, told, page=address, over=over)
        return answer or render(request, "portal/record/progress.html", self.shown(row))


class ExportFile(ExportView):
    """The file itself; where it is not there (any more), the page that says so."""

    http_method_names = ["get"]
    step_up = True
    limit = "export"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.load(pk)
        if row.state != RecordExportState.READY:
            return redirect("portal:record-export", row.pk)
        day = clock.day_of(row.created_at).isoformat()
        kind = "text/csv" if row.format == RecordFormat.CSV else "application/jsonl"
        try:
            answer = download.answer(
                row.stored_as,
                name=f"record-{day}.{row.format}",
                content_type=f"{kind}; charset=utf-8",
            )
        except FileNotFoundError:
            messages.error(request, _("The file is missing from the store. Ask for a new copy."))
            return redirect("portal:record-export", row.pk)
        ledger_export.fetched(row, by=self.actor)
        return answer
