"""How firm an outcome is: whether one step of one answer would change it.

A step is the next milder or graver option of a question (by flag, then points; options alike in
both are one step from each other), or one option more or less of a multiple choice. "Don't know" is
no step: `settling` says what it leaves open. Written answers have no next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from diligence.domain.answers import Answers
from diligence.domain.possible import Extent, codes_of, extent, ways
from diligence.domain.questionnaire import EXCLUSIVE_CODES, UNKNOWN, Option, Question, Questionnaire
from diligence.domain.result import Score
from diligence.domain.visibility import asked_answers
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Outcome, QuestionType


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer to one question, and the outcome it leads to.

    `by_flag`: a flag comes or goes with it. What it leads to is a range where it lets further
    questions be asked.
    """

    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    leads: Extent
    by_flag: bool


@dataclass(frozen=True, slots=True)
class Borderline:
    """The steps that would change the outcome, in question order; `tried` counts all steps."""

    outcome: Outcome
    steps: tuple[Change, ...]
    tried: int
    because: Sentence

    @property
    def borderline(self) -> bool:
        """Whether one step of any single answer changes the outcome."""
        return bool(self.steps)

    @property
    def by_points(self) -> tuple[str, ...]:
        """Questions whose step changes the outcome without a flag coming or going."""
        return _named(step for step in self.steps if not step.by_flag)

    @property
    def by_flag(self) -> tuple[str, ...]:
        """Questions of which another answer brings or takes a flag, and that changes it."""
        return _named(step for step in self.steps if step.by_flag)

    @property
    def between(self) -> tuple[Outcome, ...]:
        """The outcomes that steps without a flag decide between, the mildest first."""
        leads = [step.leads for step in self.steps if not step.by_flag]
        told = {self.outcome, *(e.lowest for e in leads), *(e.highest for e in leads)}
        return tuple(sorted(told, key=lambda outcome: outcome.rank)) if leads else ()


def _named(steps: Iterator[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.question for step in steps))


_FIRM = gettext_noop("Firm: no single answer, one step milder or graver, changes the outcome.")
_BY_POINTS = gettext_noop(
    "Borderline: one step of a single answer changes the outcome (%(questions)s)."
)
_BY_FLAG = gettext_noop(
    "Firm in its points; only answers that bring or take a flag by themselves change the outcome."
)


def borderline(questionnaire: Questionnaire, answers: Answers, result: Score) -> Borderline:
    """Tries every step of every known answer. `result` is the score of these answers."""
    known = asked_answers(questionnaire, answers)
    tried, steps = 0, []
    for id, answer in known.items():
        if id not in questionnaire.required or id in result.unknown_questions:
            continue
        for other in next_to(questionnaire.question(id), answer):
            tried += 1
            change = _tried(questionnaire, known, result, id, other)
            if change is not None:
                steps.append(change)
    found = Borderline(result.outcome, tuple(steps), tried, Sentence(_FIRM, {}))
    if not steps:
        return found
    points = ", ".join(found.by_points)
    because = Sentence(_BY_POINTS, {"questions": points}) if points else Sentence(_BY_FLAG, {})
    return Borderline(result.outcome, found.steps, tried, because)


def _tried(
    questionnaire: Questionnaire, known: Answers, result: Score, id: str, other: object
) -> Change | None:
    """What answering otherwise changes; None where the outcome stays."""
    leads = extent(questionnaire, {**known, id: other})
    if leads.lowest is leads.highest is result.outcome:
        return None
    flagged = bool(result.flags)
    by_flag = leads.flagged != (flagged, flagged)
    return Change(id, codes_of(known[id]), codes_of(other), leads, by_flag)


def next_to(question: Question, answer: object) -> Iterator[object]:
    """The answers one step from this one; none for a written answer."""
    if question.type is QuestionType.MULTI:
        yield from _one_more_or_less(question, list(codes_of(answer)))
        return
    known = [option for option in question.options if option.code != UNKNOWN]
    mine = next((option for option in known if option.code == answer), None)
    if mine is None:
        return
    ranks = sorted({_rank(option) for option in known})
    place = ranks.index(_rank(mine))
    near = set(ranks[max(0, place - 1) : place + 2])
    for option in known:
        if option is not mine and _rank(option) in near:
            yield option.code


def _rank(option: Option) -> tuple[bool, object]:
    return bool(option.flags), option.points


def _one_more_or_less(question: Question, chosen: list[str]) -> Iterator[object]:
    alone = [code for code in chosen if code in EXCLUSIVE_CODES]
    if not alone and len(chosen) > 1:
        for code in chosen:
            yield [other for other in chosen if other != code]
    elif not alone and "none" in question.codes:
        yield ["none"]
    kept = [] if alone else chosen
    for code in question.codes:
        if code not in chosen and code not in EXCLUSIVE_CODES:
            yield [other for other in question.codes if other in {*kept, code}]


def otherwise(questionnaire: Questionnaire, answers: Answers, result: Score) -> tuple[Change, ...]:
    """Which other single answer leads to a lower outcome, a question's nearest first.

    For the hub's adviser who doubts an answer, and for nobody who could give another one.
    """
    known = asked_answers(questionnaire, answers)
    found = []
    for id in known:
        reached: set[Outcome] = set()
        for way in reversed(ways(questionnaire, id)):
            change = _tried(questionnaire, known, result, id, way.answer)
            if change is None or change.leads.highest.rank >= result.outcome.rank:
                continue
            if change.leads.highest not in reached:
                reached.add(change.leads.highest)
                found.append(change)
    return tuple(found)
