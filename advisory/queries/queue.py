"""Reads the queue: its lists, what narrows them, and one page at a time.

Every order has an index of its own, and a page begins at a position instead of being counted out:
it costs the same among a hundred referrals and among a hundred thousand. Nothing here reads,
sorts by, or narrows by a country.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Self

from django.db.models import CharField, F, Func, OrderBy, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.db.models.lookups import Contains
from django.http import QueryDict

from advisory.choices import ReferralSource, ReferralState
from advisory.domain.queue import KEYS, STATES, Key, Order, Tab, position, read_position
from advisory.models import Referral, ReferralPartner, SavedView
from diligence.choices import TechnologyArea
from diligence.domain.names import normalise
from diligence.enums import Band
from portal.enums import Role
from portal.queries import members

PER_PAGE: Final = 50
WORDS: Final = 6
NOBODY: Final = "nobody"
ME: Final = "me"
NONE: Final = "none"
"""Filter value for "has no score" and "has no flag"."""
FLAGS: Final = ("REFER", "LEGAL-EXPORT", "LEGAL-FDI", "LEGAL-FUNDER", "LEGAL-ETHICS")
"""Whom a flag asks: the hub, export control, investment screening, the funder, the committee."""

LISTED: Final = (
    "code",
    "source",
    "sender_name",
    "consultation_id",
    "member_state",
    "kind",
    "title",
    "band",
    "outcome",
    "hold",
    "flags",
    "partner_names",
    "received_at",
    "due_on",
    "needed_by",
    "needed_because",
    "priority",
    "priority_because",
    "priority_set_by",
    "state",
    "assignee",
    "assignee_name",
    "paused_at",
    "issued_at",
    "closed_at",
)
"""What a list shows; a summary or a dossier is read on the referral's own page."""

_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "state": frozenset(ReferralState.values),
    "band": frozenset({*Band, NONE}),
    "flag": frozenset({*FLAGS, NONE}),
    "area": frozenset(TechnologyArea.values),
    "source": frozenset(ReferralSource.values),
    "overdue": frozenset({"yes"}),
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is looked for in the queue, as the address of the list says it.

    Empty text doesn't restrict. What an address can't mean is left out.
    """

    tab: Tab = Tab.TO_TAKE
    q: str = ""
    state: str = ""
    band: str = ""
    flag: str = ""
    area: str = ""
    assignee: str = ""
    """`me`, `nobody`, or an adviser's membership."""
    overdue: str = ""
    source: str = ""
    sort: Order = Order.PRIORITY
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None

    @classmethod
    def from_query(cls, query: QueryDict, *, default: Tab = Tab.TO_TAKE) -> Self:
        given: dict[str, Any] = {
            name: query.get(name, "") if query.get(name) in allowed else ""
            for name, allowed in _CHOICES.items()
        }
        given["q"] = " ".join(query.get("q", "").replace("\x00", "").split())[:200]
        given["assignee"] = _assignee(query.get("assignee", ""))
        tab = Tab(str(query["tab"])) if query.get("tab") in set(Tab) else default
        usual = Order.RECEIVED if tab is Tab.CLOSED else Order.PRIORITY
        sort = Order(str(query["sort"])) if query.get("sort") in set(Order) else usual
        after = read_position(sort, query.get("after", ""))
        before = None if after else read_position(sort, query.get("before", ""))
        return cls(tab=tab, sort=sort, after=after, before=before, **given)

    @property
    def active(self) -> dict[str, str]:
        """What narrows the list besides its tab: parameter → value."""
        unasked = {"tab", "sort", "after", "before"}
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value and name not in unasked}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page; `after` and `before` are the positions its neighbours begin at, empty at an end."""

    rows: Sequence[Referral]
    after: str
    before: str


def search(wanted: QueueFilter, *, me: uuid.UUID | None, today: date) -> QuerySet[Referral]:
    """The referrals of the list that match, in its order. `me` is the asking membership."""
    rows: QuerySet[Referral] = Referral.objects.filter(_matches(wanted, me, today))
    return rows.order_by(*_ordering(KEYS[wanted.sort], backward=False))


def page(wanted: QueueFilter, *, me: uuid.UUID | None, today: date) -> QueuePage:
    """One page of the list: one statement, whatever its length."""
    keys, backward = KEYS[wanted.sort], wanted.before is not None
    rows = search(wanted, me=me, today=today).only(*LISTED)
    start = wanted.after or wanted.before
    if start is not None:
        rows = rows.filter(_beyond(keys, start, backward=backward))
    found = list(rows.order_by(*_ordering(keys, backward=backward))[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if backward:
        found.reverse()
    if not found:
        return QueuePage([], "", "")
    first, last = position(wanted.sort, found[0]), position(wanted.sort, found[-1])
    return QueuePage(
        found,
        after=last if backward or more else "",
        before=first if (more if backward else start is not None) else "",
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the list: the member's own views and the hub's advisers, by name."""

    views: Sequence[tuple[uuid.UUID, str, str]]
    """(key, name, parameters)."""
    advisers: Sequence[tuple[str, str]]
    """(membership, name)."""


