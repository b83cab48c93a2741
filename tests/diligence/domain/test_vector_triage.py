"""Where many triages lead at once is where each leads by itself, whatever is still open."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.questionnaire import Option, Question, Questionnaire
from diligence.domain.simulating import LEAST, MOST, merged
from diligence.domain.simulating_triage import NO_SCORE, Triaged, concluded, tallied
from diligence.domain.triage import TriageResult, triage
from diligence.domain.vector_judging import OUTCOMES
from diligence.domain.vector_triage import ENDS, End, ends, possible_ends
from diligence.domain.vectors import Columns, written
from diligence.enums import Factor, QuestionType, Route, Scope, Step
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")
Rows = list[dict[str, object]]


@st.composite
def triaged(draw: Any, ids: str = "TUVWX") -> Questionnaire:
    """A questionnaire whose triage has any questions in any order."""
    listed = draw(st.permutations(ids))[: draw(st.integers(1, 4))]
    asked = tuple(
        Question(
            id=id,
            section="",
            text=f"Question {id}?",
            type=QuestionType.SINGLE,
            factor=Factor.OWN,
            scope=Scope.PARTNERSHIP,
            options=tuple(
                Option(f"o{n}", f"Option {n}", route=draw(st.sampled_from(list(Step))))
                for n in range(draw(st.integers(1, 4)))
            ),
        )
        for id in listed
    )
    return replace(BASELINE, triage=asked)


def columns_of(rows: Rows) -> Columns:
    ids = {id for row in rows for id in row}
    return Columns(len(rows), {id: written([row.get(id) for row in rows]) for id in sorted(ids)})


def answers(of: Questionnaire, *, all_of_it: bool = False) -> st.SearchStrategy[dict[str, object]]:
    each = {q.id: st.sampled_from(q.codes) for q in of.triage}
    if all_of_it:
        return st.fixed_dictionaries(each)
    return st.fixed_dictionaries({}, optional=each)


def end_of(result: TriageResult) -> End | None:
    """The end of a single triage; None while answers are missing."""
    if result.route is Route.INCOMPLETE:
        return None
    if result.route is Route.FULL:
        return End.REFER if result.refer else End.FULL
    return End(result.route.value)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_every_row_ends_where_the_triage_of_one_ends(data: st.DataObject) -> None:
    of = data.draw(triaged())
    rows = data.draw(st.lists(answers(of, all_of_it=True), min_size=1, max_size=6))
    found = ends(of, columns_of(rows))
    for at, row in enumerate(rows):
        one = end_of(triage(of, row))
        assert one is ENDS[found.least[at]] is ENDS[found.most[at]]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_open_comes_to_what_some_answers_come_to(data: st.DataObject) -> None:
    """Answers of another edition, some of which the draft never asked or has no option for."""
    edition, of = data.draw(triaged()), data.draw(triaged())
    row = data.draw(answers(edition))
    known = {q.id: row[q.id] for q in of.triage if row.get(q.id) in q.codes}
    left = [q for q in of.triage if q.id not in known]
    could = {
        end_of(triage(of, known | dict(zip((q.id for q in left), picked, strict=True))))
        for picked in product(*(q.codes for q in left))
    }
    columns = columns_of([row])
    bits = int(possible_ends(of, columns)[0])
    assert {end for n, end in enumerate(ENDS) if bits >> n & 1} == could
    found = ends(of, columns)
    ordered = [end for end in ENDS if end in could]
    assert (ENDS[found.least[0]], ENDS[found.most[0]]) == (ordered[0], ordered[-1])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_one_by_one_however_they_are_cut(data: st.DataObject) -> None:
    edition, draft = data.draw(triaged()), data.draw(triaged())
    rows = data.draw(st.lists(answers(edition, all_of_it=True), min_size=1, max_size=8))
    outcomes = data.draw(
        st.lists(st.sampled_from([*range(4), NO_SCORE]), min_size=len(rows), max_size=len(rows))
    )
    chunk = _chunk(edition, rows, outcomes)
    whole = tallied(draft, chunk)
    at = len(rows) // 2
    halves = [(rows[:at], outcomes[:at]), (rows[at:], outcomes[at:])]
    tally: dict[str, Any] = {}
    for some, had in halves:
        if some:
            tally = merged(tally, tallied(draft, _chunk(edition, some, had)))
    assert concluded(tally, None) == concluded(whole, None)
    assert whole["apart"] == 0
    now = ends(draft, columns_of(rows)).least
    told = concluded(whole, None)
    goes_on = sum(ENDS[end] in (End.FULL, End.REFER) for end in now)
    assert told["goes_on"][LEAST] == goes_on <= told["goes_on"][MOST]
    lost = sum(ENDS[e] in (End.OUT_OF_SCOPE, End.ENDED_LOW) and o != NO_SCORE
               for e, o in zip(now, outcomes, strict=True))  # fmt: skip
    assert sum(map(sum, told["stopped"][LEAST])) == lost


def _chunk(edition: Questionnaire, rows: Rows, outcomes: list[int], minutes: int = 0) -> Triaged:
    before = [ENDS.index(end) for row in rows if (end := end_of(triage(edition, row)))]
    return Triaged(
        edition,
        columns_of(rows),
        np.array(before, np.uint8),
        np.array(outcomes, np.uint8),
        np.full(len(rows), minutes),
    )


def test_minutes_are_those_of_triages_and_of_the_questionnaires_they_lead_to() -> None:
    nothing = {q.id: "no" for q in BASELINE.triage} | {BASELINE.triage[0].id: "yes"}
    first = BASELINE.triage[1]
    harder = replace(
        first,
        options=tuple(replace(o, route=Step.FULL) if o.code == "no" else o for o in first.options),
    )
    draft = replace(BASELINE, triage=(BASELINE.triage[0], harder, *BASELINE.triage[2:]))
    asked = len(BASELINE.triage)
    told = concluded(
        tallied(draft, _chunk(BASELINE, [nothing] * 4, [NO_SCORE] * 4, minutes=asked)),
        {"before": 60, LEAST: 65, MOST: 70},
    )
    assert told["goes_on"] == {"before": 0, LEAST: 4, MOST: 4}
    burden = told["burden"]
    assert burden["full"] == {"before": 0, LEAST: 260, MOST: 280}
    assert burden["triage"]["before"] == 5 * round(4 * asked / 5)
    assert burden["all"][MOST] == burden["triage"][MOST] + 280
    assert told["stopped"][LEAST] == [[0] * len(OUTCOMES)] * 2


def test_without_measured_minutes_there_are_none() -> None:
    row = {q.id: q.codes[0] for q in BASELINE.triage}
    burden = concluded(tallied(BASELINE, _chunk(BASELINE, [row], [0])), None)["burden"]
    assert burden["all"] == dict.fromkeys(("before", LEAST, MOST))
