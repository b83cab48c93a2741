"""Proportionate: ten questions first, and most cooperations end there."""

import itertools
import random

from diligence.demo import answers
from diligence.domain.triage import triage
from diligence.enums import Route
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")
MOST = 10


def test_triage_asks_at_most_ten_questions():
    assert 0 < len(BASELINE.triage) <= MOST


def test_all_negative_triage_ends_there_and_any_positive_does_not():
    calm = {question.id: "no" for question in BASELINE.triage} | {"T1": "yes"}
    assert triage(BASELINE, calm).route is Route.ENDED_LOW
    for question in BASELINE.triage[1:]:
        assert triage(BASELINE, calm | {question.id: "yes"}).route is Route.FULL
        assert triage(BASELINE, calm | {question.id: "unknown"}).route is not Route.ENDED_LOW


def test_the_route_is_fixed_by_the_answers_alone_and_says_why():
    """Two questions at a time through all their options: every route names the rule."""
    calm = {question.id: "no" for question in BASELINE.triage} | {"T1": "yes"}
    for one, other in itertools.combinations(BASELINE.triage, 2):
        for a, b in itertools.product(one.codes, other.codes):
            result = triage(BASELINE, calm | {one.id: a, other.id: b})
            assert result.rule
            if result.route is Route.FULL:
                assert [
                    reason for reason in result.because if reason.question in {one.id, other.id}
                ]


def test_most_cooperations_at_realistic_rates_end_at_triage():
    """The demonstration's answers are drawn at realistic base rates; the triage itself routes."""
    rng = random.Random(7)
    routes = []
    for _turn in range(400):
        ends = rng.random() < answers.TRIAGE_ONLY
        told = answers.triage_low(rng) if ends else answers.triage_full(rng, answers.draw_case(rng))
        routes.append(triage(BASELINE, told).route)
    assert Route.INCOMPLETE not in routes
    assert routes.count(Route.FULL) / len(routes) < 0.33
