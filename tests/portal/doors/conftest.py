"""The doors as they stand in production: everything asked for that suites let pass."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal import clock, stepup


@pytest.fixture
def strict(settings):
    """Second factors, step-up and limits as production has them."""
    settings.SECOND_FACTOR_OBLIGATORY = True
    settings.STEP_UP_OBLIGATORY = True
    settings.RATE_LIMITS_OBLIGATORY = True
    return settings


def change_session(client: Client, **values: object) -> None:
    session = client.session
    for key, value in values.items():
        if value is None:
            session.pop(key, None)
        else:
            session[key] = value
    session.save()


@pytest.fixture
def stale() -> Callable[[Client], None]:
    """`stale(client)`: the session's last confirmation was sixteen minutes ago."""

    def make(client: Client) -> None:
        change_session(client, **{stepup.SESSION_KEY: clock.now().timestamp() - 16 * 60})

    return make


@pytest.fixture
def with_factor() -> Callable[[Client], None]:
    """`with_factor(client)`: the session saw a second factor."""
    return lambda client: change_session(client, second_factor_set=True)
