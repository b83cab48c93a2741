"""Scores carried in somebody's form: taken over where they fit, left out with a reason else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from diligence.domain.canonical import number
from diligence.domain.soundness import LARGEST, SMALLEST
from diligence.domain.validity import LONGEST
from diligence.domain.wording import gettext_noop
from diligence.enums import Factor, QuestionType, Scope, Step
from diligence.exchange.losses import Losses, LossKind

_NUMBER = gettext_noop(
    "Points, weights and caps are numbers from 0 to 10000, four decimals at most."
)
_AXES = gettext_noop('The weights are not readable. Write them like {"KT.S": 1, "ETH.S": 0.5}.')
_AXIS = gettext_noop("The questionnaire has no such axis.")
_NO_FEEDS = gettext_noop("Only choices feed an axis; this answer is recorded and never scored.")
_NO_CAP = gettext_noop("Only questions with several answers have a cap.")
_MEASURE = gettext_noop("Neither the form nor the EU baseline has a measure of this id.")
_FLAG = gettext_noop("Neither the form nor the EU baseline has a flag of this code.")
_WORD = gettext_noop("The word is not known here. The usual one stands in its place.")
_MONTHS = gettext_noop("This is no number of months.")
_TAGS = gettext_noop('Tags are written as a list: ["…", "…"].')
_ROUTE = gettext_noop("Triage options lead to next, out, full or refer; others have no route.")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a carried value stands."""

    sheet: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What scores can refer to: axes, measures, flags, and flag rules in the place of a flag."""

    axes: tuple[str, ...]
    measures: frozenset[str]
    flags: frozenset[str]
    rules: frozenset[str] = frozenset()


class Carried:
    """Takes over values one by one; what doesn't fit becomes a loss at its cell."""

    def __init__(self, frame: Frame, losses: Losses) -> None:
        self.frame = frame
        self._losses = losses

    def _lost(self, cell: Cell, what: object, why: str) -> None:
        self._losses.add(LossKind.SCORING, cell.sheet, cell.row, cell.column, str(what)[:400], why)

    def amount(self, value: object, cell: Cell) -> int | float | None:
        """Points, a weight or a cap; None where it is no usable number."""
        try:
            amount = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount <= LARGEST or amount % SMALLEST:
            self._lost(cell, value, _NUMBER)
            return None
        return number(amount.normalize())

    def feeds(self, value: object, kind: QuestionType, cell: Cell) -> dict[str, int | float]:
        if not isinstance(value, Mapping):
            self._lost(cell, value, _AXES)
            return {}
        if not kind.has_options:
            if value:
                self._lost(cell, value, _NO_FEEDS)
            return {}
        found = {}
        for axis, weight in value.items():
            if axis not in self.frame.axes:
                self._lost(cell, axis, _AXIS)
            elif (amount := self.amount(weight, cell)) is not None:
                found[str(axis)] = amount
        return {axis: amount for axis, amount in found.items() if amount}

    def cap(self, value: object, kind: QuestionType, cell: Cell) -> int | float | None:
        if kind is not QuestionType.MULTI:
            self._lost(cell, value, _NO_CAP)
            return None
        return self.amount(value, cell)

    def measures(self, ids: Iterable[str], cell: Cell) -> list[str]:
        return self._listed(ids, self.frame.measures, _MEASURE, cell)

    def flags(self, codes: Iterable[str], cell: Cell) -> list[str]:
        """The flags of an option; a flag rule of that name raises its flag by itself."""
        wanted = [code for code in codes if code not in self.frame.rules]
        return self._listed(wanted, self.frame.flags, _FLAG, cell)

    def _listed(
        self, asked: Iterable[str], there: frozenset[str], why: str, cell: Cell
    ) -> list[str]:
        kept = []
        for one in asked:
            if one in there:
                kept.append(one)
            else:
                self._lost(cell, one, why)
        return kept

    def word(self, value: object, kind: type[StrEnum], usual: StrEnum | None, cell: Cell) -> str:
        """One of a closed list; the usual one, or "", where it isn't."""
        if value in set(kind):
            return str(value)
        if value not in (None, ""):
            self._lost(cell, value, _ROUTE if kind is Step else _WORD)
        return "" if usual is None else usual.value

    def months(self, value: object, cell: Cell) -> int | None:
        try:
            months = Decimal(str(value))
        except InvalidOperation:
            months = Decimal(-1)
        if not months.is_finite() or months % 1 or not 0 <= months <= LONGEST:
            self._lost(cell, value, _MONTHS)
            return None
        return int(months)

    def tags(self, value: object, cell: Cell) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            self._lost(cell, value, _TAGS)
            return []
        return list(value)


COLUMNS: Final = ("feeds", "cap", "measures", "valid_months", "tags", "factor", "scope", "basis",
                  "short")  # fmt: skip


def score(
    members: dict[str, Any], raw: Mapping[str, Any], carried: Carried, cells: Mapping[str, Cell],
    *, triage: bool,
) -> None:  # fmt: skip
    """Put what a form carries about a question into its members."""
    kind = QuestionType(members["type"])
    if not triage:
        _weights(members, raw, kind, carried, cells)
        members["factor"] = carried.word(raw.get("factor"), Factor, Factor.PARTNER, cells["factor"])
        members["scope"] = carried.word(raw.get("scope"), Scope, Scope.PARTNERSHIP, cells["scope"])
    if raw.get("valid_months") not in (None, ""):
        members["valid_months"] = carried.months(raw["valid_months"], cells["valid_months"])
    if raw.get("tags") not in (None, ""):
        members["tags"] = carried.tags(raw["tags"], cells["tags"])
    for name in ("basis", "short"):
        if raw.get(name):
            members[name] = str(raw[name])


def _weights(
    members: dict[str, Any], raw: Mapping[str, Any], kind: QuestionType, carried: Carried,
    cells: Mapping[str, Cell],
) -> None:  # fmt: skip
    if raw.get("feeds") not in (None, "", {}):
        members["feeds"] = carried.feeds(raw["feeds"], kind, cells["feeds"])
    if raw.get("cap") not in (None, ""):
        members["cap"] = carried.cap(raw["cap"], kind, cells["cap"])
    if raw.get("measures"):
        members["measures"] = carried.measures(raw["measures"], cells["measures"])


def score_option(
    option: dict[str, Any], raw: Mapping[str, Any], carried: Carried, cells: Mapping[str, Cell],
    *, triage: bool,
) -> None:  # fmt: skip
    """Put points and flags, or in triage the route, into an option."""
    if triage:
        option["route"] = carried.word(raw.get("route"), Step, Step.NEXT, cells["route"])
        return
    if raw.get("points") not in (None, ""):
        option["points"] = carried.amount(raw["points"], cells["points"])
    if raw.get("flags"):
        option["flags"] = carried.flags(raw["flags"], cells["flags"])
    if raw.get("route"):
        carried.word("no route here", Step, None, cells["route"])
