"""What a page tells while a worker is at it: how far it is, and whether something is wrong."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from portal import bells, clock

PAUSE: Final = "1s"
"""How long a page waits before it asks again."""
SLOW_AFTER: Final = 30
"""Seconds work may wait for a worker before the page says that it takes long."""


def answer(
    request: HttpRequest, told: Mapping[str, Any] | None, *, page: str, over: bool
) -> HttpResponseBase | None:
    """What whoever asks how far it is gets; None: the fragment that keeps asking, from its view.

    Programs get `told` as JSON where there is any, a browser without the script the page itself,
    and the script is sent there once it is `over`.
    """
    if told is not None and _is_program(request):
        return JsonResponse(told)
    if not request.headers.get("HX-Request"):
        return redirect(page)
    if over:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return None


def _is_program(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def trouble(
    kind: str, subject: uuid.UUID, *, since: datetime | None, taken: bool
) -> dict[str, bool]:
    """`failed` where the last try failed, `given_up` where no other follows by itself, `slow`
    where no worker took it for long; `since` is when it was asked for."""
    bell = bells.of(kind, subject)
    waited = (clock.now() - since).total_seconds() if since else 0
    return {
        "failed": bell is not None and bool(bell.last_error),
        "given_up": bell is not None and bells.given_up(bell),
        "slow": not taken and waited > SLOW_AFTER,
    }
