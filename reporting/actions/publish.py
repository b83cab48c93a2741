"""Publish an edition: rendered without the draft mark, then recorded for good.

An edition never changes. A correction is a new edition that says what was corrected.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, require
from reporting import policy
from reporting.domain import editions
from reporting.models import Rendering, Report, ReportingCycle
from reporting.queries import contribution as reading
from reporting.queries import reports

LONGEST_CORRECTION = 1000


def prepare(
    cycle: ReportingCycle, kind: str, *, name: str, correction: str, by: Actor
) -> dict[str, Any]:
    """The document of the next edition, once everything that publishing asks for is there.

    `name`: of the edition, typed to confirm. Raises Refused, or ValidationError by field.
    """
    require(policy.may_publish(by, kind, lacking=reports.lacking(cycle, kind)))
    document = reports.final(cycle, kind, correction=correction.strip())
    problems = {}
    wanted = editions.reference(document)
    if name.strip().casefold() != wanted.casefold():
        problems["confirmation"] = _("Type %(name)s, the name of the edition, to publish it.") % {
            "name": wanted
        }
    if document["edition"] > 1 and not correction.strip():
        problems["correction"] = _("Say what was corrected since edition %(number)s.") % {
            "number": document["edition"] - 1
        }
    if len(correction) > LONGEST_CORRECTION:
        problems["correction"] = _("Shorten it to %(most)s characters.") % {
            "most": LONGEST_CORRECTION
        }
    if problems:
        raise ValidationError(problems)
    return document


def record(row: Rendering) -> str:
    """Record the edition that was just made, in the transaction that stores it.

    Returns why it was refused, or "". An edition of that number may have been published
    meanwhile; then this one is not.
    """
    document = reading.opened(row.document)
    number = document["edition"]
    last = reports.last_edition(row.cycle, row.kind)
    if last is not None and last.edition >= number:
        return _("Edition %(number)s was published meanwhile. Look at it first.") % {
            "number": last.edition
        }
    report = Report.objects.create(
        cycle=row.cycle,
        kind=row.kind,
        edition=number,
        correction=row.correction,
        document=row.document,
        digest=row.digest,
        stored_as=row.stored_as,
        sha256=row.sha256,
        size=row.size,
        pages=row.pages,
        published_at=clock.now(),
        published_by=row.asked_by,
        user_id=row.user_id,
    )
    detail = {
        "cycle": row.cycle.key,
        "edition": number,
        "sha256": row.sha256,
        "correction": row.correction,
    }
    # By whom it was asked for: publishing is that person's act, carried out by the worker.
    by = Actor(label=row.asked_by, user_id=row.user_id)
    audit.record("report.published", report, by=by, detail=detail)
    return ""
