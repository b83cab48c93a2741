"""The only door to a page: a table leaves as `Audited`, and only the audit makes one.

For every withheld number the audit finds the interval in which readers can place it, from all
that is shown now, was shown before or is known from elsewhere. Readers are everybody, and each
organisation that alone stands behind a withheld number and so knows it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass
from hashlib import sha256
from json import dumps
from types import MappingProxyType
from typing import Any, Final

from reporting.domain.cells import TOTAL, Absent, Cell, Key, Pattern, Shown
from reporting.domain.intervals import BOUNDLESS, Intervals, Network, Unknown, room
from reporting.domain.knowledge import Case
from reporting.domain.rules import Reason

_SEAL: Final = object()


@dataclass(frozen=True, slots=True)
class Hidden:
    """A number that is withheld. `primary`: for its own sake, not to protect another."""

    reason: Reason
    primary: bool


Result = Shown | Hidden | Absent
"""What stands at a key of a cleared table."""


class AuditFailed(Exception):  # noqa: N818 - says what happened, as Refused does
    """A withheld number could be worked out; nothing may be shown. `keys` says which."""

    def __init__(self, keys: Iterable[Unknown | Key] = ()) -> None:
        self.keys = tuple(keys)
        super().__init__(f"Could be worked out: {', '.join(map(str, self.keys)) or 'not audited'}.")


@dataclass(frozen=True, slots=True)
class Finding:
    """How well one withheld number is protected.

    `low` to `high` (None: no highest): where everybody can place it. Of the reader with least to
    spare: `width` of the interval, `above` how far it can lie above its value; `needed`, `lift`:
    what both must reach. Organisations' own views are looked into no further than that. For the
    keeper only: `needed` and `lift` tell of the number.
    """

    low: int
    high: int | None
    width: int
    above: int
    needed: int
    lift: int

    @property
    def passed(self) -> bool:
        return self.width >= self.needed and self.above >= self.lift


@dataclass(frozen=True, slots=True)
class Audited:
    """A table that may be shown. Built by `audit` (or `stored`, from what it stored) alone.

    Raises AuditFailed when built by anything else, or when a withheld number has no finding that
    passed.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    results: Mapping[Key, Result]
    findings: Mapping[Key, Finding]
    merged: Mapping[str, tuple[str, ...]]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        weak = [
            key
            for key, result in self.results.items()
            if isinstance(result, Hidden)
            and (key not in self.findings or not self.findings[key].passed)
        ]
        if seal is not _SEAL or weak:
            raise AuditFailed(weak)
        object.__setattr__(self, "results", MappingProxyType(dict(self.results)))
        object.__setattr__(self, "findings", MappingProxyType(dict(self.findings)))

    def at(self, row: str = TOTAL, column: str = TOTAL) -> Result:
        """What stands in a cell or margin; KeyError when that margin isn't published."""
        return self.results[row, column]

    def log(self) -> dict[Reason, int]:
        """How many numbers are withheld, by reason; counts only, never which."""
        counts = Counter(each.reason for each in self._hidden().values())
        return {reason: counts[reason] for reason in Reason if counts[reason]}

    def pattern(self) -> Pattern:
        """What readers have now seen, for the audit of every later edition."""
        shown = {k: each.value for k, each in self.results.items() if isinstance(each, Shown)}
        return Pattern(self.rows, self.columns, shown, frozenset(self._hidden()), self.merged)

    def _hidden(self) -> dict[Key, Hidden]:
        return {key: each for key, each in self.results.items() if isinstance(each, Hidden)}

    def as_document(self) -> dict[str, Any]:
        """Plain data for storage as JSON, with its checksum. For the keeper, not for readers."""
        body: dict[str, Any] = {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "merged": {name: list(rows) for name, rows in self.merged.items()},
            "results": [[*key, *_flat(each)] for key, each in sorted(self.results.items())],
            "findings": [
                [*key, f.low, f.high, f.width, f.above, f.needed, f.lift]
                for key, f in sorted(self.findings.items())
            ],
        }
        return body | {"checksum": _checksum(body)}


def stored(document: Mapping[str, Any]) -> Audited:
    """A cleared table read back from storage; AuditFailed when it isn't what was stored."""
    body = {name: value for name, value in document.items() if name != "checksum"}
    if document.get("checksum") != _checksum(body):
        raise AuditFailed
    return Audited(
        tuple(body["rows"]),
        tuple(body["columns"]),
        {(row, column): _result(*flat) for row, column, *flat in body["results"]},
        {(row, column): Finding(*numbers) for row, column, *numbers in body["findings"]},
        {name: tuple(rows) for name, rows in body["merged"].items()},
        _SEAL,
    )


def _flat(result: Result) -> list[Any]:
    if isinstance(result, Shown):
        return ["shown", result.value]
    if isinstance(result, Absent):
        return ["absent", result.structural]
    return ["hidden", result.reason.value, result.primary]


def _result(kind: str, value: Any, primary: bool = False) -> Result:
    if kind == "shown":
        return Shown(int(value))
    return Absent(bool(value)) if kind == "absent" else Hidden(Reason(value), bool(primary))


