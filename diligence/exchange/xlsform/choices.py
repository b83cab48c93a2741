"""Lists of choices of an XLSForm, and the options they become."""

from collections.abc import Mapping
from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.carried import Carried, Cell, score_option
from diligence.exchange.foreign import choice_code, exactly, has_markup, parsed, plain
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.xlsform.sheets import Row, Table

OPTIONS_MAX: Final = 200
TOGETHER_MAX: Final = 60_000
"""Options of all questions of a form; the largest known forms have half as many."""
_KNOWN: Final = frozenset(
    {"list_name", "name", "label", "rs_points", "rs_flag", "rs_flags", "rs_route", "rs_exact"}
)
_RENAMED = gettext_noop("Codes of options have letters, digits, “_”, “-” and “.” only.")
_NO_LABEL = gettext_noop("The choice has no label in the form's language; its name stands there.")
OTHER_LANGUAGE: Final = gettext_noop(
    "There is no text in the form's language; that of another language stands there."
)
_UNUSED = gettext_noop("No question kept here uses the list, so its choices are left out.")
_MARKUP = gettext_noop("Markup is taken off; the words stay.")
_MEDIA = gettext_noop("Questions and options have words here, no pictures or recordings.")
_COLUMN = gettext_noop("Columns of choices without a meaning here are left out.")
_TWICE = gettext_noop("The choice occurs twice in its list; the first one counts.")


def lists(table: Table | None) -> dict[str, list[Row]]:
    """The rows of each list, in order."""
    found: dict[str, list[Row]] = {}
    for row in table or ():
        if name := row.get("list_name"):
            found.setdefault(name, []).append(row)
    return found


def tell_columns(table: Table | None, losses: Losses) -> None:
    """Once for each column that options can't keep."""
    for heading in table.headings if table else ():
        if heading.name in _KNOWN:
            continue
        media = heading.name in ("image", "big-image", "audio", "video")
        kind, why = (LossKind.MEDIA, _MEDIA) if media else (LossKind.COLUMN, _COLUMN)
        if table and any(heading in row.cells for row in table):
            losses.add(kind, table.name, table.heading_row, heading.written, heading.written, why)


class Options:
    """Makes options of lists, telling what a list loses once, however many questions use it."""

    def __init__(
        self, choices: Mapping[str, list[Row]], table: Table | None, languages: list[str],
        carried: Carried, losses: Losses,
    ) -> None:  # fmt: skip
        self._choices, self._table, self._languages = choices, table, languages
        self._carried, self._losses = carried, losses
        self._codes: dict[str, dict[str, str]] = {}
        self._made: dict[tuple[str, bool], list[tuple[dict[str, Any], Row]]] = {}

    def size(self, name: str) -> int:
        return len(self._choices.get(name, ()))

    def codes(self, name: str) -> dict[str, str]:
        """The codes of a list: as in the file → as options have them."""
        if name not in self._codes:
            self._codes[name] = self._coded(name)
        return self._codes[name]

    def _coded(self, name: str) -> dict[str, str]:
        taken: set[str] = set()
        codes: dict[str, str] = {}
        for row in self._choices.get(name, ()):
            written = row.get("name")
            if written not in codes:
                codes[written] = choice_code(written, taken)
                taken.add(codes[written])
        return codes

    def made(self, name: str, *, triage: bool) -> list[tuple[dict[str, Any], Row]]:
        """The options of a list with the rows they come from; each question has its own."""
        key = (name, triage)
        if key not in self._made:
            told = (name, not triage) in self._made
            self._made[key] = self._listed(name, Losses() if told else self._losses, triage=triage)
        return [(_copied(option), row) for option, row in self._made[key]]

    def tell_unused(self) -> None:
        """Once for each list that became no options."""
        used = {name for name, _triage in self._made}
        for name, rows in self._choices.items():
            if name not in used:
                labels = (row.first("label", self._languages)[0] for row in rows)
                what = f"{name}: {', '.join(filter(None, labels))}"
                self._lost(self._losses, LossKind.CHOICES, rows[0], "list_name", what, _UNUSED)

    def _listed(
        self, name: str, losses: Losses, *, triage: bool
    ) -> list[tuple[dict[str, Any], Row]]:
        codes, seen = self.codes(name), set()
        found = []
        carried = Carried(self._carried.frame, losses)
        for row in self._choices.get(name, ()):
            written = row.get("name")
            if written in seen:
                label, _language = row.first("label", self._languages)
                what = f"{written}: {label}" if label else written
                self._lost(losses, LossKind.CHOICES, row, "name", what, _TWICE)
                continue
            seen.add(written)
            option = self._option(row, codes[written], losses)
            self._scored(option, row, carried, triage=triage)
            found.append((option, row))
        return found

    def _lost(
        self, losses: Losses, kind: LossKind, row: Row, column: str, what: str, why: str
    ) -> None:
        heading = self._table.written(column) if self._table else column
        losses.add(kind, row.sheet, row.number, heading, what, why)

    def _option(self, row: Row, code: str, losses: Losses) -> dict[str, Any]:
        written = row.get("name")
        if code != written:
            self._lost(losses, LossKind.NAME, row, "name", f"{written} → {code}", _RENAMED)
        cell, language = row.first("label", self._languages)
        if language not in ("", self._languages[0]):
            self._lost(losses, LossKind.LANGUAGE, row, "label", cell, OTHER_LANGUAGE)
        if has_markup(cell):
            self._lost(losses, LossKind.TEXT, row, "label", cell, _MARKUP)
        kept = parsed(row.get("rs_exact"))
        label = exactly(cell, kept.get("label") if isinstance(kept, dict) else None)
        if not label.strip():
            self._lost(losses, LossKind.CHOICES, row, "label", written, _NO_LABEL)
            label = plain(written) or code
        return {"code": code, "label": label}

    def _scored(self, option: dict[str, Any], row: Row, carried: Carried, *, triage: bool) -> None:
        flags = row.get("rs_flags") or row.get("rs_flag")
        column = "rs_flags" if row.get("rs_flags") else "rs_flag"
        raw = {
            "points": row.get("rs_points"),
            "flags": flags.split(),
            "route": row.get("rs_route"),
        }
        cells = {
            "points": Cell(row.sheet, row.number, "rs_points"),
            "flags": Cell(row.sheet, row.number, column),
            "route": Cell(row.sheet, row.number, "rs_route"),
        }
        score_option(option, raw, carried, cells, triage=triage)


def _copied(option: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [*value] if isinstance(value, list) else value for name, value in option.items()}
