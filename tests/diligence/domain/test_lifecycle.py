from itertools import pairwise, product

import pytest

from diligence.choices import AppraisalState
from diligence.domain.lifecycle import (
    MOVES,
    after_triage,
    may_edit,
    may_reopen,
    may_submit,
    may_withdraw,
    move,
)
from diligence.domain.triage import triage
from diligence.enums import Stage
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")


def test_the_stored_states_are_those_of_the_domain() -> None:
    assert set(AppraisalState.values) == set(Stage)


def test_every_move_is_either_listed_or_refused_with_a_reason() -> None:
    assert set(MOVES) == set(Stage)
    for now, to in product(Stage, repeat=2):
        verdict = move(now, to)
        assert bool(verdict) == (to in MOVES[now])
        assert verdict.allowed or verdict.reason.endswith(".")


def test_the_usual_way() -> None:
    way = [Stage.TRIAGE, Stage.ANSWERING, Stage.SUBMITTED, Stage.SCORED, Stage.ANSWERING]
    assert all(move(now, to) for now, to in pairwise(way))


@pytest.mark.parametrize("now", [stage for stage in Stage if stage is not Stage.WITHDRAWN])
def test_withdrawing_is_possible_from_any_state_before_a_decision(now: Stage) -> None:
    assert may_withdraw(now)


def test_after_a_decision_nothing_is_withdrawn() -> None:
    verdict = may_withdraw(Stage.SCORED, decided=True)
    assert not verdict
    assert "decision" in verdict.reason
    assert not may_withdraw(Stage.WITHDRAWN)


def test_answers_change_only_while_answering() -> None:
    assert {stage for stage in Stage if may_edit(stage)} == {Stage.TRIAGE, Stage.ANSWERING}
    assert "reopen" in may_edit(Stage.SCORED).reason


def test_submitting_needs_every_required_answer() -> None:
    assert may_submit(Stage.ANSWERING, missing=0)
    assert "still open" in may_submit(Stage.ANSWERING, missing=3).reason
    assert "being scored" in may_submit(Stage.SUBMITTED, missing=0).reason


def test_reopening() -> None:
    assert {stage for stage in Stage if may_reopen(stage)} == {
        Stage.SCORED,
        Stage.ENDED_LOW,
        Stage.OUT_OF_SCOPE,
    }


def test_triage_leads_to_its_state() -> None:
    ids = [question.id for question in BASELINE.triage]
    all_no = {"T1": "yes"} | dict.fromkeys(ids[1:], "no")
    assert after_triage(triage(BASELINE, {})) is Stage.TRIAGE
    assert after_triage(triage(BASELINE, {"T1": "no"})) is Stage.OUT_OF_SCOPE
    assert after_triage(triage(BASELINE, all_no)) is Stage.ENDED_LOW
    assert after_triage(triage(BASELINE, all_no | {"T7": "unknown"})) is Stage.ANSWERING
