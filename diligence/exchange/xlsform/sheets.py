"""The sheets of an XLSForm as rows by column: aliases, languages, and lines that count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from diligence.domain.cells import text_of
from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Loss, Losses, LossKind
from diligence.exchange.tables import Line, Sheet
from diligence.exchange.xlsform.languages import code_of

_ALIASES: Final = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::calculation": "calculation",
    "bind::readonly": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "control::jr:count": "repeat_count",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "title": "form_title",
}
TRANSLATED: Final = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
    | {"image", "big-image", "audio", "video", "short", "rs_text", "rs_of"}
)
_TWICE = gettext_noop(
    "Two columns of this sheet have the same meaning. Rename or remove one of them."
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its name as XLSForm has it, its language as written, and the cell itself."""

    name: str
    language: str
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that isn't empty, by column and language."""

    sheet: str
    number: int
    cells: Mapping[Heading, str]
    by_name: Mapping[tuple[str, str], str]

    def get(self, name: str, language: str = "") -> str:
        """The cell of a column, "" where there is none."""
        return self.by_name.get((name, language), "")

    def first(self, name: str, languages: Sequence[str]) -> tuple[str, str]:
        """The first text among these languages, and the language it was found in."""
        for language in languages:
            if text := self.get(name, language):
                return text, language
        return "", ""


@dataclass(slots=True)
class Table:
    """A sheet with headings."""

    name: str
    headings: list[Heading] = field(default_factory=list)
    heading_row: int = 1
    rows: list[Row] = field(default_factory=list)

    def languages(self, *names: str) -> dict[str, str]:
        """Language as written → code ("" where it can't be told), in the order of the columns."""
        return {
            heading.language: code_of(heading.language)
            for heading in self.headings
            if heading.language and heading.name in names
        }

    def written(self, name: str) -> str:
        """The heading of a column as it stands in the file."""
        return next((h.written for h in self.headings if h.name == name), name)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def table(sheet: Sheet, faults: list[Loss], losses: Losses) -> Table:
    """The rows below the first line, which holds the headings."""
    top = sheet.lines[0]
    # The sheets of our own exports have no names of old.
    aliases = {} if sheet.name.lower().startswith("rs_") else _ALIASES
    headings = [_heading(text_of(cell), aliases) for cell in top.cells]
    made = Table(sheet.name, [h for h in headings if h], top.number)
    seen: dict[tuple[str, str], Heading] = {}
    for heading in made.headings:
        first = seen.setdefault((heading.name, heading.language), heading)
        if first is not heading:
            what = f"{first.written}, {heading.written}"
            fault = (sheet.name, top.number, heading.written, what, _TWICE, LossKind.COLUMN)
            faults.append(Loss(*fault))
    for line in sheet.lines[1:]:
        made.rows.append(_row(sheet.name, line, headings, losses))
    return made


_UNSTORED = gettext_noop(
    "The cell holds a formula or an error without a stored value. Open the file in a spreadsheet "
    "program and save it, or type the value."
)


def _row(sheet: str, line: Line, headings: Sequence[Heading | None], losses: Losses) -> Row:
    cells: dict[Heading, str] = {}
    for heading, cell in zip(headings, line.cells, strict=False):
        if heading is None:
            continue
        if isinstance(cell, Mapping):
            losses.add(LossKind.FILE, sheet, line.number, heading.written, text_of(cell), _UNSTORED)
        elif text := text_of(cell).strip():
            cells.setdefault(heading, text)
    by_name = {(heading.name, heading.language): text for heading, text in cells.items()}
    return Row(sheet, line.number, cells, by_name)


def _heading(written: str, aliases: Mapping[str, str]) -> Heading | None:
    text = written.strip()
    if not text:
        return None
    parts = [part.strip() for part in text.split("::")]
    if len(parts) == 1 and not text.lower().startswith("jr:"):
        parts = [part.strip() for part in text.split(":")]
    name = _snake(parts[0])
    rest = parts[1:]
    if name in ("bind", "control", "body", "instance", "media") and rest:
        second = ":".join(rest) if rest[0].lower() == "jr" else rest[0]
        rest = [] if rest[0].lower() == "jr" else rest[1:]
        name = _snake(second) if name == "media" else f"{name}::{_snake(second)}"
    name = aliases.get(name, name)
    if name not in TRANSLATED and rest:
        name, rest = "::".join((name, *map(_snake, rest))), []
    return Heading(name, "::".join(rest), text[:100])


def _snake(text: str) -> str:
    return "_".join(text.split()).lower()
