"""Reads all that is due: one list of the acting organisation, in a fixed number of statements.

Every kind is one statement that brings days and keys only; what a page shows of its rows is read
for the rows of that page. A kind that the actor can't move on is not read at all.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from diligence.choices import (
    OPEN_STATES,
    AppraisalState,
    ColleaguePurpose,
    ColleagueState,
    ConsultationState,
    LeadsTo,
    PartnershipState,
)
from diligence.domain import due
from diligence.domain.due import Item, Kind
from diligence.domain.register import folded
from diligence.domain.reminding import DEFAULTS, is_reminded
from diligence.models import (
    Appraisal,
    ChosenMeasure,
    Clearance,
    ColleagueRequest,
    Consultation,
    Partnership,
    ReminderPlan,
    ReviewMark,
    Snooze,
)
from diligence.queries import casework, treatment
from portal.authority import Actor
from portal.enums import Permission

WORDS: Final = 6
_ADVICE_EXPECTED: Final = (ConsultationState.SENDING, ConsultationState.OPEN)
_UNAPPRAISED: Final = ("", AppraisalState.WITHDRAWN)
_CLOSED: Final = (AppraisalState.SCORED, AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. Empty text and None don't restrict."""

    kind: str = ""
    units: frozenset[uuid.UUID] | None = None
    q: str = ""
    partnership: uuid.UUID | None = None


EVERYTHING: Final = Wanted()


def items(actor: Actor, today: date, wanted: Wanted = EVERYTHING) -> list[Item]:
    """All that is due and this actor can move on, the earliest first; the put-off included."""
    found: list[Item] = []
    for kinds, permissions, read in _SOURCES:
        asked = not wanted.kind or wanted.kind in kinds
        if asked and any(actor.may(permission) for permission in permissions):
            found += read(actor, today, wanted)
    if wanted.kind:
        found = [item for item in found if item.kind == wanted.kind]
    return due.ordered(found)


def item_of(actor: Actor, kind: str, subject: uuid.UUID, today: date) -> Item | None:
    """One of them, if it is (still) due."""
    found = items(actor, today, Wanted(kind=kind))
    return next((item for item in found if item.subject == subject), None)


def snoozed(today: date) -> dict[tuple[str, uuid.UUID], Snooze]:
    """What somebody put off to a day that has not come, by kind and subject."""
    rows = Snooze.objects.filter(ended_at__isnull=True, until__gt=today)
    return {(row.kind, row.subject): row for row in rows}


def awake(found: Iterable[Item], asleep: Mapping[tuple[str, uuid.UUID], Snooze]) -> list[Item]:
    """Without what is put off."""
    return [item for item in found if (item.kind, item.subject) not in asleep]


