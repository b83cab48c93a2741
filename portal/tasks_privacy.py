"""Tasks of data protection: each calls one action, organisation by organisation."""

import logging
import uuid

from celery import shared_task

from portal import bells
from portal.actions import person_export, retention
from portal.models import Organisation
from portal.tasks import SteppingTask
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

RETAIN = "retain"


@shared_task(name="portal.retain", ignore_result=True)
def ring_retention() -> int:
    """Ring once a day for every organisation, suspended ones too. Returns for how many."""
    rung = 0
    for organisation in Organisation.objects.all():
        with acting_for(organisation):
            bells.ring_later(RETAIN, organisation.pk)
        rung += 1
    return rung


@shared_task(name="portal.retain_organisation", base=SteppingTask, bell=RETAIN)
def retain(organisation: uuid.UUID, owner: uuid.UUID) -> None:
    """Remove what has had its time; called by message with identifiers only."""
    told = retention.run(owner)
    with acting_for(owner):
        bells.silence(RETAIN, organisation)
    logger.info("Retention of %s: %s.", organisation, told or "nothing was due")


@shared_task(name="portal.export_person", base=SteppingTask, bell=person_export.BELL)
def make_export(request: uuid.UUID, owner: uuid.UUID) -> None:
    """Put together what is held about a person; called by message with identifiers only."""
    if person_export.make(request, owner):
        logger.info("Made the copy for request %s.", request)
