"""Courses of figures over quarters: a withheld one is hatched, a missing one says so."""

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.utils.translation import gettext as _

from portal.templatetags.charts import Words, _identity
from reporting.queries.dashboard import Figure, Status

register = template.Library()

WIDTH: Final = 412.0
HEIGHT: Final = 120.0
TOP: Final = 28.0
LEFT: Final = 14.0


@register.inclusion_tag("reporting/figures/trend.html")
def trend(
    points: Sequence[tuple[str, Figure]], title: Words, reading: Words = "", unit: Words = ""
) -> dict[str, Any]:
    """Columns from a zero baseline, one for each quarter; its numbers stand in the table beside
    it."""
    most = max([figure.number or 0 for _label, figure in points] + [1])
    step = WIDTH / max(len(points), 1)
    columns = [
        _column(label, figure, LEFT + at * step + step * 0.12, step * 0.76, most)
        for at, (label, figure) in enumerate(points)
    ]
    return {
        "id": _identity(str(title), [(label, figure.value) for label, figure in points]),
        "title": title,
        "reading": reading,
        "unit": unit,
        "columns": columns,
        "base": TOP + HEIGHT,
    }


def _column(label: str, figure: Figure, x: float, width: float, most: int) -> dict[str, Any]:
    number = figure.number
    height = HEIGHT * (number or 0) / most if number is not None else HEIGHT * 0.5
    told = {
        Status.CONFIDENTIAL: _("withheld"),
        Status.NOT_PROVIDED: _("not provided"),
        Status.NOT_APPLICABLE: _("none possible"),
    }.get(figure.status, str(number))
    year, quarter = label.split("-")
    return {
        "label": label,
        "year": year if quarter == "Q1" else "",
        "written": year,
        "quarter": quarter,
        "number": number,
        "withheld": figure.is_withheld,
        "told": told,
        "x": round(x, 2),
        "middle": round(x + width / 2, 2),
        "width": round(width, 2),
        "y": round(TOP + HEIGHT - height, 2),
        "height": round(height, 2),
        "text_y": round(TOP + HEIGHT - height - 7, 2),
    }


@register.inclusion_tag("reporting/figures/cell.html")
def figure(value: Figure) -> dict[str, Any]:
    """A value, or the sign for why there is none, with its words for those who can't see it."""
    return {"figure": value}
