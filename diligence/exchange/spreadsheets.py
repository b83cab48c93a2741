"""The register as CSV and XLSX, from one registry of columns; safe to open in a spreadsheet.

Text that a spreadsheet would take for a formula is written so that it stays text: with a leading
apostrophe in CSV, as a string cell in XLSX. Days are ISO dates, sums have a decimal point.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from diligence.choices import Activity, PartnerKind, TechnologyArea
from diligence.domain.tlp import DEFAULT, NAMES
from diligence.enums import Outcome
from diligence.models import Partner, Partnership

Cell = str | Decimal | date | None

CELL_MAX: Final = 32_767
"""What a cell of a spreadsheet holds, in characters."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XLSX file, being XML, can't hold."""
_ACTIVITIES: Final = dict(Activity.choices)
_AREAS: Final = dict(TechnologyArea.choices)
_OUTCOMES: Final = {
    Outcome.LOW: _("Low"),
    Outcome.MEDIUM: _("Medium"),
    Outcome.HIGH: _("High"),
    Outcome.REFER: _("Refer"),
}


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        return {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the register with its partners in their order."""

    row: Partnership
    partners: Sequence[Partner]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the register: its key, its heading, and its value."""

    key: str
    title: str | Promise
    value: Callable[[Entry], Cell]


def _outcome(stored: str) -> str:
    return str(_OUTCOMES[Outcome(stored)]) if stored in set(Outcome) else stored


def _of_row(name: str) -> Callable[[Entry], Cell]:
    return lambda entry: getattr(entry.row, name)


def _listed(name: str, labels: Mapping[Any, str | Promise]) -> Callable[[Entry], Cell]:
    return lambda entry: "; ".join(str(labels.get(code, code)) for code in getattr(entry.row, name))


def _of_partners(name: str) -> Callable[[Entry], Cell]:
    """One value for each partner, in the partners' order; a dash where there is none.

    Separated by semicolons, or by line ends where a value itself has a semicolon.
    """
    return lambda entry: _joined([str(getattr(partner, name)) for partner in entry.partners])


def _kinds(entry: Entry) -> Cell:
    known = (partner.kind != PartnerKind.UNKNOWN for partner in entry.partners)
    labels = (str(partner.get_kind_display()) for partner in entry.partners)
    return _joined([label if told else "" for label, told in zip(labels, known, strict=True)])


def _joined(values: Sequence[str]) -> str:
    if not any(values):
        return ""
    shown = [value or "–" for value in values]
    return (
        "; ".join(shown) if not any(";" in value for value in values) else "\n".join(shown) + "\n"
    )


COLUMNS: Final[Sequence[Column]] = (
    Column("code", _("Code"), _of_row("code")),
    Column("title", _("Title"), _of_row("title")),
    Column("reference", _("Reference"), _of_row("reference")),
    Column("unit", _("Unit"), lambda e: e.row.unit.name if e.row.unit else ""),
    Column("responsible", _("Responsible researcher"), _of_row("responsible")),
    Column("state", _("State"), lambda e: str(e.row.get_state_display())),
    Column("partners", _("Partners"), _of_partners("name")),
    Column("partner_countries", _("Countries of the partners"), _of_partners("country")),
    Column("partner_cities", _("Cities of the partners"), _of_partners("city")),
    Column("partner_ror_ids", _("ROR ids of the partners"), _of_partners("ror_id")),
    Column("partner_pics", _("PICs of the partners"), _of_partners("pic")),
    Column("partner_kinds", _("Kinds of the partners"), _kinds),
    Column("partner_websites", _("Websites of the partners"), _of_partners("website")),
    Column("activities", _("Activities"), _listed("activities", _ACTIVITIES)),
    Column(
        "technology_areas", _("EU critical technology areas"), _listed("technology_areas", _AREAS)
    ),
    Column("starts_on", _("Starts on"), _of_row("starts_on")),
    Column("ends_on", _("Ends on"), _of_row("ends_on")),
    Column("agreement_kind", _("Agreement"), lambda e: str(e.row.get_agreement_kind_display())),
    Column("agreement_signed_on", _("Signed on"), _of_row("agreement_signed_on")),
    Column("funding_amount", _("Funding"), _of_row("funding_amount")),
    Column(
        "funding_currency",
        _("Currency"),
        lambda e: e.row.funding_currency if e.row.funding_amount is not None else "",
    ),
    Column("funding_source", _("Source of funding"), _of_row("funding_source")),
    Column("benefit", _("Benefit statement"), _of_row("benefit")),
    Column(
        "appraisal_state",
        _("Appraisal"),
        lambda e: str(e.row.get_appraisal_state_display()) if e.row.appraisal_state else "",
    ),
    Column("outcome", _("Outcome"), lambda e: _outcome(e.row.outcome)),
    Column("registered_at", _("Registered on"), _of_row("registered_at")),
    Column("registered_by", _("Registered by"), _of_row("registered_by")),
    Column("updated_at", _("Changed on"), _of_row("updated_at")),
)
"""Every field of the register that is shown, in the order of the file."""


def values(entry: Entry) -> list[Cell]:
    """The cells of one row; instants are given by their day in UTC."""
    cells = (column.value(entry) for column in COLUMNS)
    return [cell.date() if isinstance(cell, datetime) else cell for cell in cells]


def write(entries: Iterable[Entry], form: Format, stream: BinaryIO) -> int:
    """Write the register to a binary stream; returns how many rows. Holds one row at a time."""
    return (_write_csv if form is Format.CSV else _write_xlsx)(entries, stream)


def as_text(cell: Cell) -> str:
    """A cell as CSV has it: never a formula, whatever a spreadsheet makes of its first sign."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    text = cell.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \"'\u00a0").startswith(FORMULA_STARTS) else text


def _write_csv(entries: Iterable[Entry], stream: BinaryIO) -> int:
    # The byte order mark tells spreadsheets that this is UTF-8.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(column.title) for column in COLUMNS])
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - counts what a generator gives
        writer.writerow([as_text(cell) for cell in values(entry)])
    text.detach()
    return count


def _write_xlsx(entries: Iterable[Entry], stream: BinaryIO) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_("Register")))
    sheet.freeze_panes = "C2"
    for where in (sheet.oddHeader, sheet.oddFooter):  # printed, as TLP 2.0 asks for
        where.right.text, where.right.size = NAMES[DEFAULT], 12
    for number, column in enumerate(COLUMNS, 1):
        wide = column.key in {"title", "partners", "benefit"}
        sheet.column_dimensions[get_column_letter(number)].width = 44 if wide else 18
    bold = Font(bold=True)
    sheet.append([_cell(sheet, str(column.title), bold) for column in COLUMNS])
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - counts what a generator gives
        sheet.append(list(_cells(sheet, values(entry))))
    book.save(stream)
    return count


def _cells(sheet: Any, row: Iterable[Cell]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, str):
            yield _cell(sheet, value)
        elif isinstance(value, date):
            cell = WriteOnlyCell(sheet, value=value)
            cell.number_format = "yyyy-mm-dd"
            yield cell
        else:
            yield value


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    """A cell that is text whatever it begins with."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = NOT_XML.sub("", text)[:CELL_MAX]
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
