"""Drafts with one change taken back: what tells which change made an outcome another one.

Only what can move an outcome is looked at: types, options with their points and flags, feeds, caps,
conditions, thresholds, matrices, flag rules and the rules over the whole result. Words are not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final

from diligence.domain.conditions import names
from diligence.domain.questionnaire import FlagRule, Question, Questionnaire
from diligence.domain.wording import Sentence, gettext_noop


class ChangeOf(StrEnum):
    """What a change is of, as a result names it."""

    QUESTION = "question"
    ADDED = "added"
    REMOVED = "removed"
    THRESHOLDS = "thresholds"
    MATRIX = "matrix"
    FLAG_RULE = "flag_rule"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between an edition and the draft; `restored` is the draft without it."""

    of: ChangeOf
    id: str
    restored: Callable[[], Questionnaire]


_TOLD: Final = {
    ChangeOf.QUESTION: gettext_noop("%(id)s %(label)s: points, options or condition"),
    ChangeOf.ADDED: gettext_noop("%(id)s %(label)s: new question"),
    ChangeOf.REMOVED: gettext_noop("%(id)s: question taken out"),
    ChangeOf.THRESHOLDS: gettext_noop("Thresholds of %(id)s"),
    ChangeOf.MATRIX: gettext_noop("Matrix of %(id)s"),
    ChangeOf.FLAG_RULE: gettext_noop("Flag rule %(id)s"),
    ChangeOf.RULES: gettext_noop("Rules over the whole result"),
}


def told(of: ChangeOf, id: str, questionnaire: Questionnaire) -> Sentence:
    """What a change is of, in words; questions are called as this edition calls them."""
    return Sentence(_TOLD[of], {"id": id, "label": questionnaire.question_label(id)})


def changes(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    """Every difference that can move an outcome, in the order of the draft."""
    yield from _of_questions(edition, draft)
    yield from _of_removed(edition, draft)
    yield from _of_flag_rules(edition, draft)
    yield from _of_thresholds(edition, draft)
    yield from _of_matrices(edition, draft)
    if _ruling(edition) != _ruling(draft):
        restored = replace(edition.rules, hub_from=draft.rules.hub_from)
        yield Change(ChangeOf.RULES, "", partial(_redrafted, draft, rules=restored))


def _ruling(questionnaire: Questionnaire) -> object:
    rules = questionnaire.rules
    return rules.accumulate, rules.unknown_floor, rules.high_refer


def _effect(question: Question) -> object:
    options = tuple((o.code, o.points, o.flags) for o in question.options)
    return question.type, options, frozenset(question.feeds), question.cap, question.condition


def _of_questions(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    for place, question in enumerate(draft.questions):
        at = edition.positions.get(question.id)
        if at is None:
            without = tuple(q for q in draft.questions if q.id != question.id)
            yield Change(
                ChangeOf.ADDED,
                question.id,
                partial(_redrafted, draft, questions=without),
            )
        elif _effect(question) != _effect(edition.questions[at]):
            was = _within(edition.questions[at], draft)
            listed = (*draft.questions[:place], was, *draft.questions[place + 1 :])
            yield Change(
                ChangeOf.QUESTION,
                question.id,
                partial(_redrafted, draft, questions=listed),
            )


def _of_removed(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    for question in edition.questions:
        if question.id not in draft.positions and (question.feeds or question.carries_flag):
            listed = (*draft.questions, _within(question, draft))
            yield Change(
                ChangeOf.REMOVED,
                question.id,
                partial(_redrafted, draft, questions=listed),
            )


def _within(question: Question, draft: Questionnaire) -> Question:
    """The question as it was, feeding only axes the draft has."""
    axes = set(draft.axes)
    return replace(question, feeds=tuple(pair for pair in question.feeds if pair[0] in axes))


def _redrafted(draft: Questionnaire, **parts: Any) -> Questionnaire:
    """The draft with these parts, without flag rules about questions that are not there then."""
    changed = replace(draft, **parts)
    kept = tuple(rule for rule in changed.flag_rules if _fits(rule, changed))
    return changed if kept == changed.flag_rules else replace(changed, flag_rules=kept)


def _fits(rule: FlagRule, questionnaire: Questionnaire) -> bool:
    looked_at = {rule.question} | names(rule.when)
    on_axis = rule.axis is None or rule.axis in questionnaire.axes
    return looked_at <= questionnaire.positions.keys() and on_axis


def _of_flag_rules(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    were = {rule.id: rule for rule in edition.flag_rules}
    are = {rule.id: rule for rule in draft.flag_rules}
    for id in dict.fromkeys((*are, *were)):
        was, now = were.get(id), are.get(id)
        if was == now or (now is None and was is not None and not _fits(was, draft)):
            continue
        others = tuple(rule for rule in draft.flag_rules if rule.id != id)
        back = (was,) if was is not None and _fits(was, draft) else ()
        yield Change(
            ChangeOf.FLAG_RULE,
            id,
            partial(_redrafted, draft, flag_rules=(*others, *back)),
        )


def _of_thresholds(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    were = dict(edition.thresholds)
    for axis, steps in draft.thresholds:
        was = were.get(axis, steps)
        if was != steps and len(was) == len(steps):
            listed = tuple((a, was if a == axis else s) for a, s in draft.thresholds)
            yield Change(ChangeOf.THRESHOLDS, axis, partial(_redrafted, draft, thresholds=listed))


def _of_matrices(edition: Questionnaire, draft: Questionnaire) -> Iterator[Change]:
    were = {dimension.id: dimension.matrix for dimension in edition.dimensions}
    for dimension in draft.dimensions:
        was = were.get(dimension.id, dimension.matrix)
        same_size = [len(row) for row in was] == [len(row) for row in dimension.matrix]
        if was != dimension.matrix and same_size:
            listed = tuple(
                replace(d, matrix=was) if d.id == dimension.id else d for d in draft.dimensions
            )
            yield Change(
                ChangeOf.MATRIX,
                dimension.id,
                partial(_redrafted, draft, dimensions=listed),
            )
