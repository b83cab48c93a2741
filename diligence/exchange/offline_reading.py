"""Reads a workbook that was filled in offline: values only, each row with its own problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from diligence.domain.filled import NOTHING, Mark, Told, fingerprint
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import KEEP
from diligence.domain.translating import in_language, offered
from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange import offline_cells as cells
from diligence.exchange import opening
from diligence.exchange.offline import FORMAT, MARKS, OPTIONS
from diligence.exchange.offline_cells import CellError
from diligence.exchange.tables import Cell, FileRefusedError, Line, Read, Sheet

FILE_MAX: Final = 5 * 1024 * 1024
"""Bytes of a workbook: one of 200 questions has a fiftieth of it."""
_REVISION_MAX: Final = 8

_NO_MARKS = gettext_noop(
    "“%(name)s” is not a workbook that was downloaded here, or its hidden sheet “ajar” is gone. "
    "Download the workbook again and copy your answers into it."
)
_NO_TABLE = gettext_noop(
    "“%(name)s” has no row with the headings %(headings)s. Download the workbook again and copy "
    "your answers into it."
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row was not read, and what to do."""

    sheet: str
    row: int
    column: str
    id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a workbook remembers of its making; `appraisal` is '' for a blank one."""

    edition: str
    digest: str
    appraisal: str
    workbook: str
    columns: tuple[str, ...]
    yes: str
    questions: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything read: what each question holds, and which rows could not be read."""

    told: tuple[Told, ...]
    problems: tuple[RowProblem, ...]


def open_book(stream: BinaryIO, name: str, *, size: int) -> tuple[Read, Marks]:
    """The sheets of the file and its marks. Raises FileRefusedError with the remedy."""
    found = opening.read(stream, name, size=size, most=FILE_MAX, choose=_wanted)
    sheet = next((each for each in found.sheets if each.name == MARKS), None)
    marks = _marks(sheet) if sheet is not None and found.format == "xlsx" else None
    if marks is None:
        raise FileRefusedError(_NO_MARKS, name=name)
    return found, marks


def _wanted(titles: Sequence[str]) -> list[str]:
    return [title for title in titles if title != OPTIONS]


def _marks(sheet: Sheet) -> Marks | None:
    """The marks, None where they are not whole."""
    told: dict[str, tuple[str, ...]] = {}
    questions: dict[str, Mark] = {}
    for line in sheet.lines:
        row = [str(cell) for cell in line.cells if not isinstance(cell, Mapping)]
        if row[:1] == ["question"] and len(row) >= 5:
            number = row[2]
            revision = int(number) if number.isdecimal() and len(number) <= _REVISION_MAX else 0
            questions[row[1]] = Mark(revision, row[3], row[4])
        elif row:
            told[row[0]] = tuple(row[1:])
    columns = told.get("columns", ())[:3]
    if told.get("format", ("",))[0] != FORMAT or len(columns) < 3:
        return None
    digest, appraisal, workbook, edition, yes = (
        (told.get(name) or ("",))[0]
        for name in ("digest", "appraisal", "workbook", "edition", "yes")
    )
    return Marks(edition, digest, appraisal, workbook, columns, yes, questions)


def read(found: Read, marks: Marks, questionnaire: Questionnaire, name: str) -> Filled:
    """What the sheets of questions hold. Raises FileRefusedError where there is none."""
    reading = _Reading(questionnaire, marks)
    tables = 0
    for sheet in found.sheets:
        if sheet.name == MARKS:
            continue
        tables += reading.sheet(sheet)
    if not tables:
        listed = ", ".join(f"“{heading}”" for heading in marks.columns)
        raise FileRefusedError(_NO_TABLE, name=name, headings=listed)
    return reading.filled()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question's row stands, and what stands in it."""

    sheet: str
    row: int
    column: str
    answer: Cell
    note: Cell
    note_column: str


