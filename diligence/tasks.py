"""Tasks of the organisation's room: each calls one action."""

import logging
import uuid

from celery import shared_task

from diligence.actions import carry_over, digest, intake_run, paper, score, simulate, tell
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tasks import ActingTask, SteppingTask
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)


@shared_task(name="diligence.score", base=ActingTask, bell=score.BELL)
def score_appraisal(appraisal_id: uuid.UUID) -> None:
    """Score one submission; called by message with identifiers only."""
    stored = score.run(appraisal_id)
    if stored is not None:
        logger.info("Scored appraisal %s, submission %s.", appraisal_id, stored.submission)


@shared_task(name="diligence.tell", base=ActingTask, bell=tell.BELL)
def tell_officers(consultation_id: uuid.UUID) -> None:
    """Write to whom something waits for; the mail says only that."""
    told = tell.waiting(consultation_id)
    logger.info("Wrote to %s member(s) about consultation %s.", len(told), consultation_id)


@shared_task(name="diligence.import", base=SteppingTask, bell=intake_run.BELL)
def bring_in(batch: uuid.UUID, owner: uuid.UUID) -> None:
    """Store or undo what is left of an import, in chunks; called by message with identifiers."""
    worked = intake_run.run(batch, owner)
    logger.info("Worked on %s rows of import %s.", worked, batch)


@shared_task(name="diligence.carry_over", base=SteppingTask, bell=carry_over.BELL)
def move_appraisals(run: uuid.UUID, owner: uuid.UUID) -> None:
    """Move what is left of a run to the edition in force; called by message with identifiers."""
    taken = carry_over.run(run, owner)
    logger.info("Took up %s appraisals of carry-over %s.", taken, run)


@shared_task(name="diligence.simulate", base=SteppingTask, bell=simulate.BELL)
def try_draft(simulation: uuid.UUID, owner: uuid.UUID) -> None:
    """Go on with the simulation of a draft; called by message with identifiers."""
    worked = simulate.run(simulation, owner)
    logger.info("Tried %s appraisals in simulation %s.", worked, simulation)


@shared_task(name="diligence.paper", base=SteppingTask, bell=paper.BELL)
def make_paper(wanted: uuid.UUID, owner: uuid.UUID) -> None:
    """Make one blank questionnaire as PDF; called by message with identifiers only."""
    if paper.make(wanted, owner):
        logger.info("Made the blank questionnaire %s.", wanted)


@shared_task(name="diligence.digest", ignore_result=True)
def ring_digests() -> int:
    """Ring for every member whose digest is due today. Returns how many."""
    rung = 0
    for organisation in Organisation.objects.filter(kind=OrganisationKind.RESEARCH, active=True):
        with acting_for(organisation):
            rung += digest.ring_due(organisation.country)
    return rung


@shared_task(name="diligence.digest_member", base=ActingTask, bell=digest.BELL)
def send_digest(choice: uuid.UUID) -> None:
    """Tell one member by mail how many things wait; called by message with identifiers only."""
    told = digest.send(choice)
    logger.info("The digest %s was %s.", choice, "sent" if told else "not needed")
