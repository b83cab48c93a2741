"""Generated tests: the same examples every time here, new and many more with
`HYPOTHESIS_PROFILE=explore`."""

import os

from hypothesis import HealthCheck, settings

# A busy machine is no failure, so no example has a deadline.
_COMMON = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("repeatable", _COMMON, derandomize=True)
settings.register_profile("explore", _COMMON, max_examples=500, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
