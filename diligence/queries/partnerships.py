"""Reads the register: who sees which row, the list and one page of it, what looks alike."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Self

from django.db.models import F, IntegerField, OrderBy, Q, QuerySet, Subquery
from django.db.models.functions import Left, Lower
from django.http import QueryDict

from diligence.choices import Activity, AppraisalState, PartnershipState, TechnologyArea
from diligence.domain.register import alike, folded
from diligence.enums import Outcome
from diligence.models import Appraisal, Partnership, PartnershipPartner
from portal.authority import Actor
from portal.enums import Permission
from portal.models import Unit

NONE: Final = "none"
"""Filter value for "has no appraisal yet" and "belongs to no unit"."""

DISCARDED: Final = "discarded"
PER_PAGE: Final = 50
CAP: Final = 5000
"""Matches are counted up to here; beyond, the page says "more than"."""
LAST_PAGE: Final = 200
"""Pages beyond are not offered: their cost grows with their number."""
DEFAULT_SORT: Final = "-updated"
WORDS: Final = 8

_LISTED: Final = [
    "code",
    "title",
    "reference",
    "responsible",
    "state",
    "starts_on",
    "ends_on",
    "partner_names",
    "partner_countries",
    "appraisal_state",
    "outcome",
    "legal_checks",
    "clearance_until",
    "decision",
    "decision_expires_on",
    "decision_review",
    "updated_at",
    "discarded_at",
    "unit__name",
]
_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "state": frozenset({*PartnershipState.values, DISCARDED}),
    "appraisal": frozenset({*AppraisalState.values, NONE}),
    "outcome": frozenset(Outcome),
    "area": frozenset(TechnologyArea.values),
    "activity": frozenset(Activity.values),
}
_TITLE: Final = Lower("title")
_PARTNERS: Final = Lower(Left("partner_names", 80))
SORTS: Final[Mapping[str, tuple[OrderBy, ...]]] = {
    "title": (_TITLE.asc(), F("id").asc()),
    "-title": (_TITLE.desc(), F("id").desc()),
    "partners": (_PARTNERS.asc(), F("id").asc()),
    "-partners": (_PARTNERS.desc(), F("id").desc()),
    "state": (F("state").asc(), F("updated_at").desc(), F("id").desc()),
    "-state": (F("state").desc(), F("updated_at").asc(), F("id").asc()),
    "starts": (F("starts_on").asc(), F("id").asc()),
    "-starts": (F("starts_on").desc(nulls_last=True), F("id").desc()),
    "updated": (F("updated_at").asc(), F("id").asc()),
    "-updated": (F("updated_at").desc(), F("id").desc()),
}
"""Every order has an index of its own, so that a page costs the same in a register of any size."""
COMPARED: Final = 300
"""How many of a partner's latest partnerships are compared by title."""


def of_units(actor: Actor) -> QuerySet[Partnership]:
    """Every partnership the actor may see, the discarded included."""
    rows: QuerySet[Partnership] = Partnership.objects.all()
    return rows if actor.unit_ids is None else rows.filter(unit_id__in=actor.unit_ids)


def visible_to(actor: Actor) -> QuerySet[Partnership]:
    """The register as the actor sees it: limited to their units where they are, none discarded."""
    return of_units(actor).filter(discarded_at__isnull=True)


