"""What organisations' providers publish is read again, and stewards are told of what ends."""

import logging
import time
from datetime import timedelta
from typing import Final

from celery import shared_task
from django.conf import settings
from django.urls import reverse

from portal import clock, fetch, mail
from portal.actions import provider_documents
from portal.authority import product
from portal.enums import ProviderState
from portal.federation.failures import Failure
from portal.mail import Delivery
from portal.models import IdentityProvider, Organisation, SecuritySettings
from portal.queries import providers as reading
from portal.queries.members import active_stewards
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=20)
"""Asked every hour for what is older than this: what can't be fetched is tried again soon."""
SECONDS: Final = 240.0
"""Within the time limit of a task; what is left over is first in the next hour."""


@shared_task(name="portal.refresh_sign_ins", ignore_result=True)
def refresh_sign_ins() -> int:
    """Fetch what providers in use publish, warn of what ends; how many were fetched."""
    until = time.monotonic() + SECONDS
    fetched = 0
    for organisation in Organisation.objects.filter(active=True).order_by("pk"):
        with acting_for(organisation):
            due = _due()
        for row in due:
            if time.monotonic() > until:
                return fetched
            try:
                fetched += _refresh(organisation, row)
            except Exception:  # one provider's oddity keeps no other from being read
                logger.exception("The sign-in %s of %s can't be read.", row.pk, organisation.pk)
        with acting_for(organisation):
            provider_documents.warn(clock.today(), _tell)
            provider_documents.forget_problems()
    return fetched


def _due() -> list[IdentityProvider]:
    old = clock.now() - EVERY
    rows = reading.providers().filter(state=ProviderState.LIVE).order_by("fetched_at", "pk")
    return [
        row
        for row in rows
        if provider_documents.refreshable(row) and (row.fetched_at is None or row.fetched_at < old)
    ]


def _refresh(organisation: Organisation, row: IdentityProvider) -> bool:
    """Between two transactions, so that a slow provider holds none open."""
    try:
        document = provider_documents.current(row)
    except (Failure, fetch.NotFetched) as problem:
        told = problem.cause if isinstance(problem, Failure) else problem.reason
        with acting_for(organisation):
            provider_documents.note_problem(row.pk, told)
        return False
    with acting_for(organisation):
        provider_documents.take(row.pk, document, by=product("Ajar"))
    return True


def _tell() -> bool:
    """A mail that says that something waits, to the organisation's address or its stewards."""
    own = SecuritySettings.objects.exclude(notify_email="").first()
    if own is not None:
        addresses = [own.notify_email]
    else:
        stewards = active_stewards().select_related("user").order_by("pk")
        addresses = [row.user.email for row in stewards]
    context = {"url": f"{settings.PUBLIC_URL}{reverse('portal:providers')}"}
    sent = [mail.send("waiting", address, context) for address in addresses]
    return Delivery.FAILED not in sent
