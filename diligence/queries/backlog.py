"""Reads the backlog: partnerships nobody has triaged yet, in the order in which they come."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from diligence.choices import AppraisalState, PartnershipState
from diligence.domain import backlog
from diligence.domain.backlog import Turn, Waiting
from diligence.domain.register import folded
from diligence.models import Appraisal, ImportBatch, ImportRow, Partnership
from diligence.queries import appraisals, intake, partnerships
from portal.authority import Actor

PER_PAGE: Final = 25
MEASURED: Final = 200
BATCHES: Final = 10
"""How many of the latest imports the list can be narrowed to."""

UNTRIAGED: Final = ("", AppraisalState.TRIAGE)
"""States of a partnership's appraisal in which it waits for its triage."""
_KEYS: Final = ("turn", "plain", "begins", "registered_at", "id")
_LISTED: Final = (
    "code",
    "title",
    "reference",
    "responsible",
    "starts_on",
    "ends_on",
    "activities",
    "technology_areas",
    "funding_source",
    "partner_names",
    "partner_countries",
    "appraisal_state",
    "registered_at",
    "unit__name",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the backlog; what is empty doesn't. `asked`: with questions for a colleague.

    `after` and `before` are keys of partnerships: the page begins behind the one, or ends before
    the other.
    """

    q: str = ""
    unit: uuid.UUID | None = None
    area: str = ""
    starts: str = ""
    batch: uuid.UUID | None = None
    asked: bool = False
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """One page; `after` and `before` are what its neighbours begin and end at, None at an end."""

    rows: Sequence[Partnership]
    after: uuid.UUID | None
    before: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the backlog is: what is left of all, and what was finished today."""

    left: int
    every: int
    done: int


def waiting(actor: Actor) -> QuerySet[Partnership]:
    """What the actor sees of the partnerships that wait for their triage; ended ones don't."""
    rows = partnerships.visible_to(actor).filter(appraisal_state__in=UNTRIAGED)
    return rows.exclude(state=PartnershipState.ENDED)


def matching(actor: Actor, wanted: Wanted, today: date) -> QuerySet[Partnership]:
    """The partnerships wanted, in their order, each with `turn`, `plain` and `begins`."""
    rows = waiting(actor).filter(_matches(wanted, today))
    return _placed(rows, today).order_by(*_KEYS)


def page(actor: Actor, wanted: Wanted, today: date) -> BacklogPage:
    """One page of the backlog. Where it begins is a partnership and not a number, so that rows
    finished meanwhile move nothing past the reader."""
    rows = matching(actor, wanted, today).select_related("unit").only(*_LISTED)
    backward = wanted.after is None and wanted.before is not None
    start = _key(actor, wanted.before if backward else wanted.after, today)
    if start is not None:
        rows = rows.filter(_beyond(start, backward=backward))
    order = [f"-{key}" for key in _KEYS] if backward else list(_KEYS)
    found = list(rows.order_by(*order)[: wanted.per_page + 1])
    more, found = len(found) > wanted.per_page, found[: wanted.per_page]
    if backward:
        found.reverse()
    if not found:
        return BacklogPage([], None, None)
    earlier, later = (more, True) if backward else (start is not None, more)
    return BacklogPage(
        found,
        after=found[-1].pk if later else None,
        before=found[0].pk if earlier else None,
    )


def in_triage(rows: Iterable[Partnership]) -> dict[uuid.UUID, Appraisal]:
    """The open triage of each of these partnerships that has one, with edition and answers."""
    keys = [row.pk for row in rows]
    found = Appraisal.objects.filter(partnership_id__in=keys, state=AppraisalState.TRIAGE)
    found = found.select_related("version", "sheet").defer("version__document", "version__cases")
    return {row.partnership_id: row for row in found}


def standing(actor: Actor, today: date) -> Standing:
    """How much is left of the partnerships the actor sees, and how much was finished today."""
    untriaged = Q(appraisal_state__in=UNTRIAGED)
    rows = partnerships.visible_to(actor).exclude(state=PartnershipState.ENDED)
    told = rows.aggregate(every=Count("pk"), left=Count("pk", filter=untriaged))
    return Standing(told["left"], told["every"], finished_on(actor, today).count())


def finished_on(actor: Actor, day: date) -> QuerySet[Appraisal]:
    """Triages finished on this day and not taken back, the latest first."""
    rows = appraisals.visible_to(actor).filter(triaged_at__date=day)
    rows = rows.exclude(state=AppraisalState.WITHDRAWN).select_related("partnership", "version")
    return rows.defer(*appraisals.UNREAD).order_by("-triaged_at", "-id")


def asked(actor: Actor) -> int:
    """How many rows have questions somebody marked to ask a colleague about."""
    return int(waiting(actor).filter(_with_marks()).count())


def typical_seconds() -> int | None:
    """Seconds a row of the organisation's latest triages; None where too few were measured."""
    rows = Appraisal.objects.filter(triaged_at__isnull=False).order_by("-triaged_at")
    return backlog.typical_seconds(list(rows.values_list("triaged_at", flat=True)[:MEASURED]))


def batches(actor: Actor) -> list[ImportBatch]:
    """The latest imports the actor sees that brought partnerships."""
    rows = intake.visible_to(actor).filter(finished_at__isnull=False, undone_at__isnull=True)
    return list(rows.only("name", "uploaded_at").order_by("-finished_at")[:BATCHES])


def waiting_of(row: Partnership) -> Waiting:
    """What decides the place of a partnership."""
    return Waiting(
        str(row.pk), row.starts_on, row.ends_on, bool(row.technology_areas), row.registered_at
    )


def _with_marks() -> Exists:
    """A triage under way in which something is to be asked of a colleague."""
    open_ = Appraisal.objects.filter(partnership=OuterRef("pk"), state=AppraisalState.TRIAGE)
    return Exists(open_.exclude(sheet__to_ask=[]))


def _matches(wanted: Wanted, today: date) -> Q:
    match = Q()
    for word in folded(wanted.q).split()[: partnerships.WORDS]:
        match &= Q(search_text__contains=word)
    if wanted.unit is not None:
        match &= Q(unit_id=wanted.unit)
    if wanted.area == partnerships.NONE:
        match &= Q(technology_areas=[])
    elif wanted.area:
        match &= Q(technology_areas__contains=[wanted.area])
    if wanted.starts:
        match &= _starts(wanted.starts, today)
    if wanted.batch is not None:
        rows = ImportRow.objects.filter(partnership=OuterRef("pk"), batch_id=wanted.batch)
        match &= Q(Exists(rows))
    if wanted.asked:
        match &= Q(_with_marks())
    return match


def _starts(within: str, today: date) -> Q:
    """`started`, `none`, or the days from today within which it starts."""
    if within == "none":
        return Q(starts_on__isnull=True)
    if within == "started":
        return Q(starts_on__lte=today)
    return Q(starts_on__gt=today, starts_on__lte=today + timedelta(days=int(within)))


def _placed(rows: QuerySet[Partnership], today: date) -> QuerySet[Partnership]:
    """The order of `domain.backlog`, as the database sorts it."""
    soon = today + backlog.SOON
    turn = Case(
        When(ends_on__lt=today, then=Value(Turn.OVER)),
        When(starts_on__isnull=True, then=Value(Turn.UNDATED)),
        When(starts_on__lte=today, then=Value(Turn.STARTED)),
        When(starts_on__lte=soon, then=Value(Turn.SOON)),
        default=Value(Turn.LATER),
        output_field=IntegerField(),
    )
    plain = Case(
        When(technology_areas=[], then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    begins = Coalesce("starts_on", Value(date.max), output_field=DateField())
    return rows.annotate(turn=turn, plain=plain, begins=begins)


def _key(actor: Actor, key: uuid.UUID | None, today: date) -> tuple[object, ...] | None:
    """The sorting key of a partnership, whether it still waits or not."""
    if key is None:
        return None
    row = partnerships.of_units(actor).filter(pk=key).only(*_LISTED[:-1]).first()
    if row is None:
        return None
    turn, plain, begins, registered_at, _id = backlog.place(waiting_of(row), today).key
    return int(turn), int(plain), begins, registered_at, row.pk


def _beyond(start: tuple[object, ...], *, backward: bool) -> Q:
    """Rows behind (or before) a key, compared part by part."""
    compare, same, found = "lt" if backward else "gt", Q(), Q()
    for name, value in zip(_KEYS, start, strict=True):
        found |= same & Q(**{f"{name}__{compare}": value})
        same &= Q(**{name: value})
    return found
