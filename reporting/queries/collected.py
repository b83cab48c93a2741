"""Reads the acting ministry's snapshots: which there are, which are due, the latest to show."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Min

from diligence.queries import questionnaires
from portal import bells, clock
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id
from reporting.domain.audit import AuditFailed
from reporting.domain.documents import NotAudited, Published, opened
from reporting.domain.periods import Quarter, due
from reporting.domain.rules import Audience
from reporting.domain.tallies import CountsDiffer
from reporting.models import Snapshot

BELL: Final = "collect"


class Obstacle(StrEnum):
    """Why a quarter that is due could not be collected, as its page says it."""

    NONE = ""
    NOT_CLEARED = "not_cleared"
    COUNTS_DIFFER = "counts_differ"
    ALTERED = "altered"
    OTHER = "other"
    """Something that may pass: it is tried again."""


LASTING: Final[Mapping[type[Exception], Obstacle]] = MappingProxyType(
    {
        AuditFailed: Obstacle.NOT_CLEARED,
        CountsDiffer: Obstacle.COUNTS_DIFFER,
        NotAudited: Obstacle.ALTERED,
    }
)
"""What is wrong with the figures themselves: counting the same again finds the same."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to come: the next quarter, from which day, and why an earlier one is missing."""

    quarter: Quarter
    from_day: date
    overdue: bool
    obstacle: Obstacle

    @property
    def lasting(self) -> bool:
        """Whether it waits for the operator instead of being tried again."""
        return self.obstacle in LASTING.values()


def periods() -> list[str]:
    """The quarters collected so far, oldest first."""
    return list(Snapshot.objects.order_by("period").values_list("period", flat=True))


def published(snapshot: Snapshot, audience: Audience) -> Published:
    """The figures of a snapshot for one audience. Raises NotAudited."""
    return opened(snapshot.document, snapshot.digest, audience)


def snapshot(period: str = "") -> Snapshot | None:
    """The snapshot of a quarter, the newest one for ''; None when it was not collected."""
    rows = Snapshot.objects.order_by("-period")
    found: Snapshot | None = (rows.filter(period=period) if period else rows).first()
    return found


def documents() -> list[Mapping[str, Any]]:
    """All stored documents, oldest first: what readers have seen. Raises NotAudited."""
    found = []
    for snapshot in Snapshot.objects.order_by("period"):
        for audience in Audience:
            published(snapshot, audience)
        found.append(json.loads(snapshot.document))
    return found


def first_quarter(ministry: Organisation) -> Quarter | None:
    """The quarter in which the first research organisation of its Member State joined."""
    joined = Organisation.objects.filter(
        kind=OrganisationKind.RESEARCH,
        country=ministry.country,
        demonstration=ministry.demonstration,
    ).aggregate(first=Min("created_at"))["first"]
    return None if joined is None else Quarter.of(joined.date())


def waiting(ministry: Organisation, today: date) -> list[Quarter]:
    """Closed quarters of the acting ministry that lack a snapshot, oldest first."""
    first = first_quarter(ministry)
    return [] if first is None else due(first, today, periods())


def expected(ministry: Organisation, latest_period: str) -> Expected:
    """What comes next, for the page. `latest_period`: '' when nothing was collected yet."""
    today = clock.today()
    if latest_period:
        quarter = Quarter.parse(latest_period).next()
    else:
        left = waiting(ministry, today)
        quarter = left[0] if left else Quarter.of(today)
        while not left and quarter.previous().collected_from > today:
            quarter = quarter.previous()
    overdue = quarter.collected_from <= today
    met = obstacle(acting_id()) if overdue else Obstacle.NONE
    return Expected(quarter, quarter.collected_from, overdue, met)


def obstacle(ministry: uuid.UUID) -> Obstacle:
    """What the last attempt to collect for this ministry met."""
    bell = bells.of(BELL, ministry)
    if bell is None or not bell.last_error:
        return Obstacle.NONE
    named = {kind.__name__: met for kind, met in LASTING.items()}
    return named.get(bell.problem, Obstacle.OTHER)


def editions(quarter: Quarter) -> Sequence[dict[str, str]]:
    """The common questionnaire's editions in force by the end of a quarter, newest first."""
    rows = questionnaires.editions().filter(published_at__lt=quarter.instants()[1])
    return [{"key": r.key, "edition": r.edition, "digest": r.digest} for r in rows]
