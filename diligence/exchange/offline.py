"""A questionnaire as a workbook to fill in offline: what it looks like, and how it is written.

One sheet of instructions, one of the triage, one of all other questions. All sections stand on one
sheet, under their headings: conditions point from one section to another, so a person searches,
scrolls and prints one list. A question that takes several options has a row for each, so that
nobody types codes. Answers and notes are the only cells that are not locked, so Tab leads from one
to the next; there is no password. Two hidden sheets hold the lists of options and the marks that
reading back needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation

from diligence.domain.filled import Mark, fingerprint
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry
from diligence.domain.wording import in_words, spoken
from diligence.enums import QuestionType
from diligence.exchange import offline_cells as cells
from diligence.exchange.offline_words import how_to_answer, instructions
from diligence.exchange.spreadsheets import NOT_XML
from diligence.exchange.tables import CELL_MAX

FORMAT: Final = "ajar-workbook/1"
MARKS: Final = "ajar"
OPTIONS: Final = "ajar_options"
_WIDTHS: Final = (12, 60, 36, 26, 34, 34, 60)
_ANSWER, _NOTE = 5, 6
_OPEN: Final = PatternFill("solid", fgColor="FFF8E1")
_HEAD: Final = PatternFill("solid", fgColor="E3E8EF")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_BOLD: Final = Font(bold=True)
_UNLOCKED: Final = Protection(locked=False)


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook is for. `appraisal` and `handle` are '' for a blank one; `name` (eight hex
    digits) tells this workbook from every other."""

    digest: str
    name: str
    appraisal: str = ""
    handle: str = ""
    triage: bool = True
    questions: bool = True


def write(
    questionnaire: Questionnaire, about: About, entries: Mapping[str, Entry], stream: BinaryIO
) -> None:
    """Write the workbook with the present answers."""
    book = Workbook()
    book.properties.title = _plain(f"{questionnaire.title} {questionnaire.edition}")
    book.properties.creator = "Ajar"
    first = book.active
    first.title = _("Instructions")[:31]
    _instruct(first, questionnaire, about)
    made = _Book(questionnaire, book, book.create_sheet(OPTIONS))
    if about.triage:
        made.sheet(_("Triage"), [("", questionnaire.triage)], entries)
    if about.questions:
        parts = [
            (f"{section.id} · {section.title}", questionnaire.section_of(section.id))
            for section in questionnaire.sections
        ]
        made.sheet(_("Questions"), parts, entries)
    _mark(book.create_sheet(MARKS), questionnaire, about, made.marks)
    for name in (MARKS, OPTIONS):
        book.move_sheet(name, len(book.sheetnames))
        book[name].sheet_state = "hidden"
    for sheet in book.worksheets:
        sheet.protection.enable()
        sheet.protection.formatColumns = sheet.protection.formatRows = False
    book.security = WorkbookProtection(lockStructure=True)
    book.active = 0
    book.save(stream)


