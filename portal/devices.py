"""Browsers people sign in with, and whether passkeys can work at this portal's address."""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal import clock
from portal.models import KnownDevice, User
from portal.models.door import digest_of
from portal.tenancy import new_id

LOCAL: Final = frozenset({"localhost"})
COOKIE: Final = "browser"
KNOWN_FOR: Final = timedelta(days=365)


def passkey_host() -> str:
    """The name passkeys are bound to: that of the configured address, whatever host was asked."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def passkeys_work() -> bool:
    """Whether browsers make passkeys here: they need a name, never a number, and HTTPS.

    `localhost` counts as safe without HTTPS, for trying the product out.
    """
    host = passkey_host()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and (settings.HTTPS or host in LOCAL)
    return False


@dataclass(frozen=True, slots=True)
class Device:
    """A browser as its owner knows it: what it calls itself, and whether it is new to them."""

    label: str
    is_new: bool


def meet(request: HttpRequest, response: HttpResponse, user: User) -> Device:
    """Note with which browser `user` signs in; the answer carries the cookie that knows it again.

    One cookie serves everybody who uses the browser: what is stored depends on the person too, so
    nobody's rows show that two people share one.
    """
    browser = _browser(request) or secrets.token_urlsafe(24)
    label, today = label_of(request.headers.get("User-Agent", "")), clock.today()
    row, is_new = KnownDevice.objects.get_or_create(
        digest=digest_of(f"device:{user.pk}:{browser}"),
        defaults={"user": user, "label": label, "first_on": today, "last_on": today},
    )
    if not is_new and (row.last_on, row.label) != (today, label):
        KnownDevice.objects.filter(pk=row.pk).update(last_on=today, label=label)
    response.set_cookie(
        COOKIE,
        signing.dumps(browser, salt=COOKIE),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return Device(label, is_new)


def knows(request: HttpRequest, email: str) -> bool:
    """Whether this browser signed in as that person before; costs the same for everybody."""
    person = User.objects.filter(email=email).values_list("pk", flat=True).first() or new_id()
    digest = digest_of(f"device:{person}:{_browser(request)}")
    return KnownDevice.objects.filter(digest=digest).exists()


def forget_unused() -> int:
    """Browsers not met for as long as their cookie lasts; how many they were."""
    before = clock.today() - KNOWN_FOR
    gone, _by_model = KnownDevice.objects.filter(last_on__lt=before).delete()
    return gone


def _browser(request: HttpRequest) -> str:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return told if isinstance(told, str) else ""


def label_of(agent: str) -> str:
    """The browser and the system as they call themselves, without versions."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


# In this order: several call themselves by the name of another one as well.
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
