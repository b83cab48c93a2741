"""Tasks of this room: each calls one action."""

import logging
import uuid

from celery import shared_task

from advisory.actions import refer
from portal.tasks import ActingTask

logger = logging.getLogger(__name__)


@shared_task(name="advisory.refer", base=ActingTask, bell=refer.BELL)
def bring_consultation(consultation_id: uuid.UUID) -> None:
    """Bring one consultation to its hub; called by message with identifiers only."""
    referral = refer.bring(consultation_id)
    if referral is not None:
        logger.info("Consultation %s stands at its hub as %s.", consultation_id, referral.code)
