"""An empty spreadsheet to fill in and import: the register's own headings and one example row."""

import csv
import io
from collections.abc import Mapping
from typing import BinaryIO, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from diligence.domain.headings import OWN_ONLY
from diligence.exchange.spreadsheets import COLUMNS, Format

_EXAMPLE: Final[Mapping[str, str | Promise]] = {
    "title": gettext_lazy("Example: sea ice and shipping"),
    "reference": "2026-0001",
    "responsible": gettext_lazy("Name of a researcher of yours"),
    "state": gettext_lazy("Running"),
    "partners": gettext_lazy("First partner; Second partner"),
    "partner_countries": "NZ; JP",
    "partner_cities": "Dunedin; –",
    "activities": gettext_lazy("Joint research project"),
    "technology_areas": gettext_lazy("Advanced sensing"),
    "starts_on": "2026-03-01",
    "ends_on": "2028-02-29",
    "agreement_kind": gettext_lazy("Cooperation agreement"),
    "agreement_signed_on": "2026-01-15",
    "funding_amount": "125000.00",
    "funding_currency": "EUR",
}


def write(form: Format, stream: BinaryIO) -> None:
    """Write the spreadsheet. Units are left empty: only those that exist can be named."""
    wanted = [column for column in COLUMNS if column.key not in {"code", *OWN_ONLY}]
    titles = [str(column.title) for column in wanted]
    example = [str(_EXAMPLE.get(column.key, "")) for column in wanted]
    if form is Format.CSV:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        csv.writer(text).writerows([titles, example])
        text.detach()
        return
    book = Workbook()
    sheet = book.active
    sheet.title = _("Partnerships")
    sheet.append(titles)
    sheet.append(example)
    sheet.freeze_panes = "A2"
    for number, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 24
    book.save(stream)
