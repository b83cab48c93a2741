"""The parts a report is made of, the same on the page and on paper.

A chapter's template says what stands in it; these say how it stands. Values only, all escaped.
Numbers ("3.1") are given, so that text, contents and a reader's letter name the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

Words = str | Promise
Cell = Any

# What stands for a value that is not printed, and what the line under the table says it means.
MARKS: Final[dict[str, tuple[Words, Words]]] = {
    "confidential": (":c", _("withheld, so that no organisation can be recognised")),
    "missing": (_("not provided"), _("no declaration was made; it does not mean none")),
    "not_available": (":", _("not available")),
    "not_applicable": ("–", _("does not apply here")),
}
# Letters set after a value that is printed.
FLAGS: Final[dict[str, tuple[Words, Words]]] = {
    "provisional": ("p", _("provisional")),
    "estimated": ("e", _("estimated")),
    "break": ("b", _("break in the series: not comparable with earlier values")),
}


def _wrap(name: str, content: str, **values: Any) -> SafeString:
    return render_to_string(f"reporting/report/{name}.html", {**values, "content": content})


def _cell(value: Cell) -> dict[str, Any]:
    """A plain value, or a mapping {value?, status?, href?, note?}."""
    given = dict(value) if isinstance(value, Mapping) else {"value": value}
    status = str(given.get("status") or "")
    mark, flag = MARKS.get(status), FLAGS.get(status)
    return {
        **given,
        "mark": mark[0] if mark else "",
        "flag": flag[0] if flag else "",
        "status": status if mark or flag else "",
    }


def _legend(cells: Iterable[Mapping[str, Any]]) -> list[tuple[Words, Words]]:
    """The signs that occur, in the order they are explained everywhere."""
    used = {cell["status"] for cell in cells}
    return [meaning for code, meaning in {**MARKS, **FLAGS}.items() if code in used]


@register.inclusion_tag("reporting/report/table.html")
def report_table(
    columns: Sequence[Any],
    rows: Iterable[Any],
    caption: Words,
    number: Words = "",
    **more: Any,
) -> dict[str, Any]:
    """A numbered table whose head repeats on every page; ``more``: id, note, source, total (the
    last row is one), groups (a head above the head: [{label, span}]).

    ``columns`` are labels or {label, number?: bool, unit?}; the first cell of a row is its header.
    A row may also be {"group": label}, a line that heads the rows beneath it."""
    heads = [dict(c) if isinstance(c, Mapping) else {"label": c} for c in columns]
    drawn = [
        {"group": row["group"]} if isinstance(row, Mapping) else {"cells": [_cell(v) for v in row]}
        for row in rows
    ]
    for row in drawn:
        for head, cell in zip(heads, row.get("cells", ()), strict=False):
            cell["number"] = head.get("number", False)
    cells = [cell for row in drawn for cell in row.get("cells", ())]
    return {
        **more,
        "columns": heads,
        "rows": drawn,
        "caption": caption,
        "number": number,
        "legend": _legend(cells),
    }


@register.inclusion_tag("reporting/report/figure.html")
def report_figure(value: Cell, label: Words, **more: Any) -> dict[str, Any]:
    """One headline number; ``more``: unit, note (coverage, the number it is a share of), href.
    ``value`` is a cell as in a table, so what is withheld is said here in the same way."""
    return {**more, "cell": _cell(value), "label": label}


@register.simple_block_tag(end_name="endreport_chart")
def report_chart(
    content: str,
    number: Words = "",
    source: Words = "",
    note: Words = "",
    id: str = "",
) -> SafeString:
    """The frame of a chart: its number above, its source and note beneath; the chart inside."""
    return _wrap("chart", content, number=number, source=source, note=note, id=id)


@register.simple_block_tag(end_name="endreport_note")
def report_note(content: str, key: str) -> SafeString:
    """A note at the foot of the page, numbered by itself; ``key`` is its own in the whole report.
    On screen it stands beside or beneath the sentence. Inline text and links only."""
    return _wrap("note", content, key=key)


@register.simple_block_tag(end_name="endreport_chapter")
def report_chapter(content: str, chapter: Mapping[str, Any]) -> SafeString:
    """A chapter on a page of its own; ``chapter`` as in the contents {number?, title, anchor},
    with an optional ``summary``: what the chapter finds, in a sentence or two."""
    return _wrap("chapter", content, chapter=chapter)
