"""Which low cases can be decided together, and which need a page of their own."""

from dataclasses import replace

import pytest

from diligence.domain.deciding import Case
from diligence.domain.low import why_alone
from diligence.enums import Band, Consulted, Outcome

LOW = Case(band=Band.LOW)


def test_a_low_case_with_nothing_left_to_weigh_can_be_decided_together():
    assert why_alone(LOW, Outcome.LOW) is None


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (replace(LOW, band=Band.MEDIUM), "not low"),
        (replace(LOW, hold=True), "don't know"),
        (replace(LOW, decidable=False), "don't know"),
        (replace(LOW, legal=("export_control",)), "legal check"),
        (replace(LOW, refers=True), "hub is to be asked"),
        (replace(LOW, consulted=Consulted.EXPECTED), "awaited"),
        (replace(LOW, consulted=Consulted.RECEIVED), "hub was asked"),
        (replace(LOW, consulted=Consulted.NONE_GIVEN), "hub was asked"),
        (replace(LOW, chosen=1), "Measures are planned"),
    ],
)
def test_whatever_is_left_to_weigh_is_named(case, says):
    assert says in str(why_alone(case, Outcome.LOW))


@pytest.mark.parametrize("outcome", [Outcome.MEDIUM, Outcome.HIGH, Outcome.REFER])
def test_an_outcome_other_than_low_is_decided_by_itself(outcome):
    assert "not low" in str(why_alone(LOW, outcome))


def test_what_is_decided_is_not_decided_again_in_passing():
    assert "decided already" in str(why_alone(LOW, Outcome.LOW, decided=True))
