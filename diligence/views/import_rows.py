"""An import from its dry run on: rows and their problems, storing with progress, the way back."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import intake, intake_run, intake_try
from diligence.actions.assess import cells_of
from diligence.choices import ImportRowState, ImportState
from diligence.domain.cells import text_of
from diligence.exchange.spreadsheets import COLUMNS
from diligence.models import ImportBatch, ImportRow
from diligence.queries import intake as imports
from diligence.queries.history import Words, label_of
from diligence.views.importing import ImportView
from diligence.views.partnerships import page_number
from portal.authority import require
from portal.views import waiting
from portal.views.base import owned_or_404

HINTS: Final = "hints"
TONES: Final = {
    ImportRowState.NEW: "active",
    ImportRowState.UPDATE: "waiting",
    ImportRowState.PROBLEM: "bad",
    ImportRowState.REFUSED: "bad",
    ImportRowState.STORED: "good",
    ImportRowState.KEPT: "waiting",
}
"""How a row's state is marked, beside its word; the others call for nothing."""
LONG_CELL: Final = 80
"""Characters from which on a cell is corrected in a field of several lines."""


class ImportDetail(ImportView):
    """The dry run with every row's problems; while it runs, how far it is; then what it did."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.load(pk)
        if batch.state == ImportState.DISCARDED:
            raise Http404(_("This import was discarded."))
        if batch.state == ImportState.READ:
            return redirect("diligence:import-columns", batch.pk)
        if batch.state in imports.UNDER_WAY:
            return render(request, "diligence/import/running.html", running(batch))
        return render(request, "diligence/import/detail.html", self._shown(request, batch))

    def _shown(self, request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
        counts = imports.counts(batch)
        hinted = imports.hinted(batch)
        wanted = request.GET.get("state", "")
        found = imports.rows(batch, wanted, hints=wanted == HINTS)
        page = Paginator[ImportRow](found, imports.PER_PAGE).get_page(page_number(request))
        ready = counts[ImportRowState.NEW] + counts[ImportRowState.UPDATE]
        stored = counts[ImportRowState.STORED]
        ever = sum(counts[state] for state in imports.SETTLED)
        return {
            "batch": batch,
            "counts": counts,
            "ready": ready,
            "stored": stored,
            "kept": counts[ImportRowState.KEPT],
            "total": sum(counts.values()),
            "hinted": hinted,
            "tabs": _tabs(counts, hinted, wanted),
            "page": page,
            "rows": shown_rows(batch, list(page.object_list)),
            "wanted": wanted,
            "unknown": bool(counts[ImportRowState.PROBLEM]) and imports.unknown_words(batch),
            "may_map": intake.may_map(self.actor, batch, stored=ever),
            "may_correct": intake.may_correct(self.actor, batch),
            "may_store": intake.may_store(self.actor, batch, ready=ready),
            "may_undo": intake.may_undo(self.actor, batch, stored=stored),
            "may_discard": intake.may_discard(self.actor, batch, stored=ever),
        }


def _tabs(counts: Mapping[str, int], hinted: int, wanted: str) -> list[dict[str, Any]]:
    tabs = [{"label": _("All rows"), "url": "?", "current": not wanted,
             "count": sum(counts.values())}]  # fmt: skip
    for state, label in ImportRowState.choices:
        if counts[state]:
            tabs.append({"label": label, "url": f"?state={state}", "current": wanted == state,
                         "count": counts[state]})  # fmt: skip
    if hinted:
        tabs.append({"label": _("Worth a look"), "url": f"?state={HINTS}",
                     "current": wanted == HINTS, "count": hinted})  # fmt: skip
    return tabs


def shown_rows(batch: ImportBatch, rows: list[ImportRow]) -> list[dict[str, Any]]:
    """Rows as the page shows them; the units and partners they name cost two statements in all."""
    fields = batch.mapping.get("columns", [])
    steps = [
        {name: change for name, change in row.changes.items() if name not in {"partners", "spans"}}
        for row in rows
    ]
    words = Words(steps)
    return [
        {
            "row": row,
            "title": _cell(row, fields, "title") or (row.partnership and row.partnership.title),
            "reference": _cell(row, fields, "reference"),
            "partners": _cell(row, fields, "partners"),
            "tone": TONES.get(ImportRowState(row.state), "over"),
            "problems": [_problem(batch, problem) for problem in row.problems],
            "changes": [
                (label_of(name), words.value(name, before), words.value(name, after))
                for name, (before, after) in step.items()
            ]
            + [
                (label_of("partners"), "; ".join(before), "; ".join(after))
                for before, after in [row.changes.get("partners") or ((), ())]
                if after
            ],
            "open": row.state not in imports.SETTLED,
            "out": row.state == ImportRowState.SKIPPED,
        }
        for row, step in zip(rows, steps, strict=True)
    ]


def _cell(row: ImportRow, fields: list[str], name: str) -> str:
    if name not in fields:
        return ""
    cells, at = cells_of(row), fields.index(name)
    return text_of(cells[at]).strip()[:200] if at < len(cells) else ""


def _problem(batch: ImportBatch, problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem with its place; the value is said once, even where the problem quotes it."""
    value = "" if problem["value"] in problem["problem"] else problem["value"]
    return {**problem, "where": _where(batch, problem), "value": value}


def _where(batch: ImportBatch, problem: Mapping[str, Any]) -> str:
    """The heading of the column that a problem is about, or what the field is called."""
    column = problem.get("column")
    if column is not None and column < len(batch.headings) and batch.headings[column]:
        return str(batch.headings[column])
    titles = {each.key: str(each.title) for each in COLUMNS}
    return titles.get(problem.get("field", ""), "")


