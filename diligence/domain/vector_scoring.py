"""Scores of many appraisals at once: the same outcome for each as `scoring.score_so_far` gives.

Questions whose conditions hang together make a component; small components are merged into one
table that is looked up by all their answers at once. A component with too many combinations is
added up question by question instead (`wide`), which is also an independent way to the same sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diligence.domain.conditions import names
from diligence.domain.questionnaire import FlagRule, Questionnaire
from diligence.domain.vector_judging import Judge, groups, judge, rule_lane, unpacked
from diligence.domain.vector_lanes import Layout, Words, laid_out
from diligence.domain.vector_reading import ASKED, Reading, read
from diligence.domain.vectors import Codes, Columns

TABLE: Final = 1 << 14
"""Most combinations of answers that a component is tabled for."""
MERGED: Final = 1 << 11
"""Components are merged up to so many entries: what stays in the fast memory of one core."""
BLOCK: Final = 1 << 15
"""Rows that are worked through at a time, so that what is in between stays there too."""


@dataclass(frozen=True, slots=True)
class Component:
    """Questions, in the order of asking, and flag rules that depend on nothing outside."""

    questions: tuple[str, ...]
    rules: tuple[tuple[int, FlagRule], ...]

    def combinations(self, reading: Reading) -> int:
        found = 1
        for id in self.questions:
            found *= reading.reads[id].size
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """Words for every combination of answers; the first question's answers come one by one."""

    questions: tuple[str, ...]
    sizes: tuple[int, ...]
    words: Words

    def place(self, codes: Mapping[str, Codes], buffer: NDArray[np.uint16]) -> Codes:
        """Where each row's combination stands."""
        pairs = list(zip(self.questions, self.sizes, strict=True))
        if len(pairs) == 1:
            return codes[pairs[0][0]]
        (last, _), *earlier = reversed(pairs)
        buffer[...] = codes[last]
        for id, size in earlier:
            buffer *= np.uint16(size)
            buffer += codes[id]
        return buffer


@dataclass(frozen=True, slots=True)
class Scores:
    """One entry a row; outcome, band and leads_to are places in their enums."""

    outcome: NDArray[np.uint8]
    band: NDArray[np.uint8]
    leads_to: NDArray[np.uint8]
    hold: NDArray[np.bool_]
    decidable: NDArray[np.bool_]
    asked: NDArray[np.uint16]
    axes: tuple[Words, ...] = ()
    """Points by axis, multiplied by the scale of the plan; only where asked for."""


@dataclass(frozen=True, slots=True)
class Program:
    """An edition made ready for given columns; see `scores`."""

    reading: Reading
    layout: Layout
    constant: Words
    tables: tuple[Table, ...]
    wide: tuple[Component, ...]
    judge: Judge

    def words(self, codes: Mapping[str, Codes], rows: int) -> list[Words]:
        """The added-up words of a block of rows."""
        found = [np.full(rows, self.constant[n], np.uint64) for n in range(self.layout.words)]
        buffer = np.empty(rows, np.uint16)
        gathered = np.empty(rows, np.uint64)
        for table in self.tables:
            place = table.place(codes, buffer)
            for n in range(self.layout.words):
                np.take(table.words[n], place, out=gathered, mode="clip")
                found[n] += gathered
        for component in self.wide:
            for n, part in enumerate(_added(component, self.reading, self.layout, codes, rows)):
                found[n] += part
        return found

    def verdicts(self, columns: Columns, *, block: int = BLOCK) -> NDArray[np.uint16]:
        """Every row's verdict, packed; `vector_judging.unpacked` reads them."""
        found = np.empty(columns.rows, np.uint16)
        for start in range(0, columns.rows, block):
            rows = slice(start, min(start + block, columns.rows))
            words = self.words(_cut(self.needed(), columns, rows), rows.stop - start)
            found[rows] = self.judge.of(words)
        return found

    def scores(self, columns: Columns, *, axes: bool = False) -> Scores:
        """Every row's verdict, how many questions it is asked, and its points if wanted."""
        verdicts = np.empty(columns.rows, np.uint16)
        asked = np.empty(columns.rows, np.uint16)
        names_ = [f"axis:{n}" for n in range(len(self.reading.questionnaire.axes))] if axes else []
        points = tuple(np.empty(columns.rows, np.uint64) for _ in names_)
        needed = self.needed()
        for start in range(0, columns.rows, BLOCK):
            rows = slice(start, min(start + BLOCK, columns.rows))
            words = self.words(_cut(needed, columns, rows), rows.stop - start)
            verdicts[rows] = self.judge.of(words)
            asked[rows] = self.layout.lanes[ASKED].of(words)
            for name, column in zip(names_, points, strict=True):
                column[rows] = self.layout.lanes[name].of(words)
        told: dict[str, Any] = unpacked(verdicts)
        return Scores(**told, asked=asked, axes=points)

    def needed(self) -> tuple[str, ...]:
        """The questions whose answers make a difference."""
        in_tables = [id for table in self.tables for id in table.questions]
        return (*in_tables, *(id for part in self.wide for id in part.questions))


