"""What measures leave of a risk: residual levels, bands and outcome.

Planned measures give the target, measures whose evidence is accepted the actual residual. Flags and
flag rules stay as they are on the inherent score: only a recorded clearance ends a flag.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diligence.domain.judging import judge
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import FiredRule, Score
from diligence.enums import Band, Outcome


@dataclass(frozen=True, slots=True)
class Reduction:
    """How far one axis came down, and by which measures; `asked` is their sum before the limit."""

    axis: str
    level: int
    residual: int
    asked: int
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Residual:
    """`bands` pairs dimensions with their residual band."""

    band: Band
    outcome: Outcome
    bands: tuple[tuple[str, Band], ...]
    reductions: tuple[Reduction, ...]
    rules: tuple[FiredRule, ...]

    @property
    def levels(self) -> dict[str, int]:
        return {item.axis: item.residual for item in self.reductions}


def residual(questionnaire: Questionnaire, score: Score, measures: Iterable[str]) -> Residual:
    """The residual after these measures, each counted once. Raises KeyError for an unknown one."""
    counted = [questionnaire.measure(id) for id in dict.fromkeys(measures)]
    limits = {side.id: side.reduction for side in questionnaire.sides}
    reductions = []
    for axis in score.axes.values():
        by = [(m.id, dict(m.reduces).get(axis.axis, 0)) for m in counted]
        asked = sum(levels for _, levels in by)
        left = max(0, axis.level - min(limits[axis.side], asked))
        helping = tuple(id for id, levels in by if levels)
        reductions.append(Reduction(axis.axis, axis.level, left, asked, helping))
    levels: Mapping[str, int] = {item.axis: item.residual for item in reductions}
    verdict = judge(questionnaire, levels, score.unknown_questions, flagged=bool(score.flags))
    bands = zip((d.id for d in questionnaire.dimensions), verdict.bands, strict=True)
    return Residual(verdict.band, verdict.outcome, tuple(bands), tuple(reductions), verdict.rules)
