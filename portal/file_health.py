"""Whether files can be kept, read and scanned, and what waits: for the doctor."""

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from portal import clock, readiness, scanning
from portal.findings import Finding, Level
from portal.models import Organisation
from portal.queries import files
from portal.tenancy import acting_for


def store() -> Iterator[Finding]:
    """Whether the place of the files answers."""
    kept = storages["files"]
    try:
        kept.exists("doctor")
    except (BotoCoreError, ClientError, OSError) as problem:
        text = f"The store of files does not answer: {readiness.first_line(problem)}"
        yield Finding("file store", Level.FAIL, text, "See AJAR_FILES and its credentials.")
    else:
        yield Finding(
            "file store",
            Level.OK,
            "A folder" if isinstance(kept, FileSystemStorage) else "A bucket",
        )


def scanner() -> Iterator[Finding]:
    """Whether it answers, and what waits for it."""
    if not settings.CLAMD:
        todo = "Run clamd and set AJAR_CLAMD=unix:/run/clamav/clamd.ctl or tcp:HOST:3310."
        yield Finding("scanner", Level.WARN, "Uploads are not scanned for malware.", todo)
        return
    told, late = _quarantine()
    try:
        version = scanning.answers(settings.CLAMD)
    except scanning.ScannerError as problem:
        todo = "Start clamd, or mend AJAR_CLAMD: files are fetched and sent once they were scanned."
        yield Finding("scanner", Level.FAIL, f"{problem}. {told}", todo)
        return
    level = Level.WARN if late else Level.OK
    todo = "Look at the worker's log: it has them scanned." if late else ""
    yield Finding("scanner", level, f"{version.partition('/')[0]}. {told}", todo)


def _quarantine() -> tuple[str, bool]:
    """What waits in the quarantine of all organisations, and whether it waits for too long."""
    found = []
    for organisation in Organisation.objects.filter(active=True):
        with acting_for(organisation):
            found.append(files.waiting())
    count = sum(one.count for one in found)
    since = min((one.since for one in found if one.since), default=None)
    if since is None:
        return "No file waits in quarantine", False
    told = (
        f"{count} file{'s wait' if count > 1 else ' waits'} in quarantine, since {since:%F %H:%M}"
    )
    return told, clock.now() - since > files.LATE
