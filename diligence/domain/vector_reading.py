"""What each question of an edition makes of each answer of a column, as amounts by lane.

Two readings. `certain`: what is unanswered counts nothing. `possible`: it counts as the worst that
could be answered, and a question that might be asked is asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diligence.domain.conditions import leaves, names
from diligence.domain.plan import ABSENT, Effect, Plan, plan_of
from diligence.domain.plan import Read as ReadAnswer
from diligence.domain.questionnaire import EXCLUSIVE_CODES, FlagRule, Question, Questionnaire
from diligence.domain.vector_conditions import NO, YES, Leaf, Truths, truth, truths_of
from diligence.domain.vector_lanes import WORD, TooFineError
from diligence.domain.vectors import Codes, Columns, translated
from diligence.enums import FlagTarget, QuestionType

UNKNOWN, FLAGGED, TO_HUB, ASKED = "unknown", "flagged", "to_hub", "asked"
COUNTS = (UNKNOWN, FLAGGED, TO_HUB, ASKED)

Amounts = dict[str, NDArray[np.int64]]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Read:
    """One question: its amounts by lane for each answer of its column while it is asked."""

    question: Question
    size: int
    amounts: Mapping[str, NDArray[np.int64]]
    leaves: Mapping[Leaf, Truths]

    @property
    def dull(self) -> bool:
        """Whether all its answers come to the same."""
        return not self.leaves and all(
            amount.min() == amount.max() for amount in self.amounts.values()
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """An edition over given columns, question by question in the order of asking."""

    questionnaire: Questionnaire
    plan: Plan
    possible: bool
    reads: Mapping[str, Read]

    @property
    def threshold(self) -> int:
        """The least truth that counts as holding."""
        return NO + 1 if self.possible else YES

    def asked(self, codes: Mapping[str, Codes], ids: list[str]) -> dict[str, Bools | None]:
        """Which rows are asked each of these questions, given in order; None: all rows."""
        found: dict[str, Bools | None] = {}
        for id in ids:
            condition = self.reads[id].question.condition
            if condition is None:
                found[id] = None
                continue
            needs = names(condition)
            if not needs <= self.reads.keys():
                found[id] = np.zeros(len(codes[id]), np.bool_)
                continue
            asked = truth(condition, lambda leaf: self._leaf(leaf, codes)) >= self.threshold
            for need in needs:
                gate = found[need]
                if gate is not None:
                    asked &= gate
            found[id] = asked
        return found

    def fires(
        self, rule: FlagRule, codes: Mapping[str, Codes], asked: Mapping[str, Bools | None]
    ) -> Bools:
        """Where the condition of a flag rule holds, whatever the level of its axis."""
        held: Bools = truth(rule.when, lambda leaf: self._leaf(leaf, codes)) >= self.threshold
        for need in names(rule.when):
            gate = asked[need]
            if gate is not None:
                held = held & gate
        return held

    def _leaf(self, leaf: Leaf, codes: Mapping[str, Codes]) -> Truths:
        return self.reads[leaf.question].leaves[leaf][codes[leaf.question]]


def read(questionnaire: Questionnaire, columns: Columns, *, possible: bool) -> Reading:
    """Every question of the edition over the columns of these appraisals."""
    plan = plan_of(questionnaire)
    looked_at = _looked_at(questionnaire)
    hub = {f.code for f in questionnaire.flags if f.target is FlagTarget.HUB}
    steps = {step[0]: step for step in plan.steps}
    reads: dict[str, Read] = {}
    for question in questionnaire.order:
        required = question.id in questionnaire.required
        answers = [
            translated(question, answer, required=required)
            for answer in columns[question.id].answers
        ]
        _, _, _, effect_of, _ = steps[question.id]
        worst = _worst(question, effect_of, hub) if possible else None
        told = []
        for answer in answers:
            if answer is None:
                told.append(worst or {})
            else:
                told.append(_amounts(effect_of(answer), hub))
        reads[question.id] = Read(
            question,
            len(answers),
            _by_lane(told),
            {
                leaf: truths_of(leaf, answers, possible=possible)
                for leaf in looked_at.get(question.id, ())
            },
        )
    return Reading(questionnaire, plan, possible, reads)


def _looked_at(questionnaire: Questionnaire) -> dict[str, set[Leaf]]:
    """Every comparison in conditions and flag rules, by the question it looks at."""
    conditions = [q.condition for q in questionnaire.questions if q.condition]
    conditions += [rule.when for rule in questionnaire.flag_rules]
    found: dict[str, set[Leaf]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            found.setdefault(leaf.question, set()).add(leaf)
    return found


def _amounts(effect: Effect | None, hub: set[str]) -> dict[str, int]:
    if effect is None:
        return {}
    found = {f"axis:{axis}": 0 for axis, _ in effect.adds}
    for axis, points in effect.adds:
        found[f"axis:{axis}"] += points
    found[UNKNOWN] = int(effect.unknown)
    found[FLAGGED] = int(bool(effect.flags))
    found[TO_HUB] = int(any(flag.flag in hub for flag in effect.flags))
    return found


def _worst(question: Question, effect_of: ReadAnswer, hub: set[str]) -> dict[str, int]:
    """The worst of all answers to a question, lane by lane: no answer is worse in any."""
    worst: dict[str, int] = {}
    for answer in _extremes(question):
        for lane, amount in _amounts(effect_of(answer), hub).items():
            worst[lane] = max(worst.get(lane, 0), amount)
    return worst


def _extremes(question: Question) -> Iterator[object]:
    """Answers of which one is the worst in each lane: every option, and all that go together."""
    several = question.type is QuestionType.MULTI
    for option in question.options:
        yield [option.code] if several else option.code
    together = [code for code in question.codes if code not in EXCLUSIVE_CODES]
    if several and len(together) > 1:
        yield together
    if not question.options:
        yield ABSENT


def _by_lane(told: list[dict[str, int]]) -> Amounts:
    lanes = {lane for one in told for lane in one if one[lane]}
    if any(amount.bit_length() > WORD for one in told for amount in one.values()):
        raise TooFineError
    found = {lane: np.array([one.get(lane, 0) for one in told], np.int64) for lane in sorted(lanes)}
    return found | {ASKED: np.ones(len(told), np.int64)}
