"""Charts drawn on the server: the geometry is worked out here, the shapes stand in the templates.

Bars share a zero baseline. Every chart carries a title, a one-sentence reading and its numbers.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.templatetags.marks import BANDS
from portal.templatetags.marks import register as marks

register = template.Library()
register.tags.update(marks.tags)

Words = str | Promise
LEVELS: Final = 4
CELL: Final = 66
LEFT: Final = 46
TOP: Final = 12


def _identity(*parts: object) -> str:
    """An id for title and description that is the same for the same chart, so pages stay equal."""
    return "chart-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:10]


def _middle(level: float, *, rising: bool) -> float:
    position = LEVELS - 1 - level if rising else level
    return (TOP if rising else LEFT) + (position + 0.5) * CELL


def _point(exposure: float, concern: float) -> dict[str, float]:
    return {"x": _middle(concern, rising=False), "y": _middle(exposure, rising=True)}


def _cell(matrix: Sequence[Sequence[str]], exposure: int, concern: int) -> dict[str, Any]:
    band = str(matrix[exposure][concern])
    x, y = LEFT + concern * CELL, TOP + (LEVELS - 1 - exposure) * CELL
    return {
        "band": band,
        "letter": str(BANDS.get(band, band))[:1].upper(),
        "word": BANDS.get(band, band),
        "exposure": exposure,
        "concern": concern,
        "x": x + 1.5,
        "y": y + 1.5,
        "mark_x": x + CELL - 14,
        "mark_y": y + 16,
        "letter_x": x + 9,
        "letter_y": y + 21,
    }


@register.inclusion_tag("components/risk_matrix.html")
def risk_matrix(
    matrix: Sequence[Sequence[str]],
    exposure: int | None,
    concern: int | None,
    title: Words,
    reading: Words = "",
    **more: Any,
) -> dict[str, Any]:
    """Four levels of exposure by four of concern, and where this case stands; ``more``:
    exposure_points, concern_points (halves are points too), band (its mark above the picture),
    residual (exposure, concern) after measures."""
    levels = range(LEVELS)
    cells = [_cell(matrix, row, column) for row in levels for column in levels]
    known = exposure is not None and concern is not None
    here = [c for c in cells if known and (c["exposure"], c["concern"]) == (exposure, concern)]
    residual = more.get("residual")
    return {
        **more,
        "id": more.get("id") or _identity(str(title), matrix, exposure, concern),
        "title": title,
        "reading": reading,
        "cells": cells,
        "rows": [cells[row * LEVELS : row * LEVELS + LEVELS] for row in reversed(levels)],
        "exposure": exposure,
        "concern": concern,
        "here": here[0] if here else None,
        "point": _point(exposure, concern)
        if exposure is not None and concern is not None
        else None,
        "after": _point(*residual) if residual and tuple(residual) != (exposure, concern) else None,
        "marks": [
            {"level": level, "x": _middle(level, rising=False), "y": _middle(level, rising=True)}
            for level in levels
        ],
    }


def _scale(values: Iterable[float], maximum: float | None = None) -> tuple[float, float]:
    """Where the bars begin and how long the whole range is; zero is always inside."""
    known = [0.0, *map(float, values)]
    low, high = min(known), max([*known, maximum or 0.0])
    return low, (high - low) or 1.0


def _bar(item: Mapping[str, Any], low: float, span: float) -> dict[str, Any]:
    value = item.get("value")
    if value is None:
        return {**item, "value": None}
    start = min(0.0, float(value))
    return {
        **item,
        "x": round((start - low) / span * 100, 3),
        "width": round(abs(float(value)) / span * 100, 3),
        "negative": float(value) < 0,
    }


@register.inclusion_tag("components/contributions.html")
def contributions(
    groups: Iterable[Mapping[str, Any]], title: Words, reading: Words = "", unit: Words = ""
) -> dict[str, Any]:
    """What adds up to a score: signed bars by question, each leading to its answer."""
    given = [dict(group) for group in groups]
    low, span = _scale(bar["value"] for group in given for bar in group["bars"])
    for group in given:
        group["bars"] = [_bar(bar, low, span) for bar in group["bars"]]
    zero = round(-low / span * 100, 3)
    return {"groups": given, "title": title, "reading": reading, "unit": unit, "zero": zero}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    bars: Iterable[Mapping[str, Any]],
    title: Words,
    reading: Words = "",
    unit: Words = "",
    maximum: float | None = None,
) -> dict[str, Any]:
    """Horizontal bars; a bar without a value says why it is withheld or missing."""
    given = list(bars)
    low, span = _scale((bar["value"] for bar in given if bar.get("value") is not None), maximum)
    drawn = [_bar(bar, low, span) for bar in given]
    zero = round(-low / span * 100, 3)
    return {"bars": drawn, "title": title, "reading": reading, "unit": unit, "zero": zero}


@register.inclusion_tag("components/stacked_bar.html")
def stacked_bar(
    parts: Iterable[Mapping[str, Any]], title: Words, reading: Words = ""
) -> dict[str, Any]:
    """The parts of one whole, each named beneath with its number and share."""
    given = [dict(part) for part in parts]
    total = sum(float(part["value"]) for part in given)
    at = 0.0
    for part in given:
        width = float(part["value"]) / total * 100 if total else 0.0
        part |= {"x": round(at, 3), "width": round(width, 3), "share": round(width)}
        part["ends"] = part["x"] + part["width"]
        at += width
    return {
        "id": _identity(str(title), [(str(p["label"]), p["value"]) for p in given]),
        "parts": given,
        "total": total,
        "title": title,
        "reading": reading,
    }


def _runs(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Polyline coordinates; a missing value breaks the line instead of being drawn as zero."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    return [" ".join(run) for run in runs if run]


def _plot(
    values: Sequence[float | None], box: tuple[float, float, float, float], maximum: float | None
) -> list[tuple[float, float] | None]:
    left, top, width, height = box
    low, span = _scale([value for value in values if value is not None], maximum)
    step = width / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else (
            round(left + index * step, 2),
            round(top + height - (float(value) - low) / span * height, 2),
        )
        for index, value in enumerate(values)
    ]


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    points: Sequence[tuple[Words, float | None]],
    title: Words,
    reading: Words = "",
    unit: Words = "",
    maximum: float | None = None,
) -> dict[str, Any]:
    """A course over time from a zero baseline, labelled at each point; gaps stay gaps."""
    box = (24.0, 28.0, 392.0, 130.0)
    places = _plot([value for _label, value in points], box, maximum)
    dots = [
        {"label": label, "value": value, "x": place[0], "y": place[1], "label_y": place[1] - 10}
        for (label, value), place in zip(points, places, strict=True)
        if place is not None
    ]
    step = box[2] / max(len(points) - 1, 1)
    ticks = [
        {"label": label, "x": round(box[0] + at * step, 2)} for at, (label, _v) in enumerate(points)
    ]
    every = max(1, -(-len(ticks) // 8))
    return {
        "id": _identity(str(title), [(str(label), value) for label, value in points]),
        "runs": _runs(places),
        "dots": dots,
        "ticks": ticks[::every],
        "columns": [_("Period"), {"label": title, "number": True}],
        "rows": [[label, "–" if value is None else value] for label, value in points],
        "title": title,
        "reading": reading,
        "unit": unit,
    }


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[float | None], label: Words) -> dict[str, Any]:
    """A course small enough to stand in a line of text."""
    places = _plot(values, (2.0, 3.0, 92.0, 18.0), None)
    known = [place for place in places if place is not None]
    return {"runs": _runs(places), "last": known[-1] if known else None, "label": label}
