"""A questionnaire made ready for scoring many answer sets: what each option adds, as integers.

All points are multiplied by one power of ten (`scale`), so sums are integer sums and exact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from diligence.domain.answers import Answers, problem_with
from diligence.domain.conditions import Evaluator, In, Includes, evaluator, leaves, names
from diligence.domain.questionnaire import (
    EXCLUSIVE_CODES,
    UNKNOWN,
    FlagRule,
    Option,
    Question,
    Questionnaire,
)
from diligence.domain.result import Contribution, RaisedFlag
from diligence.domain.visibility import Gate, gates
from diligence.enums import Band, QuestionType


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer does: scaled points by axis, their explanation, flags, unknown or not."""

    adds: tuple[tuple[int, int], ...]
    contributions: tuple[Contribution, ...]
    flags: tuple[RaisedFlag, ...]
    unknown: bool


NOTHING = Effect((), (), (), False)

Read = Callable[[object], Effect | None]
Step = tuple[str, frozenset[str] | None, Evaluator, Read, object]
"""Question, the conditional questions it needs asked, its condition, its reading of an answer, and
what to read when there is none. Unconditional questions have no needs."""

ABSENT = object()


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A flag rule: the questions that must be asked, its axis' place, the options it looks at."""

    rule: FlagRule
    needs: frozenset[str]
    holds: Evaluator
    axis: int | None
    options: tuple[str, ...]


class Exact(dict[int, Decimal]):
    """Scaled integers back to exact decimals, remembered."""

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def __missing__(self, scaled: int) -> Decimal:
        value = Decimal(scaled) / self.scale
        self[scaled] = value
        return value


@dataclass(frozen=True, slots=True)
class AxisPlan:
    axis: str
    side: str
    thresholds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DimensionPlan:
    dimension: str
    matrix: tuple[tuple[Band, ...], ...]
    axes: tuple[AxisPlan, AxisPlan]


@dataclass(frozen=True, slots=True)
class Plan:
    questionnaire: Questionnaire
    known: frozenset[str]
    steps: tuple[Step, ...]
    in_order: bool
    dimensions: tuple[DimensionPlan, ...]
    rules: tuple[RulePlan, ...]
    always_asked: frozenset[str]
    exact: Exact


@lru_cache(maxsize=64)
def plan_of(questionnaire: Questionnaire) -> Plan:
    """The plan, made once for each questionnaire."""
    scale = _scale(questionnaire)
    axes = {axis: index for index, axis in enumerate(questionnaire.axes)}
    reading = _Reading(axes, scale)
    ways = gates(questionnaire)
    unconditional = frozenset(gate.question for gate in ways if gate.holds is None)
    return Plan(
        questionnaire=questionnaire,
        known=frozenset(questionnaire.positions),
        steps=tuple(_step(questionnaire, gate, unconditional, reading) for gate in ways),
        in_order=questionnaire.order == questionnaire.questions,
        dimensions=_dimensions(questionnaire, scale),
        rules=tuple(_rule(questionnaire, rule, axes) for rule in questionnaire.flag_rules),
        always_asked=unconditional,
        exact=Exact(scale),
    )


def _step(
    questionnaire: Questionnaire, gate: Gate, unconditional: frozenset[str], reading: "_Reading"
) -> Step:
    question = questionnaire.question(gate.question)
    required = question.id in questionnaire.required
    read = reading.of(question, required=required)
    absent = None if required else ABSENT
    if gate.holds is None:
        return question.id, None, _always, read, absent
    return question.id, gate.names - unconditional, gate.holds, read, absent


def _always(answers: Answers) -> bool | None:
    return True


def _scale(questionnaire: Questionnaire) -> int:
    weights = chain.from_iterable(q.feeds for q in questionnaire.questions)
    points = [o.points for q in questionnaire.questions for o in q.options]
    points += [q.cap for q in questionnaire.questions if q.cap is not None]
    places = max(map(_places, points), default=0)
    places += max((_places(weight) for _, weight in weights), default=0)
    limits = chain.from_iterable(steps for _, steps in questionnaire.thresholds)
    return int(10 ** max(places, max(map(_places, limits), default=0)))


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _dimensions(questionnaire: Questionnaire, scale: int) -> tuple[DimensionPlan, ...]:
    thresholds = dict(questionnaire.thresholds)
    first, second = questionnaire.sides

    def axis(dimension: str, side: str) -> AxisPlan:
        name = f"{dimension}.{side}"
        return AxisPlan(name, side, tuple(int(step * scale) for step in thresholds[name]))

    return tuple(
        DimensionPlan(d.id, d.matrix, (axis(d.id, first.id), axis(d.id, second.id)))
        for d in questionnaire.dimensions
    )


def _rule(questionnaire: Questionnaire, rule: FlagRule, axes: dict[str, int]) -> RulePlan:
    named: set[str] = set()
    for leaf in leaves(rule.when):
        if leaf.question != rule.question:
            continue
        if isinstance(leaf, In):
            named |= set(leaf.codes)
        elif isinstance(leaf, Includes):
            named.add(leaf.code)
        else:
            named.add(str(getattr(leaf, "value", "")))
    codes = questionnaire.question(rule.question).codes
    options = tuple(code for code in codes if code in named) or codes
    axis = None if rule.axis is None else axes[rule.axis]
    return RulePlan(rule, names(rule.when), evaluator(rule.when), axis, options)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Makes the function that turns one question's answer into its effect."""

    axes: dict[str, int]
    scale: int

    def of(self, question: Question, *, required: bool) -> Read:
        """None for an answer that is faulty."""
        if question.type is QuestionType.MULTI:
            return self._multi(question, required=required)
        if question.type.has_options:
            effects: dict[object, Effect] = {ABSENT: NOTHING}
            effects |= {o.code: self.effect(question, (o,)) for o in question.options}
            return effects.get

        def free(answer: object) -> Effect | None:
            if answer is ABSENT or problem_with(question, answer, required=required) is None:
                return NOTHING
            return None

        return free

    def _multi(self, question: Question, *, required: bool) -> Read:
        alone = {o.code: self.effect(question, (o,)) for o in question.options}
        exclusive = frozenset(EXCLUSIVE_CODES)
        place = {option.code: index for index, option in enumerate(question.options)}

        def chosen(answer: object) -> Effect | None:
            if not isinstance(answer, list | tuple):
                return NOTHING if answer is ABSENT else None
            if len(answer) == 1:
                return alone.get(answer[0])
            if not answer:
                return None if required else NOTHING
            picked = sorted({place[code] for code in answer if code in place})
            if len(picked) != len(answer) or not exclusive.isdisjoint(answer):
                return None
            return self.effect(question, tuple(question.options[index] for index in picked))

        return chosen

    def effect(self, question: Question, options: tuple[Option, ...]) -> Effect:
        """What choosing these options, given in option order, does."""
        summed = sum((option.points for option in options), Decimal(0))
        capped = question.type is QuestionType.MULTI and question.cap is not None
        points = min(summed, question.cap) if capped and question.cap is not None else summed
        scoring = tuple(option.code for option in options if option.points)
        contributions = tuple(
            Contribution(
                question.id, scoring, axis, points * weight, weight, points, summed - points
            )
            for axis, weight in question.feeds
            if points
        )
        adds = tuple((self.axes[c.axis], int(c.points * self.scale)) for c in contributions)
        flags = tuple(
            RaisedFlag(question.id, option.code, flag)
            for option in options
            for flag in option.flags
        )
        unknown = any(option.code == UNKNOWN for option in options)
        if not (adds or flags or unknown):
            return NOTHING
        return Effect(adds, contributions, flags, unknown)
