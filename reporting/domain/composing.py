"""From true counts to the document of a snapshot: cleared for both audiences, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from diligence.domain.canonical import digest
from reporting.domain.audit import Audited, Hidden, Result
from reporting.domain.cells import TOTAL, Pattern, Shown
from reporting.domain.linked import Editions, both_linked
from reporting.domain.measures import Step, median, share
from reporting.domain.periods import SHOWN, Quarter
from reporting.domain.rules import RULES, Audience, DisclosureClass, Thresholds
from reporting.domain.tables import (
    MEDIANS,
    Definition,
    Median,
    behind,
    counted,
    grouped,
    table,
)
from reporting.domain.tallies import Tally, by_organisation, cell

ENGINE: Final = "figures-3"
"""Changes whenever the same counts could give another document."""
SCHEMA: Final = 1
WITHHELD: Final = ":c"
STRUCTURAL: Final = "-"

Value = int | str | None
"""A number, `:c` where it is withheld, `-` where there can be none, None: not provided."""
Grid = dict[str, dict[str, Value]]
"""Row → column → value; `*` stands for all."""
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a snapshot says of itself. `questionnaires`: editions in force, with their digests."""

    member_state: str
    period: str
    taken_at: datetime
    questionnaires: Sequence[Mapping[str, Any]] = field(default=())


def compose(series: Mapping[str, Tally], facts: Facts, earlier: Sequence[Document]) -> Document:
    """The document of the latest quarter of `series`, the quarters of its cycle in order.

    `earlier`: the documents of all snapshots before it, oldest first; what they showed is taken
    into the audit. Raises AuditFailed when a withheld number could be worked out, ValueError when
    the series doesn't continue the earlier ones.
    """
    cycle = Quarter.parse(facts.period).cycle
    same = [each for each in earlier if each["cycle"] == cycle]
    previous = [each for each in earlier if each["cycle"] != cycle][-1:]
    quarters = tuple(series)
    before = _before(previous, SHOWN - len(quarters))
    cleared = _cleared(series, same)
    return {
        "schema": SCHEMA,
        "engine": ENGINE,
        "member_state": facts.member_state,
        "period": facts.period,
        "cycle": cycle,
        "quarters": list(quarters),
        "before": before,
        "taken_at": facts.taken_at.isoformat(),
        "questionnaires": [dict(each) for each in facts.questionnaires],
        "audited_with": [each["period"] for each in same],
        "audiences": {
            audience.value: _for(audience, cleared[audience], series, before, previous)
            for audience in Audience
        },
    }


def _before(previous: Sequence[Document], wanted: int) -> list[str]:
    """Quarters of the cycle before that still belong into the trend."""
    given = [*previous[0]["before"], *previous[0]["quarters"]] if previous else []
    return given[-wanted:] if wanted > 0 else []


def _cleared(
    series: Mapping[str, Tally], same: Sequence[Document]
) -> dict[Audience, dict[str, Audited]]:
    found: dict[Audience, dict[str, Audited]] = {audience: {} for audience in Audience}
    for members in grouped().values():
        publishable, internal = both_linked(
            {each.name: table(each, counted(each, series)) for each in members},
            members[0].of,
            earlier={audience: _seen(members, audience, same) for audience in Audience},
            mergeable={each.name: each.mergeable for each in members},
        )
        found[Audience.PUBLISHABLE] |= publishable
        found[Audience.INTERNAL] |= internal
    return found


def _seen(members: Sequence[Definition], audience: Audience, same: Sequence[Document]) -> Editions:
    return {
        each.name: [
            Pattern.from_document(document["audiences"][audience.value]["patterns"][each.name])
            for document in same
            if each.name in document["audiences"][audience.value]["patterns"]
        ]
        for each in members
    }


def _for(
    audience: Audience,
    cleared: Mapping[str, Audited],
    series: Mapping[str, Tally],
    before: Sequence[str],
    previous: Sequence[Document],
) -> dict[str, Any]:
    """What one audience reads, with the result of the audit."""
    tables = {
        each.name: _table(each, cleared[each.name], counted(each, series), RULES[each.of, audience])
        for members in grouped().values()
        for each in members
    }
    rule = RULES[DisclosureClass.DURATIONS, audience]
    medians = {each.name: _medians(each, series, rule, cleared[each.within]) for each in MEDIANS}
    for document in previous:
        _prepend(tables, medians, document["audiences"][audience.value], before)
    body = {"tables": tables, "medians": medians}
    log: dict[str, int] = {}
    for each in cleared.values():
        for reason, count in each.log().items():
            log[reason.value] = log.get(reason.value, 0) + count
    audit = {
        "passed": True,
        "tables": len(cleared),
        "numbers": sum(len(each.results) for each in cleared.values()),
        "withheld": log,
        "checksum": digest(body),
    }
    patterns = {name: each.pattern().as_document() for name, each in cleared.items()}
    return body | {"audit": audit, "patterns": patterns}


