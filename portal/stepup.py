"""Asking again who is there, before what can't be taken back.

Signing in with one's own factors counts, for `STEP_UP_MINUTES`. Signing in through an
organisation's provider counts only where the provider says that it asked just now: otherwise a
sign-in of this morning, kept by the provider, would confirm anything all day.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal import clock, vault

SESSION_KEY: Final = "stepped_up_at"


def mark(request: HttpRequest) -> None:
    """Note that the person has just shown who they are."""
    request.session[SESSION_KEY] = clock.now().timestamp()


def confirmed(request: HttpRequest) -> bool:
    """Whether the person showed who they are in the last `STEP_UP_MINUTES`.

    An instant to come is none: the clock was set back since.
    """
    at = request.session.get(SESSION_KEY)
    if not isinstance(at, int | float):
        return False
    return bool(0 <= clock.now().timestamp() - at <= settings.STEP_UP_MINUTES * 60)


def fresh(request: HttpRequest) -> bool:
    """Whether this request may do what can't be taken back without asking again.

    A token's scope was given by somebody who had just confirmed, and no machine can be asked.
    """
    current: Any = getattr(request, "acting", None)
    if current is not None and current.token is not None:
        return True
    return not settings.STEP_UP_OBLIGATORY or confirmed(request)


def safe_path(path: str | None) -> str:
    """`path` where it is an address of this portal; else ''."""
    if path and path.startswith("/") and url_has_allowed_host_and_scheme(path, None):
        return path
    return ""


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks; from there back to the address that was asked for."""
    to = f"{reverse('account_step_up')}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


LATE: Final = b"late form"
LATE_FOR: Final = 12 * 60 * 60
"""Seconds for which what came too late can still be sent."""


@dataclass(frozen=True, slots=True)
class LateForm:
    """What somebody sent after their session had ended: where to, and what they had typed."""

    to: str
    typed: str
    files: bool
    person: str
    """Who they were; nobody else sends it on."""
    hat: str
    """The membership they acted by; '' for none."""
    at: float

    def sealed(self) -> str:
        """As it lies in the page: who finds the browser open can neither read nor change it."""
        return base64.b64encode(vault.seal(json.dumps(asdict(self)).encode(), LATE)).decode()


def late_form(request: HttpRequest) -> LateForm | None:
    """What a form holds that comes from a session that is over; None where it is none of ours."""
    if request.method != "POST" or "X-Requested-With" in request.headers:
        return None
    checked = CsrfViewMiddleware(lambda _request: HttpResponse())
    if checked.process_view(request, lambda _request: HttpResponse(), (), {}) is not None:
        return None
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    current: Any = getattr(request, "acting", None)
    return LateForm(
        to=request.get_full_path(),
        typed=typed.urlencode(),
        files=bool(request.FILES),
        person=str(request.user.pk),
        hat=str(current.membership.pk) if current is not None else "",
        at=clock.now().timestamp(),
    )


def opened_late_form(told: str) -> LateForm | None:
    """The form that `sealed` made, for half a day; None for anything else."""
    try:
        plain = vault.open_sealed(base64.b64decode(told, validate=True), LATE)
        form = LateForm(**json.loads(plain))
    except (vault.VaultError, binascii.Error, ValueError, TypeError):
        return None
    return form if clock.now().timestamp() - form.at <= LATE_FOR else None