def offsets() -> dict[Kind, tuple[int, ...]]:
    """The days on which each kind is reminded of: the organisation's, or else the usual ones."""
    own = {Kind(row.kind): tuple(row.offsets) for row in ReminderPlan.objects.all()}
    return {kind: own.get(kind, DEFAULTS[kind]) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things somebody is reminded of, and how many of these are overdue."""

    count: int
    overdue: int


def reminders(actor: Actor, *, after: date, until: date) -> Waiting:
    """What reached one of its reminders on a day after `after`, up to `until`; nothing put off."""
    found = awake(items(actor, until), snoozed(until))
    days = offsets()
    told = [i for i in found if is_reminded(days[i.kind], i.due, after=after, until=until)]
    return Waiting(len(told), sum(item.due < until for item in told))


def partnerships_of(found: Iterable[Item]) -> dict[uuid.UUID, Partnership]:
    """What a page shows of the partnerships these are about, by key."""
    keys = {item.partnership for item in found}
    rows = Partnership.objects.filter(pk__in=keys).select_related("unit")
    shown = ("code", "title", "reference", "partner_names", "unit__name")
    return {row.pk: row for row in rows.only(*shown)}


def undated(actor: Actor) -> int:
    """Partnerships nobody has appraised that have no start: no day makes them due."""
    rows = Partnership.objects.filter(_of(actor, EVERYTHING), appraisal_state__in=_UNAPPRAISED)
    return int(rows.filter(starts_on__isnull=True).count())


def _of(actor: Actor, wanted: Wanted, prefix: str = "") -> Q:
    """Partnerships the actor sees that go on, narrowed."""
    match = Q(**{f"{prefix}discarded_at__isnull": True})
    match &= ~Q(**{f"{prefix}state": PartnershipState.ENDED})
    for units in (actor.unit_ids, wanted.units):
        if units is not None:
            match &= Q(**{f"{prefix}unit_id__in": units})
    if wanted.partnership is not None:
        match &= Q(**{f"{prefix}id": wanted.partnership})
    for word in folded(wanted.q).split()[:WORDS]:
        match &= Q(**{f"{prefix}search_text__contains": word})
    return match


def _starts(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = Partnership.objects.filter(_of(actor, wanted), appraisal_state__in=_UNAPPRAISED)
    rows = rows.filter(starts_on__isnull=False).exclude(ends_on__lt=today)
    for key, starts_on in rows.values_list("pk", "starts_on"):
        yield due.start(key, starts_on, today)


def _expiries(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = Partnership.objects.filter(_of(actor, wanted), decision_expires_on__isnull=False)
    for key, expires_on in rows.values_list("pk", "decision_expires_on"):
        yield due.expiry(key, expires_on)


def _under_way(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = Appraisal.objects.filter(
        _of(actor, wanted, "partnership__"),
        state__in=(AppraisalState.TRIAGE, AppraisalState.ANSWERING),
    )
    # Opened again by the hub's question: that is what is due then.
    rows = rows.exclude(partnership__consultation_state=ConsultationState.INFORMATION_ASKED)
    told = ("pk", "partnership_id", "state", "started_at", "partnership__starts_on")
    for key, partnership, state, begun, starts_on in rows.values_list(*told):
        yield due.appraisal(
            key,
            partnership,
            triage=state == AppraisalState.TRIAGE,
            begun=_day(begun),
            starts_on=starts_on,
        )


def _asked(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = Consultation.objects.filter(
        _of(actor, wanted, "partnership__"),
        state=ConsultationState.INFORMATION_ASKED,
        asked_at__isnull=False,
    )
    told = ("pk", "partnership_id", "appraisal_id", "asked_at", "needed_by")
    for key, partnership, appraisal, asked, needed in rows.values_list(*told):
        yield due.reply(key, partnership, step=appraisal, asked=_day(asked), needed=needed)


def _cases(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    """What waits for a decision, as far as this actor can take it or bring it nearer."""
    marks = ReviewMark.objects.filter(decision__partnership=OuterRef("pk")).order_by("-at", "-id")
    rows = casework.undecided(actor, today).filter(_of(actor, wanted))
    rows = rows.annotate(marked_at=Subquery(marks.values("at")[:1])).exclude(
        consultation_state=ConsultationState.INFORMATION_ASKED, decision_review=""
    )
    told = (
        "pk",
        "starts_on",
        "appraisal_id",
        "hold",
        "scored_at",
        "leads_to",
        "outcome",
        "consultation_state",
        "advice_due",
        "decision_review",
        "marked_at",
    )
    for row in rows.values(*told):
        item = _case(actor, row)
        if item is not None:
            yield item


def _case(actor: Actor, row: dict[str, Any]) -> Item | None:
    key, partnership = row["appraisal_id"], row["pk"]
    if row["decision_review"]:
        marked = row["marked_at"]
        # That it ran out is told by its last day.
        if row["decision_review"] == "expired" or marked is None or key is None:
            return None
        return due.review(key, partnership, marked=_day(marked))
    if row["scored_at"] is None:
        return None
    scored, starts_on = _day(row["scored_at"]), row["starts_on"]
    if row["hold"]:
        if not actor.may(Permission.APPRAISE):
            return None
        return due.unknown(key, partnership, scored=scored, starts_on=starts_on)
    to_send = row["leads_to"] == LeadsTo.HUB and row["consultation_state"] in (
        "",
        ConsultationState.READY,
    )
    low = row["leads_to"] == LeadsTo.OFFICER or (not row["leads_to"] and row["outcome"] == "low")
    if not (low or to_send or actor.may(Permission.DECIDE)):
        return None
    expected = row["consultation_state"] in _ADVICE_EXPECTED
    return due.decision(
        due.Case(
            appraisal=key,
            partnership=partnership,
            scored=scored,
            starts_on=starts_on,
            advice_due=row["advice_due"] if expected else None,
            to_send=to_send,
        )
    )


def _without_later_result(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Rows of an appraisal that no later one has replaced."""
    later = Appraisal.objects.filter(
        partnership=OuterRef("appraisal__partnership"),
        started_at__gt=OuterRef("appraisal__started_at"),
        state__in=_CLOSED,
    )
    rows = rows.exclude(appraisal__state=AppraisalState.WITHDRAWN)
    return rows.filter(~Exists(later))


def _measures(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = ChosenMeasure.objects.filter(
        _of(actor, wanted, "appraisal__partnership__"),
        state__in=treatment.OPEN,
        due_on__isnull=False,
    )
    told = ("pk", "appraisal__partnership_id", "due_on", "state", "measure")
    for key, partnership, due_on, state, code in _without_later_result(rows, today).values_list(
        *told
    ):
        yield due.measure(key, partnership, due_on=due_on, done=state == "done", code=code)


def _clearances(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = Clearance.objects.filter(
        _of(actor, wanted, "appraisal__partnership__"),
        ended_at__isnull=True,
        valid_until__isnull=False,
    )
    told = ("pk", "appraisal__partnership_id", "appraisal_id", "valid_until", "flag")
    for key, partnership, step, until, flag in _without_later_result(rows, today).values_list(
        *told
    ):
        yield due.clearance(key, partnership, step=step, until=until, flag=flag)


def _requests(actor: Actor, today: date, wanted: Wanted) -> Iterator[Item]:
    rows = ColleagueRequest.objects.filter(
        _of(actor, wanted, "appraisal__partnership__"),
        purpose=ColleaguePurpose.ASK,
        state__in=(ColleagueState.OPEN, ColleagueState.REPLIED),
        appraisal__state__in=OPEN_STATES,
    )
    told = ("pk", "appraisal_id", "state", "to_name", "replied_at", "expires_at")
    read = rows.annotate(partnership=F("appraisal__partnership_id"))
    for row in read.values(*told, "partnership"):
        replied = row["replied_at"] if row["state"] == ColleagueState.REPLIED else None
        yield due.colleague(
            row["pk"],
            row["partnership"],
            step=row["appraisal_id"],
            name=row["to_name"],
            replied=_day(replied) if replied else None,
            lapses=_day(row["expires_at"]),
        )


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()


P = Permission
_SOURCES: Final = (
    ({Kind.START}, (P.APPRAISE,), _starts),
    ({Kind.APPRAISAL}, (P.APPRAISE,), _under_way),
    ({Kind.REPLY}, (P.REFER,), _asked),
    ({Kind.APPRAISAL, Kind.DECISION}, (P.DECIDE_LOW, P.DECIDE), _cases),
    ({Kind.EXPIRY}, (P.APPRAISE, P.DECIDE), _expiries),
    ({Kind.MEASURE}, (P.TREAT,), _measures),
    ({Kind.CLEARANCE}, (P.CLEAR,), _clearances),
    ({Kind.COLLEAGUE}, (P.APPRAISE,), _requests),
)
"""Kinds, the permissions of which one lets somebody move them on, and what reads them."""