def beside(me: uuid.UUID | None) -> Beside:
    """The views and the advisers in one statement: the queue is opened all day."""
    views = SavedView.objects.filter(membership=me).order_by()
    called = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
    people = members.holders(Role.ADVISER).order_by().annotate(query=Value(""), called=called)
    rows = (
        views.annotate(what=Value("view"))
        .values_list("what", "pk", "name", "query")
        .union(
            people.annotate(what=Value("adviser")).values_list("what", "pk", "called", "query"),
            all=True,
        )
    )
    found = sorted(rows, key=lambda row: (row[2].casefold(), row[1]))
    return Beside(
        views=[row[1:] for row in found if row[0] == "view"],
        advisers=[(str(key), name) for what, key, name, _query in found if what == "adviser"],
    )


def _matches(wanted: QueueFilter, me: uuid.UUID | None, today: date) -> Q:
    states = [str(state) for state in STATES[wanted.tab]]
    match = Q(state=states[0]) if len(states) == 1 else Q(state__in=states)
    if wanted.tab is Tab.MINE:
        match &= Q(assignee=me)
    if wanted.state:
        match &= Q(state=wanted.state)
    if wanted.band:
        match &= Q(band="" if wanted.band == NONE else wanted.band)
    if wanted.area:
        match &= Q(technology_areas__contains=[wanted.area])
    if wanted.source:
        match &= Q(source=wanted.source)
    if wanted.overdue:
        match &= Q(due_on__lt=today) & ~Q(state=ReferralState.WAITING)
    return match & _flagged(wanted.flag) & _held(wanted.assignee, me) & named(wanted.q)


def _flagged(flag: str) -> Q:
    if not flag:
        return Q()
    if flag == NONE:
        return Q(flags=[])
    # A flag may carry the question that raised it ("REFER:B4"): its beginning counts.
    told = Func(F("flags"), Value(","), function="array_to_string", output_field=CharField())
    listed = Concat(Value(","), told)
    return Q(Contains(listed, f",{flag}"))


def _held(assignee: str, me: uuid.UUID | None) -> Q:
    if not assignee:
        return Q()
    if assignee == NOBODY:
        return Q(assignee=None)
    return Q(assignee=me if assignee == ME else assignee)


def named(text: str) -> Q:
    """Each word stands in the code, the sender, a partner or a title that was shared."""
    match = Q()
    for word in text.split()[:WORDS]:
        found = Q(code__istartswith=word) | Q(sender_name__icontains=word)
        found |= Q(partner_names__icontains=word) | Q(title__icontains=word)
        if plain := normalise(word):
            partners = ReferralPartner.objects.filter(normalised_name__contains=plain)
            found |= Q(pk__in=partners.values("referral_id"))
        match &= found
    return match


def _ordering(keys: Sequence[Key], *, backward: bool) -> list[OrderBy]:
    return [
        F(key.name).desc(nulls_first=key.nullable or None)
        if key.descending != backward
        else F(key.name).asc(nulls_last=key.nullable or None)
        for key in keys
    ]


def _beyond(keys: Sequence[Key], start: Sequence[Any], *, backward: bool) -> Q:
    """Rows past the position `start`, compared column by column."""
    beyond, same = Q(), Q()
    for key, value in zip(keys, start, strict=True):
        past = _past(key, value, backward=backward)
        if past is not None:
            beyond |= same & past
        same &= Q(**{key.name: value}) if value is not None else Q(**{f"{key.name}__isnull": True})
    return beyond & _bound(keys[0], start[0], backward=backward)


def _past(key: Key, value: Any, *, backward: bool) -> Q | None:
    """Rows past the value in this one column; None where there is nothing past it."""
    if value is None:
        return Q(**{f"{key.name}__isnull": False}) if backward else None
    lookup = "lt" if key.descending != backward else "gt"
    past = Q(**{f"{key.name}__{lookup}": value})
    if key.nullable and not backward:
        past |= Q(**{f"{key.name}__isnull": True})
    return past


def _bound(key: Key, value: Any, *, backward: bool) -> Q:
    """The first column's own bound: it lets the index begin where the page does."""
    if key.nullable or value is None:
        return Q()
    return Q(**{f"{key.name}__{'lte' if key.descending != backward else 'gte'}": value})


def _assignee(text: str) -> str:
    if text in (ME, NOBODY):
        return text
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
