"""Settings of the portals that suites run: people come to what is tested without being asked.

Second factors, step-up and limits have suites of their own, on a portal with the product's own
settings.
"""

from portal.settings import *  # noqa: F403

SECOND_FACTOR_OBLIGATORY = False
STEP_UP_OBLIGATORY = False
RATE_LIMITS_OBLIGATORY = False
# Providers of the journeys run on this machine.
FETCH_LOOPBACK = True
