"""The document of a return: everything a report prints of one Member State, publishable only.

It is what a ministry sees before it confirms, what the Commission receives, and what every PDF is
made from. Figures of the cycle are the totals of the last snapshot of the cycle, cleared there
together with every quarter, every earlier snapshot and both audiences; nothing is added up here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from reporting.domain import declarations
from reporting.domain.cells import TOTAL
from reporting.domain.composing import WITHHELD
from reporting.domain.documents import Published
from reporting.domain.frame import Counts, Registered, coverage, tested
from reporting.domain.periods import Quarter
from reporting.domain.rules import Audience
from reporting.domain.tables import DEFINITIONS, MEDIANS, TYPES

SCHEMA: Final = "ajar-return/1"


@dataclass(frozen=True, slots=True)
class Span:
    """The cycle: its key, first and last day, and the day its data freeze."""

    key: str
    starts_on: date
    ends_on: date
    freezes_on: date

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.starts_on.year, self.ends_on.year + 1))

    @property
    def quarters(self) -> tuple[str, ...]:
        """Every quarter of the cycle, oldest first."""
        found, quarter = [], Quarter.of(self.starts_on)
        while quarter.starts_on <= self.ends_on:
            found.append(str(quarter))
            quarter = quarter.next()
        return tuple(found)

    def document(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "freezes_on": self.freezes_on.isoformat(),
            "years": list(self.years),
            "quarters": list(self.quarters),
        }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where figures come from: key, quarter and digest of a stored snapshot."""

    id: str
    period: str
    digest: str
    engine: str
    taken_at: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a ministry has prepared, as it stands when the document is made.

    `dated`: the instant (ISO 8601) that every date in a report made of it bears. `figures`: the
    last snapshot of the cycle, for the public; None before the first. `not_shown`: why a stored
    snapshot can't be shown, where that is so.
    """

    cycle: Span
    member_state: str
    ministry: str
    authority: str
    contact: str
    dated: str
    frame: Counts
    frame_frozen_at: str
    frame_source: str
    declared: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, str]
    figures: Published | None
    snapshots: Sequence[Snapshot] = field(default=())
    not_shown: str = ""


def build(given: Prepared) -> dict[str, Any]:
    """The document, in JSON types. Raises ValueError for figures of another audience or country."""
    figures = given.figures
    if figures is not None and (
        figures.audience is not Audience.PUBLISHABLE or figures.member_state != given.member_state
    ):
        raise ValueError("Only a Member State's own publishable figures go into its return.")
    frame = given.frame if given.frame_frozen_at else {}
    return {
        "schema": SCHEMA,
        "cycle": given.cycle.document(),
        "member_state": given.member_state,
        "ministry": given.ministry,
        "authority": given.authority or given.ministry,
        "contact": given.contact,
        "dated": given.dated,
        "frame": {"frozen_at": given.frame_frozen_at, "source": given.frame_source},
        "coverage": _coverage(frame, figures),
        "declarations": {
            each.code: _declared(each, given, frame) for each in declarations.INDICATORS
        },
        "texts": {key: text for key, text in sorted(given.texts.items()) if text},
        "figures": _figures(given.cycle, figures),
        "not_shown": given.not_shown,
        "snapshots": [
            {
                "id": each.id,
                "period": each.period,
                "digest": each.digest,
                "engine": each.engine,
                "taken_at": each.taken_at,
            }
            for each in sorted(given.snapshots, key=lambda each: each.period)
        ],
        "questionnaires": [dict(each) for each in figures.questionnaires] if figures else [],
    }


# --- Coverage ---------------------------------------------------------------------------------
def _coverage(frame: Counts, figures: Published | None) -> dict[str, Any]:
    if figures is None:
        return {"status": "missing", "because": "No figures were collected in this cycle."}
    return coverage(frame, registered(figures, "tenants-type"), registered(figures, "tenants-size"))


def registered(figures: Published, table: str) -> Registered:
    """Organisations on the platform at the end of the last quarter, as published."""
    merged = figures.tables[table]["merged"]
    shown = {row: _number(figures.at(table, row)) for row in figures.rows(table)}
    return Registered(
        parts={row: tuple(merged.get(row, (row,))) for row in shown},
        shown=shown,
        total=_number(figures.at(table)),
    )


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


# --- Declarations -----------------------------------------------------------------------------
def _declared(indicator: declarations.Indicator, given: Prepared, frame: Counts) -> dict[str, Any]:
    """One declaration; only MS-08 counts organisations, so only there is anything withheld."""
    stored = given.declared.get(indicator.code, {})
    values = dict(stored.get("values", {}))
    inputs = declarations.expanded(indicator, given.cycle.years, [(t, t) for t in TYPES])
    told: dict[str, Any] = {"note": stored.get("note", "")}
    told["standing"] = declarations.standing(inputs, values)[0].value
    if indicator.code == "MS-08":
        counts = {t: values.pop(f"tested_{t}") for t in TYPES if f"tested_{t}" in values}
        told["tested"], told["tested_by_type"] = tested(counts, frame, TYPES)
    return told | {"values": values}


# --- Figures ----------------------------------------------------------------------------------
def _figures(cycle: Span, figures: Published | None) -> dict[str, Any]:
    """Tables by quarter and for the whole cycle; quarters without a snapshot are named."""
    if figures is None:
        return {"period": "", "quarters": [], "missing": list(cycle.quarters), "tables": {}}
    kept = [each for each in figures.of_cycle if each in cycle.quarters]
    return {
        "period": figures.period,
        "quarters": kept,
        "missing": [each for each in cycle.quarters if each not in kept],
        "tables": {
            each.name: _table(figures.tables[each.name], [*kept, TOTAL])
            for each in DEFINITIONS
            if each.name in figures.tables
        },
        "medians": {
            each.name: _grid(figures.medians[each.name], [*kept, TOTAL]) for each in MEDIANS
        },
        "numbers": figures.numbers,
        "withheld": dict(sorted(figures.withheld.items())),
    }


def _table(table: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    return {
        "rows": list(table["rows"]),
        "merged": {name: list(rows) for name, rows in table["merged"].items()},
        "cells": {row: _grid(values, columns) for row, values in table["cells"].items()},
        "shares": {row: _grid(values, columns) for row, values in table["shares"].items()},
    }


def _grid(values: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """A row's values; a column that was not collected is left out, which is "not provided"."""
    return {column: values[column] for column in columns if values.get(column) is not None}


