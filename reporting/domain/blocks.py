"""What chapters are made of: prose, tables, figures, charts. Values only; a template draws them.

A value is a number, a text, or why there is none: {"status": confidential | missing |
not_applicable | not_available}. Nothing that is missing is ever a zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from reporting.domain.cells import TOTAL
from reporting.domain.composing import STRUCTURAL, WITHHELD

Value = Mapping[str, Any]
Block = dict[str, Any]

MISSING: Final[Value] = MappingProxyType({"status": "missing"})
CONFIDENTIAL: Final[Value] = MappingProxyType({"status": "confidential"})
NOT_AVAILABLE: Final[Value] = MappingProxyType({"status": "not_available"})
NOT_APPLICABLE: Final[Value] = MappingProxyType({"status": "not_applicable"})


@dataclass
class Chapter:
    """A chapter being put together. `open`: words that stand before everything else."""

    key: str
    title: str
    number: str = ""
    summary: str = ""
    blocks: list[Block] = field(default_factory=list)

    def section(self, title: str, *blocks: Block) -> None:
        self.blocks += [{"kind": "heading", "title": title}, *blocks]


def stored(value: Any) -> Value:
    """A value of a snapshot's table: a number, `:c`, `-`, or None for not provided."""
    if value is None:
        return MISSING
    if value == WITHHELD:
        return CONFIDENTIAL
    if value == STRUCTURAL:
        return NOT_APPLICABLE
    return number(value)


def number(value: int, unit: str = "") -> Value:
    """A whole number with the report's separators; `raw` goes into the CSV."""
    return {"value": f"{value:,}{unit}", "raw": value}


def text(words: str) -> Value:
    """Words that were provided; no words are "not provided"."""
    return {"value": words} if words else MISSING


def percent(value: Any) -> Value:
    """A whole percentage as stored."""
    told = stored(value)
    return {"value": f"{told['raw']} %", "raw": told["raw"]} if "raw" in told else told


def known(value: Value) -> int | None:
    """The number itself, None where it is not shown."""
    raw = value.get("raw", value.get("value"))
    return raw if isinstance(raw, int) else None


def prose(*paragraphs: str) -> Block:
    return {"kind": "prose", "paragraphs": [each for each in paragraphs if each]}


def items(entries: Iterable[str]) -> Block:
    return {"kind": "list", "entries": list(entries)}


def terms(entries: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "terms", "entries": [list(each) for each in entries]}


def words(given: str, whose: str = "") -> list[Block]:
    """What a ministry wrote, paragraph by paragraph; no block where it wrote nothing."""
    paragraphs = [" ".join(each.split()) for each in given.split("\n\n") if each.strip()]
    return [{"kind": "words", "paragraphs": paragraphs, "whose": whose}] if paragraphs else []


def table(caption: str, columns: Sequence[Any], rows: Sequence[Any], **more: Any) -> Block:
    """`columns`: labels or {"label", "number"?, "unit"?}; first cell of a row: its label.

    `more`: note, source, groups, total, indicator.
    """
    heads = [dict(each) if isinstance(each, Mapping) else {"label": each} for each in columns]
    return {"kind": "table", "caption": caption, "columns": heads, "rows": list(rows), **more}


def figures(*each: Block) -> Block:
    return {"kind": "figures", "figures": list(each)}


def figure(value: Value, label: str, **more: Any) -> Block:
    """One number set large; `more`: unit, note."""
    return {"value": value, "label": label, **more}


def chart(kind: str, title: str, reading: str, **more: Any) -> Block:
    """`kind`: bars, parts, trend or multiples, with what each of these charts takes."""
    return {"kind": "chart", "chart": kind, "title": title, "reading": reading, **more}


def at(figures_: Mapping[str, Any], table_: str, row: str = TOTAL, column: str = TOTAL) -> Value:
    """A number of a return; "not provided" where its table or column is not there."""
    cells = figures_["tables"].get(table_, {}).get("cells", {})
    if row not in cells:
        return CONFIDENTIAL if cells else MISSING
    return stored(cells[row].get(column))


def share(figures_: Mapping[str, Any], table_: str, row: str, column: str = TOTAL) -> Value:
    """A percentage of a return. A row that was merged into another is withheld."""
    shares = figures_["tables"].get(table_, {}).get("shares", {})
    if row not in shares:
        return CONFIDENTIAL if shares else MISSING
    value = shares[row].get(column)
    if value is None and known(at(figures_, table_, TOTAL, column)) == 0:
        return NOT_APPLICABLE
    return percent(value)


def median(figures_: Mapping[str, Any], name: str, column: str = TOTAL) -> Value:
    """A duration of a return; not available where nothing was timed."""
    given = figures_.get("medians", {}).get(name)
    if given is None:
        return MISSING
    return NOT_AVAILABLE if given.get(column) is None else stored(given[column])


def numbered(chapters: Sequence[Chapter]) -> None:
    """Give chapters, headings, tables and charts their numbers; annexes are lettered before."""
    for position, chapter in enumerate(chapters, 1):
        chapter.number = chapter.number or str(position)
        counts = {"table": 0, "chart": 0, "heading": 0}
        for block in chapter.blocks:
            kind = block["kind"]
            if kind in counts:
                counts[kind] += 1
                block["number"] = f"{chapter.number}.{counts[kind]}"
                block["anchor"] = f"{kind}-{chapter.key}-{counts[kind]}"
