"""Tasks of this room: each calls one action."""

import logging
import uuid

from celery import shared_task

from portal.authority import product
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tasks import ActingTask, SteppingTask
from portal.tenancy import acting_for
from reporting.actions import collect, report, simulate
from reporting.queries import collected

logger = logging.getLogger(__name__)


@shared_task(
    name="reporting.collect", base=ActingTask, bell=collect.BELL, lasting=tuple(collected.LASTING)
)
def collect_figures(ministry: uuid.UUID) -> None:
    """Collect the oldest closed quarter that a ministry's figures lack."""
    snapshot = collect.collect_oldest(by=product("Ajar"))
    if snapshot is not None:
        logger.info("Collected %s for %s.", snapshot.period, ministry)


@shared_task(name="reporting.collect_due", ignore_result=True)
def collect_due() -> int:
    """Ring for every ministry that lacks a closed quarter. Returns for how many."""
    rung = 0
    for ministry in Organisation.objects.filter(kind=OrganisationKind.MINISTRY, active=True):
        with acting_for(ministry):
            rung += collect.ring_if_due()
    return rung


@shared_task(name="reporting.render", base=SteppingTask, bell=report.BELL)
def render_report(rendering: uuid.UUID, owner: uuid.UUID) -> None:
    """Make one PDF; called by message with identifiers only."""
    if report.make(rendering, owner):
        logger.info("Made the PDF %s.", rendering)


@shared_task(name="reporting.try_draft", base=SteppingTask, bell=simulate.BELL)
def try_draft(trial: uuid.UUID, owner: uuid.UUID) -> None:
    """Try a ministry's draft; called by message with identifiers only."""
    if simulate.run(trial, owner):
        logger.info("Finished the simulation %s.", trial)
