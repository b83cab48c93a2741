"""From axis levels to bands and outcome: the matrix and the rules over the whole result.

Used for the inherent score and again for the residual one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import FiredRule
from diligence.enums import Band, Outcome

_BY_RANK = (Band.LOW, Band.MEDIUM, Band.HIGH)
_OUTCOME = {band: Outcome(band.value) for band in Band}


@dataclass(frozen=True, slots=True)
class Judgement:
    bands: tuple[Band, ...]
    band: Band
    outcome: Outcome
    hold: bool
    decidable: bool
    rules: tuple[FiredRule, ...]


def judge(
    questionnaire: Questionnaire,
    levels: Mapping[str, int],
    unknown: Sequence[str],
    *,
    flagged: bool,
) -> Judgement:
    """Bands in dimension order; `unknown` lists the questions answered "don't know"."""
    first, second = (side.id for side in questionnaire.sides)
    bands = tuple(
        d.matrix[levels[f"{d.id}.{first}"]][levels[f"{d.id}.{second}"]]
        for d in questionnaire.dimensions
    )
    return judge_bands(questionnaire, bands, unknown, flagged=flagged)


def judge_bands(
    questionnaire: Questionnaire, bands: tuple[Band, ...], unknown: Sequence[str], *, flagged: bool
) -> Judgement:
    """The same, from the bands of the dimensions."""
    rules = questionnaire.rules
    ranks = [band.rank for band in bands]
    rank = max(ranks)
    fired: list[FiredRule] = []
    if rank == 0 and not unknown:
        outcome = Outcome.REFER if flagged else Outcome.LOW
        return Judgement(bands, Band.LOW, outcome, False, True, ())
    ids = [dimension.id for dimension in questionnaire.dimensions]
    if rules.accumulate and min(ranks) >= 1:
        rank = 2
        fired.append(FiredRule("accumulate", dimensions=tuple(ids)))
    hold = len(unknown) >= rules.unknown_floor
    if hold:
        rank = max(rank, 1)
        fired.append(FiredRule("unknown_floor", questions=tuple(unknown)))
    decidable = len(unknown) < rules.unknown_limit
    if not decidable:
        fired.append(FiredRule("unknown_limit", questions=tuple(unknown)))
    high = tuple(id for id, reached in zip(ids, ranks, strict=True) if reached == 2)
    many_high = len(high) >= rules.high_refer
    if many_high:
        fired.append(FiredRule("high_refer", dimensions=high))
    band = _BY_RANK[rank]
    outcome = Outcome.REFER if flagged or many_high else _OUTCOME[band]
    return Judgement(bands, band, outcome, hold, decidable, tuple(fired))
