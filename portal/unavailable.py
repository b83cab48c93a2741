"""When something the portal stands on is away: a page that says so, and nothing half done.

Whatever failed, the request's transaction was given up before; so the page may promise that
nothing of it was kept. It is made without database and without session: either may be what is
missing.
"""

import errno
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from lxml.etree import LxmlError


class Cause(StrEnum):
    """What is missing."""

    DATABASE = "database"
    BUSY = "busy"
    DISK = "disk"
    FILES = "files"
    """The bucket of the files does not answer, or refuses."""


@dataclass(frozen=True)
class Told:
    """How a cause is told: status, seconds until another try is worth it, and for machines."""

    status: int
    wait: int
    detail: str


TOLD: Final = {
    Cause.DATABASE: Told(
        503, 30, "The database can't be reached. Nothing was kept. Try again in half a minute."
    ),
    Cause.BUSY: Told(
        503, 5, "Others were changing the same at this moment. Nothing was kept. Try again."
    ),
    Cause.DISK: Told(
        507, 600, "There is no room left to store anything. Nothing was kept. Tell the operators."
    ),
    Cause.FILES: Told(
        503,
        60,
        "The store of files does not answer. Nothing was kept. Try again in a minute; if it "
        "lasts, tell the operators.",
    ),
}

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# How a workbook that is written to a temporary file says the same.
_NO_ROOM_FOR_XML: Final = frozenset({"IO_ENOSPC", "IO_EFBIG"})
_DISK_FULL: Final = "53100"
# Serialisation, deadlock, lock not available, statement cancelled, memory, configuration limit.
_BUSY: Final = frozenset({"40001", "40P01", "55P03", "57014", "53200", "53400"})
# By name: the client of buckets is slow to load, and most installations use a folder.
_BUCKETS: Final = frozenset({"botocore", "boto3", "s3transfer"})
_MOST_LINKS: Final = 10


def cause_of(problem: BaseException | None) -> Cause | None:
    """What is missing where this was raised, or None: then something else is wrong."""
    for _link in range(_MOST_LINKS):
        if problem is None:
            return None
        found = _of_one(problem)
        if found is not None:
            return found
        problem = problem.__cause__ or problem.__context__
    return None


def _of_one(problem: BaseException) -> Cause | None:
    if isinstance(problem, OSError):
        return Cause.DISK if problem.errno in _NO_ROOM else None
    if isinstance(problem, LxmlError) and str(problem) in _NO_ROOM_FOR_XML:
        return Cause.DISK
    if type(problem).__module__.partition(".")[0] in _BUCKETS:
        return Cause.FILES
    if not isinstance(problem, Error):
        return None
    state = getattr(problem.__cause__, "pgcode", None)
    if state == _DISK_FULL:
        return Cause.DISK
    if state in _BUSY:
        return Cause.BUSY
    away = state is None or state[:2] in {"08", "53", "57", "58"}
    return (
        Cause.DATABASE if away and isinstance(problem, OperationalError | InterfaceError) else None
    )


def answer(request: HttpRequest, cause: Cause) -> HttpResponse:
    """The page, or JSON for a machine."""
    told = TOLD[cause]
    headers = {"Retry-After": str(told.wait), "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": told.detail}, status=told.status, headers=headers)
    page = get_template(f"errors/{told.status}.html").render({"cause": cause})
    return HttpResponse(page, status=told.status, headers=headers)
