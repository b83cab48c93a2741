"""What unknown answers leave open is exact: compared with answering them in every way."""

from itertools import chain, combinations, product
from typing import Any

from hypothesis import assume, given, settings

from diligence.domain.possible import extent, ways
from diligence.domain.questionnaire import EXCLUSIVE_CODES, UNKNOWN, Question, Questionnaire
from diligence.domain.scoring import score
from diligence.domain.settling import settling
from diligence.domain.visibility import asked_answers, visibility
from diligence.enums import Outcome, QuestionType
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import appraisals

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
BY_ID = {case["id"]: CASES["assumed"] | case["answers"] for case in CASES["cases"]}
MOST = 150


def every_answer(question: Question) -> list[Any]:
    """All known answers to a choice, one by one."""
    known = [code for code in question.codes if code != UNKNOWN]
    if question.type is not QuestionType.MULTI:
        return known
    plain = [code for code in known if code not in EXCLUSIVE_CODES]
    sets = chain.from_iterable(combinations(plain, n) for n in range(1, len(plain) + 1))
    return [*map(list, sets), *(["none"] for code in known if code == "none")]


def by_trying(questionnaire: Questionnaire, fixed: dict[str, Any]) -> tuple[Outcome, Outcome]:
    free = [
        q
        for q in questionnaire.questions
        if q.id in questionnaire.required and q.id not in fixed and q.options
    ]
    each = [every_answer(q) for q in free]
    size = 1
    for answers in each:
        size *= len(answers)
    assume(size <= MOST)
    found = {
        score(questionnaire, fixed | dict(zip((q.id for q in free), chosen, strict=True))).outcome
        for chosen in product(*each)
        if all(each)
    }
    assume(found)
    ranked = sorted(found, key=lambda outcome: outcome.rank)
    return ranked[0], ranked[-1]


def answerable(questionnaire: Questionnaire) -> bool:
    """Whether every question that must be answered has a known answer."""
    return all(
        every_answer(q) for q in questionnaire.questions if q.id in questionnaire.required
    ) and all(questionnaire.question(id).options for id in questionnaire.required)


@given(appraisals())
@settings(max_examples=100)
def test_the_interval_is_that_of_every_combination(drawn: Any) -> None:
    questionnaire, answers = drawn
    assume(answerable(questionnaire))
    result = score(questionnaire, answers)
    known = asked_answers(questionnaire, answers)
    sure = {id: told for id, told in known.items() if id not in result.unknown_questions}
    found = extent(questionnaire, sure)
    assert (found.lowest, found.highest) == by_trying(questionnaire, sure)
    assert found.exact


@given(appraisals())
@settings(max_examples=60)
def test_each_unknown_alone_and_what_it_leaves_open(drawn: Any) -> None:
    questionnaire, answers = drawn
    assume(answerable(questionnaire))
    result = score(questionnaire, answers)
    assume(result.unknown_questions)
    known = asked_answers(questionnaire, answers)
    sure = {id: told for id, told in known.items() if id not in result.unknown_questions}
    told = settling(questionnaire, answers, result)
    for unknown in told.unknowns:
        every = every_answer(questionnaire.question(unknown.question))
        alone = [by_trying(questionnaire, known | {unknown.question: a}) for a in every]
        lowest = min((low for low, _high in alone), key=lambda o: o.rank)
        highest = max((high for _low, high in alone), key=lambda o: o.rank)
        assert (unknown.alone.lowest, unknown.alone.highest) == (lowest, highest)
        then = [by_trying(questionnaire, sure | {unknown.question: a}) for a in every]
        assert unknown.left == max(high.rank - low.rank for low, high in then)
    if told.first:
        first = next(u for u in told.unknowns if u.question == told.first)
        assert first.left == min(u.left for u in told.unknowns)


@given(appraisals())
def test_ways_stand_for_every_answer(drawn: Any) -> None:
    questionnaire, answers = drawn
    for question in questionnaire.questions:
        if question.id not in questionnaire.required or not question.options:
            continue
        fixed = asked_answers(questionnaire, answers)
        for told in every_answer(question):
            fixed[question.id] = told
            if visibility(questionnaire, fixed).missing:
                continue
            outcomes = {
                score(questionnaire, fixed | {question.id: way.answer}).outcome
                for way in ways(questionnaire, question.id)
                if not visibility(questionnaire, fixed | {question.id: way.answer}).missing
            }
            assert score(questionnaire, fixed).outcome in outcomes


def told(change: dict[str, Any], case: str = "K29") -> Any:
    answers = BY_ID[case] | change
    return settling(BASELINE, answers, score(BASELINE, answers))


def test_nothing_unknown_leaves_nothing_open() -> None:
    found = told({})
    assert found.open is None
    assert found.settling == ()


def test_one_unknown_that_matters_settles_it() -> None:
    found = told({"G2": "unknown", "A4": "unknown"})
    assert found.settling == ("G2",)
    assert str(found.because) == "Knowing G2 settles the outcome, whatever its answer."
    assert (found.open.lowest, found.open.highest) == ("low", "refer")
    by_id = {unknown.question: unknown for unknown in found.unknowns}
    assert (by_id["A4"].alone.lowest, by_id["A4"].alone.highest) == ("low", "low")
    assert by_id["A4"].left == 3


def test_the_fourth_unknown_ends_the_hold() -> None:
    light = dict.fromkeys(("A4", "C8", "D5", "H4"), "unknown")
    found = told(light)
    assert all(unknown.ends_hold for unknown in found.unknowns)
    more = told(light | {"F3": "unknown"})
    assert not any(unknown.ends_hold for unknown in more.unknowns)


def test_questions_that_only_then_are_asked_count() -> None:
    found = told({"D6": "unknown"})
    (one,) = found.unknowns
    assert one.alone.highest is Outcome.REFER
    assert one.settles


def test_a_hold_without_content_says_so() -> None:
    harmless = dict.fromkeys(("A4", "C8", "D5", "F3"), "unknown")
    found = told(harmless)
    assert found.outcome is Outcome.MEDIUM
    assert str(found.because).startswith("Whatever the unknown answers are, the outcome")
