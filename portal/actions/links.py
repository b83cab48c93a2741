"""One-time links: the secret exists once, in the address handed out; stored is its digest."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from portal.models.door import digest_of, new_secret


@dataclass(frozen=True, slots=True)
class Link:
    """A fresh secret with the address that presents it."""

    secret: str
    digest: str
    url: str
    expires_at: datetime


def make(page: str, expires_at: datetime) -> Link:
    """A link to `portal:<page>`; the address is the configured public one."""
    secret = new_secret(page)
    path = reverse(f"portal:{page}", kwargs={"secret": secret})
    return Link(secret, digest_of(secret), f"{settings.PUBLIC_URL}{path}", expires_at)