class _Reading:
    """One pass over the sheets; then the rows of each question are brought together."""

    def __init__(self, questionnaire: Questionnaire, marks: Marks) -> None:
        self.questions = {q.id: q for q in (*questionnaire.triage, *questionnaire.questions)}
        spoken = [in_language(questionnaire, language) for language in offered(questionnaire)]
        self.variants: dict[str, list[Question]] = {id: [] for id in self.questions}
        for one in spoken:
            for question in (*one.triage, *one.questions):
                self.variants[question.id].append(question)
        self.ids = {id.casefold(): (id, "") for id in self.questions}
        for id, question in self.questions.items():
            if question.type is QuestionType.MULTI:
                self.ids |= {
                    cells.option_id(question, code).casefold(): (id, code)
                    for code in question.codes
                }
        self.marks = marks
        self.rows: dict[str, dict[str, _Place]] = {}
        self.problems: list[RowProblem] = []

    def sheet(self, sheet: Sheet) -> int:
        """Take in the rows below the headings; 0 where the sheet has none."""
        lines = iter(sheet.lines)
        at = next((found for line in lines if (found := self._headings(line))), None)
        if at is None:
            return 0
        for line in lines:
            self._row(sheet.name, line, at)
        return 1

    def _headings(self, line: Line) -> tuple[int, int, int] | None:
        stand = {cell: place for place, cell in reversed(list(enumerate(map(str, line.cells))))}
        places = [stand[heading] for heading in self.marks.columns if heading in stand]
        return (places[0], places[1], places[2]) if len(places) == 3 else None

    def _row(self, sheet: str, line: Line, at: tuple[int, int, int]) -> None:
        id, answer, note = (line.cells[place] if place < len(line.cells) else "" for place in at)
        written = "" if isinstance(id, Mapping) else str(id).strip()
        known = self.ids.get(written.casefold())
        column, note_column = (get_column_letter(place + 1) for place in at[1:])
        place = _Place(sheet, line.number, column, answer, note, note_column)
        if known is None:
            if answer or note:
                self._wrong(place, written, _no_such(written))
            return
        rows = self.rows.setdefault(known[0], {})
        if known[1] in rows:
            if answer or note:
                text = _("“%(id)s” stands in two rows. Keep one and delete the other.")
                self._wrong(place, written, text % {"id": written})
            return
        rows[known[1]] = place

    def _wrong(self, place: _Place, id: str, problem: str, column: str = "") -> None:
        told = RowProblem(place.sheet, place.row, column or place.column, id[:40], problem)
        self.problems.append(told)

    def filled(self) -> Filled:
        told = tuple(item for id in self.questions if (item := self._told(id)) is not None)
        return Filled(told, tuple(self.problems))

    def _told(self, id: str) -> Told | None:
        rows = self.rows.get(id)
        if not rows:
            return None
        question = self.questions[id]
        mark = self.marks.questions.get(id, NOTHING)
        place = rows.get("") or next(iter(rows.values()))
        value: object = KEEP
        try:
            if question.type is QuestionType.MULTI:
                value = self._several(question, rows, mark)
            elif fingerprint(cells.text_of(place.answer)) != mark.answer:
                words = cells.known(question, tuple(self.variants[id]))
                value = cells.read(question, place.answer, words)
        except CellError as error:
            self._wrong(place, id, str(error))
        note = self._note(id, rows.get(""), mark)
        return Told(id, value, note, mark.revision, place.sheet, place.row, place.column)

    def _note(self, id: str, place: _Place | None, mark: Mark) -> str | None:
        """The note; None where it was not touched, its row is gone, or it can't be read."""
        if place is None:
            return None
        try:
            note = cells.text_of(place.note)
        except CellError as error:
            self._wrong(place, id, str(error), place.note_column)
            return None
        return None if fingerprint(note) == mark.note else note

    def _several(self, question: Question, rows: Mapping[str, _Place], mark: Mark) -> object:
        """The options that are ticked; KEEP where nothing was touched or not all can be read."""
        own, before = rows.get(""), len(self.problems)
        if own is not None and own.answer != "":
            text = _("Mark the options in the rows below this one, and empty this cell.")
            self._wrong(own, question.id, text)
        ticked: list[str] = []
        for code in question.codes:
            place = rows.get(code)
            if place is None:
                continue
            try:
                if cells.is_ticked(place.answer, self.marks.yes):
                    ticked.append(code)
            except CellError as error:
                self._wrong(place, cells.option_id(question, code), str(error))
        missing = [code for code in question.codes if code not in rows]
        if missing:
            text = _("Rows of this question are gone (%(ids)s). Download the workbook again.")
            first = own or next(iter(rows.values()))
            self._wrong(first, question.id, text % {"ids": ", ".join(missing)[:80]})
        if len(self.problems) > before or fingerprint(ticked) == mark.answer:
            return KEEP
        return ticked or None


def _no_such(id: str) -> str:
    if not id:
        return _("This row has no id, so it is not known which question it answers. Restore it.")
    return _("This edition has no question “%(id)s”. Restore the id, or delete the row.") % {
        "id": id[:40]
    }
