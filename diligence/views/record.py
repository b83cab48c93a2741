"""The one-page record of an appraisal: to read, to print, and as an archival PDF."""

import uuid
from abc import ABC, abstractmethod

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from diligence.queries.results import NotExplainableError
from diligence.views.record_parts import Row, record
from diligence.views.results import ResultView
from portal import clock, pdf


class RecordView(ResultView, ABC):
    """Tells the record, or leads back where there is none yet."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        appraisal = self.load(pk)
        try:
            told = record(appraisal, self.actor)
        except NotExplainableError:
            # The result's own page says what is known of it, and what to do.
            return redirect("diligence:appraisal-result", pk=pk)
        if told is None:
            messages.info(request, _("There is no result yet, so there is no record of one."))
            return redirect("diligence:appraisal-detail", pk=pk)
        told["organisation"] = self.request.acting.organisation
        return self.answer(request, told)

    @abstractmethod
    def answer(self, request: HttpRequest, told: Row) -> HttpResponse:
        """The record as this address gives it."""


class Record(RecordView):
    def answer(self, request: HttpRequest, told: Row) -> HttpResponse:
        return render(request, "diligence/record/page.html", told)


class RecordPdf(RecordView):
    """The same as PDF/A-3a and PDF/UA-1.

    One page takes about a third of a second, so it is made while its reader waits; anything
    longer is a task's work.
    """

    step_up = True
    limit = "export"

    def answer(self, request: HttpRequest, told: Row) -> HttpResponse:
        partnership = told["partnership"]
        title = _("Record of an appraisal: %(title)s") % {"title": partnership.title}
        try:
            made = pdf.render(
                render_to_string("diligence/record/paper.html", told | {"title": title}),
                title=title,
                language=translation.get_language() or "en",
                dated=clock.now(),
            )
        except pdf.PdfUnavailableError as problem:
            context = told | {"problem": str(problem)}
            return render(request, "diligence/record/page.html", context, status=503)
        name = f"record-{partnership.code}-{clock.today().isoformat()}.pdf"
        return HttpResponse(
            made.data,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )
