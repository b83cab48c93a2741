"""Looking ahead at a queue."""

import pytest

from diligence.domain.forecasting import HORIZON, Observed, forecast

STEADY = Observed((10,) * 12, (10,) * 12, waiting=20, target_weeks=4)


def test_a_balanced_queue_does_not_breach() -> None:
    told = forecast(STEADY, 1)
    assert (told.fluid, told.middle, told.early, told.share) == (None, None, None, 0)
    assert set(told.waiting) == {20}


def test_even_weeks_breach_when_arithmetic_says_so() -> None:
    """Two more a week: 20 waiting grow past 40 in the eleventh week."""
    told = forecast(STEADY, 1.2)
    assert (told.arrivals, told.capacity, told.fluid) == (12, 10, 11)
    assert told.middle == told.early == told.fluid


def test_uneven_weeks_breach_earlier_in_some_draws() -> None:
    uneven = Observed((0, 20) * 6, (10,) * 12, waiting=20, target_weeks=4)
    told = forecast(uneven, 1.1)
    assert told.early is not None
    assert told.middle is not None
    assert told.early < told.middle


def test_a_queue_that_is_late_already() -> None:
    late = Observed((10,) * 12, (10,) * 12, waiting=41, target_weeks=4)
    assert forecast(late, 1).fluid == 0
    assert forecast(late, 1).middle == 0


def test_beyond_the_horizon_is_not_told() -> None:
    slowly = Observed((10,) * 12, (10,) * 12, waiting=0, target_weeks=40)
    assert HORIZON < 400 / 0.5
    assert forecast(slowly, 1.05).fluid is None


def test_the_same_observations_give_the_same_forecast() -> None:
    uneven = Observed((3, 9, 0, 12, 7, 4, 5, 8), (6, 5, 7, 6, 6, 6, 5, 7), 10, 3)
    assert forecast(uneven, 1.3) == forecast(uneven, 1.3)


@pytest.mark.parametrize(
    "observed", [Observed((5,) * 7, (5,) * 7, 0, 2), Observed((5,) * 12, (0,) * 12, 0, 2)]
)
def test_too_little_says_nothing(observed: Observed) -> None:
    assert not observed.enough
    with pytest.raises(ValueError, match="too few"):
        forecast(observed, 1)
