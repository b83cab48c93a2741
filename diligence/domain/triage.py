"""The short questions that decide whether an appraisal is needed at all.

All stand on one page and are answered in any order; the first answer in question order that ends
the matter or asks for more fixes the route. An answer that refers asks for a referral whatever was
answered before it.
"""

from dataclasses import dataclass

from diligence.domain.answers import Answers, Problem, problem_with, shown
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import ProblemCode, Route, Step


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    """An answer that asks for more than nothing; `decides` marks the one that fixed the route."""

    question: str
    option: str
    step: Step
    decides: bool


@dataclass(frozen=True, slots=True)
class TriageResult:
    """Where the triage leads. `rule` names the answer to cite: the referring one if any.

    `missing` lists what still has to be answered; the route is then `incomplete`.
    """

    route: Route
    refer: bool
    rule: str
    because: tuple[TriageAnswer, ...]
    missing: tuple[str, ...]


def triage(questionnaire: Questionnaire, answers: Answers) -> TriageResult:
    """The route the answers fix. Faulty answers count as missing."""
    chosen = [(question, _step(question, answers)) for question in questionnaire.triage]
    out = _leaves_scope(chosen)
    if out is not None:
        because = TriageAnswer(out.id, str(answers[out.id]), Step.OUT, decides=True)
        return TriageResult(Route.OUT_OF_SCOPE, False, f"triage:{out.id}", (because,), ())
    missing = tuple(question.id for question, step in chosen if step is None)
    told = [(q, step) for q, step in chosen if step is Step.FULL or step is Step.REFER]
    because_of = tuple(
        TriageAnswer(question.id, str(answers[question.id]), step, decides=index == 0)
        for index, (question, step) in enumerate(told)
    )
    refer = next((item for item in because_of if item.step is Step.REFER), None)
    cited = refer or (because_of[0] if because_of else None)
    needed = Route.FULL if because_of else Route.ENDED_LOW
    route = Route.INCOMPLETE if missing else needed
    ended = "" if missing else "triage:low"
    rule = ended if cited is None else f"triage:{cited.question}"
    return TriageResult(route, refer is not None, rule, because_of, missing)


def _step(question: Question, answers: Answers) -> Step | None:
    answer = answers.get(question.id)
    option = question.option(answer) if isinstance(answer, str) else None
    return None if option is None else option.route


def _leaves_scope(chosen: list[tuple[Question, Step | None]]) -> Question | None:
    """The question that puts the partnership out of scope, unless an earlier one asked for more."""
    for question, step in chosen:
        if step is Step.OUT:
            return question
        if step in (Step.FULL, Step.REFER):
            return None
    return None


def check_triage(
    questionnaire: Questionnaire, answers: Answers, *, complete: bool
) -> tuple[Problem, ...]:
    """Everything wrong with triage answers; `complete` also reports missing ones."""
    result = triage(questionnaire, answers)
    problems: list[Problem] = []
    for question in questionnaire.triage:
        if question.id in answers:
            found = problem_with(question, answers[question.id], required=True)
            problems += [found] if found else []
        elif complete and question.id in result.missing:
            text = "This question must be answered."
            problems.append(Problem(question.id, text, ProblemCode.MISSING))
    known = {question.id for question in questionnaire.triage}
    for id in answers:
        if id not in known:
            text = f"The triage has no question {shown(id)}."
            problems.append(Problem(id, text, ProblemCode.UNKNOWN_QUESTION))
    return tuple(problems)
