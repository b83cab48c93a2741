"""Conditions that lead back to themselves are found, also among thousands."""

import time

import pytest

from diligence.exchange.fitting import in_circles


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, set()),
        ({"a": ["b"], "b": ["c"]}, set()),
        ({"a": ["b"], "b": ["a"]}, {"a", "b"}),
        ({"a": ["a"]}, {"a"}),
        # What leads to a circle, and what a circle leads to, is in none.
        ({"x": ["a"], "a": ["b"], "b": ["a", "y"], "y": ["z"]}, {"a", "b"}),
        # What stands between two circles can't be asked either.
        ({"a": ["a", "m"], "m": ["b"], "b": ["b"]}, {"a", "m", "b"}),
        ({"a": ["gone"]}, set()),
    ],
)
def test_circles_of_conditions(conditions, found):
    assert in_circles(conditions) == found


def test_thousands_of_conditions_are_looked_at_once_each():
    count = 20_000
    chain = {f"q{number}": [f"q{number - 1}"] for number in range(1, count)}
    begun = time.process_time()
    assert in_circles(chain) == set()
    assert in_circles(chain | {"q0": [f"q{count - 1}"]}) == {*chain, "q0"}
    # Looking at every one again for each step would take half a minute.
    assert time.process_time() - begun < 12
