"""XLSForms as one CSV file: the first column names the sheet that the rows below belong to."""

from diligence.domain.cells import text_of
from diligence.exchange.tables import Line, Read, Sheet

SHEETS = frozenset({"survey", "choices", "settings", "columns", "external_choices", "osm"})


def is_marked(file: Read) -> bool:
    """Whether the first cell of the file names a sheet of an XLSForm."""
    first = file.sheets[0].lines[0].cells
    return text_of(first[0]).strip().lower() in SHEETS


def divided(file: Read) -> Read:
    """The same lines as sheets of their own."""
    sheets: dict[str, Sheet] = {}
    current: Sheet | None = None
    for line in file.sheets[0].lines:
        name = text_of(line.cells[0]).strip().lower()
        if name:
            current = sheets.setdefault(name[:100], Sheet(name[:100]))
        rest = line.cells[1:]
        if current is not None and any(text_of(cell).strip() for cell in rest):
            current.lines.append(Line(line.number, rest))
    return Read("csv", tuple(sheet for sheet in sheets.values() if sheet.lines), file.notes)
