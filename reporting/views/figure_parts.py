"""What stands on the pages of a ministry's figures: large numbers, trends and tables."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.domain.cells import TOTAL
from reporting.domain.documents import Published
from reporting.domain.indicators import INDICATORS
from reporting.domain.tables import DEFINITIONS, MEDIANS, Definition, Median, left_out
from reporting.queries.dashboard import (
    Figure,
    Meaning,
    Status,
    column_label,
    columns,
    coverage,
    label,
    meaning,
    rows,
)

Words = str | Promise

PARTS: Final[dict[str, tuple[Words, Words]]] = {
    "register": (
        gettext_lazy("Register"),
        gettext_lazy("Partnerships as they are registered, and whether triage comes first."),
    ),
    "appraisal": (
        gettext_lazy("Appraisal"),
        gettext_lazy("How many end at triage, and what full appraisals come to before measures."),
    ),
    "decisions": (
        gettext_lazy("Decisions"),
        gettext_lazy("What organisations decide, whether advice is followed, measures in time."),
    ),
    "hub": (
        gettext_lazy("Hub"),
        gettext_lazy("What reaches the hub, how soon it answers, and what it advises."),
    ),
    "burden": (
        gettext_lazy("Burden"),
        gettext_lazy("How long somebody is active in the form."),
    ),
    "coverage": (
        gettext_lazy("Coverage"),
        gettext_lazy("Which organisations the figures speak of, by type and size."),
    ),
}
"""The menu: name, title and what one finds there."""


def withheld() -> str:
    """Why a value is not shown, in the same words for every one of them."""
    return _(
        "Withheld: few organisations or cases stand behind it, or it would let such a number be "
        "worked out."
    )


def stats(figures: Published, frame: int | None) -> Iterator[dict[str, Any]]:
    """The few numbers that are set large."""
    given = (
        (_("Partnerships registered"), Figure(figures.at("registered-type")), "RP-04", "registered",
         "register"),
        (_("Triages that go on"), Figure(figures.share("triaged", "goes_on"), "%"), "RP-05",
         "registered", "appraisal"),
        (_("Appraisals scored"), Figure(figures.at("scored-band")), "RP-06", "scored",
         "appraisal"),
        (_("Openness kept"), Figure(figures.share("decided-verdict", "ahead"), "%"), "PR-02",
         "decided", "decisions"),
        (_("Median days to first advice"), Figure(figures.median("first-advice")), "HB-03",
         "served", "hub"),
        (_("Median minutes of a full appraisal"), Figure(figures.median("full-minutes")), "PR-01",
         "scored", "burden"),
    )  # fmt: skip
    for title, value, indicator, behind, part in given:
        yield {
            "label": title,
            "figure": value,
            "text": _text(value),
            "note": str(coverage(figures, behind, frame)),
            "withheld": withheld() if value.is_withheld else "",
            "meaning": meaning(indicator),
            "href": _to(figures, part),
        }


def _text(value: Figure) -> str:
    if value.number is None:
        return "–" if value.status is Status.NOT_APPLICABLE else _("not provided")
    text = number_format(value.number, force_grouping=True)
    return f"{text}\N{NO-BREAK SPACE}{value.unit}" if value.unit else str(text)


def _to(figures: Published, part: str) -> str:
    address = reverse("reporting:figures-part", args=[part])
    return f"{address}?{urlencode({'view': figures.audience.value})}"


def trends(figures: Published) -> Iterator[dict[str, Any]]:
    """Courses over the quarters shown on the overview."""
    for title, table in (
        (_("Partnerships registered"), "registered-type"),
        (_("Appraisals scored"), "scored-band"),
        (_("Cases the hub received"), "received-source"),
        (_("Partnerships decided"), "decided-verdict"),
    ):
        points = [
            (quarter, Figure(figures.at(table, TOTAL, quarter))) for quarter in figures.quarters
        ]
        yield {"title": title, "points": points, "reading": course(points)}


def course(points: list[tuple[str, Figure]]) -> str:
    """The latest value beside the one a year before, in a sentence."""
    period, latest = points[-1]
    if latest.is_withheld:
        return _("The number of %(period)s is withheld.") % {"period": period}
    if latest.number is None:
        return _("For %(period)s nothing was provided.") % {"period": period}
    told = {"period": period, "now": number_format(latest.number, force_grouping=True)}
    year_before = next((each for key, each in points if key == _year_before(period)), None)
    if year_before is None or year_before.number is None:
        return _("%(now)s in %(period)s.") % told
    told |= {"then": number_format(year_before.number, force_grouping=True)}
    return _("%(now)s in %(period)s; %(then)s in the same quarter of the year before.") % told


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def not_provided() -> list[Meaning]:
    """Indicators of the framework that the portal can't compute; said, rather than left out."""
    given = {each.indicator for each in (*DEFINITIONS, *MEDIANS)}
    missing = [each.id for each in INDICATORS if each.id not in given and each.always is None]
    return [meaning(each) for each in missing]