def lacking(document: Mapping[str, Any]) -> str:
    """What must be there before the document can be confirmed; "" when nothing is missing.

    Declarations, texts and figures may be missing: a report says so. The frame may not, because
    every share is read beside it.
    """
    if not document["frame"]["frozen_at"]:
        return "Freeze the frame first: every share is read beside it."
    return ""


@dataclass(frozen=True, slots=True)
class Goes:
    """What a return holds, for the page that asks for its confirmation."""

    declared: int
    part: int
    not_declared: int
    texts: int
    quarters: int
    missing: Sequence[str]
    shown: int
    withheld: int


def goes(document: Mapping[str, Any]) -> Goes:
    """Counts over a document."""
    standings = [each["standing"] for each in document["declarations"].values()]
    cells = [
        value
        for table in document["figures"]["tables"].values()
        for row in table["cells"].values()
        for value in row.values()
    ]
    return Goes(
        declared=standings.count("provided"),
        part=standings.count("part"),
        not_declared=standings.count("not_provided"),
        texts=len(document["texts"]),
        quarters=len(document["figures"]["quarters"]),
        missing=document["figures"]["missing"],
        shown=sum(isinstance(value, int) for value in cells),
        withheld=sum(value == WITHHELD for value in cells),
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which parts of a return differ between two revisions, in words."""
    names = {
        "authority": "issuing authority",
        "contact": "contact",
        "frame": "frame",
        "coverage": "coverage",
        "figures": "figures",
    }
    found = [words for key, words in names.items() if before.get(key) != after.get(key)]
    found += [
        code
        for code in after["declarations"]
        if after["declarations"][code] != before["declarations"].get(code)
    ]
    texts = {**before["texts"], **after["texts"]}
    if any(before["texts"].get(key, "") != after["texts"].get(key, "") for key in texts):
        found.append("texts")
    return found
