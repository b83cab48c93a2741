"""Tables and charts of all Member States, in protocol order and drawn alike.

The order never depends on a value, so nothing is ranked and nobody stands out by layout.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from reporting.domain import blocks, findings, labels, quarters
from reporting.domain import chapters as texts
from reporting.domain.blocks import MISSING, Block, Value, known, number, table

Document = Mapping[str, Any]
Returns = Mapping[str, Document]
"""Member State → the document of its latest confirmed return."""

_NUMBER: Final = {"number": True}
EU: Final = "European Union"
ORDER: Final = texts.PROTOCOL


def states(
    caption: str,
    columns: Sequence[str],
    values: Callable[[Document], Sequence[Value]],
    returns: Returns,
    **more: Any,
) -> Block:
    """One row for each Member State, in protocol order; a last line for the Union where given."""
    rows: list[Any] = []
    for code in ORDER:
        document = returns.get(code)
        cells = values(document) if document is not None else [MISSING] * len(columns)
        rows.append([labels.COUNTRIES[code], *cells])
    union = more.pop("union", None)
    if union is not None:
        rows.append([EU, *union])
        more["total"] = True
    heads = ["Member State", *(_NUMBER | {"label": label} for label in columns)]
    return table(caption, heads, rows, states=True, **more)


def sums(values: Sequence[Value]) -> Value:
    """The Union's line: a sum where every value that was provided is shown."""
    shown = [known(each) for each in values]
    if not shown:
        return MISSING
    hidden = any(each.get("status") == "confidential" for each in values)
    numbers = [each for each in shown if each is not None]
    if hidden or not numbers:
        return blocks.NOT_AVAILABLE
    return number(sum(numbers))


def _of(returns: Returns, name: str) -> list[Value]:
    return [findings.keys(document)[name].value for document in returns.values()]


def keyed(caption: str, names: Sequence[tuple[str, str]], returns: Returns, **more: Any) -> Block:
    """A table of key figures; counts have a line for the Union, percentages have none."""
    counts = [name for name, _label in names if name in _COUNTS]
    union = None
    if counts and returns:
        union = [
            sums(_of(returns, name)) if name in _COUNTS else blocks.NOT_APPLICABLE
            for name, _label in names
        ]
        more["note"] = "the Union's line adds up the values provided, where all are shown"

    def values(document: Document) -> list[Value]:
        keys = findings.keys(document)
        return [keys[name].value for name, _label in names]

    labels_ = [label for _name, label in names]
    return states(caption, labels_, values, returns, union=union, **more)


_COUNTS: Final = frozenset({"on", "received", "registered"})


def bars(returns: Returns, name: str, title: str) -> list[Block]:
    """One bar for each Member State, on one scale and with one ink."""
    entries = [
        (labels.COUNTRIES[code], findings.keys(returns[code])[name].value, "")
        if code in returns
        else (labels.COUNTRIES[code], MISSING, "")
        for code in ORDER
    ]
    if not any(known(value) is not None for _label, value, _note in entries):
        return []
    indicator = findings.keys(next(iter(returns.values())))[name].code
    reading = "Percent. The order is that of protocol and says nothing about the values."
    return [quarters.bars(entries, title, reading, indicator=indicator)]


def multiples(returns: Returns) -> list[Block]:
    """Partnerships registered by quarter: one small chart each, on one scale, in one ink, and
    their numbers as a table."""
    if not returns:
        return []
    every = next(iter(returns.values()))["cycle"]["quarters"]

    def values(document: Document) -> list[Value]:
        return [blocks.at(document["figures"], "registered-type", column=each) for each in every]

    panels = [
        {
            "label": labels.COUNTRIES[code],
            "values": [known(each) for each in values(returns[code])] if code in returns else [],
        }
        for code in ORDER
    ]
    largest = max((v for each in panels for v in each["values"] if v is not None), default=None)
    if largest is None:
        return []
    title = "Partnerships registered, by quarter"
    reading = (
        f"Every chart has the same scale, from 0 to {largest:,}. A gap is a quarter that is "
        "withheld or was not collected."
    )
    heads = [f"{labels.quarter(each)} {each[2:4]}" for each in every]
    return [
        blocks.chart(
            "multiples", title, reading, panels=panels, maximum=largest, indicator="RP-04"
        ),
        states(title, heads, values, returns, source="the platform", indicator="RP-04"),
    ]
