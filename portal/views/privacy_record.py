"""The record of processing activities (Article 30), generated from what is configured."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import clock, pdf
from portal.actions import privacy_settings
from portal.privacy import retention
from portal.privacy.purposes import activities
from portal.views.privacy_retention import PrivacyView

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet would begin a formula; an apostrophe keeps the text a text."""


class RecordOfProcessing(PrivacyView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/privacy/processing.html", self.told())

    def told(self) -> dict[str, Any]:
        """What stands in the record, as of now."""
        rules = retention.own_rules()
        classes = {each.key: each for each in retention.classes(self.kind)}
        rows = [
            {
                "activity": each,
                "periods": [
                    {
                        "of": classes[key],
                        "months": retention.months_of(rules, classes[key]),
                        "rule": rules.get(key),
                    }
                    for key in each.retention
                    if key in classes
                ],
            }
            for each in activities(self.kind)
        ]
        settings = privacy_settings.current()
        return {
            "rows": rows,
            "settings": settings,
            "organisation": self.request.acting.organisation,
            "processors": settings.processors.splitlines() if settings else [],
            "printed": clock.now(),
        }


class RecordAsTable(RecordOfProcessing):
    """The same as CSV, formula-safe."""

    step_up = True
    limit = "export"

    def get(self, request: HttpRequest) -> HttpResponse:
        told = self.told()
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(map(_cell, _headings()))
        for row in told["rows"]:
            writer.writerow(map(_cell, _values(told, row)))
        return _download(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


class RecordAsPdf(RecordOfProcessing):
    """The same on paper: two pages, made while its reader waits."""

    step_up = True
    limit = "export"

    def get(self, request: HttpRequest) -> HttpResponse:
        told = self.told()
        title = _("Record of processing activities: %s") % told["organisation"].name
        page = render_to_string("portal/privacy/processing_paper.html", told | {"title": title})
        language = translation.get_language() or "en"
        try:
            made = pdf.render(page, title=title, language=language, dated=clock.now())
        except pdf.PdfUnavailableError as problem:
            context = told | {"problem": str(problem)}
            return render(request, "portal/privacy/processing.html", context, status=503)
        return _download(made.data, "application/pdf", "pdf")


def _headings() -> list[str]:
    return [
        *(_("Controller"), _("Contact"), _("Data protection officer"), _("Legal basis")),
        *(_("Activity"), _("Purpose"), _("People concerned"), _("Data"), _("Recipients")),
        *(_("Kept for"), _("Security"), _("Processors")),
    ]


def _values(told: dict[str, Any], row: dict[str, Any]) -> list[Any]:
    settings, each = told["settings"], row["activity"]
    said = [told["organisation"].name, "", "", ""]
    if settings:
        said = [settings.controller, settings.contact, settings.officer, settings.basis]
    periods = "; ".join(
        f"{period['of'].title}: {period['months'] or _('for ever')}" for period in row["periods"]
    )
    return [
        *said,
        *(each.title, each.purpose, each.people, each.data, each.recipients),
        *(periods, each.measures, "; ".join(told["processors"])),
    ]


def _cell(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.lstrip(" \"'\u00a0").startswith(FORMULAS) else text


def _download(data: bytes, content_type: str, suffix: str) -> HttpResponse:
    name = f"record-of-processing-{clock.today().isoformat()}.{suffix}"
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
