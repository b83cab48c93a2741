"""Importing a spreadsheet, up to the dry run: the file, its headings, its columns, its words."""

import tempfile
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from diligence.actions import intake, intake_try
from diligence.domain import columns
from diligence.domain.cells import text_of
from diligence.exchange import blank
from diligence.exchange.spreadsheets import Format
from diligence.exchange.tables import COLUMNS_MAX, ROWS_MAX
from diligence.forms.importing import ColumnsForm, FileForm, LayoutForm, WordsForm
from diligence.models import ImportBatch
from diligence.queries import intake as imports
from diligence.queries.history import label_of
from diligence.queries.sentences import spoken
from diligence.views.partnerships import page_number
from portal.authority import Refused, require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 25
SHOWN = 12
SHOWN_LETTERS = 24


class ImportView(ActingView):
    """A page for those who may change the register."""

    permission = Permission.EDIT_REGISTER

    def load(self, pk: uuid.UUID) -> ImportBatch:
        return owned_or_404(ImportBatch, pk, imports.visible_to(self.actor))

    def mapped(self, pk: uuid.UUID) -> ImportBatch:
        """An import whose sheet and columns can still be chosen. Raises Refused."""
        batch = self.load(pk)
        require(intake.may_map(self.actor, batch, stored=intake.stored(batch)))
        return batch


class ImportList(ImportView):
    """Every import: the file, who brought it in when, and what became of its rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator[ImportBatch](imports.listed(self.actor), PER_PAGE)
        page = pages.get_page(page_number(request))
        return render(request, "diligence/import/list.html", {"page": page})


class ImportNew(ImportView):
    """Choose the file."""

    limit = "upload"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(FileForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                batch = intake.upload(form.cleaned_data["file"], by=self.actor)
            except ValidationError as error:
                form.add_error("file", error.messages)
            else:
                page = "columns" if intake.is_sure(batch) else "layout"
                return redirect(f"diligence:import-{page}", batch.pk)
        return self._page(form, status=422)

    def _page(self, form: FileForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "rows": ROWS_MAX,
            "columns": COLUMNS_MAX,
            "size": settings.UPLOAD_MAX_BYTES,
        }
        return render(self.request, "diligence/import/new.html", context, status=status)


class ImportTemplate(ImportView):
    """An empty spreadsheet with the headings that need no mapping: `?format=csv|xlsx`."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        try:
            form = Format(request.GET.get("format", "xlsx"))
        except ValueError:
            raise Refused(_("The template comes as csv or xlsx.")) from None
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        blank.write(form, file)
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"partnerships.{form}",
            content_type=form.content_type,
        )


class ImportLayout(ImportView):
    """Choose the worksheet and the row of its headings."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        batch = self.mapped(pk)
        return self._page(batch, request.GET.get("sheet", batch.sheet))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.mapped(pk)
        form = LayoutForm(request.POST)
        problem = ""
        if form.is_valid():
            given = form.cleaned_data
            try:
                intake.lay_out(
                    batch.pk,
                    by=self.actor,
                    sheet=given["sheet"],
                    heading_row=given["heading_row"],
                    heading_lines=2 if given["two_lines"] else 1,
                )
            except ValidationError as error:
                problem = " ".join(error.messages)
            else:
                return redirect("diligence:import-columns", batch.pk)
        problem = problem or " ".join(map(str, form.errors.get("heading_row", ())))
        return self._page(batch, request.POST.get("sheet", ""), problem, status=422)

    def _page(
        self, batch: ImportBatch, sheet: str, problem: str = "", status: int = 200
    ) -> HttpResponse:
        if sheet not in (batch.sheets or [""]):
            sheet = batch.sheet
        top = imports.top_of(batch, sheet)[: imports.TOP_LINES]
        found = columns.find_headings(top)
        chosen = batch.heading_row if sheet == batch.sheet else top[found.at].number
        two = batch.heading_lines if sheet == batch.sheet else found.lines
        context = {
            "batch": batch,
            "sheet": sheet,
            "sheets": [
                {"label": name, "url": f"?{urlencode({'sheet': name})}", "current": name == sheet}
                for name in batch.sheets
            ],
            "lines": [
                {
                    "number": line.number,
                    "cells": [_short(c) for c in line.cells[:SHOWN]],
                }
                for line in top
            ],
            "chosen": chosen,
            "two": two == 2,
            "problem": problem,
        }
        return render(self.request, "diligence/import/layout.html", context, status=status)


def _short(cell: Any) -> str:
    text = " ".join(text_of(cell).split())
    return text if len(text) <= SHOWN_LETTERS else text[: SHOWN_LETTERS - 1] + "…"


class ImportColumns(ImportView):
    """Say what each column is; each guess says why."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        batch = self.mapped(pk)
        found = imports.suggestion(batch)
        form = ColumnsForm(headings=batch.headings, reading=found.reading)
        return self._page(batch, found, form)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.mapped(pk)
        found = imports.suggestion(batch)
        form = ColumnsForm(request.POST, headings=batch.headings, reading=found.reading)
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("dates", "decimal", "state")}
            try:
                batch = intake_try.map_columns(
                    batch.pk, by=self.actor, fields=form.columns(), **given
                )
            except ValidationError as error:
                for name, problems in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, problems)
            else:
                page = "words" if imports.unknown_words(batch) else "detail"
                return redirect(f"diligence:import-{page}", batch.pk)
        return self._page(batch, found, form, status=422)

    def _page(
        self,
        batch: ImportBatch,
        found: imports.Suggestion,
        form: ColumnsForm,
        status: int = 200,
    ) -> HttpResponse:
        rows = [
            {
                "letter": get_column_letter(number + 1),
                "field": field,
                "heading": batch.headings[number],
                "values": found.samples[number],
                "because": spoken(found.guesses[number].because)
                if number < len(found.guesses)
                else "",
            }
            for number, field in enumerate(form.column_fields())
        ]
        context: dict[str, Any] = {
            "batch": batch,
            "form": form,
            "rows": rows,
            "remembered": found.remembered,
            "dates_because": spoken(found.dates.because),
            "decimal_because": spoken(found.decimal.because),
            "before": imports.same_file(batch),
            "detail_url": reverse("diligence:import-detail", args=[batch.pk]),
        }
        return render(self.request, "diligence/import/columns.html", context, status=status)


class ImportWords(ImportView):
    """Say once for all rows what words mean that no list knows."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.mapped(pk)
        unknown = imports.unknown_words(batch)
        if not unknown:
            return redirect("diligence:import-detail", batch.pk)
        return self._page(batch, WordsForm(unknown=unknown))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        batch = self.mapped(pk)
        form = WordsForm(request.POST, unknown=imports.unknown_words(batch))
        if not form.is_valid():
            return self._page(batch, form, status=422)
        said = form.words()
        if said:
            intake_try.say_words(batch.pk, by=self.actor, words=said)
        return redirect("diligence:import-detail", batch.pk)

    def _page(self, batch: ImportBatch, form: WordsForm, status: int = 200) -> HttpResponse:
        groups: dict[str, list[Any]] = {}
        for one, field in form.entries():
            groups.setdefault(one.field, []).append({"field": field, "rows": one.rows})
        labels = {"partner_kinds": _("Kinds of the partners")}
        context = {
            "batch": batch,
            "form": form,
            "groups": [
                {"label": labels.get(name) or label_of(name), "words": words}
                for name, words in groups.items()
            ],
        }
        return render(self.request, "diligence/import/words.html", context, status=status)
