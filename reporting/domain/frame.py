"""The frame: which organisations are in scope, and how many of them are on the platform (MS-09).

The counts of the frame are the ministry's own; who is on the platform is known from the directory.
Both meet in one table (on the platform, not yet on it, in scope), so it is cleared as one: a
number in scope beside a number on the platform tells the number that is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reporting.domain.audit import Audited, AuditFailed, Hidden
from reporting.domain.cells import TOTAL, Absent, Cell, Shown, Table
from reporting.domain.linked import suppress_linked
from reporting.domain.rules import RULES, Audience, DisclosureClass

ON: Final = "on"
OFF: Final = "off"
RULE: Final = RULES[DisclosureClass.ORGANISATIONS, Audience.PUBLISHABLE]
OTHER: Final = "other"
"""A row that stands for the types (sizes) too few of which are in scope to be shown alone."""

Counts = Mapping[tuple[str, str], int]
"""(type, size) → organisations."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell of the frame that can't be right: its type and size, and what to do."""

    type: str
    size: str
    text: str


def problems(frame: Counts, active: Counts) -> list[Problem]:
    """Where more organisations are on the platform than the frame has in scope."""
    return [
        Problem(
            type,
            size,
            f"{active[type, size]} of them are on this platform already. Give that many or more, "
            "or ask the operator to correct the type or size of the organisation concerned.",
        )
        for type, size in sorted(active)
        if active[type, size] > frame.get((type, size), 0)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the coverage table, each number a value, None with a status, or withheld."""

    code: str
    parts: tuple[str, ...]
    """The types (sizes) it stands for: itself, or the parts of "other"."""
    on: Mapping[str, Any]
    frame: Mapping[str, Any]
    share: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "parts": list(self.parts),
            "on": dict(self.on),
            "frame": dict(self.frame),
            "share": dict(self.share),
        }


def coverage(
    frame: Counts, active: Counts, types: Sequence[str], sizes: Sequence[str]
) -> dict[str, Any]:
    """MS-09 by type and by size, cleared together, and the whole; what may be published.

    Returns {"status": "final", "type": [rows], "size": [rows], "all": row, "log": {reason: n}} or
    {"status": "not_available", "because": …}: without a frame, where it is smaller than what is on
    the platform, or where no safe table was found.
    """
    if not frame or not sum(frame.values()):
        return {"status": "not_available", "because": "No frame was provided."}
    if problems(frame, active):
        because = "The frame is smaller than the number of organisations on the platform."
        return {"status": "not_available", "because": because}
    splits = {"type": _grouped(frame, 0, types), "size": _grouped(frame, 1, sizes)}
    tables = {
        name: _table(groups, frame, active, 0 if name == "type" else 1)
        for name, groups in splits.items()
    }
    try:
        cleared = suppress_linked(tables, RULE)
    except AuditFailed:
        return {"status": "not_available", "because": "No safe table was found."}
    log: dict[str, int] = {}
    for audited in cleared.values():
        for reason, count in audited.log().items():
            log[reason.value] = log.get(reason.value, 0) + count
    return {
        "status": "final",
        **{
            name: [_line(cleared[name], row, groups[row]).document() for row in groups]
            for name, groups in splits.items()
        },
        "all": _line(cleared["type"], TOTAL, ()).document(),
        "log": log,
    }


def _grouped(frame: Counts, at: int, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Rows of the table. Decided from the frame alone, so the grouping tells nothing."""
    size = {code: sum(n for key, n in frame.items() if key[at] == code) for code in codes}
    small = [code for code in codes if 0 < size[code] < RULE.cases]
    if small and sum(size[code] for code in small) < RULE.cases:
        large = [code for code in codes if size[code] >= RULE.cases]
        small += sorted(large, key=lambda code: (size[code], code))[:1]
    rows = {code: (code,) for code in codes if size[code] and code not in small}
    if len(small) == 1:
        return {code: (code,) for code in codes if size[code]}
    return rows | {OTHER: tuple(code for code in codes if code in small)} if small else rows


def _table(
    groups: Mapping[str, tuple[str, ...]], frame: Counts, active: Counts, at: int
) -> Table:
    on, total = ({}, {})
    for row, parts in groups.items():
        on[row] = sum(n for key, n in active.items() if key[at] in parts)
        total[row] = sum(n for key, n in frame.items() if key[at] in parts)
    whole, all_on = sum(total.values()), sum(on.values())
    return Table(
        rows=tuple(groups),
        columns=(ON, OFF),
        cells={(row, ON): _cell(on[row]) for row in groups}
        | {(row, OFF): _cell(total[row] - on[row]) for row in groups},
        row_totals={row: _cell(total[row]) for row in groups},
        column_totals={ON: _cell(all_on), OFF: _cell(whole - all_on)},
        total=_cell(whole),
    )


def _cell(count: int) -> Cell:
    """Organisations are counted, so each of them is one contributor of one."""
    return Cell(count, count, min(count, 1), 1 if count > 1 else 0)


def _line(audited: Audited, row: str, parts: tuple[str, ...]) -> Line:
    on, off, frame = audited.at(row, ON), audited.at(row, OFF), audited.at(row, TOTAL)
    share: dict[str, Any] = {"status": "confidential"}
    if isinstance(on, Shown) and isinstance(off, Shown) and isinstance(frame, Shown):
        if frame.value >= RULE.share_base:
            share = {"value": (200 * on.value + frame.value) // (2 * frame.value)}
        else:
            share = {"status": "not_applicable"}
    return Line(row, parts, _printed(on), _printed(frame), share)


def _printed(result: Shown | Hidden | Absent) -> dict[str, Any]:
    if isinstance(result, Shown):
        return {"value": result.value}
    if isinstance(result, Hidden):
        return {"status": "confidential"}
    return {"status": "not_applicable" if result.structural else "missing"}
