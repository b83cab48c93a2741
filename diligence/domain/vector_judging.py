"""From added-up words to band, outcome and route: looked up in tables that the scalar engine made.

Nothing is decided here: every entry of a table is what `judge_bands` and the routing rules say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diligence.domain.judging import judge_bands
from diligence.domain.plan import DimensionPlan
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.vector_lanes import Lane, Layout, Words
from diligence.domain.vector_reading import COUNTS, FLAGGED, TO_HUB, UNKNOWN, Reading
from diligence.enums import Band, Destination, FlagTarget, Outcome

OUTCOMES = tuple(Outcome)
BANDS = tuple(Band)
DESTINATIONS = tuple(Destination)

_OUT_OF_REACH = 1 << 63
"""No lane holds so much."""
_ANY, _HUB, _CLASSES = 8, 16, 32
"""Bits of what is beside the bands: 0–7 how many unknown, a flag stands, one of the hub's."""


@dataclass(frozen=True, slots=True)
class AxisTable:
    """The level of each sum of an axis: `lane` read, then compared with its thresholds."""

    lane: Lane
    thresholds: NDArray[np.uint64]

    def levels(self, words: Sequence[Words]) -> NDArray[np.intp]:
        return np.searchsorted(self.thresholds, self.lane.of(words), side="right")


@dataclass(frozen=True, slots=True)
class DimensionTable:
    """What a dimension adds to the key: 1 for medium or more, and another row for high.

    `pair` reads both axes at once where they fit a table; elsewhere their levels are compared.
    """

    axes: tuple[AxisTable, AxisTable]
    by_level: NDArray[np.uint16]
    pair: Lane | None
    by_pair: NDArray[np.uint16]

    def of(self, words: Sequence[Words]) -> NDArray[np.uint16]:
        if self.pair is not None:
            return np.take(self.by_pair, self.pair.of(words).view(np.int64), mode="clip")
        first, second = (axis.levels(words) for axis in self.axes)
        found: NDArray[np.uint16] = self.by_level[first, second]
        return found


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A flag rule: the bit that says its condition holds, and the level its axis must reach."""

    lane: Lane
    axis: Lane | None
    least: np.uint64
    adds: np.uint16

    def of(self, words: Sequence[Words]) -> NDArray[np.uint16]:
        fired = self.lane.of(words)
        if self.axis is not None:
            fired = fired & (self.axis.of(words) >= self.least)
        return fired.astype(np.uint16) * self.adds


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives each row its verdict: a place in `verdicts`, which are few."""

    dimensions: tuple[DimensionTable, ...]
    rules: tuple[RuleTable, ...]
    counts: Lane | None
    apart: tuple[Lane, Lane, Lane]
    beside: NDArray[np.uint16]
    unknown_classes: NDArray[np.uint16]
    verdicts: NDArray[np.uint16]

    def of(self, words: Sequence[Words]) -> NDArray[np.uint16]:
        """Verdicts of a block of rows, as `unpacked` reads them."""
        key = self._beside(words)
        for rule in self.rules:
            key |= rule.of(words)
        key *= np.uint16((len(self.dimensions) + 1) ** 2)
        for dimension in self.dimensions:
            key += dimension.of(words)
        return np.take(self.verdicts, key, mode="clip")

    def _beside(self, words: Sequence[Words]) -> NDArray[np.uint16]:
        if self.counts is not None:
            return np.take(self.beside, self.counts.of(words).view(np.int64), mode="clip")
        unknown, flagged, hub = (lane.of(words) for lane in self.apart)
        last = np.uint64(len(self.unknown_classes) - 1)
        found = self.unknown_classes[np.minimum(unknown, last).astype(np.intp)]
        found = found | ((flagged > 0) * np.uint16(_ANY)) | ((hub > 0) * np.uint16(_HUB))
        return found.astype(np.uint16)


