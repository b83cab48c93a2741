"""Small charts of the same thing side by side: one scale, one ink, in the order given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import template
from django.utils.functional import Promise

register = template.Library()

WIDTH: Final = 100.0
HEIGHT: Final = 36.0
MARGIN: Final = 3.0


def _runs(values: Sequence[float | None], maximum: float) -> tuple[list[str], list[Any]]:
    """Lines between neighbours that are shown, and points that have no neighbour."""
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        height = (HEIGHT - 2 * MARGIN) * float(value) / (maximum or 1)
        runs[-1].append((round(MARGIN + at * step, 2), round(HEIGHT - MARGIN - height, 2)))
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    return lines, [run[0] for run in runs if len(run) == 1]


@register.inclusion_tag("reporting/report/multiples.html")
def small_multiples(
    panels: Iterable[Mapping[str, Any]],
    title: str | Promise,
    reading: str | Promise = "",
    maximum: float = 0,
) -> dict[str, Any]:
    """``panels`` [{label, values}]: a value is a number, or None where none is shown. The pictures
    are decoration: a table beside them must hold the numbers."""
    drawn = []
    for panel in panels:
        lines, dots = _runs(panel["values"], maximum)
        drawn.append({"label": panel["label"], "lines": lines, "dots": dots})
    return {"panels": drawn, "title": title, "reading": reading}
