"""A key that the form of a new provider carries, so that its addresses can be told beforehand."""

from typing import Final

from django.core import signing

from portal.acting import Acting

SALT: Final = "portal.providers.reserved"
SECONDS: Final = 7 * 24 * 3600
"""How long the addresses that a form told stay its own: registering there takes days."""


def reserve(key: str, acting: Acting) -> str:
    """The key sealed with whose form it stands in: a form of somebody else brings none in."""
    return signing.dumps(_mine(key, acting), salt=SALT)


def reserved(text: str, acting: Acting) -> str:
    """The key that a form carried, or "" where it is not this member's, or too old."""
    try:
        told = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ""
    return str(told[0]) if told == _mine(told[0], acting) else ""


def _mine(key: str, acting: Acting) -> list[str]:
    return [key, str(acting.organisation.pk), str(acting.user.pk)]
