"""Providers in use that stop working soon, as whoever looks after the installation is told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from portal import clock
from portal.enums import ProviderState
from portal.models import IdentityProvider
from portal.queries.providers import providers

AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Ailing:
    """`ended`: nobody signs in through it any more."""

    text: str
    todo: str
    ended: bool = False


def ailing() -> list[Ailing]:
    """Those of the acting organisation; a provider may be named twice."""
    live = providers().filter(state=ProviderState.LIVE)
    return [one for row in live for one in (*_ending(row), *_not_fetched(row))]


def _ending(row: IdentityProvider) -> list[Ailing]:
    until, now = row.certificate_until, clock.now()
    if until is None or until > now + AHEAD:
        return []
    ended = until <= now
    verb = "ended" if ended else "ends"
    return [
        Ailing(
            f"{row.name}: its certificate or metadata {verb} on {clock.day_of(until).isoformat()}.",
            "Its stewards renew it: Security, Sign-in, “What it publishes” and “Our key”.",
            ended,
        )
    ]


def _not_fetched(row: IdentityProvider) -> list[Ailing]:
    if not row.fetch_problem:
        return []
    since = f" since {clock.day_of(row.fetched_at).isoformat()}" if row.fetched_at else ""
    return [
        Ailing(
            f"{row.name}: what it publishes could not be read{since}: {row.fetch_problem}",
            "See that this machine reaches the address; its stewards can change it.",
        )
    ]
