"""Moves of a referral: closed over its states, each refusal with a reason."""

import pytest

from advisory.choices import OPEN_STATES, ReferralState
from advisory.domain import lifecycle
from advisory.enums import ReferralStep


def test_the_domains_states_are_the_stored_ones():
    assert {step.value for step in ReferralStep} == set(ReferralState.values)
    assert set(lifecycle.MOVES) == set(ReferralStep)


@pytest.mark.parametrize("now", ReferralStep)
@pytest.mark.parametrize("to", ReferralStep)
def test_every_refused_move_says_what_to_do(now, to):
    move = lifecycle.move(now, to)
    assert bool(move) == (to in lifecycle.MOVES[now])
    assert bool(move.reason) != bool(move)


def test_whatever_is_open_can_be_closed_and_closed_is_the_end():
    for step in ReferralStep:
        closes = bool(lifecycle.may_close(step))
        assert closes == (step is not ReferralStep.CLOSED)
    assert lifecycle.MOVES[ReferralStep.CLOSED] == frozenset()
    assert set(OPEN_STATES) == set(ReferralState) - {"issued", "closed"}


def test_nothing_is_issued_from_the_queue_or_while_it_waits():
    from_ = {now for now in ReferralStep if lifecycle.move(now, ReferralStep.ISSUED)}
    assert from_ == {ReferralStep.TAKEN, ReferralStep.COUNTERSIGNED}


def test_supplementary_advice_begins_with_taking():
    assert lifecycle.may_take(ReferralStep.ISSUED)
    assert not lifecycle.may_write(ReferralStep.ISSUED)