def handles(actor: Actor, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these partnerships are called, as far as the actor may open them; in one statement."""
    if not actor.may(Permission.VIEW_REGISTER):
        return {}
    rows = of_units(actor).filter(pk__in=keys).only("code", "reference")
    return {row.pk: row.handle for row in rows}


def partners_of(partnership_id: uuid.UUID) -> list[PartnershipPartner]:
    """The links to the partners in their order, each with its partner loaded."""
    return list(
        PartnershipPartner.objects.filter(partnership_id=partnership_id)
        .select_related("partner")
        .order_by("position", "id")
    )


def was_submitted(partnership_id: uuid.UUID) -> bool:
    """Whether any appraisal of it was ever submitted, or its triage dossier sent to a hub."""
    left = Q(submission__gt=0) | Q(consultations__isnull=False)
    submitted: bool = Appraisal.objects.filter(left, partnership_id=partnership_id).exists()
    return submitted


def with_reference(reference: str, *, but: uuid.UUID | None = None) -> Partnership | None:
    """The partnership that has this reference of the organisation already, in any unit."""
    if not reference:
        return None
    rows = Partnership.objects.filter(reference=reference, discarded_at__isnull=True)
    if but is not None:
        rows = rows.exclude(pk=but)
    found: Partnership | None = rows.first()
    return found


def look_alikes(
    actor: Actor, title: str, partner_ids: Iterable[uuid.UUID], *, but: uuid.UUID | None = None
) -> Sequence[Partnership]:
    """Partnerships with one of these partners and nearly the same title, the latest first."""
    candidates = visible_to(actor).filter(partner_links__partner_id__in=list(partner_ids))
    if but is not None:
        candidates = candidates.exclude(pk=but)
    candidates = candidates.order_by("-updated_at").distinct()
    return [row for row in candidates[:COMPARED] if alike(row.title, title)]


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What is looked for in the register, as the address of the list says it.

    Empty text and None don't restrict. Values an address can't mean are left out.
    """

    q: str = ""
    state: str = ""
    appraisal: str = ""
    outcome: str = ""
    unit: str = ""
    area: str = ""
    activity: str = ""
    starts_from: date | None = None
    starts_to: date | None = None
    ends_from: date | None = None
    ends_to: date | None = None
    sort: str = DEFAULT_SORT

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        given: dict[str, Any] = {
            "q": " ".join(query.get("q", "").replace("\x00", "").split())[:200]
        }
        for name, allowed in _CHOICES.items():
            given[name] = query.get(name, "") if query.get(name) in allowed else ""
        given["unit"] = _unit(query.get("unit", ""))
        for name in ("starts_from", "starts_to", "ends_from", "ends_to"):
            given[name] = _day(query.get(name, ""))
        sort = query.get("sort", "")
        return cls(**given, sort=sort if sort in SORTS else DEFAULT_SORT)

    @property
    def active(self) -> dict[str, Any]:
        """What restricts the list: parameter → value."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value and name != "sort"}


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the list; `total` counts up to CAP, and `many` says that there are more."""

    rows: Sequence[Partnership]
    total: int
    number: int
    has_next: bool

    @property
    def many(self) -> bool:
        return self.total > CAP

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def search(actor: Actor, wanted: RegisterFilter) -> QuerySet[Partnership]:
    """The partnerships the actor sees that match, in the order wanted."""
    rows = of_units(actor).filter(discarded_at__isnull=wanted.state != DISCARDED)
    return rows.filter(_matches(wanted)).order_by(*SORTS[wanted.sort])


def page(actor: Actor, wanted: RegisterFilter, number: int) -> RegisterPage:
    """One page of the matches and their count: one statement, unless the page is past the end."""
    number = min(max(number, 1), LAST_PAGE)
    matches = search(actor, wanted)
    start = (number - 1) * PER_PAGE
    rows = list(
        matches.select_related("unit")
        .only(*_LISTED)
        .annotate(total=_Count(matches.order_by().values("pk")[: CAP + 1]))[
            start : start + PER_PAGE + 1
        ]
    )
    if not rows and number > 1:
        return page(actor, wanted, -(-matches.order_by()[: start + 1].count() // PER_PAGE))
    total: int = rows[0].total if rows else 0
    more = len(rows) > PER_PAGE and number < LAST_PAGE
    return RegisterPage(rows[:PER_PAGE], total, number, more)


class _Count(Subquery):
    """How many rows an (uncorrelated, bounded) query has, within the statement of the rows."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _matches(wanted: RegisterFilter) -> Q:
    match = Q()
    for word in folded(wanted.q).split()[:WORDS]:
        units = Unit.objects.filter(name__icontains=word)
        match &= Q(search_text__contains=word) | Q(unit__in=units.values("pk"))
    if wanted.state and wanted.state != DISCARDED:
        match &= Q(state=wanted.state)
    if wanted.appraisal:
        match &= Q(appraisal_state="" if wanted.appraisal == NONE else wanted.appraisal)
    if wanted.outcome:
        match &= Q(outcome=wanted.outcome)
    if wanted.unit:
        match &= Q(unit__isnull=True) if wanted.unit == NONE else Q(unit_id=wanted.unit)
    if wanted.area:
        match &= Q(technology_areas__contains=[wanted.area])
    if wanted.activity:
        match &= Q(activities__contains=[wanted.activity])
    return match & _between(wanted)


def _between(wanted: RegisterFilter) -> Q:
    bounds = {
        "starts_on__gte": wanted.starts_from,
        "starts_on__lte": wanted.starts_to,
        "ends_on__gte": wanted.ends_from,
        "ends_on__lte": wanted.ends_to,
    }
    return Q(**{lookup: day for lookup, day in bounds.items() if day is not None})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unit(text: str) -> str:
    if text == NONE:
        return NONE
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
