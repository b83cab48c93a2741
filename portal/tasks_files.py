"""Tasks of stored files: each calls one action."""

import logging
import uuid

from celery import shared_task

from portal.actions import file_keys, files
from portal.enums import FileState
from portal.scanning import TooLargeError
from portal.tasks import ActingTask, SteppingTask

logger = logging.getLogger(__name__)


@shared_task(name="portal.scan", base=SteppingTask, bell=files.BELL, lasting=(TooLargeError,))
def scan(file: uuid.UUID, owner: uuid.UUID) -> None:
    """Have the scanner look at a file in quarantine; called by message with identifiers only."""
    if files.look(file, owner) == FileState.REFUSED:
        logger.warning("The scanner refused the stored file %s.", file)


@shared_task(name="portal.reseal", base=ActingTask, bell=file_keys.BELL)
def reseal(organisation: uuid.UUID) -> None:
    """Seal some of an organisation's files with its present key; called by message."""
    done = file_keys.reseal_some(organisation)
    logger.info("Sealed %s files of %s with its present key.", done, organisation)


@shared_task(name="portal.reseal_plain", ignore_result=True)
def reseal_plain() -> int:
    """Ring once a day where files lie plain or under a retired key. Returns for how many."""
    return file_keys.ring_where_due()