@dataclass(slots=True)
class _Book:
    """The workbook under way: its sheets of questions, their lists of options, their marks."""

    questionnaire: Questionnaire
    book: Any
    options: Any
    marks: dict[str, Mark] = field(default_factory=dict)
    lists: int = 0
    yes: str = ""

    def sheet(
        self,
        title: str,
        parts: Iterable[tuple[str, Iterable[Question]]],
        entries: Mapping[str, Entry],
    ) -> None:
        page = self.book.create_sheet(title[:31])
        for number, (words, width) in enumerate(zip(cells.headings(), _WIDTHS, strict=True), 1):
            _put(page, 1, number, words, font=_BOLD, fill=_HEAD)
            page.column_dimensions[get_column_letter(number)].width = width
        page.freeze_panes = "C2"
        page.print_title_rows = "1:1"
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        row = 2
        for heading, questions in parts:
            if heading:
                _put(page, row, 2, heading, font=_BOLD, fill=_HEAD)
                row += 1
            for question in questions:
                row = self._question(page, row, question, entries.get(question.id, Entry()))

    def _question(self, page: Any, row: int, question: Question, entry: Entry) -> int:
        """Write one question from this row on; the row after it."""
        condition = question.condition
        told = question.help
        value, note = entry.get("value"), _plain(entry.get("note", ""))
        for column, words in (
            (1, question.id),
            (2, question.text),
            (3, spoken(in_words(condition, self.questionnaire), _) if condition else ""),
            (4, how_to_answer(question)),
            (7, "\n".join(part for part in (told.why, told.how, told.counts) if part)),
        ):
            _put(page, row, column, words)
        _open(page, row, _NOTE, note)
        if question.type is QuestionType.MULTI:
            chosen = cells.as_list(value)
            for place, option in enumerate(question.options, 1):
                _put(page, row + place, 1, cells.option_id(question, option.code))
                _put(page, row + place, 2, f"– {option.label}")
                ticked = cells.yes() if option.code in chosen else ""
                _open(page, row + place, _ANSWER, ticked)
            first, last = row + 1, row + len(question.options)
            self._choices(page, f"E{first}:E{last}", self._yes())
            following = last + 1
        else:
            self._answer(page, row, question, value)
            following = row + 1
        self.marks[question.id] = Mark(
            entry.get("revision", 0), cells.printed(question, value), fingerprint(note)
        )
        return following

    def _answer(self, page: Any, row: int, question: Question, value: object) -> None:
        written = cells.written(question, value)
        if isinstance(written, str):
            _open(page, row, _ANSWER, written)
        else:
            cell = page.cell(row, _ANSWER, written)
            cell.fill, cell.alignment, cell.protection = _OPEN, _WRAP, _UNLOCKED
        if question.type in (QuestionType.NUMBER, QuestionType.DATE):
            is_day = question.type is QuestionType.DATE
            page.cell(row, _ANSWER).number_format = "yyyy-mm-dd" if is_day else "General"
        if question.options:
            words = [cells.choice(question, option) for option in question.options]
            self._choices(page, f"E{row}", self._list(words))

    def _list(self, words: Iterable[str]) -> str:
        """Keep a list of options on the hidden sheet; how a check refers to it."""
        self.lists += 1
        letter = get_column_letter(self.lists)
        offered = list(words)
        for row, word in enumerate(offered, 1):
            _put(self.options, row, self.lists, word)
        return f"{OPTIONS}!${letter}$1:${letter}${len(offered)}"

    def _yes(self) -> str:
        self.yes = self.yes or self._list([cells.yes()])
        return self.yes

    def _choices(self, page: Any, where: str, listed: str) -> None:
        check = DataValidation(type="list", formula1=listed, allow_blank=True)
        check.showErrorMessage, check.errorTitle = True, _("Not one of the options")[:32]
        check.error = _("Choose from the list, or leave the cell empty.")[:255]
        check.add(where)
        page.add_data_validation(check)


def _instruct(sheet: Any, questionnaire: Questionnaire, about: About) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    row = 1
    _put(sheet, row, 1, f"{questionnaire.title} {questionnaire.edition}", wrap=False)
    sheet.cell(row, 1).font = Font(bold=True, size=14)
    facts = [
        (_("Edition"), questionnaire.edition),
        (_("Hash of the edition"), about.digest),
        (_("Appraisal"), about.handle or _("None: a blank workbook")),
    ]
    for row, (name, words) in enumerate(facts, 3):
        _put(sheet, row, 1, name, font=_BOLD)
        _put(sheet, row, 2, words)
    for place, words in enumerate(instructions(blank=not about.appraisal), 1):
        _put(sheet, row + 1 + place, 1, str(place))
        _put(sheet, row + 1 + place, 2, words)


def _mark(
    sheet: Any, questionnaire: Questionnaire, about: About, marks: Mapping[str, Mark]
) -> None:
    """What reading back needs, in rows that begin with their name."""
    id, _question, _when, _how, answer, note, _help = cells.headings()
    rows: list[tuple[str, ...]] = [
        ("format", FORMAT),
        ("edition", questionnaire.edition),
        ("digest", about.digest),
        ("appraisal", about.appraisal),
        ("workbook", about.name),
        ("columns", id, answer, note),
        ("yes", cells.yes()),
    ]
    rows += [
        ("question", name, str(mark.revision), mark.answer, mark.note)
        for name, mark in marks.items()
    ]
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            _put(sheet, number, column, words, wrap=False)


def _plain(text: object) -> str:
    return cells.plain(str(text))


def _put(sheet: Any, row: int, column: int, words: str, *, wrap: bool = True, **style: Any) -> None:
    """A cell that is text whatever it begins with, in a spreadsheet program too."""
    if not words:
        return
    cell = sheet.cell(row, column)
    cell.value = NOT_XML.sub("", words)[:CELL_MAX]
    cell.data_type, cell.number_format = "s", "@"
    if wrap:
        cell.alignment = _WRAP
    for name, value in style.items():
        setattr(cell, name, value)


def _open(sheet: Any, row: int, column: int, words: str) -> None:
    """A cell to fill in."""
    _put(sheet, row, column, words)
    cell = sheet.cell(row, column)
    cell.number_format = "@"
    cell.fill, cell.alignment, cell.protection = _OPEN, _WRAP, _UNLOCKED
