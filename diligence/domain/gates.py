"""Legal gates and referrals: which flags of a score stand, whom they ask, what outcome is left.

A flag never adds a point. It ends by a recorded clearance and nothing else, and stands again when
that clearance is ended or its validity has run out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diligence.domain.judging import judge_bands
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import FiredRule, RaisedFlag, Score
from diligence.enums import Band, FlagTarget, Outcome

Key = tuple[str, str, str]
"""A flag of one score: question, option, flag code."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A clearance that nobody has ended; `valid_until` is its last day, None: without end."""

    question: str
    option: str
    flag: str
    valid_until: date | None = None

    @property
    def key(self) -> Key:
        return (self.question, self.option, self.flag)

    def holds(self, today: date) -> bool:
        """Whether it still counts: on its last day it does."""
        return self.valid_until is None or self.valid_until >= today


@dataclass(frozen=True, slots=True)
class Gate:
    """One flag of a score, whom it asks, and whether it stands today."""

    question: str
    option: str
    flag: str
    target: FlagTarget
    rule: str = ""
    cleared: bool = False

    @property
    def key(self) -> Key:
        return (self.question, self.option, self.flag)

    @property
    def legal(self) -> bool:
        return self.target is not FlagTarget.HUB

    @property
    def stands(self) -> bool:
        return not self.cleared


@dataclass(frozen=True, slots=True)
class Now:
    """A score as it reads today: the same bands, the flags that still stand, the outcome left."""

    band: Band
    outcome: Outcome
    gates: tuple[Gate, ...]
    rules: tuple[FiredRule, ...]

    @property
    def standing(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if gate.stands)

    @property
    def legal(self) -> tuple[str, ...]:
        return _legal(self.gates)


def gates(
    questionnaire: Questionnaire,
    flags: Iterable[RaisedFlag],
    clearances: Iterable[Cleared],
    today: date,
) -> tuple[Gate, ...]:
    """Every flag in the order of the score, with the clearances that hold today applied.

    Raises KeyError for a flag the questionnaire does not know.
    """
    cleared = {item.key for item in clearances if item.holds(today)}
    return tuple(
        Gate(
            question=item.question,
            option=item.option,
            flag=item.flag,
            target=questionnaire.flag(item.flag).target,
            rule=item.rule,
            cleared=(item.question, item.option, item.flag) in cleared,
        )
        for item in flags
    )


def legal_checks(
    questionnaire: Questionnaire,
    flags: Iterable[RaisedFlag],
    clearances: Iterable[Cleared],
    today: date,
) -> tuple[str, ...]:
    """Whom standing legal flags ask, each once (values of FlagTarget): transfers wait for them."""
    return _legal(gates(questionnaire, flags, clearances, today))


def standing(
    questionnaire: Questionnaire, score: Score, clearances: Iterable[Cleared], today: date
) -> Now:
    """The score then and now: bands stay as scored, the outcome counts standing flags only."""
    found = gates(questionnaire, score.flags, clearances, today)
    verdict = judge_bands(
        questionnaire,
        tuple(dimension.band for dimension in score.dimensions),
        score.unknown_questions,
        flagged=any(gate.stands for gate in found),
    )
    return Now(verdict.band, verdict.outcome, found, verdict.rules)


def _legal(found: Iterable[Gate]) -> tuple[str, ...]:
    asks = dict.fromkeys(gate.target.value for gate in found if gate.legal and gate.stands)
    return tuple(asks)
