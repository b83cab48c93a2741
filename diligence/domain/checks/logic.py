"""Whether conditions can hold, can fail, and let their questions be asked: exact, by search.

Answers are tried one controlling question after the other, and a branch ends where it is decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.space import Choice, Space, TooManyError
from diligence.domain.conditions import (
    All,
    Answered,
    AnyOf,
    Condition,
    Not,
    evaluate,
    leaves,
    names,
)
from diligence.domain.questionnaire import FlagRule, Questionnaire
from diligence.domain.wording import Sentence, in_words
from diligence.domain.wording import gettext_noop as _

DEEPEST = 200
"""Questions that one condition may depend on, beyond which it is not searched."""
MOST_STEPS = 5_000
"""Answers tried for one condition before the search gives up and says so."""

Chosen = Mapping[str, Choice]

_NEVER = _("No answers fulfil this condition: %(condition)s.")
_NEVER_REMEDY = _("Correct the condition, or remove what depends on it.")
_ALWAYS = _("This condition holds whatever is answered: %(condition)s.")
_ALWAYS_REMEDY = _("Remove the condition, or make it say what it is meant to.")
_UNASKED = _("“%(label)s” is never asked: what its condition needs excludes being asked itself.")
_UNASKED_REMEDY = _("Compare its condition with those of the questions it names.")
_UNTRIED = _("The condition %(condition)s has more combinations of answers than are tried.")
_UNTRIED_REMEDY = _("Make it simpler, or say why you are sure that it can hold and can fail.")
_UNRAISED = _("The rule “%(label)s” never fires: its condition and what it names exclude it.")


class Gates:
    """What questions need in order to be asked.

    A question is asked exactly when its own condition and those of everything it depends on hold.
    """

    def __init__(self, questionnaire: Questionnaire, space: Space) -> None:
        self.space = space
        self._conditions = {q.id: q.condition for q in questionnaire.questions}
        self._order = {question.id: n for n, question in enumerate(questionnaire.order)}
        self._lengths: dict[Condition, int] = {}

    def length(self, condition: Condition) -> int:
        """The comparisons in it, and those in which they are joined: what trying it costs."""
        if condition not in self._lengths:
            self._lengths[condition] = 1 + 2 * len(leaves(condition))
        return self._lengths[condition]

    def needed(self, condition: Condition) -> tuple[Condition, ...]:
        """The condition, and those of the questions that decide on it."""
        found: dict[Condition, None] = {condition: None}
        work = self.space.work
        waiting = list(names(condition))
        seen = set(waiting)
        while waiting:
            above = self._conditions[waiting.pop()]
            if above is not None:
                work.spend(5 * self.length(above))
                found[above] = None
                waiting += names(above) - seen
                seen |= names(above)
        return tuple(found)

    def controllers(self, conditions: Iterable[Condition]) -> tuple[str, ...]:
        """The questions these conditions name, each after those it depends on."""
        named = {name for condition in conditions for name in names(condition)}
        return tuple(sorted(named, key=self._order.__getitem__))

    def example(self, conditions: tuple[Condition, ...], *, wanted: bool) -> Chosen | None:
        """Answers under which all hold (or: not all), None where there are none.

        Raises TooManyError where the search gives up.
        """
        order = self.controllers(conditions)
        if not self.space.too_many.isdisjoint(order) or len(order) > DEEPEST:
            raise TooManyError(order)
        self.space.work.spend(len(order) * len(conditions))
        about: dict[str, list[Condition]] = {name: [] for name in order}
        for condition in conditions:
            for name in names(condition):
                about[name].append(condition)
        costs = {name: sum(map(self.length, listed)) for name, listed in about.items()}
        return _Search(self.space, order, about, costs, wanted).run({}, len(conditions), 0)


@dataclass(slots=True)
class _Search:
    space: Space
    order: tuple[str, ...]
    about: Mapping[str, list[Condition]]
    costs: Mapping[str, int]
    wanted: bool
    steps: int = 0

    def run(self, chosen: dict[str, Choice], open_: int, depth: int) -> Chosen | None:
        """`open_` counts the conditions that do not hold for certain yet."""
        if open_ == 0 or depth == len(self.order):
            return dict(chosen) if self.wanted and open_ == 0 else None
        name = self.order[depth]
        before = sum(truth(c, chosen) is True for c in self.about[name])
        for choice in different(self.space.choices[name]):
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooManyError(name)
            self.space.work.spend(1 + depth // 8 + self.costs[name])
            now = chosen | {name: choice}
            values = [truth(condition, now) for condition in self.about[name]]
            if False in values:
                if not self.wanted:
                    return now
                continue
            found = self.run(now, open_ - (values.count(True) - before), depth + 1)
            if found is not None:
                return found
        return None


def different(choices: Iterable[Choice]) -> Iterator[Choice]:
    """One choice for each signature."""
    seen: set[object] = set()
    for choice in choices:
        if choice.signature not in seen:
            seen.add(choice.signature)
            yield choice


def truth(condition: Condition, chosen: Chosen) -> bool | None:
    """The condition by itself under some of the answers; None while it is open."""
    match condition:
        case Not(term):
            value = truth(term, chosen)
            return None if value is None else not value
        case All(terms):
            values = [truth(term, chosen) for term in terms]
            return False if False in values else None if None in values else True
        case AnyOf(terms):
            values = [truth(term, chosen) for term in terms]
            return True if True in values else None if None in values else False
        case Answered(question):
            return True if question in chosen else None
        case leaf:
            known = chosen.get(leaf.question)
            return None if known is None else evaluate(leaf, {leaf.question: known.answer})


def conditions(questionnaire: Questionnaire, gates: Gates) -> Iterator[Finding]:
    """Contradictory and always true conditions, questions and rules that nothing reaches."""
    for question in questionnaire.questions:
        if question.condition is not None:
            place = places.at("questions", question.id)
            told = {"label": question.label}
            unreached = _error("unreachable", place, _UNASKED, _UNASKED_REMEDY, told)
            at = places.at(place, "condition")
            found = _of_condition(questionnaire, gates, question.condition, at, unreached)
            if found is not None:
                yield found
    for rule in questionnaire.flag_rules:
        yield from _of_rule(questionnaire, gates, rule)


def _of_rule(questionnaire: Questionnaire, gates: Gates, rule: FlagRule) -> Iterator[Finding]:
    place = places.at("flag_rules", rule.id)
    unreached = _error("unreachable", place, _UNRAISED, _UNASKED_REMEDY, {"label": rule.id})
    at = places.at(place, "when")
    found = _of_condition(questionnaire, gates, rule.when, at, unreached)
    if found is not None and not (found.check == "always_true" and rule.level):
        yield found


def _of_condition(
    questionnaire: Questionnaire,
    gates: Gates,
    condition: Condition,
    place: str,
    unreached: Finding,
) -> Finding | None:
    """What is wrong with a condition; `unreached` where what it depends on never holds with it."""
    told = {"condition": in_words(condition, questionnaire)}
    try:
        needed = gates.needed(condition)
        if gates.example(needed, wanted=True) is None:
            if gates.example((condition,), wanted=True) is None:
                return _error("contradictory", place, _NEVER, _NEVER_REMEDY, told)
            return unreached
        if gates.example(needed, wanted=False) is None:
            return _error("always_true", place, _ALWAYS, _ALWAYS_REMEDY, told)
    except TooManyError:
        problem, remedy = Sentence(_UNTRIED, told), Sentence(_UNTRIED_REMEDY, {})
        return Finding("not_shown", place, problem, remedy, Weight.JUDGEMENT)
    return None


def _error(
    check: str, place: str, problem: str, remedy: str, told: Mapping[str, str | Sentence]
) -> Finding:
    return Finding(check, place, Sentence(problem, told), Sentence(remedy, {}), Weight.ERROR)
