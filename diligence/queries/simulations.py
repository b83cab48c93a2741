"""Reads trials of drafts, and the earlier appraisals they are made on, chunk by chunk."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import numpy as np
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from diligence.choices import AppraisalState
from diligence.domain import packing
from diligence.domain.canonical import canonical_bytes, digest
from diligence.domain.conditions import names
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.simulating import Chunk
from diligence.domain.vector_judging import OUTCOMES
from diligence.domain.vectors import Columns, load, written
from diligence.exchange import native
from diligence.models import Appraisal, Draft, PartnershipPartner, Score, Simulation
from diligence.policy.simulating import UNDER_WAY
from diligence.queries import appraisals, questionnaires
from portal.authority import Actor
from portal.enums import Permission

_PLACE: Final = {outcome.value: place for place, outcome in enumerate(OUTCOMES)}


def visible(by: Actor) -> QuerySet[Simulation]:
    """Trials of the organisation's drafts, for those who read drafts."""
    rows: QuerySet[Simulation] = Simulation.objects.select_related("draft")
    return rows if by.may(Permission.REVIEW) else rows.none()


def of_draft(by: Actor, draft: Draft) -> QuerySet[Simulation]:
    """Trials of one draft, the latest first, without what was tried."""
    return visible(by).filter(draft=draft).defer("document", "partial")


def under_way(draft: Draft) -> Simulation | None:
    """The trial of a draft that is waiting or running."""
    rows = Simulation.objects.filter(draft=draft, state__in=UNDER_WAY)
    found: Simulation | None = rows.defer("document", "result").first()
    return found


def tried(draft: Draft) -> str:
    """The digest of what a trial of this draft would try now."""
    return digest(draft.document)


def questionnaire_of(simulation: Simulation) -> Questionnaire:
    """What the trial tries, as it was when it was asked for. Raises QuestionnaireError."""
    return questionnaire_in(simulation.document)


def questionnaire_in(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a stored document. Raises QuestionnaireError."""
    return _loaded(canonical_bytes(document))


@lru_cache(maxsize=8)
def _loaded(document: bytes) -> Questionnaire:
    return native.loads(document)


# --- The appraisals -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Part:
    """Some appraisals, by edition; `left_out` of them can't be tried."""

    chunks: tuple[Chunk, ...]
    taken: int
    left_out: int
    last: uuid.UUID | None


def scored(by: Actor, until: datetime) -> QuerySet[Appraisal]:
    """Appraisals the member sees that were scored by then; those withdrawn since are left out."""
    rows = appraisals.visible_to(by).exclude(state=AppraisalState.WITHDRAWN)
    return rows.filter(Exists(_until(until))).order_by("pk")


def _until(until: datetime) -> QuerySet[Score]:
    """An outer appraisal's scores of that time, the latest first."""
    rows: QuerySet[Score] = Score.objects.filter(appraisal=OuterRef("pk"), scored_at__lte=until)
    return rows.order_by("-submission")


def part(
    draft: Questionnaire, by: Actor, *, until: datetime, after: uuid.UUID | None, size: int
) -> Part:
    """The next appraisals with what is known of each: one statement a table, whatever the size."""
    rows = scored(by, until)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    listed = list(
        rows.annotate(latest=Subquery(_until(until).values("pk")[:1])).values_list(
            "pk",
            "latest",
            "partnership",
            "triage_refers",
            "full_minutes",
            "partnership__technology_areas",
            "partnership__activities",
            "partnership__unit__name",
        )[:size]
    )
    if not listed:
        return Part((), 0, 0, None)
    scores = {row.pk: row for row in _scores([row[1] for row in listed])}
    kinds = _kinds([row[2] for row in listed])
    by_digest: dict[str, list[_Row]] = {}
    for _pk, score, partnership, refers, minutes, areas, activities, unit in listed:
        split = {
            "technology": tuple(areas),
            "activity": tuple(activities),
            "partner": tuple(kinds.get(partnership, ())),
            "unit": (unit,) if unit else (),
        }
        row = _Row(scores[score], refers, minutes or 0, split)
        by_digest.setdefault(row.score.version_digest, []).append(row)
    chunks = tuple(_chunks(draft, by_digest))
    taken = sum(chunk.columns.rows for chunk in chunks)
    return Part(chunks, len(listed), len(listed) - taken, listed[-1][0])


@dataclass(frozen=True, slots=True)
class _Row:
    score: Score
    refers: bool
    minutes: int
    split: Mapping[str, tuple[str, ...]]


def _scores(ids: Sequence[uuid.UUID]) -> QuerySet[Score]:
    rows: QuerySet[Score] = Score.objects.filter(pk__in=ids).only(
        "pk", "packed", "answers", "version_digest", "outcome"
    )
    return rows


def _kinds(partnerships: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The distinct kinds of partner organisations of each partnership."""
    rows = PartnershipPartner.objects.filter(partnership__in=set(partnerships))
    found: dict[uuid.UUID, list[str]] = {}
    for partnership, kind in rows.values_list("partnership", F("partner__kind")).distinct():
        if kind:
            found.setdefault(partnership, []).append(kind)
    return found


def _chunks(draft: Questionnaire, by_digest: Mapping[str, list[_Row]]) -> Iterator[Chunk]:
    for key, rows in by_digest.items():
        try:
            edition = questionnaires.definition(questionnaires.with_digest(key))
        except (questionnaires.NoQuestionnaireError, questionnaires.AlteredError):
            continue  # Counted as left out: what was asked is not known here.
        yield Chunk(
            edition,
            _columns(edition, draft, rows),
            np.array([_PLACE[row.score.outcome] for row in rows], np.uint8),
            np.array([row.refers for row in rows], np.bool_),
            np.array([row.minutes for row in rows], np.int64),
            {name: [row.split[name] for row in rows] for name in rows[0].split},
        )


def _columns(edition: Questionnaire, draft: Questionnaire, rows: Sequence[_Row]) -> Columns:
    """Packed answers; written ones where a condition looks at what packs none."""
    packed = [bytes(row.score.packed) for row in rows if row.score.packed is not None]
    whole = len(packed) == len(rows) and packing.packable(edition)
    found = dict(load(edition, packed).by_question) if whole else {}
    read = _looked_at(edition) | _looked_at(draft) if whole else set(edition.positions)
    read -= found.keys()
    if read & edition.positions.keys():
        answers = [json.loads(row.score.answers) for row in rows]
        for id in read & edition.positions.keys():
            found[id] = written([each.get(id) for each in answers])
    return Columns(len(rows), found)


def _looked_at(questionnaire: Questionnaire) -> set[str]:
    conditions = [q.condition for q in questionnaire.questions if q.condition]
    conditions += [rule.when for rule in questionnaire.flag_rules]
    return {name for condition in conditions for name in names(condition)}
