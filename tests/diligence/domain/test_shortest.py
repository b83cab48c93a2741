"""The shortest way down is the shortest: compared with trying every set of measures."""

from dataclasses import replace
from itertools import combinations
from time import process_time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain import treatment
from diligence.domain.judging import judge
from diligence.domain.questionnaire import Measure, Questionnaire
from diligence.domain.result import Score
from diligence.domain.scoring import score
from diligence.domain.shortest import BURDEN, NOT_SUGGESTED, OTHER_KIND, Shortest, shortest
from diligence.enums import FlagTarget, Outcome
from diligence.exchange.packaged import packaged, worked_cases
from tests.diligence.domain.generate import AXES, appraisals

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
BY_ID = {case["id"]: CASES["assumed"] | case["answers"] for case in CASES["cases"]}


@st.composite
def with_measures(draw: Any) -> tuple[Questionnaire, dict[str, object]]:
    questionnaire, answers = draw(appraisals())
    reduces = st.lists(
        st.tuples(st.sampled_from(AXES), st.integers(0, 2)),
        max_size=3,
        unique_by=lambda pair: pair[0],
    )
    kinds = st.sampled_from([*BURDEN, "something else"])
    measures = tuple(
        Measure(f"M{n}", f"Measure {n}", draw(kinds), "", tuple(draw(reduces)))
        for n in range(draw(st.integers(0, 7)))
    )
    ids = [measure.id for measure in measures]
    suggested = st.lists(st.sampled_from(ids), unique=True).map(tuple) if ids else st.just(())
    questions = tuple(replace(q, measures=draw(suggested)) for q in questionnaire.questions)
    return replace(questionnaire, questions=questions, measures=measures), answers


def left(questionnaire: Questionnaire, result: Score, measures: Any) -> Outcome:
    """The outcome these measures leave, flags aside."""
    after = treatment.residual(questionnaire, result, measures)
    told = judge(questionnaire, after.levels, result.unknown_questions, flagged=False)
    return told.outcome


def cost(questionnaire: Questionnaire, result: Score, chosen: tuple[Measure, ...]) -> Any:
    causes = {c.question for c in result.contributions} | {f.question for f in result.flags}
    suggested = {m for id in causes for m in questionnaire.question(id).measures}
    burden = sum(
        BURDEN.get(m.kind, OTHER_KIND) + (0 if m.id in suggested else NOT_SUGGESTED) for m in chosen
    )
    return len(chosen), burden, [questionnaire.measures.index(m) for m in chosen]


def by_trying(questionnaire: Questionnaire, result: Score, taken: Any, outcome: Outcome) -> Any:
    """The cheapest set of all sets that lead there; None where there is none."""
    rest = [m for m in questionnaire.measures if m.id not in taken]
    sets = [chosen for size in range(len(rest) + 1) for chosen in combinations(rest, size)]
    enough = [
        chosen
        for chosen in sets
        if left(questionnaire, result, [*taken, *(m.id for m in chosen)]).rank <= outcome.rank
    ]
    if not enough:
        return None
    best = min(enough, key=lambda chosen: cost(questionnaire, result, chosen))
    return tuple(measure.id for measure in best)


@given(with_measures(), st.data())
@settings(max_examples=60)
def test_no_set_of_measures_is_shorter(drawn: Any, data: Any) -> None:
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    ids = [measure.id for measure in questionnaire.measures]
    taken = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=2))) if ids else ()
    found = shortest(questionnaire, result, taken=taken)
    assert found.outcome is result.outcome
    lower = [outcome for outcome in Outcome if outcome.rank < result.outcome.rank]
    for outcome in lower:
        best = by_trying(questionnaire, result, taken, outcome)
        if best is None:
            assert outcome in [item.outcome for item in found.unreached]
        else:
            reaching = [s for s in found.steps if s.outcome.rank <= outcome.rank]
            assert reaching[0].measures == best
    for step in found.steps:
        assert left(questionnaire, result, [*taken, *step.measures]) is step.outcome
        assert (
            step.after.levels
            == treatment.residual(questionnaire, result, [*taken, *step.measures]).levels
        )
    ranks = [step.outcome.rank for step in found.steps]
    assert ranks == sorted(set(ranks), reverse=True)


@given(appraisals())
def test_every_unreached_outcome_says_why(drawn: Any) -> None:
    questionnaire, answers = drawn
    for item in shortest(questionnaire, score(questionnaire, answers)).unreached:
        assert item.because, item
        assert all(str(sentence) for sentence in item.because)


def of(case: str, **more: Any) -> Shortest:
    return shortest(BASELINE, score(BASELINE, BY_ID[case]), **more)


def test_a_medium_case_needs_one_measure() -> None:
    found = of("K30")
    assert [(s.outcome, s.measures) for s in found.steps] == [("low", ("M01",))]
    assert found.clearances == ()


def test_one_set_for_each_lower_outcome() -> None:
    told = [(step.outcome, step.measures) for step in of("K04").steps]
    assert told == [("high", ()), ("medium", ("M01",)), ("low", ("M07", "M13", "M19"))]


def test_a_flag_needs_its_clearance_and_no_measure_replaces_it() -> None:
    found = of("K22")
    assert [(c.question, c.flag, c.target) for c in found.clearances] == [
        ("G1", "LEGAL-EXPORT", FlagTarget.EXPORT_CONTROL)
    ]
    assert found.clearances[0].proposals == ("M24",)
    assert [(s.outcome, s.measures) for s in found.steps] == [("medium", ()), ("low", ("M01",))]
    cleared = of("K22", flags=())
    assert cleared.clearances == ()
    assert cleared.outcome is Outcome.MEDIUM
    assert [step.measures for step in cleared.steps] == [("M01",)]


def test_what_measures_cannot_reach_says_what_stays() -> None:
    (low,) = of("K25").unreached
    assert [str(sentence) for sentence in low.because] == [
        "“Malign influence and interference” stays at least medium with every measure of the"
        " catalogue.",
        "Its concern comes down from level 3 to 2: measures take off 1 at most.",
    ]
    (held,) = of("K26").unreached
    assert str(held.because[-1]).startswith("6 answers are “don't know”: from 4 on")


def test_measures_already_taken_are_not_asked_for_again() -> None:
    found = of("K04", taken=["M07", "M13", "nothing of this edition"])
    assert found.taken == ("M07", "M13")
    assert found.steps[-1].measures == ("M19",)
    assert of("K30", taken=["M02"]).steps[0].measures == ()


def test_a_measure_nothing_here_suggests_is_taken_last_and_named() -> None:
    (step,) = [step for step in of("K12").steps if step.outcome == "low"]
    assert step.foreign == ("M36",)
    assert set(step.measures) - set(step.foreign) <= {
        measure for q in BASELINE.questions for measure in q.measures
    }


def test_forty_one_measures_are_searched_in_milliseconds() -> None:
    assert len(BASELINE.measures) == 41
    results = [score(BASELINE, answers) for answers in BY_ID.values()]
    started = process_time()
    for result in results:
        shortest(BASELINE, result)
    assert (process_time() - started) / len(results) < 0.05