def running(batch: ImportBatch) -> dict[str, Any]:
    taken = batch.done > 0
    return {
        "batch": batch,
        "undoing": batch.state == ImportState.UNDOING,
        "delay": waiting.PAUSE,
        **waiting.trouble(intake_run.BELL, batch.pk, since=batch.started_at, taken=taken),
    }


class ImportProgress(ImportView):
    """How far it is: JSON, or the fragment that keeps asking."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.load(pk)
        address = reverse("diligence:import-detail", args=[batch.pk])
        told = {"state": batch.state, "done": batch.done, "total": batch.total, "page": address}
        over = batch.state not in imports.UNDER_WAY
        answer = waiting.answer(request, told, page=address, over=over)
        return answer or render(request, "diligence/import/progress.html", running(batch))


class ImportRowPage(ImportView):
    """Correct one row's cells, or leave it out; `?next=` says which list to go back to."""

    def get(self, request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
        batch, found = self._found(pk, row)
        return self._page(batch, found)

    def post(self, request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
        batch, found = self._found(pk, row)
        back = _back(request, batch)
        if "out" in request.POST:
            out = request.POST["out"] == "1"
            intake_try.leave_out(batch.pk, found.pk, by=self.actor, out=out)
            told = _("Row %(number)s is left out.") if out else _("Row %(number)s is in again.")
            messages.success(request, told % {"number": found.number})
            return redirect(back)
        try:
            found = intake_try.correct(
                batch.pk, found.pk, by=self.actor, typed=_typed(request.POST)
            )
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return self._page(batch, found, status=422)
        if found.state == ImportRowState.PROBLEM:
            return self._page(batch, found, tried=True, status=422)
        told = _("Row %(number)s is in order now.")
        messages.success(request, told % {"number": found.number})
        return redirect(back)

    def _found(self, pk: uuid.UUID, row: uuid.UUID) -> tuple[ImportBatch, ImportRow]:
        batch = self.load(pk)
        require(intake.may_correct(self.actor, batch))
        return batch, owned_or_404(ImportRow, row, imports.lines_of(batch))

    def _page(
        self, batch: ImportBatch, row: ImportRow, *, tried: bool = False, status: int = 200
    ) -> HttpResponse:
        (shown,) = shown_rows(batch, [row])
        context = {
            "row": row,
            "item": shown,
            "title": shown["title"],
            "problems": shown["problems"],
            "batch": batch,
            "tried": tried,
            "cells": _fields(batch, row, shown["problems"]),
            "back": _back(self.request, batch),
            "next": self.request.GET.get("next") or self.request.POST.get("next", ""),
        }
        return render(self.request, "diligence/import/row.html", context, status=status)


def _fields(
    batch: ImportBatch, row: ImportRow, problems: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The row's mapped cells, each with its problem, those with one first."""
    titles = {each.key: str(each.title) for each in COLUMNS}
    cells = cells_of(row)
    wrong = {
        problem["column"]: f"{problem['problem']} {problem['remedy']}"
        for problem in reversed(problems)
        if problem["column"] is not None and problem["level"] == "problem"
    }
    fields = []
    for column, name in enumerate(batch.mapping.get("columns", [])):
        if name:
            text = text_of(cells[column]) if column < len(cells) else ""
            heading = batch.headings[column] or titles[name]
            fields.append({
                "name": f"cell-{column}",
                "label": heading,
                "hint": titles[name] if titles[name] != heading else "",
                "value": text,
                "kind": "textarea" if len(text) > LONG_CELL or "\n" in text else "text",
                "error": wrong.get(column, ""),
                "required": name in {"title", "partners"} and row.partnership_id is None,
            })  # fmt: skip
    return sorted(fields, key=lambda field: not field["error"])


def _typed(data: QueryDict) -> dict[int, str]:
    return {
        int(name[5:]): str(value)
        for name, value in data.items()
        if name.startswith("cell-") and name[5:].isdecimal() and len(name) < 9
    }


def _back(request: HttpRequest, batch: ImportBatch) -> str:
    wanted = request.GET.get("next") or request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("diligence:import-detail", args=[batch.pk])


class ImportStore(ImportView):
    """Have the rows stored that are new or change something."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = intake_run.store(self.load(pk).pk, by=self.actor)
        return redirect("diligence:import-detail", batch.pk)


class ImportStop(ImportView):
    """Stop after the rows of this moment; the rest can follow later."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = intake_run.stop(self.load(pk).pk, by=self.actor)
        messages.success(request, _("Stopped. The rest can follow later."))
        return redirect("diligence:import-detail", batch.pk)


class _Confirmed(ImportView):
    """A step that is asked about first."""

    template: ClassVar[str]
    label: ClassVar[Any]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        batch = self.load(pk)
        context = {
            "batch": batch,
            "counts": imports.counts(batch),
            "confirm_label": self.label,
            "cancel_url": reverse("diligence:import-detail", args=[batch.pk]),
        }
        return render(request, self.template, context)


class ImportUndo(_Confirmed):
    """Take back everything that this import stored."""

    template = "diligence/import/undo.html"
    label = gettext_lazy("Undo the import")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = intake_run.undo(self.load(pk).pk, by=self.actor)
        return redirect("diligence:import-detail", batch.pk)


class ImportDiscard(_Confirmed):
    """Throw away an import of which nothing was stored."""

    template = "diligence/import/discard.html"
    label = gettext_lazy("Discard the import")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = intake.discard(self.load(pk).pk, by=self.actor)
        told = _("The import of “%(name)s” was discarded. The register was not touched.")
        messages.success(request, told % {"name": batch.name})
        return redirect("diligence:import-list")
