"""The properties every questionnaire's score must have, on generated ones, and a second opinion."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from diligence.domain.canonical import canonical_bytes
from diligence.domain.conditions import names
from diligence.domain.questionnaire import UNKNOWN, Option, Question, Questionnaire
from diligence.domain.result import as_document
from diligence.domain.scoring import AnswersError, input_hash, score, score_so_far
from diligence.domain.treatment import residual
from diligence.domain.visibility import check, visibility
from diligence.enums import ProblemCode, QuestionType
from diligence.exchange import native
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain import oracle
from tests.diligence.domain.generate import answer, appraisals

BASELINE = packaged("eu-baseline")
ASSUMED = worked_cases("eu-baseline")["assumed"]


def random_answers(chance: random.Random, trouble: float) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in BASELINE.questions:
        benign = ASSUMED[question.id]
        if not question.options or chance.random() > trouble:
            answers[question.id] = benign
        elif question.type is QuestionType.MULTI:
            picked = chance.sample(question.codes, chance.randint(1, min(3, len(question.codes))))
            alone = [code for code in picked if code in ("none", "unknown")]
            answers[question.id] = alone[:1] or picked
        else:
            answers[question.id] = chance.choice(question.codes)
    return answers


def test_a_second_implementation_agrees_on_thousands_of_answer_sets() -> None:
    chance = random.Random(20261122)
    document = native.dump(BASELINE)
    outcomes = set()
    for n in range(4000):
        answers = random_answers(chance, (0.03, 0.1, 0.3, 0.9)[n % 4])
        ours, theirs = score(BASELINE, answers), oracle.score(document, answers)
        assert {a: Fraction(s.points) for a, s in ours.axes.items()} == theirs["points"]
        assert ours.levels == theirs["levels"]
        assert {d.dimension: d.band for d in ours.dimensions} == theirs["dimensions"]
        assert [[f.question, f.flag] for f in ours.flags] == theirs["flags"]
        assert list(ours.unknown_questions) == theirs["unknown_questions"]
        for name in ("band", "outcome", "hold", "decidable"):
            assert getattr(ours, name) == theirs[name]
        outcomes.add(ours.outcome)
    assert {"low", "medium", "refer"} <= outcomes


@given(appraisals())
def test_parts_add_up_and_name_every_contribution(drawn: tuple[Questionnaire, Any]) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    for axis, scored in result.axes.items():
        parts = [item for item in result.contributions if item.axis == axis]
        assert sum((part.points for part in parts), Decimal(0)) == scored.points
        assert scored.level == sum(scored.points >= t for t in dict(questionnaire.thresholds)[axis])
    named = {(item.question, item.axis) for item in result.contributions}
    assert named == expected_contributions(questionnaire, answers)
    order = [questionnaire.positions[item.question] for item in result.contributions]
    assert order == sorted(order)


def expected_contributions(questionnaire: Questionnaire, answers: Any) -> set[tuple[str, str]]:
    found = set()
    for id in visibility(questionnaire, answers).asked:
        question = questionnaire.question(id)
        given_codes = answers[id] if isinstance(answers[id], list) else [answers[id]]
        if any(o.points for o in question.options if o.code in given_codes):
            found |= {(id, axis) for axis, _ in question.feeds}
    return found


@given(appraisals())
def test_each_contribution_is_points_times_weight(drawn: tuple[Questionnaire, Any]) -> None:
    questionnaire, answers = drawn
    for item in score(questionnaire, answers).contributions:
        question = questionnaire.question(item.question)
        chosen = [o for o in question.options if o.code in item.options]
        assert all(option.points for option in chosen)
        summed = sum((option.points for option in chosen), Decimal(0))
        assert item.answer_points + item.capped == summed
        assert item.points == item.answer_points * item.weight != 0
        assert dict(question.feeds)[item.axis] == item.weight
        assert question.cap is None or item.answer_points <= question.cap


@given(appraisals(), st.data())
def test_hidden_answers_change_nothing(drawn: tuple[Questionnaire, Any], data: Any) -> None:
    questionnaire, answers = drawn
    result = canonical_bytes(as_document(score(questionnaire, answers)))
    hidden = visibility(questionnaire, answers).hidden
    for id in hidden:
        other = data.draw(
            st.one_of(answer(questionnaire.question(id)), st.none(), st.just({"any": ["thing"]}))
        )
        changed = answers | {id: other}
        assert canonical_bytes(as_document(score(questionnaire, changed))) == result
        assert input_hash(questionnaire, changed) == input_hash(questionnaire, answers)
    without = {id: given for id, given in answers.items() if id not in hidden}
    assert canonical_bytes(as_document(score(questionnaire, without))) == result


@given(appraisals(), st.data())
def test_countries_and_organisations_change_nothing(
    drawn: tuple[Questionnaire, Any], data: Any
) -> None:
    questionnaire, answers = drawn
    result = canonical_bytes(as_document(score(questionnaire, answers)))
    places = [q.id for q in questionnaire.questions if q.type.names_a_place_or_body]
    assume(places)
    changed = dict(answers)
    for id in places:
        changed[id] = data.draw(st.sampled_from(["AA", "ZZ", ["AA", "BB"], "Anything"]))
    assert canonical_bytes(as_document(score(questionnaire, changed))) == result
    kept = {id: given for id, given in answers.items() if id not in places}
    assert canonical_bytes(as_document(score(questionnaire, kept))) == result


def is_worse(worse: Option, mild: Option) -> bool:
    """A known answer with more points or flags, and not fewer of either, than another known one."""
    if UNKNOWN in (worse.code, mild.code):
        return False
    not_less = worse.points >= mild.points and set(worse.flags) >= set(mild.flags)
    return not_less and (worse.points > mild.points or set(worse.flags) > set(mild.flags))


def worse_answers(question: Question, current: Any) -> list[object]:
    """Answers worse than a known one: a worse option, or one more option of a multi."""
    if question.type is not QuestionType.MULTI:
        now = question.option(current)
        assert now is not None
        return [o.code for o in question.options if is_worse(o, now)]
    if "unknown" in current:
        return []
    kept = [code for code in current if code != "none"]
    plain = [c for c in question.codes if c not in ("none", "unknown", *kept)]
    return [[*kept, code] for code in plain]


@settings(max_examples=max(200, settings.default.max_examples))
@given(appraisals(), st.data())
def test_worsening_a_known_answer_never_lowers_the_outcome(
    drawn: tuple[Questionnaire, Any], data: Any
) -> None:
    questionnaire, answers = drawn
    controlling = {n for q in questionnaire.questions if q.condition for n in names(q.condition)}
    controlling |= {n for rule in questionnaire.flag_rules for n in names(rule.when)}
    changes = [
        (q.id, worse)
        for q in questionnaire.questions
        if q.options and q.id not in controlling
        for worse in worse_answers(q, answers[q.id])
    ]
    assume(changes)
    id, worse = data.draw(st.sampled_from(changes))
    before, after = score(questionnaire, answers), score(questionnaire, answers | {id: worse})
    assert after.outcome.rank >= before.outcome.rank
    assert after.band.rank >= before.band.rank


def test_worsening_never_lowers_the_outcome_of_the_baseline() -> None:
    """With its real conditions and rule: none of its worse answers hides a scored question."""
    chance = random.Random(7)
    for n in range(1500):
        answers = random_answers(chance, (0.05, 0.4)[n % 2])
        question = chance.choice([q for q in BASELINE.questions if q.options])
        worse = worse_answers(question, answers[question.id])
        if not worse or check(BASELINE, answers, complete=True):
            continue
        before = score(BASELINE, answers)
        after = score(BASELINE, answers | {question.id: chance.choice(worse)})
        assert after.outcome.rank >= before.outcome.rank


@given(appraisals(), st.data())
def test_accepted_measures_never_raise_the_residual(
    drawn: tuple[Questionnaire, Any], data: Any
) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    chosen: list[str] = []
    before = residual(questionnaire, result, chosen)
    assert (before.band, before.outcome) == (result.band, result.outcome)
    ids = [measure.id for measure in questionnaire.measures]
    for id in data.draw(st.lists(st.sampled_from(ids), max_size=5)):
        chosen.append(id)
        after = residual(questionnaire, result, chosen)
        assert after.outcome.rank <= before.outcome.rank
        assert all(after.levels[axis] <= level for axis, level in before.levels.items())
        before = after


@given(appraisals(), st.randoms(use_true_random=False))
def test_bytes_do_not_depend_on_the_order_of_keys_or_codes(
    drawn: tuple[Questionnaire, Any], chance: random.Random
) -> None:
    questionnaire, answers = drawn
    keys = list(answers)
    chance.shuffle(keys)
    shuffled = {
        id: chance.sample(answers[id], len(answers[id]))
        if isinstance(answers[id], list)
        else answers[id]
        for id in keys
    }
    same = canonical_bytes(as_document(score(questionnaire, shuffled)))
    assert canonical_bytes(as_document(score(questionnaire, answers))) == same
    assert input_hash(questionnaire, shuffled) == input_hash(questionnaire, answers)


@given(appraisals(), st.data())
def test_every_faulty_set_is_refused_with_its_problems(
    drawn: tuple[Questionnaire, Any], data: Any
) -> None:
    """The quick reading of answers and the thorough check never disagree."""
    questionnaire, answers = drawn
    id = data.draw(st.sampled_from([q.id for q in questionnaire.questions]))
    odd = st.sampled_from(
        [None, True, 0, 1.5, "", "nonsense", [], ["o0", "o0"], ["none", "o0"], ["o0", 1], {}, [[]]]
    )
    changed = answers | {id: data.draw(odd)}
    if data.draw(st.booleans()):
        del changed[id]
    problems = check(questionnaire, changed, complete=True)
    if problems:
        with pytest.raises(AnswersError) as refused:
            score(questionnaire, changed)
        assert refused.value.problems == problems
    else:
        score(questionnaire, changed)
    score_so_far(questionnaire, changed)


def test_unknown_questions_are_refused() -> None:
    with pytest.raises(AnswersError) as refused:
        score(BASELINE, ASSUMED | {"Z9": "yes"})
    assert [(p.question, p.code) for p in refused.value.problems] == [
        ("Z9", ProblemCode.UNKNOWN_QUESTION)
    ]


def test_unknown_answers_lift_to_medium_hold_and_finally_prevent_a_decision() -> None:
    askable = [
        q.id for q in BASELINE.questions if q.offers_unknown and not q.feeds and q.id == "G7"
    ]
    assert askable == ["G7"]
    light = ["G7", "A4", "C8", "D5", "H4", "G3", "F3", "E3"]
    for count in range(9):
        answers = ASSUMED | dict.fromkeys(light[:count], "unknown")
        result = score(BASELINE, answers)
        assert result.unknown == min(count, 8)
        assert result.hold == (count >= 4)
        assert result.decidable == (count < 8)
        assert result.band.rank >= (1 if count >= 4 else 0)


def test_rule_c1_needs_both_the_link_and_the_exposure() -> None:
    linked = ASSUMED | {"B4": "unit"}
    assert score(BASELINE, linked).flags == ()
    exposed = linked | {"A3": ["ai"], "A4": "yes", "A5": "4"}
    document = as_document(score(BASELINE, exposed))
    assert document["flags"] == [
        {"question": "B4", "flag": "REFER", "option": "unit", "rule": "C1"}
    ]
    assert {
        "rule": "C1",
        "questions": ["B4"],
        "options": ["unit"],
        "axis": "KT.S",
        "level": 2,
    } in document["because"]


def test_an_option_flagged_twice_in_a_multi_counts_for_each() -> None:
    result = score(BASELINE, ASSUMED | {"I3": ["press", "embassy"]})
    assert [(f.question, f.option) for f in result.flags] == [("I3", "embassy"), ("I3", "press")]


def test_document_writes_whole_points_as_integers_and_others_exactly() -> None:
    text = canonical_bytes(
        as_document(score(BASELINE, ASSUMED | {"A5": "1", "B8": "new"}))
    ).decode()
    assert '"ETH":{"P":{"level":0,"points":0},"S":{"level":0,"points":0.5},"band":"low"}' in text
    assert '"KT":{"P":{"level":0,"points":1}' in text
    assert " " not in text


def test_raising_a_weight_by_a_tenth_stays_exact() -> None:
    """0.1 + 0.2 is 0.3, whatever binary fractions say."""
    document = native.dump(BASELINE)
    for question in document["questions"]:
        if question["id"] in ("A4", "A7"):
            question["feeds"] = {"KT.S": 0.1}
    answers = ASSUMED | {"A4": "unknown", "A7": "yes"}
    result = score(native.load(document), answers)
    assert result.axes["KT.S"].points == Decimal("0.3")
    assert b'"points":0.3' in canonical_bytes(as_document(result))
