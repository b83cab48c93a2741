"""The parts pages are made of; docs/design.md shows each in use, the gallery page shows each drawn.

A component takes values, never querysets, and escapes what it is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.enums import OrganisationKind
from portal.templatetags import fields, marks
from portal.templatetags.icons import ICONS

register = template.Library()
for _part in (marks, fields):
    register.tags.update(_part.register.tags)

Words = str | Promise
Item = Mapping[str, Any]


@register.simple_tag
def icon(name: str, label: Words = "") -> SafeString:
    """One of Ajar's shapes; without a label it is decoration and hidden from screen readers."""
    shape = SafeString(ICONS[name])
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            shape,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', shape
    )


@register.filter
def kind_name(code: str) -> Words:
    """The name of an organisation's kind from its code."""
    return OrganisationKind(code).label if code in OrganisationKind.values else code


@register.inclusion_tag("components/button.html")
def button(
    label: Words, href: str = "", kind: str = "", icon: str = "", **more: Any
) -> dict[str, Any]:
    """A button, or a link that looks like one; ``more``: name, value, type, refused, dialog, key,
    form, size. ``refused`` is the reason why it cannot be pressed, and is shown in words."""
    refused = more.get("refused", "")
    why = crc32(f"{label}{refused}".encode()) if refused else 0
    return {
        **more,
        "label": label,
        "href": href,
        "kind": kind,
        "icon": icon,
        "why": f"why-{why:08x}",
    }


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail: Words) -> dict[str, Any]:
    """``label, url, label, url, …, label``: the last label is the page itself."""
    links = [{"label": trail[at], "url": trail[at + 1]} for at in range(0, len(trail) - 1, 2)]
    return {"links": links, "here": trail[-1] if len(trail) % 2 else ""}


@register.inclusion_tag("components/reference.html")
def reference(value: object, short: int = 0, label: Words = "") -> dict[str, Any]:
    """A reference or a hash, monospaced, with a button that copies the whole of it."""
    text = str(value)
    shown = f"{text[:short]}…" if short and len(text) > short else text
    return {"text": text, "shown": shown, "label": label}


@register.inclusion_tag("components/stat.html")
def stat(
    value: object,
    label: Words,
    definition: Words = "",
    note: Words = "",
    withheld: Words = "",
    href: str = "",
) -> dict[str, Any]:
    """One number set large with its definition; ``withheld`` says why it is not shown, ``href``
    leads to what was counted. Whole numbers get the locale's separators."""
    if isinstance(value, int):
        value = number_format(value, force_grouping=True)
    return {
        "value": value,
        "href": href,
        "label": label,
        "definition": definition,
        "note": note,
        "withheld": withheld,
    }


@register.inclusion_tag("components/save_status.html")
def save_status(at: Any = None, failed: bool = False, oob: bool = False) -> dict[str, Any]:
    """Says whether the last answer is safe; ``oob`` lets an htmx answer replace it in place."""
    return {"at": at, "failed": failed, "oob": oob}


@register.inclusion_tag("components/empty.html")
def empty(
    title: Words, text: Words = "", action: Words = "", href: str = "", icon: str = ""
) -> dict[str, Any]:
    """What a list says when it has nothing: why, and the next step."""
    return {"title": title, "text": text, "action": action, "href": href, "icon": icon}


@register.inclusion_tag("components/loading.html")
def loading(
    title: Words, value: float | None = None, maximum: float = 100, note: Words = "", stop: str = ""
) -> dict[str, Any]:
    """A long task: what happens, how far it is, how long it may take, and where to stop it."""
    return {"title": title, "value": value, "maximum": maximum, "note": note, "stop": stop}


@register.inclusion_tag("components/progress.html")
def progress(done: float, total: float, label: Words = "") -> dict[str, Any]:
    """How much of something countable is done."""
    return {"done": done, "total": total or 1, "label": label, "of": total}


@register.inclusion_tag("components/facts.html")
def facts(items: Iterable[Any]) -> dict[str, Any]:
    """Terms and their values; an empty value is said to be missing rather than left out."""
    rows = [
        item if isinstance(item, Mapping) else {"term": item[0], "value": item[1]} for item in items
    ]
    return {"items": rows}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Item]) -> dict[str, Any]:
    """What happened, in the order given."""
    return {"events": events}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Item], label: Words) -> dict[str, Any]:
    """Pages of one thing, as plain links."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Item]) -> dict[str, Any]:
    """Parts of a piece of work and where each stands."""
    return {"items": items}


@register.inclusion_tag("components/section_progress.html")
def section_progress(items: Iterable[Item], label: Words = "") -> dict[str, Any]:
    """The sections beside the questions: which is open, which lacks what."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/files.html")
