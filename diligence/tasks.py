"""Tasks of the organisation's room: each calls one action."""

import logging
import uuid

from celery import shared_task

from diligence.actions import score, tell
from portal.tasks import ActingTask

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
