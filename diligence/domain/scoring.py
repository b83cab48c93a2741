"""The score: a pure function of a questionnaire and a set of answers.

Nothing else enters: no country, no organisation, no clock. Arithmetic is exact, and every point,
level, rule and flag names the answers behind it.
"""

from bisect import bisect_right
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from diligence.domain.answers import Answers, Problem
from diligence.domain.canonical import digest
from diligence.domain.judging import judge_bands
from diligence.domain.plan import NOTHING, Effect, Plan, RulePlan, plan_of
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import (
    AxisScore,
    Contribution,
    DimensionScore,
    FiredRule,
    RaisedFlag,
    Score,
)
from diligence.domain.visibility import asked_answers, check, usable
from diligence.enums import Band, QuestionType

ENGINE_VERSION = "1"


class AnswersError(ValueError):
    """The answers cannot be scored; `problems` says why, question by question."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) with the answers.")
        self.problems = problems


class _Tally:
    """Scaled points by axis, and what the answers so far gave them for."""

    __slots__ = ("asked", "contributions", "faulty", "flags", "totals", "unknown")

    def __init__(self, axes: int) -> None:
        self.totals = [0] * axes
        self.contributions: list[Contribution] = []
        self.flags: list[RaisedFlag] = []
        self.unknown: list[str] = []
        self.asked: set[str] = set()
        self.faulty = False

    def add(self, id: str, effect: Effect) -> None:
        totals = self.totals
        for axis, points in effect.adds:
            totals[axis] += points
        self.contributions += effect.contributions
        self.flags += effect.flags
        if effect.unknown:
            self.unknown.append(id)

    def sort(self, positions: Mapping[str, int]) -> None:
        """Into question order, where questions had to be looked at in another."""
        self.contributions.sort(key=lambda item: positions[item.question])
        self.flags.sort(key=lambda item: positions[item.question])
        self.unknown.sort(key=positions.__getitem__)


def score(questionnaire: Questionnaire, answers: Answers) -> Score:
    """The score of a complete set of answers. Raises AnswersError naming every problem."""
    plan = plan_of(questionnaire)
    tally = _tally_if_readable(plan, answers)
    if tally is None or tally.faulty:
        raise AnswersError(check(questionnaire, answers, complete=True))
    return _result(plan, tally, answers)


def score_so_far(
    questionnaire: Questionnaire, answers: Answers, *, without: AbstractSet[str] = frozenset()
) -> Score:
    """What the usable answers score, missing ones adding nothing: for explanations only.

    Answers to the questions in `without` still decide what is asked, and count for nothing.
    """
    plan = plan_of(questionnaire)
    sound = usable(questionnaire, answers)
    tally = _tally(plan, sound, without=without)
    return _result(plan, tally, {id: sound[id] for id in sound if id not in without})


def input_hash(questionnaire: Questionnaire, answers: Answers) -> str:
    """SHA-256 over the answers to asked questions; the order of a multiple choice is no matter."""
    relevant = asked_answers(questionnaire, answers)
    for id, answer in relevant.items():
        question = questionnaire.question(id)
        if question.type is QuestionType.MULTI and isinstance(answer, list | tuple):
            relevant[id] = sorted(answer, key=question.codes.index)
    return digest(relevant)


def _tally_if_readable(plan: Plan, answers: Answers) -> _Tally | None:
    if not answers.keys() <= plan.known:
        return None
    try:
        return _tally(plan, answers)
    except TypeError:  # An answer of the wrong JSON type cannot be looked up.
        return None


def _tally(plan: Plan, answers: Answers, *, without: AbstractSet[str] = frozenset()) -> _Tally:
    """Adds up; `faulty` when a required answer is missing or any is not usable."""
    tally = _Tally(2 * len(plan.dimensions))
    asked = tally.asked
    get = answers.get
    for id, needs, holds, read, absent in plan.steps:
        if needs is not None:
            if not needs <= asked or holds(answers) is not True:
                continue
            asked.add(id)
        effect = read(get(id, absent))
        if effect is NOTHING or id in without:
            continue
        if effect is not None:
            tally.add(id, effect)
        else:
            tally.faulty = True
    if not plan.in_order:
        tally.sort(plan.questionnaire.positions)
    return tally


def _result(plan: Plan, tally: _Tally, answers: Answers) -> Score:
    questionnaire = plan.questionnaire
    exact = plan.exact
    bands: list[Band] = []
    levels: list[int] = []
    axis_scores: list[tuple[AxisScore, AxisScore]] = []
    totals = iter(tally.totals)
    for dimension in plan.dimensions:
        first, second = dimension.axes
        a, b = next(totals), next(totals)
        level_a, level_b = bisect_right(first.thresholds, a), bisect_right(second.thresholds, b)
        levels += (level_a, level_b)
        bands.append(dimension.matrix[level_a][level_b])
        axis_scores.append(
            (
                AxisScore(first.axis, first.side, exact[a], level_a),
                AxisScore(second.axis, second.side, exact[b], level_b),
            )
        )
    flags, fired = _apply_rules(plan, tally, levels, answers)
    unknown = tally.unknown
    verdict = judge_bands(questionnaire, tuple(bands), unknown, flagged=bool(flags))
    return Score(
        band=verdict.band,
        outcome=verdict.outcome,
        dimensions=tuple(
            DimensionScore(d.dimension, band, axes)
            for d, band, axes in zip(plan.dimensions, bands, axis_scores, strict=True)
        ),
        flags=tuple(flags),
        unknown_questions=tuple(unknown),
        hold=verdict.hold,
        decidable=verdict.decidable,
        contributions=tuple(tally.contributions),
        rules=(*fired, *verdict.rules),
    )


def _apply_rules(
    plan: Plan, tally: _Tally, levels: list[int], answers: Answers
) -> tuple[list[RaisedFlag], list[FiredRule]]:
    """The flags of the options and of the rules, in question order."""
    flags, fired = tally.flags, []
    for rule in plan.rules:
        level = 0 if rule.axis is None else levels[rule.axis]
        if level < rule.rule.level or not _fires(plan, rule, tally, answers):
            continue
        answer = answers[rule.rule.question]
        chosen = answer if isinstance(answer, list | tuple) else (answer,)
        options = tuple(code for code in rule.options if code in chosen)
        cause = options[0] if options else str(chosen[0])
        flags.append(RaisedFlag(rule.rule.question, cause, rule.rule.flag, rule.rule.id))
        fired.append(
            FiredRule(
                rule.rule.id,
                questions=(rule.rule.question,),
                options=options or (cause,),
                axis=rule.rule.axis or "",
                level=level,
            )
        )
    if fired:
        position = plan.questionnaire.positions
        flags.sort(key=lambda flag: position[flag.question])
    return flags, fired


def _fires(plan: Plan, rule: RulePlan, tally: _Tally, answers: Answers) -> bool:
    if not all(id in plan.always_asked or id in tally.asked for id in rule.needs):
        return False
    return rule.holds(answers) is True