def _value(result: Result) -> Value:
    if isinstance(result, Shown):
        return result.value
    if isinstance(result, Hidden):
        return WITHHELD
    return STRUCTURAL if result.structural else None


def _table(
    definition: Definition, audited: Audited, series: Mapping[str, Tally], rule: Thresholds
) -> dict[str, Any]:
    cells: Grid = {row: {} for row in (*audited.rows, TOTAL)}
    for (row, column), result in audited.results.items():
        cells[row][column] = _value(result)
    parts = {row: audited.merged.get(row, (row,)) for row in audited.rows}
    return {
        "rows": list(audited.rows),
        "cells": cells,
        "shares": {
            name: _shares(definition, rows, audited, series, rule)
            for name, rows in (parts | dict(definition.shares)).items()
        },
        "merged": {name: list(rows) for name, rows in audited.merged.items()},
    }


def _shares(
    definition: Definition,
    rows: Sequence[str],
    audited: Audited,
    series: Mapping[str, Tally],
    rule: Thresholds,
) -> dict[str, Value]:
    """Percentages of the columns' totals; given only where all they are made of is shown."""
    columns = [*series, TOTAL] if definition.runs_on else [*series]
    found: dict[str, Value] = {}
    for column in columns:
        chosen = series if column == TOTAL else {column: series[column]}
        of = _named(audited, rows)
        shown = [audited.at(row, column) for row in (*of, TOTAL)]
        if not all(isinstance(each, Shown) for each in shown):
            found[column] = WITHHELD
            continue
        rest = [row for row in definition.rows if row not in rows]
        part, other = behind(definition, rows, chosen), behind(definition, rest, chosen)
        base = by_organisation((part, other))
        result = share(cell(part), cell(other), cell(base), rule)
        # A share of nothing is no missing value: there can be none.
        found[column] = _value(result) if base else STRUCTURAL
    return found


def _named(audited: Audited, rows: Sequence[str]) -> list[str]:
    """The cleared table's names of these rows, which may have been merged."""
    of = {row: name for name, rows_ in audited.merged.items() for row in rows_}
    return list(dict.fromkeys(of.get(row, row) for row in rows))


def _medians(
    definition: Median, series: Mapping[str, Tally], rule: Thresholds, within: Audited
) -> dict[str, Value]:
    """The median of each quarter and of all; of no case at all there is none, and it says so only
    where the number of cases may be told."""
    found: dict[str, Value] = {}
    for column in (*series, TOTAL):
        chosen = series.values() if column == TOTAL else [series[column]]
        durations: dict[int, int] = {}
        for tally in chosen:
            for minutes, cases in tally.of(definition.counted).items():
                durations[int(minutes)] = durations.get(int(minutes), 0) + sum(cases.values())
        counted = [cases for tally in chosen for cases in tally.of(definition.counted).values()]
        result = median(durations, cell(by_organisation(counted)), rule, Step(definition.step))
        untold = WITHHELD if isinstance(within.at(column=column), Hidden) else STRUCTURAL
        found[column] = _value(result) if durations else untold
    return found


def _prepend(
    tables: Mapping[str, Any],
    medians: Mapping[str, dict[str, Value]],
    previous: Mapping[str, Any],
    before: Sequence[str],
) -> None:
    """The last quarters of the cycle before, as they were shown then.

    A row that was not shown then, because rows were merged, counts as withheld; a table that was
    not made then was not provided.
    """
    for name, made in tables.items():
        old = previous["tables"].get(name, {"cells": {}, "shares": {}})
        absent = WITHHELD if name in previous["tables"] else None
        for kind in ("cells", "shares"):
            for row, values in made[kind].items():
                then = old[kind].get(row, {})
                values |= {quarter: then.get(quarter, absent) for quarter in before}
    for name, values in medians.items():
        then = previous["medians"].get(name, {})
        values |= {quarter: then.get(quarter) for quarter in before}
