"""What a draft would have made of earlier appraisals: counted in chunks that add up.

Everything a chunk gives is a count, so chunks are added in any order, by any worker. Two columns
stand beside each other wherever the draft asks what nobody was asked: **at least** counts a
missing answer as nothing, **at most** as the worst that could be answered.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.restoring import Change, ChangeOf, changes
from diligence.domain.vector_judging import DESTINATIONS, OUTCOMES
from diligence.domain.vector_scoring import Scores, program
from diligence.domain.vectors import Columns
from diligence.enums import Destination, Outcome

LEAST, MOST = "least", "most"
READINGS: Final = (LEAST, MOST)
DRIVERS: Final = 80
"""Changes that are taken back one by one; a draft with more is another questionnaire."""
_HUB: Final = DESTINATIONS.index(Destination.HUB)

Tally = dict[str, Any]
"""Nested counts with text keys, as they are stored: {"matrix": {"least": {"low>high": 3}}}."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Appraisals of one edition. `before`: places of their outcomes in OUTCOMES.

    `refers`: whose triage asks for the hub anyway. `minutes`: active minutes of the full
    questionnaire, 0 where they were not measured. `split`: name → categories of each row.
    """

    edition: Questionnaire
    columns: Columns
    before: NDArray[np.uint8]
    refers: NDArray[np.bool_]
    minutes: NDArray[np.int64]
    split: Mapping[str, Sequence[Sequence[str]]]


def tallied(draft: Questionnaire, chunk: Chunk) -> Tally:
    """Every count of one chunk."""
    was = program(chunk.edition, chunk.columns).scores(chunk.columns)
    now = {
        LEAST: program(draft, chunk.columns).scores(chunk.columns),
        MOST: program(draft, chunk.columns, possible=True).scores(chunk.columns),
    }
    changed = {reading: one.outcome != chunk.before for reading, one in now.items()}
    return {
        "appraisals": chunk.columns.rows,
        "editions": {f"{chunk.edition.id} {chunk.edition.edition}": chunk.columns.rows},
        "apart": int(np.count_nonzero(was.outcome != chunk.before)),
        "open": int(np.count_nonzero(now[LEAST].outcome != now[MOST].outcome)),
        "matrix": {r: _matrix(chunk.before, one.outcome) for r, one in now.items()},
        "split": {name: _split(rows, chunk.before, now) for name, rows in chunk.split.items()},
        "drivers": _drivers(draft, chunk, now, changed),
        "asked": {"before": histogram(was.asked)}
        | {reading: histogram(one.asked) for reading, one in now.items()},
        "pace": pace(chunk.minutes, was.asked),
        "referred": {"before": _referred(was, chunk)}
        | {reading: _referred(one, chunk) for reading, one in now.items()},
        "held": {"before": int(was.hold.sum())}
        | {reading: int(one.hold.sum()) for reading, one in now.items()},
    }


def _matrix(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> dict[str, int]:
    pairs = np.bincount(before.astype(np.intp) * len(OUTCOMES) + after, minlength=16)
    return {
        f"{OUTCOMES[pair // len(OUTCOMES)]}>{OUTCOMES[pair % len(OUTCOMES)]}": int(pairs[pair])
        for pair in np.flatnonzero(pairs)
    }


def _split(
    categories: Sequence[Sequence[str]], before: NDArray[np.uint8], now: Mapping[str, Scores]
) -> dict[str, dict[str, dict[str, int]]]:
    places: dict[str, list[int]] = {}
    for row, listed in enumerate(categories):
        for category in listed or ("",):
            places.setdefault(category, []).append(row)
    return {
        category: {
            reading: _matrix(before[rows], one.outcome[rows]) for reading, one in now.items()
        }
        for category, rows in places.items()
    }


def histogram(counts: NDArray[Any]) -> dict[str, int]:
    """How often each number occurs."""
    values, many = np.unique(counts, return_counts=True)
    return {str(int(v)): int(n) for v, n in zip(values, many, strict=True)}


def pace(minutes: NDArray[np.int64], asked: NDArray[np.uint16]) -> dict[str, int]:
    """Tenths of a minute a question, of the appraisals that were measured."""
    measured = (minutes > 0) & (asked > 0)
    tenths = np.rint(10 * minutes[measured] / asked[measured]).astype(np.int64)
    return histogram(tenths)


def _referred(scores: Scores, chunk: Chunk) -> int:
    return int(np.count_nonzero((scores.leads_to == _HUB) | chunk.refers))


def _drivers(
    draft: Questionnaire,
    chunk: Chunk,
    now: Mapping[str, Scores],
    changed: Mapping[str, NDArray[np.bool_]],
) -> dict[str, dict[str, int]]:
    """For each change: how many changed outcomes would stay as they were without it alone.

    `joint` counts changed outcomes that no single change explains.
    """
    found: dict[str, dict[str, int]] = {}
    for reading in READINGS:
        rows = np.flatnonzero(changed[reading])
        if not len(rows):
            continue
        part, before = chunk.columns.taken(rows), chunk.before[rows]
        explained = np.zeros(len(rows), np.bool_)
        for change, back in explaining(chunk.edition, draft, part, before, reading):
            explained |= back
            if back.any():
                entry = found.setdefault(f"{change.of}:{change.id}", {})
                entry[reading] = int(back.sum())
        if joint := int(np.count_nonzero(~explained)):
            found.setdefault("joint:", {})[reading] = joint
    return found


def explaining(
    edition: Questionnaire,
    draft: Questionnaire,
    columns: Columns,
    before: NDArray[Any],
    reading: str,
) -> Iterator[tuple[Change, NDArray[np.bool_]]]:
    """The first changes of the draft, each with the rows whose outcome without it alone is what it
    was. `before`: places of the outcomes in OUTCOMES."""
    for change in list(changes(edition, draft))[:DRIVERS]:
        if change.of is ChangeOf.ADDED and reading == LEAST:
            continue  # Nobody answered it, and unanswered it counts nothing.
        again = program(change.restored(), columns, possible=reading == MOST).scores(columns)
        yield change, again.outcome == before


def merged(first: Tally, second: Tally) -> Tally:
    """Two tallies as one: every count added up."""
    found = dict(first)
    for key, value in second.items():
        if isinstance(value, dict):
            found[key] = merged(found.get(key, {}), value)
        else:
            found[key] = found.get(key, 0) + value
    return found


# --- The result of all chunks -------------------------------------------------------------------
def concluded(tally: Tally) -> dict[str, Any]:
    """The result as it is stored and shown; an empty tally gives a result about nothing."""
    if not tally:
        return {"appraisals": 0}
    return {
        "appraisals": tally["appraisals"],
        "editions": tally["editions"],
        "apart": tally["apart"],
        "open": tally["open"],
        "matrix": {r: _rows(tally["matrix"][r]) for r in READINGS},
        "changed": {r: _changed(tally["matrix"][r]) for r in READINGS},
        "split": {name: _categories(rows) for name, rows in tally["split"].items()},
        "drivers": _ranked(tally["drivers"]),
        "burden": burden(tally["asked"], tally["pace"]),
        "referred": tally["referred"],
        "held": tally["held"],
    }


def _rows(matrix: Mapping[str, int]) -> list[list[int]]:
    """Before by after, both in the order of OUTCOMES."""
    return [[matrix.get(f"{before}>{after}", 0) for after in OUTCOMES] for before in OUTCOMES]


def _changed(matrix: Mapping[str, int]) -> dict[str, int]:
    """How many outcomes rose, fell, and changed in all."""
    told = Counter[str]()
    for pair, count in matrix.items():
        before, after = (Outcome(name).rank for name in pair.split(">"))
        told["higher"] += count * (after > before)
        told["lower"] += count * (after < before)
    return {"higher": told["higher"], "lower": told["lower"], "all": told.total()}


def _categories(rows: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[dict[str, Any]]:
    """Each category with its changes, the one with most appraisals first; '' (none) last."""
    found = [
        {
            "category": category,
            "appraisals": sum(readings[LEAST].values()),
            "changed": {r: _changed(readings[r]) for r in READINGS},
            "matrix": {r: _rows(readings[r]) for r in READINGS},
        }
        for category, readings in rows.items()
    ]
    return sorted(found, key=lambda row: (not row["category"], -row["appraisals"], row["category"]))


def _ranked(drivers: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """The change that explains most comes first."""
    found = [
        {"of": of, "id": id, LEAST: counts.get(LEAST, 0), MOST: counts.get(MOST, 0)}
        for key, counts in drivers.items()
        for of, _, id in [key.partition(":")]
    ]
    return sorted(found, key=lambda d: (d["of"] == "joint", -d[LEAST], -d[MOST], d["id"]))


def burden(asked: Mapping[str, Mapping[str, int]], pace: Mapping[str, int]) -> dict[str, Any]:
    """Median questions asked, and what they take at the pace measured so far.

    The pace is the median of active minutes by question asked; minutes are None where nothing was
    measured, and rounded to five as measured minutes are.
    """
    measured = sum(pace.values())
    tenths = median_of(pace) if measured else None
    questions = {name: median_of(histogram) for name, histogram in asked.items()}
    return {
        "measured": measured,
        "seconds": None if tenths is None else round(6 * tenths),
        "questions": questions,
        "minutes": {
            name: None if tenths is None else 5 * round(count * tenths / 50)
            for name, count in questions.items()
        },
    }


def median_of(histogram: Mapping[str, int]) -> float:
    """The middle value of a histogram; the mean of the two middle ones of an even number."""
    ordered = sorted((int(value), count) for value, count in histogram.items())
    total = sum(count for _, count in ordered)
    lower = upper = None
    seen = 0
    for value, count in ordered:
        seen += count
        if lower is None and 2 * seen >= total:
            lower = value
        if 2 * seen > total:
            upper = value
            break
    return 0 if lower is None else (lower + (lower if upper is None else upper)) / 2
