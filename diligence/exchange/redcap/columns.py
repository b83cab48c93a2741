"""The eighteen columns of a REDCap data dictionary, by both of their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from diligence.domain.cells import text_of
from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.tables import FileRefusedError, Line, Read

COLUMNS: Final = {
    "field_name": "Variable / Field Name",
    "form_name": "Form Name",
    "section_header": "Section Header",
    "field_type": "Field Type",
    "field_label": "Field Label",
    "select_choices_or_calculations": "Choices, Calculations, OR Slider Labels",
    "field_note": "Field Note",
    "text_validation_type_or_show_slider_number": "Text Validation Type OR Show Slider Number",
    "text_validation_min": "Text Validation Min",
    "text_validation_max": "Text Validation Max",
    "identifier": "Identifier?",
    "branching_logic": "Branching Logic (Show field only if...)",
    "required_field": "Required Field?",
    "custom_alignment": "Custom Alignment",
    "question_number": "Question Number (surveys only)",
    "matrix_group_name": "Matrix Group Name",
    "matrix_ranking": "Matrix Ranking?",
    "field_annotation": "Field Annotation",
}
"""The name in REDCap's interface for programs → the heading in its own files, in their order."""
NEEDED: Final = ("field_name", "form_name", "field_type", "field_label")
_OLDER: Final = {
    "choices or calculations": "select_choices_or_calculations",
    "text validation type": "text_validation_type_or_show_slider_number",
    "branching logic": "branching_logic",
    "question number": "question_number",
    "misc": "field_annotation",
    "variable": "field_name",
}

_NO_COLUMN = gettext_noop(
    "“%(name)s” is a table, but no data dictionary: it has no column %(columns)s. Export the data "
    "dictionary from REDCap’s project setup and choose that file."
)
_UNSTORED = gettext_noop(
    "The cell holds a formula or an error without a stored value. Open the file in a spreadsheet "
    "program and save it, or type the value."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the dictionary, by column."""

    number: int
    cells: Mapping[str, str]
    written: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def heading(self, column: str) -> str:
        """The heading of a column as the file has it."""
        return self.written.get(column, COLUMNS.get(column, column))


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("?", " ").replace("...", " ").split())


_BY_HEADING: Final = (
    {_folded(heading): name for name, heading in COLUMNS.items()}
    | {name: name for name in COLUMNS}
    | _OLDER
)


def _named(heading: str) -> str:
    folded = _folded(heading)
    return _BY_HEADING.get(folded) or _BY_HEADING.get(folded.partition(" (")[0], "")


def headings(line: Line) -> list[str]:
    """The columns that the first line names, "" for others. Without a name for the first column,
    the one before “Form Name” is the field's name: some programs write something else there."""
    names = [_named(text_of(cell)) for cell in line.cells]
    if "field_name" not in names and names[1:2] == ["form_name"]:
        names[0] = "field_name"
    return names


def is_dictionary(file: Read) -> bool:
    """Whether the file's first sheet looks like a data dictionary, though perhaps a poor one."""
    names = set(headings(file.sheets[0].lines[0]))
    return "field_name" in names and len(names & set(COLUMNS)) >= 3


def rows(file: Read, name: str, losses: Losses) -> list[Row]:
    """The fields in order. Raises FileRefusedError for a table that is no dictionary."""
    sheet = file.sheets[0]
    names = headings(sheet.lines[0])
    missing = [COLUMNS[column] for column in NEEDED if column not in names]
    if missing:
        columns = ", ".join(f"“{column}”" for column in missing)
        raise FileRefusedError(_NO_COLUMN, name=name, columns=columns)
    written = {n: text_of(c) for n, c in zip(names, sheet.lines[0].cells, strict=True) if n}
    found = []
    for line in sheet.lines[1:]:
        cells: dict[str, str] = {}
        for column, cell in zip(names, line.cells, strict=False):
            if isinstance(cell, Mapping):
                losses.add(LossKind.FILE, "", line.number, column, text_of(cell), _UNSTORED)
            elif column and (text := text_of(cell).strip()):
                cells.setdefault(column, text)
        if cells:
            found.append(Row(line.number, cells, written))
    return found
