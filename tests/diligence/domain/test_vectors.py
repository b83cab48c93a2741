"""Many at once is the same as one by one: every row, on questionnaires nobody chose."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.conditions import Answered, Compare, Not
from diligence.domain.packing import pack, unpack
from diligence.domain.plan import plan_of
from diligence.domain.questionnaire import Option, Question, Questionnaire
from diligence.domain.routing import route
from diligence.domain.scoring import score, score_so_far
from diligence.domain.vector_judging import BANDS, DESTINATIONS, OUTCOMES
from diligence.domain.vector_lanes import TooFineError
from diligence.domain.vector_scoring import TABLE, Scores, program
from diligence.domain.vectors import Columns, all_translated, load, written
from diligence.domain.visibility import asked_answers, visibility
from diligence.enums import QuestionType
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import answer, complete_answers, questionnaires

Rows = list[dict[str, object]]


def columns_of(edition: Questionnaire, rows: Rows) -> Columns:
    """As stored: choices packed; what has no options as it is written."""
    packed = load(edition, [pack(edition, row) or b"" for row in rows])
    free = {
        question.id: written([row.get(question.id) for row in rows])
        for question in edition.questions
        if not question.options
    }
    return Columns(len(rows), {**packed.by_question, **free})


def assert_same(questionnaire: Questionnaire, rows: Rows, told: Scores) -> None:
    scale = plan_of(questionnaire).exact.scale
    for at, row in enumerate(rows):
        answers = all_translated(questionnaire, row)
        one = score_so_far(questionnaire, answers)
        assert OUTCOMES[told.outcome[at]] is one.outcome
        assert BANDS[told.band[at]] is one.band
        assert DESTINATIONS[told.leads_to[at]] is route(questionnaire, one).leads_to
        assert (bool(told.hold[at]), bool(told.decidable[at])) == (one.hold, one.decidable)
        points = [Decimal(int(axis[at])) / scale for axis in told.axes]
        assert points == [axis.points for axis in one.axes.values()]
        assert told.asked[at] == len(visibility(questionnaire, answers).asked)


@st.composite
def histories(draw: Any) -> tuple[Questionnaire, Rows]:
    edition = draw(questionnaires())
    rows = draw(st.lists(complete_answers(edition), min_size=1, max_size=8))
    return edition, [asked_answers(edition, row) for row in rows]


@st.composite
def partial(draw: Any, questionnaire: Questionnaire) -> dict[str, object]:
    """Answers to some questions, as they stand while somebody is still answering."""
    return {q.id: draw(answer(q)) for q in questionnaire.questions if draw(st.booleans())}


@given(histories())
@settings(max_examples=150, deadline=None)
def test_an_edition_scores_its_own_appraisals_as_it_did(
    history: tuple[Questionnaire, Rows],
) -> None:
    edition, rows = history
    columns = columns_of(edition, rows)
    told = program(edition, columns).scores(columns, axes=True)
    assert_same(edition, rows, told)
    for at, row in enumerate(rows):
        assert OUTCOMES[told.outcome[at]] is score(edition, row).outcome


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_draft_scores_appraisals_of_another_edition_as_one_by_one(data: st.DataObject) -> None:
    edition, draft = data.draw(questionnaires()), data.draw(questionnaires())
    rows = data.draw(st.lists(partial(edition), min_size=1, max_size=8))
    columns = columns_of(edition, rows)
    assert_same(draft, rows, program(draft, columns).scores(columns, axes=True))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_with_and_without_tables_is_the_same(data: st.DataObject) -> None:
    edition, draft = data.draw(questionnaires()), data.draw(questionnaires())
    rows = data.draw(st.lists(partial(edition), min_size=1, max_size=8))
    columns = columns_of(edition, rows)
    for possible in (False, True):
        ways = [
            program(draft, columns, possible=possible, table=size).verdicts(columns, block=3)
            for size in (TABLE, 12, 0)
        ]
        assert all((way == ways[0]).all() for way in ways)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_completion_leaves_what_is_possible(data: st.DataObject) -> None:
    """However the missing answers turn out: never below the one column, never above the other."""
    edition, draft = data.draw(questionnaires()), data.draw(questionnaires())
    row = data.draw(partial(edition))
    known = all_translated(draft, row)
    others = data.draw(complete_answers(draft))
    completed = score_so_far(draft, {**others, **known})
    columns = columns_of(edition, [row])
    most = program(draft, columns, possible=True).scores(columns, axes=True)
    assert completed.outcome.rank <= OUTCOMES[most.outcome[0]].rank
    scale = plan_of(draft).exact.scale
    for points, axis in zip(most.axes, completed.axes.values(), strict=True):
        assert axis.points <= Decimal(int(points[0])) / scale
    assert len(visibility(draft, {**others, **known}).asked) <= most.asked[0]


@given(histories())
@settings(max_examples=100, deadline=None)
def test_packed_answers_come_back(history: tuple[Questionnaire, Rows]) -> None:
    edition, rows = history
    for row in rows:
        listed = {q.id: q for q in edition.questions if q.options}
        expected = {
            id: sorted(a, key=listed[id].codes.index) if isinstance(a, list) else a
            for id, a in row.items()
            if id in listed
        }
        assert unpack(edition, pack(edition, row) or b"") == expected


def test_the_worked_cases_of_the_baseline() -> None:
    baseline, told = packaged("eu-baseline"), worked_cases("eu-baseline")
    rows = [asked_answers(baseline, told["assumed"] | case["answers"]) for case in told["cases"]]
    columns = columns_of(baseline, rows)
    scores = program(baseline, columns).scores(columns, axes=True)
    assert_same(baseline, rows, scores)
    assert [OUTCOMES[one] for one in scores.outcome] == [
        score(baseline, row).outcome for row in rows
    ]


def _with(question: Question, **changes: Any) -> Questionnaire:
    baseline = packaged("eu-baseline")
    kept = tuple(q for q in baseline.questions if q.id != question.id)
    return replace(baseline, questions=(*kept, replace(question, **changes)))


def test_a_single_choice_that_becomes_a_multiple_one_is_still_read() -> None:
    baseline = packaged("eu-baseline")
    draft = _with(baseline.question("A2"), type=QuestionType.MULTI)
    assert all_translated(draft, {"A2": baseline.question("A2").codes[1]}) == {
        "A2": [baseline.question("A2").codes[1]]
    }
    back = _with(draft.question("A2"), type=QuestionType.SINGLE)
    assert all_translated(back, {"A2": ["basic"]}) == all_translated(back, {"A2": "basic"})


def test_an_option_that_is_gone_counts_as_no_answer() -> None:
    question = packaged("eu-baseline").question("A3")
    draft = _with(question, options=question.options[:2])
    gone, kept = question.codes[2], question.codes[1]
    assert all_translated(draft, {"A3": [kept, gone]}) == {}
    assert all_translated(draft, {"A3": [kept]}) == {"A3": [kept]}


def test_numbers_and_what_asks_for_them() -> None:
    asks = Question("N", "A", "How many?", QuestionType.NUMBER)
    points = (Option("no", "No"), Option("yes", "Yes", Decimal(15)))
    follows = Question(
        "F",
        "A",
        "Then?",
        QuestionType.YESNO,
        options=points,
        feeds=(("KT.S", Decimal(1)),),
        condition=Compare("N", ">", Decimal(3)),
    )
    other = replace(follows, id="G", condition=Not(Answered("N")))
    draft = replace(packaged("eu-baseline"), questions=(asks, follows, other), flag_rules=())
    rows: Rows = [
        {"N": 5, "F": "yes"},
        {"N": 2, "F": "yes"},
        {"F": "yes", "G": "yes"},
        {"N": 4.5, "G": "yes"},
    ]
    columns = columns_of(draft, rows)
    assert_same(draft, rows, program(draft, columns).scores(columns, axes=True))


def test_more_combinations_than_a_table_holds() -> None:
    many = tuple(Option(f"o{n}", str(n), Decimal(n % 3)) for n in range(20))
    gate = Question("Q0", "A", "First?", QuestionType.MULTI, options=many, cap=Decimal(7))
    rest = tuple(
        Question(
            f"Q{n}",
            "A",
            "More?",
            QuestionType.MULTI,
            options=many,
            feeds=(("KT.S", Decimal("0.25")),),
            condition=Not(Compare("Q0", "=", "o1")),
        )
        for n in range(1, 4)
    )
    draft = replace(packaged("eu-baseline"), questions=(gate, *rest), flag_rules=())
    rng = np.random.default_rng(5)
    rows: Rows = [
        {q.id: [f"o{n}" for n in np.flatnonzero(rng.random(20) < 0.4)] for q in draft.questions}
        for _ in range(60)
    ]
    rows = [{id: answer for id, answer in row.items() if answer} for row in rows]
    columns = columns_of(draft, rows)
    made = program(draft, columns)
    assert made.wide
    assert_same(draft, rows, made.scores(columns, axes=True))


def test_points_too_fine_to_add_up_are_refused() -> None:
    question = packaged("eu-baseline").question("A2")
    fine = (Option("a", "A", Decimal("1." + "0" * 24 + "1")),)
    draft = _with(question, options=fine)
    columns = columns_of(draft, [{"A2": "a"}])
    with pytest.raises(TooFineError, match="more digits"):
        program(draft, columns)


def test_bytes_of_another_edition_are_refused() -> None:
    baseline = packaged("eu-baseline")
    with pytest.raises(ValueError, match="232"):
        load(baseline, [b"\0" * 8])
    with pytest.raises(ValueError, match="beyond"):
        unpack(baseline, b"\0\0\0\x80" + b"\0" * 228)


def test_no_appraisals_at_all() -> None:
    baseline = packaged("eu-baseline")
    columns = load(baseline, [])
    assert len(program(baseline, columns).scores(columns).outcome) == 0
