"""Which questions are asked, which answers they still need, and what is wrong with those given.

A question is asked when its condition holds and every question the condition names is itself
asked. A condition left open by a missing answer does not show the question yet; the question whose
answer is missing is reported instead. Answers to questions that are not asked are ignored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from diligence.domain.answers import Answers, Problem, problem_with, shown
from diligence.domain.conditions import Evaluator, evaluator, names
from diligence.domain.questionnaire import Questionnaire
from diligence.enums import ProblemCode, Shown

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Visibility:
    """All in question order. `blocking` lists the unanswered questions others wait for."""

    asked: tuple[str, ...]
    hidden: tuple[str, ...]
    waiting: tuple[str, ...]
    blocking: tuple[str, ...]
    required: tuple[str, ...]
    missing: tuple[str, ...]

    def state(self, question: str) -> Shown:
        """Raises KeyError for a question that is not in the questionnaire."""
        for state, ids in (
            (Shown.ASKED, self.asked),
            (Shown.HIDDEN, self.hidden),
            (Shown.WAITING, self.waiting),
        ):
            if question in ids:
                return state
        raise KeyError(question)


@dataclass(frozen=True, slots=True)
class Gate:
    """A question's way to being asked: what its condition names, and the condition itself."""

    question: str
    names: frozenset[str]
    holds: Evaluator | None


@lru_cache(maxsize=64)
def gates(questionnaire: Questionnaire) -> tuple[Gate, ...]:
    """One gate a question, each after the questions its condition names."""
    return tuple(
        Gate(question.id, names(question.condition), evaluator(question.condition))
        if question.condition
        else Gate(question.id, _NOTHING, None)
        for question in questionnaire.order
    )


def visibility(questionnaire: Questionnaire, answers: Answers) -> Visibility:
    """What the answers so far show, hide and leave open. A faulty answer counts as missing."""
    sound = usable(questionnaire, answers)
    states = _states(questionnaire, sound)
    by_state: dict[Shown, list[str]] = {state: [] for state in Shown}
    for question in questionnaire.questions:
        by_state[states[question.id]].append(question.id)
    asked = by_state[Shown.ASKED]
    required = tuple(id for id in asked if id in questionnaire.required)
    waited_for = {
        name
        for gate in gates(questionnaire)
        if states[gate.question] is Shown.WAITING
        for name in gate.names
    }
    return Visibility(
        asked=tuple(asked),
        hidden=tuple(by_state[Shown.HIDDEN]),
        waiting=tuple(by_state[Shown.WAITING]),
        blocking=tuple(id for id in asked if id in waited_for and id not in sound),
        required=required,
        missing=tuple(id for id in required if not _answered(sound.get(id))),
    )


def _answered(answer: object) -> bool:
    return answer is not None and answer != [] and answer != ()


def _states(questionnaire: Questionnaire, answers: Answers) -> dict[str, Shown]:
    states: dict[str, Shown] = {}
    for gate in gates(questionnaire):
        states[gate.question] = _state(gate, states, answers)
    return states


def _state(gate: Gate, states: dict[str, Shown], answers: Answers) -> Shown:
    if gate.holds is None:
        return Shown.ASKED
    # A name in a circle has no state yet; no published questionnaire has one.
    named = {states.get(name, Shown.HIDDEN) for name in gate.names}
    if Shown.HIDDEN in named:
        return Shown.HIDDEN
    visible = {name: answers.get(name) for name in gate.names if states[name] is Shown.ASKED}
    holds = gate.holds(visible)
    if holds is False:
        return Shown.HIDDEN
    return Shown.WAITING if holds is None or Shown.WAITING in named else Shown.ASKED


def usable(questionnaire: Questionnaire, answers: Answers) -> dict[str, object]:
    """The answers that belong to a question and are well formed."""
    return {
        id: answer
        for id, answer in answers.items()
        if id in questionnaire.positions
        and problem_with(questionnaire.question(id), answer, required=id in questionnaire.required)
        is None
    }


def opened_for(questionnaire: Questionnaire, questions: Iterable[str]) -> frozenset[str]:
    """These questions, and all whose being asked depends on them."""
    found = set(questions)
    for question in questionnaire.order:
        if question.condition and names(question.condition) & found:
            found.add(question.id)
    return frozenset(found)


def asked_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, object]:
    """The well-formed answers to asked questions, in question order."""
    sound = usable(questionnaire, answers)
    states = _states(questionnaire, sound)
    return {
        question.id: sound[question.id]
        for question in questionnaire.questions
        if question.id in sound and states[question.id] is Shown.ASKED
    }


def check(questionnaire: Questionnaire, answers: Answers, *, complete: bool) -> tuple[Problem, ...]:
    """Everything wrong with the answers, in question order; unknown question ids come last.

    Answers to questions that are not asked are not looked at. `complete` also reports required
    answers that are missing.
    """
    seen = visibility(questionnaire, answers)
    problems = [
        problem
        for id in seen.asked
        if id in answers
        and (
            problem := problem_with(
                questionnaire.question(id), answers[id], required=id in questionnaire.required
            )
        )
    ]
    faulty = {problem.question for problem in problems}
    if complete:
        problems += [_missing(id) for id in seen.missing if id not in faulty]
        problems.sort(key=lambda problem: questionnaire.positions[problem.question])
    unknown = [id for id in answers if id not in questionnaire.positions]
    return (*problems, *(_unknown(id, questionnaire) for id in unknown))


def _missing(id: str) -> Problem:
    return Problem(id, "This question must be answered.", ProblemCode.MISSING)


def _unknown(id: str, questionnaire: Questionnaire) -> Problem:
    text = f"Questionnaire {shown(questionnaire.id)} has no question {shown(id)}."
    return Problem(id, text, ProblemCode.UNKNOWN_QUESTION)
