"""Writes a questionnaire as an XLSForm that the reference converter accepts and we read back.

What XLSForm has no place for stands in columns `rs_…` and sheets `rs_…`, which other tools leave
alone. Cells are text or numbers, never formulas.
"""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from diligence.domain.canonical import number
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import QuestionType
from diligence.exchange.foreign import as_json, held, shown
from diligence.exchange.spreadsheets import CELL_MAX, NOT_XML
from diligence.exchange.tables import FileRefusedError
from diligence.exchange.xlsform.languages import heading
from diligence.exchange.xlsform.naming import Names, relevant
from diligence.exchange.xlsform.rest import LONG, rest
from diligence.exchange.xlsform.spoken import Spoken

Cell = str | int | float | None
Rows = list[dict[str, Cell]]

_TYPES: Final = {
    QuestionType.MULTI: "select_multiple",
    QuestionType.SINGLE: "select_one",
    QuestionType.YESNO: "select_one",
    QuestionType.YNU: "select_one",
    QuestionType.LIKERT: "select_one",
    QuestionType.DATE: "date",
    QuestionType.NUMBER: "decimal",
}


def write(questionnaire: Questionnaire, stream: BinaryIO) -> None:
    """Write the workbook. Raises FileRefusedError for a text that no cell can hold."""
    book = Workbook(write_only=True)
    for name, rows in sheets(questionnaire).items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(column for row in rows for column in row))
        sheet.freeze_panes = "A2"
        bold = Font(bold=True)
        sheet.append([_cell(sheet, column, bold) for column in headings])
        for row in rows:
            sheet.append([_cell(sheet, row.get(column)) for column in headings])
    book.save(stream)


def sheets(questionnaire: Questionnaire) -> dict[str, Rows]:
    """The rows of each sheet by column."""
    spoken = Spoken(questionnaire)
    names = Names(questionnaire)
    survey, choices = _Survey(questionnaire, names, spoken).rows()
    made = {"survey": survey, "choices": choices, "settings": [_settings(questionnaire)]}
    found = made | rest(questionnaire) | {"rs_translations": spoken.elsewhere()}
    return {name: rows for name, rows in found.items() if rows}


def _cell(sheet: Any, value: Cell, font: Font | None = None) -> Any:
    """A cell that is a number, or text whatever it begins with."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return value
    if len(value) > CELL_MAX:
        raise FileRefusedError(LONG, most=str(CELL_MAX), text=value[:60])
    cell = WriteOnlyCell(sheet, value="")
    cell.value = NOT_XML.sub("", value)
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        # The sign that spreadsheet programs set for “this is text”, so that editing keeps it so.
        cell.style = "Normal"
        cell.number_format = "@"
    if font is not None:
        cell.font = font
    return cell


def _settings(q: Questionnaire) -> dict[str, Cell]:
    exact = _exact({"title": q.title})
    return {
        "form_title": shown(q.title) or q.id,
        "form_id": q.id,
        "version": " ".join(shown(q.edition).split()) or "1",
        "default_language": heading(q.language),
        "rs_key": q.id,
        "rs_edition": held(q.edition),
        "rs_language": q.language,
        "rs_about": held(q.about) if q.about else None,
        "rs_languages": " ".join(q.languages) or None,
        "rs_translated": " ".join(t.language for t in q.translations) or None,
        "rs_exact": exact,
    }


def _exact(texts: Mapping[str, str]) -> str | None:
    """What cells would not give back, as JSON; None where they give back everything."""
    kept = {name: text for name, text in texts.items() if text and shown(text) != text}
    return as_json(kept) if kept else None


class _Survey:
    """The rows of the sheets “survey” and “choices”."""

    def __init__(self, q: Questionnaire, names: Names, spoken: Spoken) -> None:
        self._q, self._names, self._spoken = q, names, spoken
        self._survey: Rows = []
        self._choices: Rows = []
        listed = [question for section in q.sections for question in q.section_of(section.id)]
        self._numbered = listed != list(q.questions)

    def rows(self) -> tuple[Rows, Rows]:
        q = self._q
        if q.triage:
            group: dict[str, Cell] = {"type": "begin_group", "name": self._names.triage}
            label = self._spoken.own("label")
            self._survey.append(group | {label: "Triage", "rs_list": "triage"})
            for question in q.triage:
                self._question(question, "triage")
            self._survey.append({"type": "end_group"})
        for section in q.sections:
            self._section(section.id, section.title)
        return self._survey, self._choices

    def _section(self, id: str, title: str) -> None:
        name = self._names.sections[id]
        row: dict[str, Cell] = {"type": "begin_group", "name": name}
        row |= self._spoken.cells("label", title, f"sections/{id}/title")
        row |= {"rs_id": id if id != name else None, "rs_exact": _exact({"label": title})}
        self._survey.append(row)
        for question in self._q.section_of(id):
            self._question(question, "questions")
        self._survey.append({"type": "end_group"})

    def _question(self, question: Question, list_: str) -> None:
        place, spoken = f"{list_}/{question.id}", self._spoken
        name = self._names.question(question.id)
        kind = _TYPES.get(question.type, "text")
        if question.type.has_options:
            kind = f"{kind} l_{name}"
        help_ = question.help
        row: dict[str, Cell] = {"type": kind, "name": name}
        row |= spoken.cells("label", question.text, f"{place}/text")
        row |= spoken.cells("hint", help_.how, f"{place}/help/how")
        row |= spoken.cells("guidance_hint", help_.why, f"{place}/help/why")
        needed = question.id in self._q.required or list_ == "triage"
        row["required"] = "yes" if needed else "no"
        condition, kept = relevant(question.condition, self._names)
        row |= {"relevant": condition or None, "rs_condition": kept or None}
        texts = {"label": question.text, "hint": help_.how, "guidance_hint": help_.why}
        if help_.counts and shown(help_.counts) != help_.counts:
            texts["rs_counts"] = help_.counts
        row |= {
            "rs_list": "triage" if list_ == "triage" else None,
            "rs_id": question.id if question.id != name else None,
            "rs_type": question.type.value,
            "rs_counts": shown(help_.counts) or None,
            "rs_exact": _exact(texts),
        }
        self._survey.append(row | self._scores(question, list_ == "triage"))
        for option in question.options:
            self._option(name, option, f"{place}/options/{option.code}/label")

    def _scores(self, question: Question, triage: bool) -> dict[str, Cell]:
        feeds = {axis: number(weight) for axis, weight in question.feeds}
        order = (
            list(self._q.questions).index(question) + 1 if self._numbered and not triage else None
        )
        return {
            "rs_short": held(question.short) if question.short else None,
            "rs_basis": held(question.basis) if question.basis else None,
            "rs_factor": None if triage else question.factor.value,
            "rs_scope": None if triage else question.scope.value,
            "rs_feeds": json.dumps(feeds) if feeds else None,
            "rs_cap": None if question.cap is None else number(question.cap),
            "rs_measures": " ".join(question.measures) or None,
            "rs_valid_months": question.valid_months,
            "rs_tags": as_json([*question.tags]) if question.tags else None,
            "rs_order": order,
        }

    def _option(self, name: str, option: Any, place: str) -> None:
        row: dict[str, Cell] = {"list_name": f"l_{name}", "name": option.code}
        row |= self._spoken.cells("label", option.label, place)
        row |= {
            "rs_points": number(option.points),
            "rs_flags": " ".join(option.flags) or None,
            "rs_route": option.route.value if option.route else None,
            "rs_exact": _exact({"label": option.label}),
        }
        self._choices.append(row)
