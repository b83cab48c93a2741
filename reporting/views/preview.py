"""The report as a page: the same template as the PDF, in the frame of the portal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation

from reporting.domain import editions
from reporting.queries import reports
from reporting.views.cycles import cycle_or_404
from reporting.views.reports import ReportView


class Preview(ReportView):
    """What a draft PDF made now would print."""

    def get(self, request: HttpRequest, key: str) -> HttpResponseBase:
        cycle = cycle_or_404(key)
        try:
            document = reports.draft(cycle, self.kind)
        except reports.NothingToReport as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:report-cycle", key)
        return self._page(request, editions.context(document) | {"cycle": cycle})

    @staticmethod
    def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
        with translation.override(editions.LANGUAGE):
            return render(request, "reporting/publication/preview.html", context)
