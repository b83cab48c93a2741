"""Tables and charts of one Member State by quarter, all in the same shape."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from reporting.domain import labels, tables
from reporting.domain.blocks import (
    MISSING,
    Block,
    Value,
    at,
    chart,
    known,
    median,
    share,
    table,
)
from reporting.domain.cells import TOTAL
from reporting.domain.indicators import BY_ID
from reporting.domain.tables import BY_NAME, MEDIANS

MEDIAN_TITLES = {each.name: each for each in MEDIANS}
_NUMBER = {"number": True}


def by_quarter(document: Mapping[str, Any], name: str, note: str = "") -> Block:
    """A table of the menu: categories by quarter, the cycle, and each category's share of it."""
    f, definition = document["figures"], BY_NAME[name]
    quarters = f["quarters"]
    if name not in f["tables"] or not quarters:
        return nothing(definition.indicator, definition.title)
    adds_up = definition.runs_on
    rows: list[list[Any]] = []
    for code in f["tables"][name]["rows"]:
        cells = [at(f, name, code, quarter) for quarter in quarters]
        if adds_up:
            cells += [at(f, name, code), share(f, name, code)]
        rows.append([labels.row(name, code), *cells])
    last = [at(f, name, TOTAL, quarter) for quarter in quarters]
    if adds_up:
        last += [at(f, name), {"value": ""}]
    columns: list[Any] = [{"label": "Quarter"}]
    columns += [_NUMBER | {"label": labels.quarter(quarter)} for quarter in quarters]
    if adds_up:
        columns += [_NUMBER | {"label": "Number"}, _NUMBER | {"label": "Share"}]
    return table(
        definition.title,
        columns,
        [*rows, ["All", *last]],
        groups=_years(quarters, ["Cycle"] if adds_up else []),
        total=True,
        note=note or not_collected(document),
        source=_source(definition.indicator),
        indicator=definition.indicator,
    )


def durations(document: Mapping[str, Any], names: Sequence[str], caption: str) -> Block:
    """Medians by quarter and for the whole cycle, one row each."""
    f = document["figures"]
    indicator = MEDIAN_TITLES[names[0]].indicator
    if not f["quarters"]:
        return nothing(indicator, caption)
    columns: list[Any] = [{"label": "Quarter"}]
    columns += [_NUMBER | {"label": labels.quarter(quarter)} for quarter in f["quarters"]]
    rows = [
        [
            MEDIAN_TITLES[name].title,
            *(median(f, name, quarter) for quarter in f["quarters"]),
            median(f, name),
        ]
        for name in names
    ]
    return table(
        caption,
        [*columns, _NUMBER | {"label": "Cycle"}],
        rows,
        groups=[*_years(f["quarters"], []), {"span": 1}],
        note=not_collected(document),
        source=_source(indicator),
        indicator=indicator,
    )


def nothing(indicator: str, caption: str) -> Block:
    """A table of one row that says that nothing was provided."""
    return table(
        caption, ["Indicator", _NUMBER | {"label": "Value"}], [[indicator, MISSING]],
        indicator=indicator,
    )  # fmt: skip


def not_provided(rows: Sequence[tuple[str, str]], caption: str, note: str) -> Block:
    """Indicators that nobody provides yet, each said as such."""
    return table(
        caption,
        ["Indicator", "Name", _NUMBER | {"label": "Value"}],
        [[code, name, MISSING] for code, name in rows],
        note=note,
        indicator=rows[0][0],
    )


def left_out(document: Mapping[str, Any], name: str, words: str) -> str:
    """How many cases of the cycle a table leaves out, as its note says it; "" where that was not
    counted. `words`: what they are."""
    apart = tables.left_out(name)
    if apart is None or not document["figures"]["quarters"]:
        return ""
    value = at(document["figures"], apart.name)
    number = known(value)
    if number is None and value.get("status") != "confidential":
        return ""
    told = "a number that is withheld" if number is None else f"{number:,}"
    return f"left out, on editions that do not build on the EU baseline: {told} of the {words}"


