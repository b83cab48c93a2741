"""Is the process alive, and can it serve? For load balancers; neither needs a session."""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import readiness

logger = logging.getLogger(__name__)

# Tables don't go back while a process lives: what was up to date once needn't be read again.
_up_to_date: set[bool] = set()


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all; asks nobody else."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when requests can be served; otherwise 503 with what is missing, by part.

    Public, so it names parts and not their addresses; the log has the details.
    """
    problems = {
        "database": readiness.database_problem(),
        "migrations": _migrations_problem(),
        "broker": readiness.broker_problem(),
    }
    wrong = {part: text for part, text in problems.items() if text}
    for part, text in wrong.items():
        logger.warning("Not ready, %s: %s", part, text)
    return JsonResponse(
        {
            "status": "not ready" if wrong else "ready",
            "parts": {part: "not ready" if part in wrong else "ready" for part in problems},
            "reason": " ".join(_REASONS[part] for part in wrong),
        },
        status=503 if wrong else 200,
    )


_REASONS = {
    "database": "The database can't be reached, or its role sees too much.",
    "migrations": "The tables are not up to date.",
    "broker": "The broker can't be reached.",
}


def _migrations_problem() -> str:
    if _up_to_date:
        return ""
    problem = readiness.migrations_problem()
    if not problem:
        _up_to_date.add(True)
    return problem
