"""What makes a form contradict itself: the reference converter refuses these as well."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Loss, LossKind, shortened
from diligence.exchange.xlsform.sheets import Row, Table
from diligence.exchange.xlsform.types import Asked, Kind, asked

NAME: Final = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?")
REFERENCE: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^\s{}]+)\s*\}")
DEEPEST: Final = 50
"""Groups inside groups: each adds to the titles and conditions of all that stand inside."""
_NAMELESS: Final = frozenset({Kind.END, Kind.ABOUT_DEVICE, Kind.NOTE, Kind.ATTACHED})

_NO_TYPE = gettext_noop("The row has no type. Say what kind of question it is.")
_UNKNOWN_TYPE = gettext_noop("Nobody knows this type. Correct its spelling.")
_INCLUDED = gettext_noop("The row takes in another form, which is not in this file. Put it here.")
_NO_NAME = gettext_noop("The row has no name. Give it one.")
_BAD_NAME = gettext_noop(
    "The name must begin with a letter or “_” and hold letters, digits, “_”, “-”, “.” only."
)
_TWICE = gettext_noop("The name occurs twice in the same group. Give each question its own.")
_NO_END = gettext_noop("The group or repeat that begins here is never ended. Add its end row.")
_NO_BEGIN = gettext_noop("This row ends a group or repeat that did not begin. Remove it.")
_DEEP = gettext_noop("Groups stand inside each other at most fifty deep. Put this one beside them.")
_NO_LIST = gettext_noop("The choices sheet has no list of this name. Add it, or correct the name.")
_NO_REFERENCE = gettext_noop("There is no question of this name. Correct the reference.")
_NO_CHOICE_NAME = gettext_noop("The choice has no name. Give it one.")
_CHOICE_TWICE = gettext_noop("The choice occurs twice in its list. Give each its own name.")
_SPACE = gettext_noop(
    "A choice of a question with several answers has a space in its name. Replace it by “_”."
)

Typed = tuple[Row, Asked]


def typed(survey: Table) -> Iterator[Typed]:
    """The rows that mean something, with their types taken apart."""
    for row in survey:
        if row.get("disabled").lower() in ("yes", "true", "true()"):
            continue
        named = row.get("name") or any(heading.name == "label" for heading in row.cells)
        if row.get("type") or named:
            yield row, asked(row.get("type"))


def found(survey: Table, rows: list[Typed], choices: dict[str, list[Row]], table: Table | None,
          *, doubles: bool) -> list[Loss]:  # fmt: skip
    """Every contradiction, in the order of the sheets. `doubles`: choices may occur twice."""
    checker = _Checker(survey)
    checker.structure(rows)
    checker.lists(rows, choices)
    checker.references(rows)
    if table is not None:
        checker.choices(rows, choices, table, doubles=doubles)
    return checker.faults


class _Checker:
    def __init__(self, survey: Table) -> None:
        self.survey = survey
        self.faults: list[Loss] = []

    def _fault(self, row: Row, name: str, what: str, why: str, table: Table | None = None) -> None:
        column = (table or self.survey).written(name)
        kind = LossKind.COLUMN
        self.faults.append(Loss(row.sheet, row.number, column, shortened(what), why, kind))

    def structure(self, rows: list[Typed]) -> None:
        """Types, names, and groups that open and close."""
        open_: list[tuple[Row, Asked, set[str]]] = []
        outside: set[str] = set()
        for row, kind in rows:
            names = open_[-1][2] if open_ else outside
            self._typed(row, kind)
            if kind.kind is Kind.END:
                if not open_ or open_[-1][1].control != kind.control:
                    self._fault(row, "type", row.get("type"), _NO_BEGIN)
                elif open_:
                    open_.pop()
                continue
            self._named(row, kind, names)
            if kind.kind is Kind.BEGIN:
                if len(open_) >= DEEPEST:
                    self._fault(row, "type", row.get("type"), _DEEP)
                open_.append((row, kind, set()))
        for row, _kind, _names in open_:
            self._fault(row, "type", row.get("type"), _NO_END)

    def _typed(self, row: Row, kind: Asked) -> None:
        if not row.get("type"):
            self._fault(row, "type", row.get("name"), _NO_TYPE)
        elif kind.kind is Kind.UNKNOWN:
            self._fault(row, "type", row.get("type"), _UNKNOWN_TYPE)
        elif kind.kind is Kind.INCLUDED:
            self._fault(row, "type", row.get("type"), _INCLUDED)

    def _named(self, row: Row, kind: Asked, names: set[str]) -> None:
        name = row.get("name")
        if not name:
            if kind.kind not in _NAMELESS:
                self._fault(row, "name", row.get("type"), _NO_NAME)
            return
        if not NAME.fullmatch(name):
            self._fault(row, "name", name, _BAD_NAME)
        if name in names:
            self._fault(row, "name", name, _TWICE)
        names.add(name)

    def lists(self, rows: list[Typed], choices: dict[str, list[Row]]) -> None:
        """Every list that is asked for exists."""
        for row, kind in rows:
            needed = kind.kind in (Kind.ONE, Kind.SEVERAL, Kind.RANKED) and not kind.source
            if needed and kind.list not in choices and not REFERENCE.match(kind.list):
                self._fault(row, "type", row.get("type"), _NO_LIST)

    def references(self, rows: list[Typed]) -> None:
        """Every `${name}` of an expression names a row."""
        names = {row.get("name") for row, _ in rows}
        for row, _ in rows:
            for column in (
                "relevant",
                "constraint",
                "calculation",
                "choice_filter",
                "repeat_count",
            ):
                for name in REFERENCE.findall(row.get(column)):
                    if name not in names:
                        self._fault(row, column, f"${{{name}}}", _NO_REFERENCE)

    def choices(
        self, rows: list[Typed], choices: dict[str, list[Row]], table: Table, *, doubles: bool
    ) -> None:
        """Choices have names, each once in its list, without spaces where several are chosen."""
        several = {kind.list for _, kind in rows if kind.kind is Kind.SEVERAL and not kind.source}
        for name, listed in choices.items():
            counts = Counter(row.get("name") for row in listed)
            for row in listed:
                code = row.get("name")
                if not code:
                    self._fault(row, "name", name, _NO_CHOICE_NAME, table)
                elif counts[code] > 1 and not doubles:
                    self._fault(row, "name", code, _CHOICE_TWICE, table)
                elif name in several and " " in code:
                    self._fault(row, "name", code, _SPACE, table)