def _cut(ids: Sequence[str], columns: Columns, rows: slice) -> dict[str, Codes]:
    return {id: columns[id].codes[rows] for id in ids}


def program(
    questionnaire: Questionnaire, columns: Columns, *, possible: bool = False, table: int = TABLE
) -> Program:
    """An edition made ready to score these columns; `table` 0 makes no tables at all.

    Raises TooFineError for points that can't be added up in words.
    """
    reading = read(questionnaire, columns, possible=possible)
    layout = laid_out(groups(reading, _most(reading)))
    tables: list[Table] = []
    wide: list[Component] = []
    constant = np.zeros((layout.words, 1), np.uint64)
    for component in _components(reading):
        combinations = component.combinations(reading)
        dull = all(reading.reads[id].dull for id in component.questions)
        if combinations == 1 or (dull and not component.rules):
            constant += _table(component, reading, layout, first=True).words
        elif combinations <= table:
            tables.append(_table(component, reading, layout))
        else:
            wide.append(component)
    return Program(
        reading,
        layout,
        constant[:, 0],
        tuple(_merged(tables, min(table, MERGED))),
        tuple(wide),
        judge(reading, layout),
    )


def _most(reading: Reading) -> dict[str, int]:
    """The largest sum of each lane."""
    found: dict[str, int] = {}
    for one in reading.reads.values():
        for lane, amount in one.amounts.items():
            found[lane] = found.get(lane, 0) + int(amount.max(initial=0))
    return found


def _components(reading: Reading) -> list[Component]:
    """Questions that name each other in conditions, or are named by one rule, belong together."""
    together: list[tuple[str, ...]] = [
        (id, *sorted(names(one.question.condition) & reading.reads.keys()))
        for id, one in reading.reads.items()
        if one.question.condition
    ]
    together += [tuple(sorted(names(plan.rule.when))) for plan in reading.plan.rules]
    root_of = _roots(reading.reads, together)
    members: dict[str, list[str]] = {}
    for id in reading.reads:
        members.setdefault(root_of[id], []).append(id)
    rules: dict[str, list[tuple[int, FlagRule]]] = {}
    for number, plan in enumerate(reading.plan.rules):
        rules.setdefault(root_of[min(names(plan.rule.when))], []).append((number, plan.rule))
    return [Component(tuple(ids), tuple(rules.get(of, ()))) for of, ids in members.items()]


def _roots(ids: Iterable[str], together: Iterable[Sequence[str]]) -> dict[str, str]:
    """One question for each component, where `together` lists what belongs together."""
    of = {id: id for id in ids}

    def root(id: str) -> str:
        while of[id] != id:
            id = of[id]
        return id

    for first, *others in together:
        for other in others:
            of[root(other)] = root(first)
    return {id: root(id) for id in of}


def _added(
    component: Component, reading: Reading, layout: Layout, codes: Mapping[str, Codes], rows: int
) -> Words:
    """What a component's questions and rules add, row by row, question by question."""
    found = np.zeros((layout.words, rows), np.uint64)
    asked = reading.asked(codes, list(component.questions))
    for id in component.questions:
        one = reading.reads[id]
        words = layout.encoded(one.amounts, one.size)
        gate = asked[id]
        for n in range(layout.words):
            part = words[n][codes[id]]
            found[n] += part if gate is None else part * gate
    for number, rule in component.rules:
        fired = reading.fires(rule, codes, asked).astype(np.int64)
        found += layout.encoded({rule_lane(number): fired}, rows)
    return found


def _table(component: Component, reading: Reading, layout: Layout, *, first: bool = False) -> Table:
    """The component added up once for every combination of answers (`first`: for one only)."""
    sizes = [reading.reads[id].size for id in component.questions]
    rows = 1 if first else component.combinations(reading)
    codes: dict[str, Codes] = {}
    stride = 1
    for id, size in zip(component.questions, sizes, strict=True):
        codes[id] = (np.arange(rows, dtype=np.uint32) // np.uint32(stride)) % np.uint32(size)
        stride *= size
    words = _added(component, reading, layout, codes, rows)
    told = [(id, size) for id, size in zip(component.questions, sizes, strict=True) if size > 1]
    return Table(tuple(id for id, _ in told), tuple(size for _, size in told), words)


def _merged(tables: Sequence[Table], most: int) -> list[Table]:
    """Fewer, larger tables: each takes in the largest other that still fits."""
    left = sorted(tables, key=lambda table: table.words.shape[1], reverse=True)
    found: list[Table] = []
    while left:
        joined = left.pop(0)
        for other in list(left):
            if joined.words.shape[1] * other.words.shape[1] <= most:
                left.remove(other)
                joined = _joined(joined, other)
        found.append(joined)
    return found


def _joined(first: Table, second: Table) -> Table:
    words = second.words[:, :, None] + first.words[:, None, :]
    return Table(
        first.questions + second.questions,
        first.sizes + second.sizes,
        words.reshape(len(words), -1),
    )
