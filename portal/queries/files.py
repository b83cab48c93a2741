"""What stands between a stored file and whoever wants it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from portal.authority import Verdict
from portal.enums import FileState
from portal.models import StoredFile


def may_leave(stored_as: str) -> Verdict:
    """Whether a file may be fetched or taken along, and if not, why.

    One of before there were rows may.
    """
    return _verdict(StoredFile.objects.filter(name=stored_as).first())


def held_back(names: Iterable[str]) -> dict[str, str]:
    """Why each of these files may not leave, by name; those that may are not in it."""
    states = (FileState.QUARANTINED, FileState.REFUSED)
    rows = StoredFile.objects.filter(name__in=list(names), state__in=states)
    return {row.name: _verdict(row).reason for row in rows}


LATE: Final = timedelta(minutes=15)
"""After so long in quarantine something is wrong with scanner or worker."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files in quarantine: how many, and since when the oldest."""

    count: int = 0
    since: datetime | None = None


def waiting() -> Waiting:
    """The acting organisation's files that the scanner has still to look at."""
    rows = StoredFile.objects.filter(state=FileState.QUARANTINED, removed_at=None)
    return Waiting(**rows.aggregate(count=Count("pk"), since=Min("made_at")))


def is_clean(stored_as: str) -> bool:
    """Whether a scanner has looked at the file and found nothing."""
    return bool(StoredFile.objects.filter(name=stored_as, state=FileState.CLEAN).exists())


def _verdict(row: StoredFile | None) -> Verdict:
    if row is not None and row.state == FileState.QUARANTINED:
        told = _("The file is being scanned. It can be fetched and sent once that is done.")
        return Verdict(False, told)
    if row is not None and row.state == FileState.REFUSED:
        told = _("The scanner found “%(finding)s” in the file. Nothing of its content was kept.")
        return Verdict(False, told % {"finding": row.finding})
    return Verdict(True)