def _checksum(body: Mapping[str, Any]) -> str:
    return sha256(dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a table: everybody, or an organisation that takes its own part away first.

    `own`: withheld numbers that it knows. `values`: the true ones, each less what it knows to be
    in there at least; how far one can fall is counted from what is left.
    """

    own: frozenset[Unknown]
    values: Mapping[Unknown, int]
    everybody: bool = False

    def network(self, case: Case, unknown: Iterable[Unknown]) -> Network:
        """How far it must think each unknown can move; its own don't."""
        return Network(self.values, case.ends, sorted(set(unknown) - self.own))


def readers(case: Case, hidden: Iterable[Key]) -> list[Reader]:
    """Everybody, and each organisation that is alone behind a withheld number, here or elsewhere.

    One alone behind a total is alone behind every cell of it.
    """
    numbers = case.table.numbers()
    own: dict[str, set[Unknown]] = {mark: set() for mark in case.parts}
    for key in sorted(hidden):
        cell = numbers[key]
        if cell.contributors == 1:
            line = {case.place(each) for each in case.table.cells if _within(each, key)}
            own.setdefault(cell.sole or str(key), set()).update(line | {case.place(key)})
    everybody = Reader(frozenset(), case.values, everybody=True)
    return [everybody, *(_insider(case, mark, places) for mark, places in own.items())]


def _insider(case: Case, mark: str, own: Iterable[Unknown]) -> Reader:
    parts = {case.place((TOTAL, column)): n for column, n in case.parts.get(mark, {}).items()}
    less = {place: case.values[place] - part for place, part in parts.items()}
    return Reader(frozenset(own), {**case.values, **less})


def _within(cell: Key, margin: Key) -> bool:
    return margin[0] in {cell[0], TOTAL} and margin[1] in {cell[1], TOTAL}


def needs(
    case: Case, hidden: Mapping[Key, Hidden], reader: Reader
) -> dict[Unknown, tuple[int, int]]:
    """Width and room above that each withheld number needs against this reader.

    What is withheld only to protect others must not be known exactly to everybody; whoever stands
    behind a part of it may well know it. Totals over columns that are withheld only for others'
    sake need nothing: where readers can add them up, they add up what is shown. Against insiders,
    the numbers that earlier editions' totals are made of are what is protected.
    """
    numbers, rule = case.table.numbers(), case.rule
    found = {
        case.place(key): (rule.needed_width(numbers[key]), rule.lift(numbers[key]))
        for key, each in hidden.items()
        if each.primary and case.place(key) not in reader.own
    }
    if reader.everybody:
        found |= {
            case.place(key): (int(key[1] != TOTAL), 0)
            for key, each in hidden.items()
            if not each.primary
        }
        found |= {
            place: (rule.width, 0) for place in case.past if 0 < case.values[place] < rule.cases
        }
    return found


def reachable(
    case: Case, place: Unknown, needed: tuple[int, int], reader: Reader
) -> tuple[int, int]:
    """What a number needs, or what it had before this edition, whichever is less.

    What was told can't be taken back, and a reader may know more of its own than at that time: a
    row that nobody had cases in becomes the row of a single organisation. A new edition answers
    for what it adds, so a number that was known without it doesn't forbid it.
    """
    untold = reader.network(case, case.values.keys() - case.before)
    width, above = room(untold, place, *needed)
    return min(needed[0], width), min(needed[1], above)


def audit(
    case: Case, hidden: Mapping[Key, Hidden], merged: Mapping[str, tuple[str, ...]]
) -> Audited:
    """Clear a table with these numbers withheld; AuditFailed when one could be worked out."""
    findings: dict[Unknown, Finding] = {}
    unknown = case.unknown(hidden)
    for reader in readers(case, hidden):
        intervals = Intervals(reader.values, case.equations, unknown - reader.own)
        for place, needed in needs(case, hidden, reader).items():
            found = _finding(findings.get(place), case, place, intervals, needed)
            if not found.passed:
                less = reachable(case, place, needed, reader)
                found = _finding(findings.get(place), case, place, intervals, less)
            findings[place] = min(findings.get(place, found), found, key=_spare)
    if weak := sorted(place for place, each in findings.items() if not each.passed):
        raise AuditFailed(weak)
    numbers: dict[Key, Cell] = case.table.numbers()
    results: dict[Key, Result] = {key: Shown(cell.count) for key, cell in numbers.items()}
    for row in case.table.rows:
        for column in case.table.columns:
            absent = Absent((row, column) in case.table.structural)
            results.setdefault((row, column), absent)
    return Audited(
        case.table.rows,
        case.table.columns,
        results | dict(hidden),
        {key: findings[case.place(key)] for key in hidden},
        merged,
        _SEAL,
    )


def _spare(finding: Finding) -> int:
    return min(finding.width - finding.needed, finding.above - finding.lift)


def _finding(
    first: Finding | None, case: Case, place: Unknown, known: Intervals, needed: tuple[int, int]
) -> Finding:
    """How well a number is protected from one reader; `first`: from everybody, if it must be."""
    if first is None:
        interval = known.of(place)
        above = BOUNDLESS if interval.high is None else interval.high - case.values[place]
        return Finding(interval.low, interval.high, interval.width, above, *needed)
    return Finding(first.low, first.high, *known.room(place, *needed), *needed)
