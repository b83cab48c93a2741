"""Tasks of the record: each calls one action."""

import logging
import uuid

from celery import shared_task

from portal.actions import ledger_export, pruning, sealing
from portal.tasks import SteppingTask

logger = logging.getLogger(__name__)


@shared_task(name="portal.seal", ignore_result=True, expires=50)
def seal() -> int:
    """Seal what every organisation recorded since the last minute. Returns how many events."""
    return sealing.seal_all()


@shared_task(name="portal.seal_thoroughly", ignore_result=True)
def seal_thoroughly() -> int:
    """Seal what no seal holds, however old. Returns how many events that were."""
    usual = sealing.seal_all()
    found = sealing.seal_all(thorough=True, within=240.0)
    if found:
        logger.warning("%s events had been left out of the seals.", found)
    return usual + found


@shared_task(name="portal.prune_record", ignore_result=True)
def prune() -> int:
    """Remove events and copies of the record that had their time. Returns how many events."""
    ledger_export.remove_old()
    return pruning.prune_all()


@shared_task(name="portal.export_record", base=SteppingTask, bell=ledger_export.BELL)
def export(wanted: uuid.UUID, owner: uuid.UUID) -> None:
    """Put events into a file; called by message with identifiers only."""
    if ledger_export.make(wanted, owner):
        logger.info("Made the copy of the record %s.", wanted)
