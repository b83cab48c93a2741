"""A ministry's working copy read whole, and the document it would become."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from diligence.domain.canonical import canonical_bytes
from portal.enums import OrganisationKind, OrganisationType, SizeBand
from portal.models import Organisation
from reporting.domain import declarations, documents, returns
from reporting.domain.rules import Audience
from reporting.models import (
    ChapterText,
    Contribution,
    Declaration,
    FrameCell,
    ReportingCycle,
    Return,
    Snapshot,
)


def type_names() -> dict[str, str]:
    """Types of research organisations with their labels."""
    return {code: str(label) for code, label in OrganisationType.choices if code}


def size_names() -> dict[str, str]:
    """Size bands with their labels."""
    return {code: str(label) for code, label in SizeBand.choices if code}


def of_cycle(cycle: ReportingCycle) -> Contribution | None:
    """The acting ministry's working copy for a cycle, or None before it was begun."""
    row: Contribution | None = (
        Contribution.objects.filter(cycle=cycle).select_related("cycle", "owner").first()
    )
    return row


def frame_counts(row: Contribution) -> dict[tuple[str, str], int]:
    """Organisations in scope by (type, size)."""
    cells = FrameCell.objects.filter(contribution=row)
    return {(each.type, each.size_band): each.organisations for each in cells}


def active_counts(row: Contribution) -> dict[tuple[str, str], int]:
    """Research organisations of the ministry's Member State in the directory, by (type, size)."""
    found = (
        Organisation.objects.filter(
            kind=OrganisationKind.RESEARCH, active=True, country=row.owner.country
        )
        .order_by()
        .values_list("type", "size_band")
        .annotate(number=Count("id"))
    )
    return {(type, size): number for type, size, number in found}


def span(cycle: ReportingCycle) -> returns.Span:
    return returns.Span(cycle.key, cycle.starts_on, cycle.ends_on, cycle.freezes_on)


def inputs(
    cycle: ReportingCycle, indicator: declarations.Indicator
) -> list[tuple[str, str, declarations.Field]]:
    """The inputs of an indicator's form in this cycle."""
    return declarations.expanded(indicator, span(cycle).years, list(type_names().items()))


def declared(row: Contribution) -> dict[str, Declaration]:
    return {each.indicator: each for each in Declaration.objects.filter(contribution=row)}


def texts(row: Contribution) -> dict[str, ChapterText]:
    return {each.chapter: each for each in ChapterText.objects.filter(contribution=row)}


def snapshots(cycle: ReportingCycle) -> list[Snapshot]:
    """The acting ministry's snapshots of the cycle's quarters, oldest first."""
    rows = Snapshot.objects.filter(period__in=span(cycle).quarters)
    return list(rows.order_by("period"))


def _figures(rows: Sequence[Snapshot]) -> tuple[documents.Published | None, str]:
    """The last snapshot as the public may read it, or why it can't be shown."""
    if not rows:
        return None, ""
    try:
        opened = documents.opened(rows[-1].document, rows[-1].digest, Audience.PUBLISHABLE)
    except documents.NotAudited as refusal:
        return None, str(refusal)
    return opened, ""


def prepared(row: Contribution, *, dated: datetime | None = None) -> returns.Prepared:
    """All of the working copy, as a document is built from it.

    Without `dated` it bears the instant of its last change, so that the same state gives the same
    document.
    """
    taken = snapshots(row.cycle)
    figures, not_shown = _figures(taken)
    last = max([row.updated_at, *(each.taken_at for each in taken)])
    return returns.Prepared(
        cycle=span(row.cycle),
        member_state=row.owner.country,
        ministry=row.owner.name,
        authority=row.authority,
        contact=row.contact,
        dated=(dated or last).isoformat(),
        frame=frame_counts(row),
        frame_frozen_at=row.frame_frozen_at.isoformat() if row.frame_frozen_at else "",
        frame_source=row.frame_source,
        declared={
            code: {"values": each.values, "note": each.note} for code, each in declared(row).items()
        },
        texts={key: each.text for key, each in texts(row).items()},
        figures=figures,
        snapshots=[
            returns.Snapshot(
                id=str(each.pk),
                period=each.period,
                digest=each.digest,
                engine=each.engine,
                taken_at=each.taken_at.isoformat(),
            )
            for each in taken
        ],
        not_shown=not_shown,
    )


def document(row: Contribution, *, dated: datetime | None = None) -> dict[str, Any]:
    """The document of the return as it stands now."""
    return returns.build(prepared(row, dated=dated))


def revisions(row: Contribution) -> list[Return]:
    """Every confirmed revision, the latest first."""
    return list(Return.objects.filter(contribution=row).order_by("-revision"))


def latest(row: Contribution) -> Return | None:
    found: Return | None = Return.objects.filter(contribution=row).order_by("-revision").first()
    return found


def opened(text: str) -> dict[str, Any]:
    """A stored document."""
    read: dict[str, Any] = json.loads(text)
    return read


def text_of(document: Mapping[str, Any]) -> str:
    """The document as it is stored: canonical JSON."""
    return canonical_bytes(document).decode()
