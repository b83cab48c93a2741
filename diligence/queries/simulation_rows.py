"""Reads the earlier appraisals that a draft is tried on, part by part."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from diligence.choices import AppraisalState
from diligence.domain import packing
from diligence.domain.conditions import names
from diligence.domain.following import Followed, Renames, followed
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.simulating import Chunk
from diligence.domain.simulating_triage import NO_SCORE, Triaged
from diligence.domain.vector_judging import OUTCOMES
from diligence.domain.vector_triage import ENDS, End
from diligence.domain.vectors import Column, Columns, load, written
from diligence.exchange import native
from diligence.models import AnswerSheet, Appraisal, PartnershipPartner, Score
from diligence.queries import appraisals, questionnaires
from portal.authority import Actor

_PLACE: Final = {outcome.value: place for place, outcome in enumerate(OUTCOMES)}
_NOT_TRIED: Final = (AppraisalState.WITHDRAWN, AppraisalState.TRIAGE)
SHEETS: Final = 200
"""Answer sheets read at a time: of each only the answers to the triage are kept."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some appraisals: those scored and those triaged, by edition, `taken` in all.

    `left_out` of those scored can't be tried. `renamed`: answers that follow each renaming, as
    `id>new id` or `id/code>new code`.
    """

    scored: tuple[Chunk, ...] = ()
    triaged: tuple[Triaged, ...] = ()
    renamed: Mapping[str, int] = field(default_factory=dict)
    taken: int = 0
    left_out: int = 0
    last: uuid.UUID | None = None


def tried(by: Actor, until: datetime) -> QuerySet[Appraisal]:
    """Appraisals the member sees that were triaged or scored by then and are not withdrawn."""
    rows = appraisals.visible_to(by).exclude(state__in=_NOT_TRIED)
    return rows.filter(Q(triaged_at__lte=until) | Exists(_until(until))).order_by("pk")


def _until(until: datetime) -> QuerySet[Score]:
    """An outer appraisal's scores of that time, the latest first."""
    rows: QuerySet[Score] = Score.objects.filter(appraisal=OuterRef("pk"), scored_at__lte=until)
    return rows.order_by("-submission")


@dataclass(frozen=True, slots=True)
class _Row:
    """One appraisal. `score`: None where it was never scored; `version`: what triaged it."""

    pk: uuid.UUID
    partnership: uuid.UUID
    score: Score | None
    version: str
    end: End | None
    triage_minutes: int
    refers: bool
    minutes: int
    split: Mapping[str, tuple[str, ...]]

    @property
    def scored_under(self) -> str:
        return self.score.version_digest if self.score else ""


def part(
    draft: Questionnaire,
    by: Actor,
    *,
    until: datetime,
    after: uuid.UUID | None,
    size: int,
    renames: Renames | None = None,
) -> Part:
    """The next appraisals with what is known of each: one statement a table, whatever the size."""
    rows = tried(by, until)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    listed = _listed(rows[:size], until)
    if not listed:
        return Part()
    reader = _Reader(draft, renames or Renames())
    scored = tuple(reader.scored([row for row in listed if row.score]))
    triaged = tuple(reader.triaged([row for row in listed if row.end]))
    known = sum(chunk.columns.rows for chunk in scored)
    return Part(
        scored,
        triaged,
        reader.followed,
        len(listed),
        sum(row.score is not None for row in listed) - known,
        listed[-1].pk,
    )


def _listed(rows: QuerySet[Appraisal], until: datetime) -> list[_Row]:
    found = list(
        rows.annotate(latest=Subquery(_until(until).values("pk")[:1])).values(
            "pk",
            "latest",
            "partnership",
            "state",
            "version__digest",
            "triaged_at",
            "triage_refers",
            "triage_minutes",
            "full_minutes",
            "partnership__technology_areas",
            "partnership__activities",
            "partnership__unit__name",
        )
    )
    scores = {row.pk: row for row in _scores([row["latest"] for row in found])}
    kinds = _kinds([row["partnership"] for row in found])
    return [_row(row, scores.get(row["latest"]), kinds, until) for row in found]


def _row(
    row: Mapping[str, Any],
    score: Score | None,
    kinds: Mapping[uuid.UUID, list[str]],
    until: datetime,
) -> _Row:
    unit = row["partnership__unit__name"]
    triaged = row["triaged_at"] is not None and row["triaged_at"] <= until
    return _Row(
        row["pk"],
        row["partnership"],
        score,
        row["version__digest"],
        _end(row["state"], refers=row["triage_refers"]) if triaged else None,
        row["triage_minutes"] or 0,
        row["triage_refers"],
        row["full_minutes"] or 0,
        {
            "technology": tuple(row["partnership__technology_areas"]),
            "activity": tuple(row["partnership__activities"]),
            "partner": tuple(kinds.get(row["partnership"], ())),
            "unit": (unit,) if unit else (),
        },
    )


def _end(state: str, *, refers: bool) -> End:
    """Where the triage led; whatever is answered or scored since went on."""
    if state in (AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE):
        return End(state)
    return End.REFER if refers else End.FULL