def not_collected(document: Mapping[str, Any]) -> str:
    """Which quarters a table lacks, or ""."""
    missing = document["figures"]["missing"]
    return f"not collected: {', '.join(missing)}" if missing else ""


def _years(quarters: Sequence[str], after: Sequence[str]) -> list[dict[str, Any]]:
    """The head above the quarters: their years, then what follows over two columns."""
    years = [
        {"label": year, "span": len(list(each))}
        for year, each in groupby(quarters, key=lambda quarter: quarter[:4])
    ]
    return [{"span": 1}, *years, *({"label": label, "span": 2} for label in after)]


def _source(indicator: str) -> str:
    found = BY_ID.get(indicator)
    names = {"PLT": "the platform", "HUB": "the hub's log on the platform"}
    where = names.get(found.source if found else "", "the platform")
    return f"{where} ({indicator})"


# --- Charts -----------------------------------------------------------------------------------
def trend(document: Mapping[str, Any], name: str, title: str) -> list[Block]:
    """A table's total by quarter as a line; nothing where fewer than two quarters are shown."""
    f = document["figures"]
    points = [
        [f"{labels.quarter(quarter)} {quarter[2:4]}", known(at(f, name, TOTAL, quarter))]
        for quarter in f["quarters"]
    ]
    shown = [value for _label, value in points if value is not None]
    if len(shown) < 2:
        return []
    lacking = len(points) - len(shown)
    reading = f"Between {min(shown):,} and {max(shown):,} a quarter."
    if lacking:
        reading += f" {lacking} withheld."
    return [chart("trend", title, reading, points=points, indicator=BY_NAME[name].indicator)]


def parts(
    document: Mapping[str, Any], name: str, title: str, tones: Mapping[str, str]
) -> list[Block]:
    """The cycle's categories as one bar; nothing unless every part is shown."""
    f = document["figures"]
    if name not in f["tables"]:
        return []
    given = [
        {
            "label": labels.row(name, code),
            "value": known(at(f, name, code)),
            "tone": tones.get(code, "neutral"),
        }
        for code in f["tables"][name]["rows"]
    ]
    total = known(at(f, name))
    if not total or any(each["value"] is None for each in given):
        return []
    reading = f"{total:,} in the cycle."
    return [chart("parts", title, reading, parts=given, indicator=BY_NAME[name].indicator)]


def counts(document: Mapping[str, Any], name: str, title: str) -> list[Block]:
    """The cycle's categories as bars from zero; nothing where none of them is shown."""
    f = document["figures"]
    rows = f["tables"].get(name, {"rows": []})["rows"]
    drawn = []
    for code in rows:
        value = at(f, name, code)
        bar: dict[str, Any] = {"label": labels.row(name, code), "value": known(value), "note": ""}
        drawn.append(bar if "raw" in value else bar | {"withheld": why(value)})
    if not any(bar["value"] is not None for bar in drawn):
        return []
    of = BY_NAME[name].indicator
    return [chart("bars", title, "In the whole cycle.", bars=drawn, unit="", indicator=of)]


def bars(entries: Sequence[tuple[str, Value, str]], title: str, reading: str, **more: Any) -> Block:
    """Percentages on a scale of 0 to 100, in the order given; what is not shown says why."""
    drawn = []
    for label, value, note in entries:
        number = known(value)
        bar: dict[str, Any] = {"label": label, "value": number, "note": note}
        if number is None:
            bar["withheld"] = why(value)
        drawn.append(bar)
    return chart("bars", title, reading, bars=drawn, unit="%", maximum=100, **more)


def why(value: Value) -> str:
    """Why there is no number, as a chart writes it."""
    return {
        "confidential": ":c",
        "missing": "not provided",
        "not_available": "not available",
    }.get(str(value.get("status")), "does not apply")
