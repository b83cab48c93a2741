"""Every complete set of answers to a small questionnaire, to hold the checks against."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, product
from math import prod
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from diligence.domain.answers import problem_with
from diligence.domain.conditions import names
from diligence.domain.questionnaire import Option, Question, Questionnaire
from diligence.enums import QuestionType
from tests.diligence.domain.generate import questionnaires

MOST = 2_500
Answers = dict[str, object]


@st.composite
def small(draw: Any) -> Questionnaire:
    """Up to four questions with few answers in all, every one of them with an unflagged answer."""
    made = draw(questionnaires())
    kept: dict[str, Question] = {}
    for question in made.order:
        named = names(question.condition) if question.condition else frozenset()
        if len(kept) < 4 and named <= kept.keys():
            kept[question.id] = question
    rules = tuple(rule for rule in made.flag_rules if names(rule.when) <= kept.keys())
    cut = replace(made, questions=tuple(kept.values()), flag_rules=rules)
    assume(prod(len(possible(q)) for q in cut.questions) <= MOST)
    assume(all(not q.options or any(not o.flags for o in q.options) for q in cut.questions))
    return cut


def possible(question: Question) -> list[object]:
    """All well-formed answers to a choice; one to anything else."""
    codes = question.codes
    if question.type is QuestionType.MULTI:
        several = chain.from_iterable(combinations(codes, n) for n in range(1, len(codes) + 1))
        listed: list[object] = [[*codes] for codes in several]
        return [
            answer for answer in listed if problem_with(question, answer, required=True) is None
        ]
    if question.options:
        return list(codes)
    return [1] if question.type is QuestionType.NUMBER else ["X"]


def complete(questionnaire: Questionnaire) -> Iterator[Answers]:
    ids = [question.id for question in questionnaire.questions]
    for picked in product(*(possible(question) for question in questionnaire.questions)):
        yield dict(zip(ids, picked, strict=True))


def chosen(question: Question, answer: object) -> list[Option]:
    codes = answer if isinstance(answer, list) else [answer]
    return [option for option in question.options if option.code in codes]
