"""What a score says, and its document."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diligence.domain.canonical import number
from diligence.enums import Band, Outcome


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points one answer added to one axis: `answer_points` (after the cap) times `weight`.

    `options` are the chosen options that carry points; `capped` is what the cap took away.
    """

    question: str
    options: tuple[str, ...]
    axis: str
    points: Decimal
    weight: Decimal
    answer_points: Decimal
    capped: Decimal


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flag and the answer that raised it; `rule` is set when a rule did."""

    question: str
    option: str
    flag: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class AxisScore:
    axis: str
    side: str
    points: Decimal
    level: int


@dataclass(frozen=True, slots=True)
class DimensionScore:
    dimension: str
    band: Band
    axes: tuple[AxisScore, ...]


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that changed or could change the result, and what made it fire.

    Exactly one of `dimensions`, `questions` says what; a flag rule also names axis and level.
    """

    rule: str
    dimensions: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    axis: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Levels and points with the reason for each; an input to a decision, not the decision."""

    band: Band
    outcome: Outcome
    dimensions: tuple[DimensionScore, ...]
    flags: tuple[RaisedFlag, ...]
    unknown_questions: tuple[str, ...]
    hold: bool
    decidable: bool
    contributions: tuple[Contribution, ...]
    rules: tuple[FiredRule, ...]

    @property
    def unknown(self) -> int:
        return len(self.unknown_questions)

    @property
    def axes(self) -> dict[str, AxisScore]:
        return {axis.axis: axis for dimension in self.dimensions for axis in dimension.axes}

    @property
    def levels(self) -> dict[str, int]:
        return {axis.axis: axis.level for d in self.dimensions for axis in d.axes}

    def dimension(self, id: str) -> DimensionScore:
        """Raises KeyError for a dimension the score does not have."""
        for dimension in self.dimensions:
            if dimension.dimension == id:
                return dimension
        raise KeyError(id)


def as_document(score: Score) -> dict[str, Any]:
    """The score in the shape of the machine interface, ready for `canonical_bytes`."""
    return {
        "band": score.band.value,
        "outcome": score.outcome.value,
        "dimensions": {d.dimension: _dimension(d) for d in score.dimensions},
        "flags": [_flag(flag) for flag in score.flags],
        "unknown": score.unknown,
        "unknown_questions": list(score.unknown_questions),
        "hold": score.hold,
        "decidable": score.decidable,
        "because": [
            *(_contribution(item) for item in score.contributions),
            *(_rule(item) for item in score.rules),
        ],
    }


def _dimension(dimension: DimensionScore) -> dict[str, Any]:
    sides = {a.side: {"points": number(a.points), "level": a.level} for a in dimension.axes}
    return {"band": dimension.band.value, **sides}


def _flag(flag: RaisedFlag) -> dict[str, str]:
    shape = {"question": flag.question, "flag": flag.flag, "option": flag.option}
    return shape | {"rule": flag.rule} if flag.rule else shape


def _contribution(item: Contribution) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "question": item.question,
        "options": list(item.options),
        "axis": item.axis,
        "points": number(item.points),
        "weight": number(item.weight),
        "answer_points": number(item.answer_points),
    }
    return shape | {"capped": number(item.capped)} if item.capped else shape


def _rule(item: FiredRule) -> dict[str, Any]:
    shape: dict[str, Any] = {"rule": item.rule}
    if item.dimensions:
        shape["dimensions"] = list(item.dimensions)
    if item.questions:
        shape["questions"] = list(item.questions)
    if item.options:
        shape["options"] = list(item.options)
    if item.axis:
        shape |= {"axis": item.axis, "level": item.level}
    return shape
