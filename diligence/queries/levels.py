"""What a page on levels shows: each level's edition, and what would change with it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from diligence.choices import OPEN_STATES, QuestionnaireLevel
from diligence.domain.differences import Summary, compare, summary
from diligence.models import Appraisal, QuestionnaireVersion
from diligence.queries import questionnaires
from diligence.queries.questionnaires import InForce
from portal.models import AuditEvent
from portal.tenancy import acting_id

EVENT = "questionnaire_level.chosen"


@dataclass(frozen=True, slots=True)
class Level:
    """A level and its newest edition, None where nothing is published there; `changes` says what
    differs from the edition in force, None where it is that one or there is none in force."""

    level: QuestionnaireLevel
    version: QuestionnaireVersion | None
    questions: int = 0
    triage: int = 0
    changes: Summary | None = None
    in_force: bool = False


def listed(now: InForce | None) -> list[Level]:
    """All levels, the nearest first."""
    found = questionnaires.newest_by_level()
    return [_level(level, found, now) for level in QuestionnaireLevel]


def _level(
    level: QuestionnaireLevel,
    found: Mapping[QuestionnaireLevel, QuestionnaireVersion],
    now: InForce | None,
) -> Level:
    version = found.get(level)
    if version is None:
        return Level(level, None)
    definition = questionnaires.definition(version)
    sizes = len(definition.questions), len(definition.triage)
    if now is None or now.version.pk == version.pk:
        return Level(level, version, *sizes, in_force=now is not None)
    changes = summary(compare(questionnaires.definition(now.version), definition))
    return Level(level, version, *sizes, changes=changes)


def under_way_elsewhere(version: QuestionnaireVersion) -> int:
    """How many appraisals are under way on another edition: they stay on it."""
    rows = Appraisal.objects.filter(state__in=OPEN_STATES).exclude(version_id=version.pk)
    return int(rows.count())


def history() -> QuerySet[AuditEvent]:
    """Earlier choices of the acting organisation, the latest first."""
    rows: QuerySet[AuditEvent] = AuditEvent.objects.filter(subject_id=acting_id(), event=EVENT)
    return rows.order_by("-at", "-id")


def newer_of(version: QuestionnaireVersion | None) -> QuestionnaireVersion | None:
    """The newest edition of the same questionnaire, where one was published after this."""
    if version is None:
        return None
    rows = QuestionnaireVersion.objects.filter(
        owner_id=version.owner_id, key=version.key, published_at__gt=version.published_at
    )
    return rows.defer("document", "cases").order_by("-published_at", "-id").first()


@dataclass(frozen=True, slots=True)
class Offer:
    """An own edition whose parent has a newer edition."""

    version: QuestionnaireVersion
    parent: QuestionnaireVersion
    newer: QuestionnaireVersion


def offers() -> list[Offer]:
    """Own editions, the newest of each questionnaire, that could be brought up to date."""
    own = QuestionnaireVersion.objects.filter(owner_id=acting_id())
    newest = own.order_by("key", "-published_at", "-id").distinct("key")
    rows = newest.select_related("parent").defer(
        "document", "cases", "parent__document", "parent__cases"
    )
    built = [(row, row.parent) for row in rows if row.parent is not None]
    latest = _newest_of({(parent.owner_id, parent.key) for _row, parent in built})
    found = [(row, parent, latest.get((parent.owner_id, parent.key))) for row, parent in built]
    return [
        Offer(row, parent, newer)
        for row, parent, newer in found
        if newer is not None and newer.published_at > parent.published_at
    ]


def _newest_of(
    wanted: Collection[tuple[uuid.UUID | None, str]],
) -> dict[tuple[uuid.UUID | None, str], QuestionnaireVersion]:
    """The newest edition of each of these questionnaires, named by owner and key."""
    if not wanted:
        return {}
    named = reduce(or_, (Q(owner_id=owner, key=key) for owner, key in wanted))
    rows = QuestionnaireVersion.objects.filter(named).defer("document", "cases")
    newest = rows.order_by("owner_id", "key", "-published_at", "-id").distinct("owner_id", "key")
    return {(row.owner_id, row.key): row for row in newest}
