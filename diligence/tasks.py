"""Tasks of the organisation's room: each calls one action."""

import logging
import uuid

from celery import shared_task

from diligence.actions import score
from portal.tasks import ActingTask

logger = logging.getLogger(__name__)


@shared_task(name="diligence.score", base=ActingTask, bell=score.BELL)
def score_appraisal(appraisal_id: uuid.UUID) -> None:
    """Score one submission; called by message with identifiers only."""
    stored = score.run(appraisal_id)
    if stored is not None:
        logger.info("Scored appraisal %s, submission %s.", appraisal_id, stored.submission)
