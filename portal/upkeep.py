"""What is cleared and warned of: doors that end, sessions that ended, doors that are tried."""

import logging
import uuid
from typing import Final

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.formats import date_format

from portal import announce, audit, clock, devices, limits, mail
from portal.actions import factors, recovery, tokens
from portal.authority import Actor, product
from portal.mail import Delivery
from portal.models import ApiToken, Organisation, SecuritySettings, User
from portal.queries import members
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)


@shared_task(name="portal.clear", ignore_result=True)
def clear() -> int:
    """Delete sessions, counts and browsers whose time is over; how many rows they were."""
    over, _by_model = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return over + limits.forget_lapsed() + devices.forget_unused()


@shared_task(name="portal.seal_factors", ignore_result=True)
def seal_factors() -> int:
    """Seal seeds of second factors that lie there as they are, or under an earlier key."""
    return factors.seal_anew()


@shared_task(name="portal.warn_tokens", ignore_result=True)
def warn_tokens() -> int:
    """Tell by mail whose tokens end soon, organisation by organisation; how many were told."""
    told = 0
    for organisation in Organisation.objects.filter(active=True):
        with acting_for(organisation):
            told += tokens.warn_ending(_tell)
    return told


def _tell(token: ApiToken) -> bool:
    context = {
        "until": date_format(clock.day_of(token.expires_at), "DATE_FORMAT"),
        "url": f"{settings.PUBLIC_URL}{reverse('portal:tokens')}",
    }
    return mail.send("token_ending", token.membership.user.email, context) is Delivery.SENT


def note_limit(name: str, *, by: Actor) -> None:
    """Somebody does more than people do: write it down and tell who looks after security.

    Inside acting_for of their organisation, when a limit is met first in its window.
    """
    audit.record("limit.met", None, by=by, detail={"limit": name})
    owner = str(acting_id())
    announce.after_commit(lambda: tell_security.delay(owner))


@shared_task(name="portal.tell_security", ignore_result=True)
def tell_security(owner: str) -> int:
    """Say by mail that something in the record waits to be looked at; how many were told."""
    with acting_for(uuid.UUID(owner)):
        return _tell_security()


MOST_PEOPLE: Final = 200
"""Of one mail domain, whose organisations are told."""


def note_failure(email: str) -> None:
    """Count a sign-in or a second factor that failed; the worker tells stewards, once an hour at
    the number that their organisation chose.

    Costs the same for accounts that don't exist: whose they are, only the worker looks up. The log
    has every failure, with a digest that the tries of one account share and nobody can read.
    """
    account = email.strip().lower()
    logger.warning("A sign-in failed, of account %s", limits.digest_of_key("failed", account))
    domain = account.rpartition("@")[2]
    failed = limits.count("failed", account)
    if failed in limits.FAILURES_TOLD:
        announce.after_commit(lambda: warn_of_failures.delay(account, failed))
    if limits.just_passed("failed_domain", domain):
        announce.after_commit(lambda: warn_of_failures.delay(f"@{domain}"))


@shared_task(name="portal.warn_of_failures", ignore_result=True)
def warn_of_failures(account: str, failed: int = 0) -> int:
    """Tell organisations that signing in fails again and again; how many were told.

    `account` is an address, or "@" and a domain for all of its accounts. `failed`: the count of an
    account, told to those that chose it; 0 to everybody. The mail says that something waits; whose
    account it is stands in the record.
    """
    people = User.objects.filter(is_active=True)
    one = not account.startswith("@")
    people = people.filter(email=account) if one else people.filter(email__endswith=account)
    told: set[object] = set()
    for person in people.order_by("pk")[:MOST_PEOPLE]:
        for organisation in set(recovery.homes(person, active=True)) - told:
            with acting_for(organisation):
                if failed in {0, told_from()}:
                    told.add(organisation)
                    _warn(person if one else None, account)
    return len(told)


def told_from() -> int:
    """From how many failures of one account on the acting organisation is told."""
    return (SecuritySettings.objects.first() or SecuritySettings()).failures_told


def _warn(person: User | None, account: str) -> None:
    """In the acting organisation's record, and by mail to whoever looks after its sign-in."""
    detail = {"name": person.get_full_name()} if person else {"domain": account}
    audit.record("sign_in.failing", person, by=product("Ajar"), detail=detail)
    _tell_security()


def _tell_security() -> int:
    context = {"url": f"{settings.PUBLIC_URL}{reverse('portal:record')}"}
    addresses = members.addresses_for_security()
    return [mail.send("waiting", each, context) for each in addresses].count(Delivery.SENT)
