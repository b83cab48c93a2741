"""How often something may be tried: windows of time, counted for every web process together.

Nobody shares a count with a whole campus where that can be helped: what is tried for an account
is counted for the account and the address together, and addresses alone have ceilings so high
that hundreds of people behind one of them never meet it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from portal import clock
from portal.models import Tally


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` in each window of `seconds`."""

    amount: int
    seconds: int


MINUTE: Final = 60
HOUR: Final = 60 * MINUTE

LIMITS: Final[dict[str, Limit]] = {
    # Failed sign-ins: of an account from one address, of an account from anywhere, of an address.
    "sign_in": Limit(5, 5 * MINUTE),
    "sign_in_account": Limit(20, HOUR),
    "sign_in_address": Limit(600, MINUTE),
    "passkey_address": Limit(600, MINUTE),
    # Confirming who is there, and codes: each of one account.
    "confirm": Limit(10, 5 * MINUTE),
    "recovery": Limit(5, HOUR),
    "recovery_address": Limit(120, HOUR),
    "join": Limit(5, HOUR),
    "join_address": Limit(120, HOUR),
    # How hard a password is to guess that somebody makes up: reckoning takes some milliseconds.
    "strength_address": Limit(300, MINUTE),
    # What failed of one account (each organisation says from how many on it is told), and of all
    # accounts of one mail domain, before stewards are told.
    "failed": Limit(20, HOUR),
    "failed_domain": Limit(49, HOUR),
    # Secrets in addresses: one link from one address; many links from one address.
    "link": Limit(60, MINUTE),
    "link_address": Limit(600, MINUTE),
    "api_token": Limit(600, MINUTE),
    "api_session": Limit(1200, MINUTE),
    "api_address": Limit(600, MINUTE),
    # Leaving for a provider and coming back, from one address; kept causes of one provider.
    "sso_address": Limit(600, MINUTE),
    "sso_problem": Limit(100, HOUR),
    "export": Limit(30, HOUR),
    "upload": Limit(200, HOUR),
    # The page of an invitation says whether its address has an account.
    "invite": Limit(60, HOUR),
}

FAILURES_TOLD: Final = (3, 5, 10, 20)
"""From how many failures of one account within an hour on an organisation may want to be told."""
CHANGES_ALONE: Final = frozenset({"upload", "invite"})
"""Limits of pages that count what is sent, not how often the page is opened."""

# A window that ends later than one begun now was begun by a clock that has been set back since.
_COUNT = """
INSERT INTO portal_tally AS t (key, until, count) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN t.until <= %s OR t.until > EXCLUDED.until + interval '1 minute'
    THEN 1 ELSE t.count + 1 END,
  until = CASE WHEN t.until <= %s OR t.until > EXCLUDED.until + interval '1 minute'
    THEN EXCLUDED.until ELSE t.until END
RETURNING count, until
"""


@dataclass(frozen=True, slots=True)
class Wait:
    """The limit is met; it is open again after so many seconds. `first`: met just now."""

    seconds: int
    first: bool = False

    @property
    def minutes(self) -> int:
        """Whole minutes, at least one, as it is told to people."""
        return max(1, -(-self.seconds // 60))


def _key(name: str, keys: tuple[object, ...]) -> str:
    """What is stored: neither addresses nor accounts can be read from it."""
    told = "\n".join([name, *(str(key) for key in keys)])
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()


def digest_of_key(name: str, *keys: object) -> str:
    """What a log may say of them: the same each time, and unreadable."""
    return _key(name, keys)[:16]


def take(name: str, *keys: object) -> Wait | None:
    """Count one more of `name` for `keys`; how long to wait where that is too many.

    Counted in the transaction that is open: before `acting_for`, a refusal doesn't take it back.
    """
    if not settings.RATE_LIMITS_OBLIGATORY:
        return None
    count, ends = _count(name, keys)
    most = LIMITS[name].amount
    if count <= most:
        return None
    return Wait(max(1, round((ends - clock.now()).total_seconds())), first=count == most + 1)


def count(name: str, *keys: object) -> int:
    """Count one more of `name` for `keys`; how many there are in the window, 0 without limits."""
    return _count(name, keys)[0] if settings.RATE_LIMITS_OBLIGATORY else 0


def just_passed(name: str, *keys: object) -> bool:
    """Count one more of `name` for `keys`; whether this is the one too many: once in a window."""
    if not settings.RATE_LIMITS_OBLIGATORY:
        return False
    count, _ends = _count(name, keys)
    return count == LIMITS[name].amount + 1


def _count(name: str, keys: tuple[object, ...]) -> tuple[int, datetime]:
    """How many there are now in the window, with this one, and when it ends."""
    now = clock.now()
    until = now + timedelta(seconds=LIMITS[name].seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(name, keys), until, now, now])
        count, ends = cursor.fetchone()
    return count, ends


def give_back(name: str, *keys: object) -> None:
    """Undo one count: what was tried succeeded, and only failures are limited."""
    mine = Tally.objects.filter(key=_key(name, keys), count__gt=0)
    mine.update(count=models.F("count") - 1)


def forget_lapsed() -> int:
    """Delete counts whose window is over; how many there were."""
    gone, _by_model = Tally.objects.filter(until__lte=clock.now()).delete()
    return gone


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that are trusted."""
    return get_client_ip(request) or "nowhere"


def answer(request: HttpRequest, wait: Wait | None) -> HttpResponse | None:
    """The answer that asks to wait, as a page or for a machine; None where nothing is to wait."""
    if wait is None:
        return None
    if request.path.startswith("/api/"):
        detail = f"Too many requests. Try again in {wait.seconds} seconds."
        response: HttpResponse = JsonResponse({"detail": detail}, status=429)
    else:
        response = render(request, "errors/429.html", {"wait": wait}, status=429)
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def of_link(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Count one look at the link with this secret; the answer that asks to wait, or None.

    Counted by the link and the address: colleagues of one campus open theirs all at once.
    """
    address = address_of(request)
    wait = take("link", address, secret[:64])
    return answer(request, take("link_address", address) or wait)
