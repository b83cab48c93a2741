"""Figures of one snapshot as pages, files and the API tell them: with labels, status and source."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from reporting.domain.cells import TOTAL
from reporting.domain.composing import STRUCTURAL, WITHHELD, Value
from reporting.domain.documents import Published
from reporting.domain.indicators import BY_ID, Indicator
from reporting.domain.rules import Audience
from reporting.domain.tables import Definition, Median
from reporting.models import Contribution
from reporting.queries.labels import LABELS, SOURCES


class Status(StrEnum):
    """What a value is, where it is no number and where it is."""

    FINAL = "final"
    CONFIDENTIAL = "confidential"
    NOT_APPLICABLE = "not_applicable"
    NOT_PROVIDED = "not_provided"


CYCLE: Final = TOTAL
"""The column that adds up the quarters of the cycle so far."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value: `number` only where there is one."""

    value: Value
    unit: str = ""

    @property
    def status(self) -> Status:
        if self.value == WITHHELD:
            return Status.CONFIDENTIAL
        if self.value == STRUCTURAL:
            return Status.NOT_APPLICABLE
        return Status.NOT_PROVIDED if self.value is None else Status.FINAL

    @property
    def number(self) -> int | None:
        return self.value if isinstance(self.value, int) else None

    @property
    def is_withheld(self) -> bool:
        return self.status is Status.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many organisations stand behind a figure, of how many on the portal, of how many in
    scope: each a number, withheld, or not provided."""

    contributing: Figure
    tenants: Figure
    frame: Figure

    def __str__(self) -> str:
        told = {
            "with": _plain(self.contributing),
            "tenants": _plain(self.tenants),
            "frame": _plain(self.frame),
        }
        return (
            _("From %(with)s of %(tenants)s organisations on the portal; in scope: %(frame)s")
            % told
        )


def _plain(figure: Figure) -> str:
    match figure.status:
        case Status.FINAL:
            return str(figure.value)
        case Status.CONFIDENTIAL:
            return WITHHELD
        case Status.NOT_APPLICABLE:
            return STRUCTURAL
        case _missing:
            return _("not provided")


@dataclass(frozen=True, slots=True)
class Meaning:
    """An indicator's definition in the reader's language."""

    id: str
    name: str
    definition: str
    unit: str
    numerator: str
    denominator: str
    source: str
    of: str
    anchor: str
    caveat: str
    always: int | None


def meaning(indicator_id: str) -> Meaning:
    each: Indicator = BY_ID[indicator_id]
    return Meaning(
        each.id,
        _(each.name),
        _(each.definition),
        _(each.unit),
        _(each.numerator) if each.numerator else "",
        _(each.denominator) if each.denominator else "",
        str(SOURCES[each.source]),
        each.of.value,
        each.anchor,
        _(each.caveat) if each.caveat else "",
        each.always,
    )


def columns(figures: Published, definition: Definition | Median) -> list[str]:
    """The quarters shown, and the cycle so far where quarters add up."""
    adds_up = isinstance(definition, Median) or definition.runs_on
    return [*figures.quarters, CYCLE] if adds_up else [*figures.quarters]


def rows(figures: Published, definition: Definition) -> list[str]:
    return [*figures.rows(definition.name), TOTAL]


def label(table: str, row: str) -> str:
    return str(LABELS[table][row])


def column_label(figures: Published, column: str) -> str:
    """`2026-Q3`, or which part of the cycle the quarters add up to."""
    if column != CYCLE:
        return column
    return _("%(cycle)s so far") % {"cycle": figures.cycle.replace("-", "–")}


def coverage(figures: Published, table: str, frame: int | None) -> Coverage:
    """`table`: whose organisations, for example `scored`."""
    name = f"{table}-organisations"
    return Coverage(Figure(figures.at(name, "with")), Figure(figures.at(name)), Figure(frame))


def frame_of(cycle: str) -> int | None:
    """Organisations in scope, as the acting ministry froze them for a cycle; None until then."""
    frozen = Contribution.objects.filter(cycle__key=cycle, frame_frozen_at__isnull=False)
    cells = list(frozen.values_list("frame__organisations", flat=True))
    given = [each for each in cells if each is not None]
    return sum(given) if given else None


def marking(audience: Audience) -> str:
    """What stands on every page and file of the internal view; '' on the publishable one."""
    return _("Internal, not for publication") if audience is Audience.INTERNAL else ""