def files(items: Iterable[Item]) -> dict[str, Any]:
    """Attached files with size and, where given, their hash."""
    return {"items": items}


@register.inclusion_tag("components/data_table.html")
def data_table(
    columns: Sequence[Any], rows: Iterable[Sequence[Any]], caption: Words = ""
) -> dict[str, Any]:
    """A small table from values alone; a column may be ``{"label": …, "number": True}``."""
    heads = [column if isinstance(column, Mapping) else {"label": column} for column in columns]
    body = [list(zip(heads, row, strict=True)) for row in rows]
    return {"columns": heads, "rows": body, "caption": caption}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Page[Any], parameter: str = "page", label: Words = ""
) -> dict[str, Any]:
    """Numbered pages that keep the other parameters of the address; `label` tells several apart."""
    query = context["request"].GET.copy() if "request" in context else None

    def address(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        {"number": number, "url": address(number), "current": number == page.number}
        if isinstance(number, int)
        else {"gap": True}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    previous = address(page.number - 1) if page.has_previous() else ""
    following = address(page.number + 1) if page.has_next() else ""
    return {
        "page": page,
        "numbers": numbers,
        "previous": previous,
        "next": following,
        "label": label,
    }


@register.inclusion_tag("components/pager.html")
def pager(previous: str = "", next: str = "", summary: Words = "") -> dict[str, Any]:
    """Back and on through a list whose pages are not numbered."""
    return {"previous": previous, "next": next, "summary": summary}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, label: Words, key: str, number: bool = False, default: str = ""
) -> dict[str, Any]:
    """A column heading that sorts by a link and says how the table is sorted now."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    now = (query.get("sort", default) if query is not None else default) or ""
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    following = f"-{key}" if order == "ascending" else key
    if query is None:
        url = f"?sort={following}"
    else:
        query["sort"] = following
        query.pop("page", None)
        url = f"?{query.urlencode()}"
    return {"label": label, "url": url, "order": order, "number": number}


@register.inclusion_tag("components/density_switch.html", takes_context=True)
def density_switch(context: Context) -> dict[str, Any]:
    """Compact or comfortable tables, remembered by the browser."""
    request = context.get("request")
    return {"compact": request is not None and request.COOKIES.get("density") == "compact"}


def _wrap(name: str, content: str, **values: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {**values, "content": content})


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "info", title: Words = "", live: bool = False) -> SafeString:
    """A message in the page; ``live`` announces it when it arrives later."""
    return _wrap("notice", content, tone=tone, title=title, live=live)


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: Words = "", href: str = "", level: int = 3) -> SafeString:
    """A thing with an edge of its own."""
    return _wrap("card", content, title=title, href=href, level=level)


@register.simple_block_tag(end_name="endfieldset")
def fieldset(content: str, legend: Words, hint: Words = "") -> SafeString:
    """Questions that belong together."""
    return _wrap("fieldset", content, legend=legend, hint=hint)


@register.simple_block_tag(end_name="enddisclosure")
def disclosure(content: str, summary: Words, open: bool = False) -> SafeString:
    """Words that are there when wanted."""
    return _wrap("disclosure", content, summary=summary, open=open)


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, id: str, title: Words) -> SafeString:
    """A dialog a link with ``data-dialog`` opens; the link's page serves where scripts don't."""
    return _wrap("dialog", content, id=id, title=title)


@register.simple_block_tag(end_name="endtable")
def table(
    content: str, caption: Words, keyboard: bool = False, hide_caption: bool = False
) -> SafeString:
    """The frame of a table written by hand: caption, stacking on phones, row keys."""
    return _wrap("table", content, caption=caption, keyboard=keyboard, hide_caption=hide_caption)


@register.simple_block_tag(end_name="endfilters", takes_context=True)
def filters(
    context: Context, content: str, action: str = "", label: Words = "", reset: str = ""
) -> SafeString:
    """Narrows a list by a GET form that keeps the sorting."""
    request = context.get("request")
    kept = request.GET.get("sort", "") if request else ""
    return _wrap("filters", content, action=action, label=label, reset=reset, sort=kept)
