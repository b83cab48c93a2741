"""Counting what a draft would have made of earlier appraisals."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.questionnaire import FlagRule, Questionnaire
from diligence.domain.restoring import ChangeOf, changes
from diligence.domain.scoring import score, score_so_far
from diligence.domain.simulating import Chunk, concluded, median_of, merged, tallied
from diligence.domain.vector_judging import OUTCOMES
from diligence.domain.vectors import all_translated
from diligence.domain.visibility import asked_answers, visibility
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import complete_answers, questionnaires
from tests.diligence.domain.test_vectors import Rows, columns_of


def chunk(edition: Questionnaire, rows: Rows, **given: Any) -> Chunk:
    before = [OUTCOMES.index(score(edition, row).outcome) for row in rows]
    defaults: dict[str, Any] = {
        "refers": np.zeros(len(rows), np.bool_),
        "minutes": np.full(len(rows), 30),
        "split": {"technology": [("ai",) if n % 2 else () for n in range(len(rows))]},
    }
    columns = columns_of(edition, rows)
    return Chunk(edition, columns, np.array(before, np.uint8), **(defaults | given))


def baseline_rows() -> tuple[Questionnaire, Rows]:
    edition, told = packaged("eu-baseline"), worked_cases("eu-baseline")
    answers = [told["assumed"] | case["answers"] for case in told["cases"]]
    return edition, [asked_answers(edition, each) for each in answers]


@st.composite
def trials(draw: Any) -> tuple[Questionnaire, Questionnaire, Rows]:
    edition, draft = draw(questionnaires()), draw(questionnaires())
    rows = draw(st.lists(complete_answers(edition), min_size=1, max_size=6))
    return edition, draft, [asked_answers(edition, row) for row in rows]


@given(trials())
@settings(max_examples=60, deadline=None)
def test_every_count_is_what_one_by_one_gives(
    trial: tuple[Questionnaire, Questionnaire, Rows],
) -> None:
    edition, draft, rows = trial
    told = tallied(draft, chunk(edition, rows))
    after = [score_so_far(draft, all_translated(draft, row)).outcome for row in rows]
    pairs = Counter(f"{score(edition, r).outcome}>{a}" for r, a in zip(rows, after, strict=True))
    assert told["matrix"]["least"] == dict(pairs)
    asked = Counter(str(len(visibility(edition, row).asked)) for row in rows)
    assert told["asked"]["before"] == dict(asked)
    assert told["apart"] == 0


@given(trials())
@settings(max_examples=60, deadline=None)
def test_a_driver_is_a_change_without_which_the_outcome_stays(
    trial: tuple[Questionnaire, Questionnaire, Rows],
) -> None:
    edition, draft, rows = trial
    expected: Counter[str] = Counter()
    for row in rows:
        before = score(edition, row).outcome
        if score_so_far(draft, all_translated(draft, row)).outcome is before:
            continue
        single = False
        for change in changes(edition, draft):
            if change.of is ChangeOf.ADDED:
                continue
            restored = change.restored()
            if score_so_far(restored, all_translated(restored, row)).outcome is before:
                expected[f"{change.of}:{change.id}"] += 1
                single = True
        expected["joint:"] += not single
    told = tallied(draft, chunk(edition, rows))["drivers"]
    assert {k: v["least"] for k, v in told.items() if "least" in v} == dict(+expected)


@given(trials())
@settings(max_examples=40, deadline=None)
def test_chunks_add_up_however_they_are_cut(
    trial: tuple[Questionnaire, Questionnaire, Rows],
) -> None:
    edition, draft, rows = trial
    at = len(rows) // 2
    parts = [part for part in (rows[:at], rows[at:]) if part]
    tally: dict[str, Any] = {}
    for part in parts:
        tally = merged(tally, tallied(draft, chunk(edition, part, split={})))
    whole = tallied(draft, chunk(edition, rows, split={}))
    assert concluded(tally) == concluded(whole)


def test_the_same_edition_changes_nothing() -> None:
    edition, rows = baseline_rows()
    told = concluded(tallied(edition, chunk(edition, rows)))
    assert told["changed"]["least"] == told["changed"]["most"]
    assert told["changed"]["least"]["all"] == 0
    assert (told["drivers"], told["open"], told["apart"]) == ([], 0, 0)
    assert told["burden"]["minutes"]["before"] == told["burden"]["minutes"]["most"]


def test_a_harder_question_is_named_as_what_drives() -> None:
    edition, rows = baseline_rows()
    harder = tuple(
        replace(q, options=tuple(replace(o, points=Decimal(30)) for o in q.options))
        if q.id == "A2"
        else q
        for q in edition.questions
    )
    told = concluded(tallied(replace(edition, questions=harder), chunk(edition, rows)))
    first = told["drivers"][0]
    assert (first["of"], first["id"]) == ("question", "A2")
    assert first["least"] == told["changed"]["least"]["all"] > 0
    assert told["changed"]["least"]["lower"] == 0


def test_a_question_nobody_was_asked_gives_two_columns() -> None:
    edition, rows = baseline_rows()
    added = replace(edition.question("E1"), id="Z1")
    draft = replace(edition, questions=(*edition.questions, added))
    told = concluded(tallied(draft, chunk(edition, rows)))
    assert told["changed"]["least"]["all"] == 0
    assert told["changed"]["most"]["all"] == told["open"] > 0
    assert told["drivers"][0]["id"] == "Z1"
    assert told["drivers"][0]["least"] == 0
    assert told["burden"]["questions"]["least"] == told["burden"]["questions"]["before"] + 1


def test_thresholds_matrices_rules_and_flag_rules_are_named_too() -> None:
    edition = packaged("eu-baseline")
    matrix = edition.dimensions[0].matrix[::-1]
    rule = FlagRule("C9", edition.flag_rules[0].when, "B4", "REFER", "KT.S", 1)
    draft = replace(
        edition,
        thresholds=tuple((axis, tuple(t + 1 for t in steps)) for axis, steps in edition.thresholds),
        dimensions=(replace(edition.dimensions[0], matrix=matrix), *edition.dimensions[1:]),
        rules=replace(edition.rules, accumulate=False),
        flag_rules=(rule,),
        questions=tuple(q for q in edition.questions if q.id != "D2"),
    )
    found = {(change.of, change.id) for change in changes(edition, draft)}
    assert found == {
        *((ChangeOf.THRESHOLDS, axis) for axis in edition.axes),
        (ChangeOf.MATRIX, "KT"),
        (ChangeOf.RULES, ""),
        (ChangeOf.FLAG_RULE, "C1"),
        (ChangeOf.FLAG_RULE, "C9"),
        (ChangeOf.REMOVED, "D2"),
    }


def test_what_refers_at_triage_is_referred_whatever_the_score() -> None:
    edition, rows = baseline_rows()
    told = tallied(edition, chunk(edition, rows, refers=np.ones(len(rows), np.bool_)))
    assert told["referred"] == dict.fromkeys(("before", "least", "most"), len(rows))


def test_without_measured_minutes_there_are_none() -> None:
    edition, rows = baseline_rows()
    told = concluded(tallied(edition, chunk(edition, rows, minutes=np.zeros(len(rows), np.int64))))
    assert told["burden"]["seconds"] is None
    assert set(told["burden"]["minutes"].values()) == {None}


def test_medians_of_histograms() -> None:
    assert median_of({}) == 0
    assert median_of({"3": 1, "5": 1}) == 4
    assert median_of({"3": 2, "9": 1}) == 3


def test_no_appraisals_conclude_in_nothing() -> None:
    assert concluded({}) == {"appraisals": 0}
