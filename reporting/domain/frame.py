"""The frame: which organisations are in scope, and how many of them are on the platform (MS-09).

How many are on the platform is published by quarter already, some of it withheld. A number in
scope beside it tells two things more: how many are *not* on the platform, and how many can be at
most. So what is cleared here is the rest of each row (in scope, less those shown on the platform),
a table of its own:

* where the number on the platform is shown, showing the rest shows the number in scope;
* where it is withheld the rest *is* the number in scope. It is shown only where it bounds the
  withheld number no more than the published total does already.

As the totals of both splits (by type, by size) are shown or nothing is, neither betrays the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reporting.domain.audit import Audited, AuditFailed
from reporting.domain.cells import TOTAL, Absent, Cell, Key, Shown, Table
from reporting.domain.rules import RULES, Audience, DisclosureClass
from reporting.domain.suppression import suppress

RULE: Final = RULES[DisclosureClass.ORGANISATIONS, Audience.PUBLISHABLE]
REST: Final = "rest"
WITHHELD: Final = {"status": "confidential"}

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
class Registered:
    """Organisations on the platform as published: by row, None where withheld, and in all.

    `parts`: the types (sizes) each row stands for.
    """

    parts: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, int | None]
    total: int | None
    log: Mapping[str, int] = field(default_factory=dict)


def coverage(frame: Counts, by_type: Registered, by_size: Registered) -> dict[str, Any]:
    """MS-09 as it may be published: the whole, and a row for each type and size.

    {"status": "final", "all": row, "type": [row], "size": [row], "log": {reason: n}}, a row being
    {"code", "parts", "on", "frame", "share"}; or {"status", "because"} without any number.
    """
    scope = sum(frame.values())
    if not scope:
        return {"status": "missing", "because": "No frame was provided."}
    if by_type.total is None or by_type.total != by_size.total:
        return {"status": "confidential", "because": "The number on the platform is withheld."}
    left = scope - by_type.total
    if left < 0:
        because = "The frame is smaller than the number of organisations on the platform."
        return {"status": "not_available", "because": because}
    if 0 < left < RULE.cases or scope < RULE.cases or RULE.group(_cell(by_type.total), scope):
        return {"status": "confidential", "because": "It would tell of too few organisations."}
    log: dict[str, int] = {}
    told: dict[str, Any] = {"status": "final", "all": _row(TOTAL, (), by_type.total, scope)}
    for name, at, registered in (("type", 0, by_type), ("size", 1, by_size)):
        told[name] = _split(frame, at, registered, log)
    return told | {"log": log}


def _split(
    frame: Counts, at: int, registered: Registered, log: dict[str, int]
) -> list[dict[str, Any]]:
    """The rows of one split; none where no safe table was found."""
    scope = {
        row: sum(n for key, n in frame.items() if key[at] in parts)
        for row, parts in registered.parts.items()
    }
    if any(scope[row] < (registered.shown[row] or 0) for row in scope):
        return []
    rest = {row: scope[row] - (registered.shown[row] or 0) for row in scope}
    table = Table(
        rows=tuple(scope),
        columns=(REST,),
        cells={(row, REST): _cell(count) for row, count in rest.items()},
        column_totals={REST: _cell(sum(rest.values()))},
    )
    try:
        audited = suppress(table, RULE, also_hidden=_also_hidden(registered, scope))
    except AuditFailed:
        return []
    if not isinstance(audited.at(TOTAL, REST), Shown) and any(rest.values()):
        return []
    for reason, count in audited.log().items():
        log[reason.value] = log.get(reason.value, 0) + count
    return [
        _row(row, parts, registered.shown[row], _scope_shown(audited, row, scope[row]))
        for row, parts in registered.parts.items()
    ]


def _also_hidden(registered: Registered, scope: Mapping[str, int]) -> frozenset[Key]:
    """Rows whose number in scope would tell of all in them, or bound a withheld number."""
    most = (registered.total or 0) - sum(each or 0 for each in registered.shown.values())
    hidden = set()
    for row, on in registered.shown.items():
        tells_all = on is not None and RULE.group(_cell(on), scope[row])
        bounds = on is None and scope[row] < most
        if tells_all or bounds:
            hidden.add((row, REST))
    return frozenset(hidden)


def _scope_shown(audited: Audited, row: str, scope: int) -> int | None:
    result = audited.at(row, REST)
    return scope if isinstance(result, Shown | Absent) else None


def _row(code: str, parts: Sequence[str], on: int | None, scope: int | None) -> dict[str, Any]:
    share: dict[str, Any] = dict(WITHHELD)
    if on is not None and scope is not None:
        share = {"status": "not_applicable"}
        if scope >= RULE.share_base:
            share = {"value": (200 * on + scope) // (2 * scope)}
    return {
        "code": code,
        "parts": list(parts),
        "on": dict(WITHHELD) if on is None else {"value": on},
        "frame": dict(WITHHELD) if scope is None else {"value": scope},
        "share": share,
    }


def tested(
    counts: Mapping[str, int], frame: Counts, types: Sequence[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Organisations tested by type (MS-08): the whole, and a row for each type provided.

    Withheld where few were tested, and where few of those in scope were not.
    """
    given = [code for code in types if code in counts]
    if not given:
        return {"status": "missing"}, []
    table = Table(
        rows=tuple(given),
        columns=(REST,),
        cells={(code, REST): _cell(counts[code]) for code in given},
        column_totals={REST: _cell(sum(counts[code] for code in given))},
    )
    scope = {code: sum(n for key, n in frame.items() if key[0] == code) for code in given}
    hidden = frozenset(
        (code, REST)
        for code in given
        if 0 < scope[code] - counts[code] < RULE.cases
        or RULE.group(_cell(counts[code]), scope[code])
    )
    try:
        audited = suppress(table, RULE, also_hidden=hidden)
    except AuditFailed:
        return dict(WITHHELD), []
    rows = [{"code": code, **_printed(audited, code)} for code in given]
    return _printed(audited, TOTAL), rows


def _printed(audited: Audited, row: str) -> dict[str, Any]:
    result = audited.at(row, REST)
    return {"value": result.value} if isinstance(result, Shown) else dict(WITHHELD)


def _cell(count: int) -> Cell:
    """Organisations are counted, so each of them is one contributor of one."""
    return Cell(count, count, min(count, 1), 1 if count > 1 else 0)