def _scores(ids: Iterable[uuid.UUID | None]) -> QuerySet[Score]:
    rows: QuerySet[Score] = Score.objects.filter(pk__in=[id for id in ids if id]).only(
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


# --- Read under the draft's ids -----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Edition:
    """An edition under the draft's ids."""

    definition: Questionnaire
    followed: Followed | None = None

    def answers(self, given: Mapping[str, object]) -> Mapping[str, object]:
        return given if self.followed is None else self.followed.answers(given)

    def columns(self, rows: Sequence[Score], draft: Questionnaire) -> Columns:
        """Packed answers; written ones where a condition looks at what packs none."""
        packed = [bytes(row.packed) for row in rows if row.packed is not None]
        whole = len(packed) == len(rows) and packing.packable(self.definition)
        found = dict(load(self.definition, packed).by_question) if whole else {}
        asked = self.definition.positions
        read = _looked_at(self.definition) | _looked_at(draft) if whole else set(asked)
        read = (read & asked.keys()) - found.keys()
        if read:
            answers = [self.answers(json.loads(row.answers)) for row in rows]
            found |= {id: written([each.get(id) for each in answers]) for id in read}
        return Columns(len(rows), found)


def _looked_at(questionnaire: Questionnaire) -> set[str]:
    conditions = [q.condition for q in questionnaire.questions if q.condition]
    conditions += [rule.when for rule in questionnaire.flag_rules]
    return {name for condition in conditions for name in names(condition)}


class _Reader:
    """Reads the answers of a part; `followed` counts those under ids the draft renamed."""

    def __init__(self, draft: Questionnaire, renames: Renames) -> None:
        self.draft, self.renames = draft, renames
        self.document = native.dump(draft) if renames else {}
        self.editions: dict[str, _Edition | None] = {}
        self.followed: Counter[str] = Counter()

    def edition(self, digest: str) -> _Edition | None:
        """None where what was asked is not known here."""
        if digest not in self.editions:
            self.editions[digest] = self._edition(digest)
        return self.editions[digest]

    def _edition(self, digest: str) -> _Edition | None:
        try:
            own = questionnaires.definition(questionnaires.with_digest(digest))
        except (questionnaires.NoQuestionnaireError, questionnaires.AlteredError):
            return None
        if not self.renames:
            return _Edition(own)
        found = followed(native.dump(own), self.document, self.renames)
        if not found.applied:
            return _Edition(own)
        return _Edition(native.load(found.document), found)

    def scored(self, rows: Sequence[_Row]) -> Iterator[Chunk]:
        """Those whose edition is not known are left out, and counted."""
        for digest, listed in _by(rows, lambda row: row.scored_under).items():
            edition = self.edition(digest)
            if edition is None:
                continue
            scores = [row.score for row in listed if row.score]
            columns = edition.columns(scores, self.draft)
            self._count(edition, columns)
            yield Chunk(
                edition.definition,
                columns,
                np.array([_PLACE[score.outcome] for score in scores], np.uint8),
                np.array([row.refers for row in listed], np.bool_),
                np.array([row.minutes for row in listed], np.int64),
                {name: [row.split[name] for row in listed] for name in listed[0].split},
            )

    def triaged(self, rows: Sequence[_Row]) -> Iterator[Triaged]:
        """The same for the triage: every appraisal that finished it, scored or not."""
        by_version = _by(rows, lambda row: row.version)
        known = {key: edition for key in by_version if (edition := self.edition(key))}
        sheets = self._sheets({row.pk: known[row.version] for row in rows if row.version in known})
        asked = [question.id for question in self.draft.triage]
        for key, edition in known.items():
            listed = by_version[key]
            answers = [sheets.get(row.pk, {}) for row in listed]
            ids = {*asked, *(question.id for question in edition.definition.triage)}
            columns = Columns(
                len(listed), {id: written([each.get(id) for each in answers]) for id in ids}
            )
            self._count(edition, columns)
            yield Triaged(
                edition.definition,
                columns,
                np.array([ENDS.index(row.end) for row in listed if row.end], np.uint8),
                np.array([_outcome(row.score) for row in listed], np.uint8),
                np.array([row.triage_minutes for row in listed], np.int64),
            )

    def _sheets(self, editions: Mapping[uuid.UUID, _Edition]) -> dict[uuid.UUID, Mapping[str, Any]]:
        """Of each appraisal, what it says under the ids of either triage."""
        rows = AnswerSheet.objects.filter(appraisal__in=list(editions))
        asked = {question.id for question in self.draft.triage}
        found: dict[uuid.UUID, Mapping[str, Any]] = {}
        for pk, entries in rows.values_list("appraisal", "entries").iterator(chunk_size=SHEETS):
            edition = editions[pk]
            wanted = asked | {question.id for question in edition.definition.triage}
            given = edition.answers({id: entry.get("value") for id, entry in entries.items()})
            found[pk] = {id: given[id] for id in wanted if id in given}
        return found

    def _count(self, edition: _Edition, columns: Columns) -> None:
        if edition.followed is None:
            return
        applied, names = edition.followed.applied, edition.followed.names
        for old, new in applied.questions.items():
            if new in columns.by_question:
                self.followed[f"{old}>{new}"] += _given(columns[new], lambda a: a is not None)
        for (id, code), now in applied.options.items():
            if (column := columns.by_question.get(names.get(id, id))) is not None:
                self.followed[f"{id}/{code}>{now}"] += _given(column, _chooses(now))


def _chooses(code: str) -> Callable[[object], bool]:
    return lambda answer: code in answer if isinstance(answer, list | tuple) else answer == code


def _given(column: Column, holds: Callable[[object], bool]) -> int:
    """Rows with an answer of which this holds."""
    told = np.array([holds(answer) for answer in column.answers], np.bool_)
    return int(np.count_nonzero(told[column.codes]))


def _outcome(score: Score | None) -> int:
    return NO_SCORE if score is None else _PLACE[score.outcome]


def _by(rows: Sequence[_Row], key: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
