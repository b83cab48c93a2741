"""Figures of one snapshot as files and as the API gives them: all that one audience may read."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, Final

from django.utils.translation import gettext as _

from reporting.domain.cells import TOTAL
from reporting.domain.composing import WITHHELD
from reporting.domain.documents import Published
from reporting.domain.indicators import BY_ID, INDICATORS, Indicator
from reporting.domain.rules import Audience
from reporting.domain.tables import BY_NAME, DEFINITIONS, MEDIANS, Definition, Median
from reporting.queries.dashboard import (
    CYCLE,
    Figure,
    columns,
    label,
    marking,
    meaning,
    rows,
)

HEAD: Final = (
    "indicator",
    "table",
    "row",
    "label",
    "period",
    "value",
    "share_percent",
    "status",
    "share_status",
    "view",
)


def lines(figures: Published, only: str = "") -> Iterator[tuple[str, ...]]:
    """Every figure as a line under `HEAD`; `only`: of one table or median."""
    for each in DEFINITIONS:
        if only in {"", each.name}:
            for row in [*rows(figures, each), *each.shares]:
                for column in columns(figures, each):
                    yield _line(figures, each, row, column)
    for duration in MEDIANS:
        if only in {"", duration.name}:
            for column in columns(figures, duration):
                yield _median_line(figures, duration, column)


def _median_line(figures: Published, each: Median, column: str) -> tuple[str, ...]:
    figure = Figure(figures.median(each.name, column))
    return (
        each.indicator,
        each.name,
        "median",
        _(BY_ID[each.indicator].unit),
        _period(figures, column),
        _number(figure),
        "",
        figure.status.value,
        "",
        figures.audience.value,
    )


def _line(figures: Published, each: Definition, row: str, column: str) -> tuple[str, ...]:
    share = Figure(figures.share(each.name, row, column))
    summed = row in each.shares
    figure = Figure(None if summed else figures.at(each.name, row, column))
    return (
        each.indicator,
        each.name,
        "all" if row == TOTAL else row,
        label(each.name, row),
        _period(figures, column),
        _number(figure),
        _number(share),
        "" if summed else figure.status.value,
        "" if row == TOTAL else share.status.value,
        figures.audience.value,
    )


def _period(figures: Published, column: str) -> str:
    return figures.cycle if column == CYCLE else column


def _number(figure: Figure) -> str:
    return WITHHELD if figure.is_withheld else "" if figure.number is None else str(figure.number)


def as_json(figures: Published, digest: str, frame: int | None) -> dict[str, Any]:
    """Everything one audience may read, by indicator, with definitions and status."""
    return {
        "member_state": figures.member_state,
        "period": figures.period,
        "cycle": figures.cycle,
        "view": figures.audience.value,
        "marking": marking(figures.audience),
        "taken_at": figures.taken_at.isoformat(),
        "snapshot": digest,
        "engine": figures.engine,
        "questionnaires": [dict(each) for each in figures.questionnaires],
        "organisations_in_scope": _as_figure(Figure(frame)),
        "withheld": dict(figures.withheld),
        "indicators": [_indicator(figures, each) for each in INDICATORS],
    }


def _indicator(figures: Published, each: Indicator) -> dict[str, Any]:
    told = meaning(each.id)
    tables = [
        _as_table(figures, definition)
        for definition in DEFINITIONS
        if definition.indicator == each.id
    ]
    medians = [
        {
            "name": definition.name,
            "title": _(definition.title),
            "values": {
                _period(figures, column): _as_figure(
                    Figure(figures.median(definition.name, column))
                )
                for column in columns(figures, definition)
            },
        }
        for definition in MEDIANS
        if definition.indicator == each.id
    ]
    found = {
        "id": told.id,
        "name": told.name,
        "definition": told.definition,
        "unit": told.unit,
        "numerator": told.numerator,
        "denominator": told.denominator,
        "source": each.source,
        "disclosure_class": told.of,
        "anchor": told.anchor,
        "caveat": told.caveat,
        "tables": tables,
        "medians": medians,
    }
    if tables or medians:
        return found
    return found | {"always": _as_figure(Figure(told.always, "%"))}


def _as_table(figures: Published, definition: Definition) -> dict[str, Any]:
    of = [*rows(figures, definition), *definition.shares]
    return {
        "name": definition.name,
        "title": _(definition.title),
        "rows": [
            {
                "row": "all" if row == TOTAL else row,
                "label": label(definition.name, row),
                "values": _values(figures, definition, row),
                "shares": _shares(figures, definition, row),
            }
            for row in of
        ],
    }


def _values(figures: Published, each: Definition, row: str) -> Mapping[str, Any]:
    if row in each.shares:
        return {}
    return {
        _period(figures, column): _as_figure(Figure(figures.at(each.name, row, column)))
        for column in columns(figures, each)
    }


def _shares(figures: Published, each: Definition, row: str) -> Mapping[str, Any]:
    if row == TOTAL:
        return {}
    return {
        _period(figures, column): _as_figure(Figure(figures.share(each.name, row, column)))
        for column in columns(figures, each)
    }


def _as_figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.number, "status": figure.status.value}


def csv_text(figures: Published, digest: str, only: str) -> str:
    """The lines of a CSV file; what it is, and how it is marked, stands above them."""
    marked = marking(figures.audience)
    told = f"{figures.member_state}, {figures.period}, {figures.audience}, snapshot {digest}"
    stream = StringIO()
    stream.writelines(f"# {line}\r\n" for line in (marked, told) if line)
    write = csv.writer(stream)
    write.writerow(HEAD)
    write.writerows(lines(figures, only))
    return "\ufeff" + stream.getvalue()


def file_name(figures: Published, name: str) -> str:
    """Says where a file comes from, and that it is internal where it is."""
    marked = "-INTERNAL-not-for-publication" if figures.audience is Audience.INTERNAL else ""
    return f"figures-{figures.member_state}-{figures.period}{marked}-{name}"


def has_table(name: str) -> bool:
    """Whether the menu has a table or a median of that name."""
    return name in BY_NAME or any(each.name == name for each in MEDIANS)