def by_design() -> list[Meaning]:
    """Indicators that can have only one value here."""
    return [meaning(each.id) for each in INDICATORS if each.always is not None]


def tables(figures: Published, part: str, frame: int | None) -> Iterator[dict[str, Any]]:
    """The tables of one page."""
    for each in DEFINITIONS:
        if each.part == part and not each.beside:
            yield _table(figures, each, frame)


def _table(figures: Published, each: Definition, frame: int | None) -> dict[str, Any]:
    period = figures.period
    points = [(q, Figure(figures.at(each.name, TOTAL, q))) for q in figures.quarters]
    split = [
        {
            "label": label(each.name, row),
            "value": Figure(figures.at(each.name, row)).number,
            "note": _share_note(Figure(figures.share(each.name, row), "%")),
            "withheld": _(":c withheld")
            if figures.at(each.name, row) == ":c"
            else _("not provided"),
        }
        for row in figures.rows(each.name)
    ]
    return {
        "name": each.name,
        "title": _(each.title),
        "split_title": _("%(title)s, %(period)s") % {"title": _(each.title), "period": period},
        "meaning": meaning(each.indicator),
        "points": points,
        "reading": course(points),
        "bars": split,
        "columns": [column_label(figures, column) for column in columns(figures, each)],
        "rows": [_row(figures, each, row) for row in rows(figures, each)],
        "summed": [
            (label(each.name, row), Figure(figures.share(each.name, row), "%"))
            for row in each.shares
        ],
        "coverage": str(coverage(figures, each.coverage, frame)) if each.coverage else "",
        "frame": None if each.coverage else Figure(frame),
        "csv": _csv(figures, each.name),
        "period": period,
        "left_out": _left_out(figures, each),
    }


def _left_out(figures: Published, each: Definition) -> dict[str, Any] | None:
    """The cases that a table leaves out, cleared like all others; None where it leaves out none."""
    apart = left_out(each.name)
    if apart is None:
        return None
    return {
        "of": _("triages") if each.name == "triaged" else _("scores"),
        "quarter": Figure(figures.at(apart.name)),
        "period": figures.period,
        "cycle": Figure(figures.at(apart.name, column=TOTAL)),
        "so_far": column_label(figures, TOTAL),
        "csv": _csv(figures, apart.name),
    }


def _why(value: Figure) -> str:
    """What stands in place of a bar."""
    return _(":c withheld") if value.is_withheld else _("not provided")


def _share_note(share: Figure) -> str:
    return _text(share) if share.number is not None else ""


def _row(figures: Published, each: Definition, row: str) -> dict[str, Any]:
    given = columns(figures, each)
    values = [Figure(figures.at(each.name, row, column)) for column in given]
    return {
        "label": label(each.name, row),
        "cells": [
            {"column": column_label(figures, column), "figure": value}
            for column, value in zip(given, values, strict=True)
        ],
        "share": None if row == TOTAL else Figure(figures.share(each.name, row), "%"),
        "total": row == TOTAL,
    }


def medians(figures: Published, part: str, frame: int | None) -> Iterator[dict[str, Any]]:
    """The durations of one page."""
    for each in MEDIANS:
        if each.part == part:
            yield _median(figures, each, frame)


def _median(figures: Published, each: Median, frame: int | None) -> dict[str, Any]:
    points = [(q, Figure(figures.median(each.name, q))) for q in figures.quarters]
    cells = [
        {
            "column": column_label(figures, column),
            "figure": Figure(figures.median(each.name, column)),
        }
        for column in columns(figures, each)
    ]
    told = meaning(each.indicator)
    return {
        "name": each.name,
        "title": _(each.title),
        "meaning": told,
        "points": points,
        "reading": course(points),
        "columns": [cell["column"] for cell in cells],
        "rows": [{"label": told.unit, "cells": cells, "share": None, "total": False}],
        "coverage": str(coverage(figures, each.coverage, frame)),
        "csv": _csv(figures, each.name),
        "single": True,
    }


def _csv(figures: Published, name: str) -> str:
    address = reverse("reporting:figures-csv", args=[name])
    return f"{address}?{urlencode({'view': figures.audience.value})}"
