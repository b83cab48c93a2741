"""The shortest way to a lower outcome: the fewest measures, and among as few the least burden.

Measures lower levels and nothing else; flags end by a recorded clearance alone, which is listed
beside the measures. Exact: every level that measures can reach is looked at once, with the least
measures that reach it (levels are few, sets of measures are many), and whatever costs more than a
way already found to the lowest outcome is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from diligence.domain.judging import Judgement, judge
from diligence.domain.questionnaire import Measure, Questionnaire
from diligence.domain.result import RaisedFlag, Score
from diligence.domain.treatment import Residual, residual
from diligence.domain.unreachable import obstacles
from diligence.domain.wording import Sentence
from diligence.enums import Band, FlagTarget, Outcome

BURDEN: Mapping[str, int] = {
    "governance": 1,
    "contractual": 2,
    "personnel": 3,
    "cyber": 4,
    "licence": 5,
    "access": 6,
    "publication": 7,
}
"""Measures carry no figure of burden, so their kind stands for it: what an organisation settles
by itself is light, what a partner, people, technology or an authority has to do is heavier, and
closing access or publication comes last: as open as possible."""
OTHER_KIND = 4
NOT_SUGGESTED = 10
"""Added for a measure that no answer of this case suggests: it may not fit."""


@dataclass(frozen=True, slots=True)
class Step:
    """The least measures that lead to `outcome` or lower, beside those taken already.

    `measures` is empty where those taken, or the clearances, are enough. `foreign` are those of
    them that no answer here suggests. `after` is what is left of the risk, flags aside.
    """

    outcome: Outcome
    measures: tuple[str, ...]
    burden: int
    foreign: tuple[str, ...]
    after: Residual


@dataclass(frozen=True, slots=True)
class Unreached:
    """An outcome no measures lead to, and why not."""

    outcome: Outcome
    because: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """A flag that stands: it needs a clearance by `target`; `proposals` are measures that may
    propose one."""

    question: str
    option: str
    flag: str
    target: FlagTarget
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortest:
    """Ways to lower outcomes, the nearest first. With clearances needed, every step needs them."""

    outcome: Outcome
    taken: tuple[str, ...]
    clearances: tuple[Needed, ...]
    steps: tuple[Step, ...]
    unreached: tuple[Unreached, ...]


def shortest(
    questionnaire: Questionnaire,
    score: Score,
    *,
    taken: Iterable[str] = (),
    flags: Sequence[RaisedFlag] | None = None,
) -> Shortest:
    """The ways down from a score. `taken` are measures planned or accepted already (ones the
    questionnaire does not know count for nothing), `flags` those that stand today: all by default.
    """
    standing = score.flags if flags is None else tuple(flags)
    known = {measure.id for measure in questionnaire.measures}
    counted = tuple(id for id in dict.fromkeys(taken) if id in known)
    search = _Search(questionnaire, score, counted)
    now = judge(questionnaire, score.levels, score.unknown_questions, flagged=bool(standing))
    steps: list[Step] = []
    unreached: list[Unreached] = []
    for outcome in reversed([item for item in Outcome if item.rank < now.outcome.rank]):
        found = search.to(outcome)
        if found is None:
            unreached.append(Unreached(outcome, search.why_not(outcome)))
            continue
        if steps and steps[-1].measures == found.measures:
            steps.pop()
        steps.append(found)
    return Shortest(
        outcome=now.outcome,
        taken=counted,
        clearances=tuple(_needed(questionnaire, flag) for flag in standing),
        steps=tuple(steps),
        unreached=tuple(unreached),
    )


def _needed(questionnaire: Questionnaire, flag: RaisedFlag) -> Needed:
    names = {flag.flag, f"{flag.question}:{flag.option}"}
    proposing = tuple(m.id for m in questionnaire.measures if names & set(m.clears))
    target = questionnaire.flag(flag.flag).target
    return Needed(flag.question, flag.option, flag.flag, target, proposing)


_State = tuple[int, ...]
"""Levels taken off each axis that can come down."""
_Cost = tuple[int, int, int]
"""Measures, their burden, and their place in the catalogue (the earlier, the smaller)."""


class _Search:
    """The least measures for every residual level that can be reached, found once."""

    def __init__(self, questionnaire: Questionnaire, score: Score, taken: tuple[str, ...]) -> None:
        self.questionnaire, self.score, self.taken = questionnaire, score, taken
        limits = {side.id: side.reduction for side in questionnaire.sides}
        self.limits = {
            axis.axis: min(limits[axis.side], axis.level)
            for axis in score.axes.values()
            if min(limits[axis.side], axis.level)
        }
        causes = {item.question for item in score.contributions} | {f.question for f in score.flags}
        asked = (questionnaire.question(id).measures for id in causes)
        self.suggested = {measure for measures in asked for measure in measures}
        self.reached = self._reached()

    def to(self, outcome: Outcome) -> Step | None:
        """The least measures for this outcome or lower, flags aside."""
        found = [
            (cost, chosen, state)
            for state, (cost, chosen) in self.reached.items()
            if self._judged(state).outcome.rank <= outcome.rank
        ]
        if not found:
            return None
        cost, chosen, state = min(found, key=lambda item: item[0])
        ids = tuple(self.questionnaire.measures[place].id for place in chosen)
        return Step(
            outcome=self._judged(state).outcome,
            measures=ids,
            burden=cost[1],
            foreign=tuple(id for id in ids if id not in self.suggested),
            after=residual(self.questionnaire, self.score, (*self.taken, *ids)),
        )

    def why_not(self, outcome: Outcome) -> tuple[Sentence, ...]:
        """Why no measures lead there."""
        everything = (measure.id for measure in self.questionnaire.measures)
        left = residual(self.questionnaire, self.score, everything)
        return obstacles(self.questionnaire, self.score, left, Band(outcome.value))

    def _judged(self, state: _State) -> Judgement:
        levels = dict(self.score.levels)
        for axis, off in zip(self.limits, state, strict=True):
            levels[axis] -= off
        unknown = self.score.unknown_questions
        return judge(self.questionnaire, levels, unknown, flagged=False)

    def _takes(self, measure: Measure) -> _State:
        reduces = dict(measure.reduces)
        return tuple(min(limit, reduces.get(axis, 0)) for axis, limit in self.limits.items())

    def _added(self, one: _State, other: _State) -> _State:
        limits = self.limits.values()
        return tuple(min(a + b, limit) for a, b, limit in zip(one, other, limits, strict=True))

    def _candidates(self) -> list[tuple[_State, _Cost, int]]:
        """Measures that take anything off: of those that do the same, the lightest few."""
        last = len(self.questionnaire.measures) - 1
        alike: dict[_State, list[tuple[_Cost, int]]] = {}
        for place, measure in enumerate(self.questionnaire.measures):
            takes = self._takes(measure)
            if measure.id not in self.taken and any(takes):
                cost = (1, self.burden(measure), -(1 << (last - place)))
                alike.setdefault(takes, []).append((cost, place))
        found = []
        for takes, same in alike.items():
            pairs = zip(takes, self.limits.values(), strict=True)
            useful = max(-(-limit // off) for off, limit in pairs if off)
            found += [(takes, cost, place) for cost, place in sorted(same)[:useful]]
        return found

    def burden(self, measure: Measure) -> int:
        foreign = 0 if measure.id in self.suggested else NOT_SUGGESTED
        return BURDEN.get(measure.kind, OTHER_KIND) + foreign

    def _reached(self) -> dict[_State, tuple[_Cost, tuple[int, ...]]]:
        start: _State = tuple(0 for _axis in self.limits)
        for id in self.taken:
            start = self._added(start, self._takes(self.questionnaire.measure(id)))
        candidates = self._candidates()
        best = start
        for takes, _cost, _place in candidates:
            best = self._added(best, takes)
        goal = self._judged(best).outcome
        reached: dict[_State, tuple[_Cost, tuple[int, ...]]] = {start: ((0, 0, 0), ())}
        bound: _Cost | None = (0, 0, 0) if self._judged(start).outcome is goal else None
        for takes, cost, place in candidates:
            for state, (spent, chosen) in list(reached.items()):
                total = (spent[0] + cost[0], spent[1] + cost[1], spent[2] + cost[2])
                if bound is not None and total[:2] > bound[:2]:
                    continue
                after = self._added(state, takes)
                if after not in reached or total < reached[after][0]:
                    reached[after] = (total, tuple(sorted((*chosen, place))))
                    if self._judged(after).outcome is goal and (bound is None or total < bound):
                        bound = total
        return reached