def groups(reading: Reading, most: Mapping[str, int]) -> list[list[tuple[str, int]]]:
    """Which lanes are wanted beside each other: the two axes of a dimension, and the counts."""
    dimensions = range(len(reading.plan.dimensions))
    pairs = [(f"axis:{2 * n}", f"axis:{2 * n + 1}") for n in dimensions]
    found = [[(name, most.get(name, 0)) for name in pair] for pair in pairs]
    found.append([(name, most.get(name, 0)) for name in COUNTS[:3]])
    found.append([(COUNTS[3], most.get(COUNTS[3], 0))])
    found += [[(rule_lane(n), 1)] for n in range(len(reading.plan.rules))]
    return found


def rule_lane(number: int) -> str:
    return f"rule:{number}"


def judge(reading: Reading, layout: Layout) -> Judge:
    """The tables of one edition, over lanes laid out for it."""
    plan, questionnaire = reading.plan, reading.questionnaire
    rank = len(plan.dimensions) + 1
    if rank * rank * _CLASSES > 1 << 16:
        raise ValueError(f"{rank - 1} dimensions are more than can be tried at once.")
    dimensions = tuple(
        _dimension(d, (f"axis:{2 * n}", f"axis:{2 * n + 1}"), rank, layout)
        for n, d in enumerate(plan.dimensions)
    )
    hub = {flag.code for flag in questionnaire.flags if flag.target is FlagTarget.HUB}
    rules = []
    for number, rule in enumerate(plan.rules):
        least, axis = 0, None
        if rule.axis is not None and rule.rule.level:
            axis = layout.lanes[f"axis:{rule.axis}"]
            steps = dimensions[rule.axis // 2].axes[rule.axis % 2].thresholds
            reachable = rule.rule.level <= len(steps)
            least = int(steps[rule.rule.level - 1]) if reachable else _OUT_OF_REACH
        adds = _ANY | (_HUB if rule.rule.flag in hub else 0)
        lane = layout.lanes[rule_lane(number)]
        rules.append(RuleTable(lane, axis, np.uint64(max(0, least)), np.uint16(adds)))
    lanes = (layout.lanes[UNKNOWN], layout.lanes[FLAGGED], layout.lanes[TO_HUB])
    joined = _joined(layout, lanes)
    classes = _unknown_classes(questionnaire)
    return Judge(
        dimensions,
        tuple(rules),
        joined,
        lanes,
        _beside(joined, lanes, classes),
        classes,
        _verdicts(questionnaire, rank),
    )


def _dimension(
    dimension: DimensionPlan, names: tuple[str, str], rank: int, layout: Layout
) -> DimensionTable:
    axes = tuple(
        AxisTable(
            layout.lanes[name],
            np.array([min(max(0, t), _OUT_OF_REACH) for t in axis.thresholds], np.uint64),
        )
        for name, axis in zip(names, dimension.axes, strict=True)
    )
    adds = {Band.LOW: 0, Band.MEDIUM: 1, Band.HIGH: 1 + rank}
    by_level = np.array([[adds[band] for band in row] for row in dimension.matrix], np.uint16)
    first, second = axes
    pair = layout.joined(*names)
    by_pair = np.zeros(0, np.uint16)
    if pair is not None:
        sums = np.arange(1 << pair.width, dtype=np.uint64)
        low = sums & np.uint64((1 << first.lane.width) - 1)
        high = sums >> np.uint64(first.lane.width)
        levels = (
            np.searchsorted(first.thresholds, low, side="right"),
            np.searchsorted(second.thresholds, high, side="right"),
        )
        by_pair = by_level[levels]
    return DimensionTable((first, second), by_level, pair, by_pair)


def _joined(layout: Layout, lanes: tuple[Lane, Lane, Lane]) -> Lane | None:
    """The three counts read at once, where they are neighbours and short."""
    width = sum(lane.width for lane in lanes)
    places, at = [], lanes[0].shift
    for lane in lanes:
        places.append(lane.word == lanes[0].word and lane.shift == at)
        at += lane.width
    return Lane(lanes[0].word, lanes[0].shift, width) if all(places) and width <= 16 else None


def _beside(
    joined: Lane | None, lanes: tuple[Lane, Lane, Lane], classes: NDArray[np.uint16]
) -> NDArray[np.uint16]:
    if joined is None:
        return np.zeros(0, np.uint16)
    value = np.arange(1 << joined.width)
    unknown = np.minimum(value & ((1 << lanes[0].width) - 1), len(classes) - 1)
    value >>= lanes[0].width
    flagged = value & ((1 << lanes[1].width) - 1)
    hub = value >> lanes[1].width
    found: NDArray[np.uint16] = np.asarray(
        classes[unknown] | _ANY * (flagged > 0) | _HUB * (hub > 0), np.uint16
    )
    return found


def _unknown_classes(questionnaire: Questionnaire) -> NDArray[np.uint16]:
    """By the number of unknown answers: any, enough to hold, too many to decide."""
    rules = questionnaire.rules
    last = max(rules.unknown_floor, rules.unknown_limit, 1)
    count = np.arange(last + 1)
    held, undecidable = count >= rules.unknown_floor, count >= rules.unknown_limit
    return np.asarray(1 * (count > 0) + 2 * held + 4 * undecidable, np.uint16)


def _verdicts(questionnaire: Questionnaire, rank: int) -> NDArray[np.uint16]:
    found = np.zeros(rank * rank * _CLASSES, np.uint16)
    classes = _unknown_classes(questionnaire)
    for count in {int(np.argmax(classes == each)) for each in np.unique(classes)}:
        for beside in range(0, _CLASSES, _ANY):
            for high in range(rank):
                for more in range(rank - high):
                    key = (int(classes[count]) | beside) * rank * rank
                    key += (high + more) + high * rank
                    found[key] = _verdict(questionnaire, (high, more), count, beside)
    return found


def _verdict(
    questionnaire: Questionnaire, high_and_medium: tuple[int, int], unknown: int, beside: int
) -> int:
    high, medium = high_and_medium
    low = len(questionnaire.dimensions) - high - medium
    bands = (Band.HIGH,) * high + (Band.MEDIUM,) * medium + (Band.LOW,) * low
    verdict = judge_bands(questionnaire, bands, ("",) * unknown, flagged=bool(beside & _ANY))
    leads_to = _leads_to(
        questionnaire,
        verdict.band,
        hub=bool(beside & _HUB) or any(rule.rule == "high_refer" for rule in verdict.rules),
        hold=verdict.hold,
    )
    return (
        OUTCOMES.index(verdict.outcome)
        | BANDS.index(verdict.band) << 2
        | int(verdict.hold) << 4
        | int(verdict.decidable) << 5
        | DESTINATIONS.index(leads_to) << 6
    )


def _leads_to(questionnaire: Questionnaire, band: Band, *, hub: bool, hold: bool) -> Destination:
    """Where the score leads, as `routing.route` has it where the triage refers nothing."""
    if hub or band.rank >= questionnaire.rules.hub_from.rank:
        return Destination.HUB
    if hold:
        return Destination.INFORMATION
    return Destination.DECIDER if band is Band.MEDIUM else Destination.OFFICER


def unpacked(verdicts: NDArray[np.uint16]) -> dict[str, NDArray[Any]]:
    """Outcome, band and destination as places in their enums; hold and decidable."""
    return {
        "outcome": (verdicts & 3).astype(np.uint8),
        "band": (verdicts >> 2 & 3).astype(np.uint8),
        "hold": (verdicts >> 4 & 1).astype(bool),
        "decidable": (verdicts >> 5 & 1).astype(bool),
        "leads_to": (verdicts >> 6 & 7).astype(np.uint8),
    }
