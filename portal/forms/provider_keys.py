"""A key that the form of a new provider carries, so that its addresses can be told beforehand."""

from typing import Final

from django.core import signing
from django.http import HttpRequest

from portal.acting import Acting
from portal.actions import providers

SALT: Final = "portal.providers.reserved"
SECONDS: Final = 7 * 24 * 3600
"""How long the addresses that a form told stay its own: registering there takes days."""


def reserve(key: str, acting: Acting) -> str:
    """The key sealed with whose form it stands in: a form of somebody else brings none in."""
    return signing.dumps(_mine(key, acting), salt=SALT)


def carried(request: HttpRequest) -> str:
    """What the form carried, or the address by which somebody comes back to it."""
    return str(request.POST.get("reserved") or request.GET.get("reserved", ""))


def reserved(request: HttpRequest, acting: Acting) -> str:
    """The key that was carried, or "" where it is not this member's, too old, or taken."""
    try:
        told = signing.loads(carried(request), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ""
    key = str(told[0])
    return key if told == _mine(key, acting) and providers.is_free(key) else ""


def _mine(key: str, acting: Acting) -> list[str]:
    return [key, str(acting.organisation.pk), str(acting.user.pk)]
