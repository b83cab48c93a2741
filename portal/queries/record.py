"""Looking things up in the record: what happened, to what, when; a person only for a purpose.

Rows are read as they stand. Nothing here counts, groups or sorts by who acted: the record serves
security and accountability, and is no measure of anybody's work.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal import clock
from portal.enums import SearchPurpose
from portal.ledger.catalogue import EVENTS, known
from portal.ledger.catalogue_kinds import Purpose
from portal.models import AuditEvent, Membership, RecordExport
from portal.tenancy import acting_id

PAGE: Final = 50
SEARCHED: Final = "record.searched"
SEARCH_HOLDS: Final = timedelta(hours=8)
"""How long a search for a person can be gone on with before its purpose is asked again."""

OF_PEOPLE: Final = frozenset({"portal.user", "portal.membership"})
"""What an event may be about that is somebody's account."""

PARTNERSHIP: Final = "diligence.partnership"
"""What an event is about that names none, and whose detail names a partnership."""

LONGEST_VALUE: Final = 400
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `person` comes from a recorded search alone."""

    event: str = ""
    """A kind of event, or the purpose of several."""
    about: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    person: uuid.UUID | None = None
    recorded: uuid.UUID | None = None
    """The event that says for what purpose the person is looked for."""

    def chosen(self) -> dict[str, str]:
        """As an address says it; what is not asked for is left out."""
        told = {
            "event": self.event,
            "about": self.about,
            "since": self.since,
            "until": self.until,
            "search": self.recorded,
        }
        return {name: str(value) for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of events, and how to go on."""

    rows: list[AuditEvent]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as a page tells it."""

    id: uuid.UUID
    at: datetime
    sentence: str
    event: str
    by: str
    about: uuid.UUID | None
    noun: str
    followed: bool
    """Whether everything about the same can be looked for without saying for what purpose."""
    detail: list[tuple[str, str]] = field(default_factory=list)
    beside: str = ""
    """What tells events of this kind apart at a glance: of a refusal, what was asked."""
    handle: str = ""
    """What the partnership is called, where the reader may open it."""
    earlier: list["Shown"] = field(default_factory=list)
    """The same again, right before it: the latest first."""

    @property
    def since(self) -> datetime | None:
        return self.earlier[-1].at if self.earlier else None


def key_in(text: str) -> uuid.UUID | None:
    """The last identifier in a text, such as the address of a page; None where there is none."""
    found = _KEY.findall(text)
    return uuid.UUID(found[-1]) if found else None


def events(wanted: Search) -> QuerySet[AuditEvent]:
    """The events looked for, in no order."""
    rows: QuerySet[AuditEvent] = AuditEvent.objects.all()
    if wanted.event in Purpose.values:
        of = [name for name, told in EVENTS.items() if told.purpose == wanted.event]
        rows = rows.filter(event__in=of)
    elif wanted.event:
        rows = rows.filter(event=wanted.event)
    if wanted.about:
        rows = rows.filter(Q(subject_id=wanted.about) | Q(partnership=str(wanted.about)))
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.person:
        accounts = [wanted.person, *_members(wanted.person).values_list("pk", flat=True)]
        rows = rows.filter(Q(user_id=wanted.person) | Q(subject_id__in=accounts))
    return rows


def _members(key: uuid.UUID) -> QuerySet[Membership]:
    """The membership that this is the key of, or its person."""
    rows: QuerySet[Membership] = Membership.objects.filter(owner_id=acting_id())
    return rows.filter(Q(user_id=key) | Q(pk=key))


def is_member(key: uuid.UUID) -> bool:
    """Whether this is the key of somebody's account: looked for with a purpose on record alone."""
    return _members(key).exists()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page(wanted: Search, *, before: str = "", after: str = "") -> Found:
    """A page of events, the latest first: older than `before`, or newer than `after`.

    Both name an event of a page; what is no such name counts as none.
    """
    backward = bool(after)
    rows = events(wanted)
    cursor = _cursor(after or before)
    if cursor:
        rows = rows.filter(_beyond(cursor, newer=backward))
    order = ("at", "id") if backward else ("-at", "-id")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backward:
        found.reverse()
    if not found:
        return Found([])
    newer = more if backward else cursor is not None
    older = cursor is not None if backward else more
    return Found(found, _name(found[0]) if newer else "", _name(found[-1]) if older else "")


def _beyond(cursor: tuple[datetime, uuid.UUID], *, newer: bool) -> Q:
    at, key = cursor
    if newer:
        return Q(at__gte=at) & (Q(at__gt=at) | Q(id__gt=key))
    return Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=key))


def _name(row: AuditEvent) -> str:
    return f"{row.at.timestamp():.6f}~{row.pk}"


def _cursor(text: str) -> tuple[datetime, uuid.UUID] | None:
    at, _tilde, key = text.partition("~")
    try:
        return datetime.fromtimestamp(float(at), timezone.get_current_timezone()), uuid.UUID(key)
    except (ValueError, OverflowError, OSError):
        return None


def shown(row: AuditEvent) -> Shown:
    """An event in words, with its detail as pairs."""
    case = None if row.subject_id else key_in(row.partnership or "")
    return Shown(
        id=row.pk,
        at=row.at,
        sentence=str(known(row.event).sentence),
        event=row.event,
        by=row.by,
        about=row.subject_id or case,
        noun=capfirst(noun_of(PARTNERSHIP if case else row.subject_type)),
        followed=row.subject_type not in OF_PEOPLE,
        detail=[(_label(name), _value(value)) for name, value in sorted(row.detail.items())],
        beside=f"{row.detail.get('method', '')} {row.detail.get('path', '')}".strip()[:200],
    )


def noun_of(subject_type: str) -> str:
    """What kind of thing an event is about."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name) if subject_type else ""
    except LookupError:
        return subject_type


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(value: Any) -> str:
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        text = ", ".join(str(each) for each in value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def kinds() -> list[tuple[str, Any]]:
    """What a search can be narrowed to: a purpose, or one kind of event under its purpose."""
    groups: list[tuple[str, Any]] = [("", _("Everything"))]
    groups.append((_("By purpose"), [(one.value, one.label) for one in Purpose]))
    for purpose in Purpose:
        names = sorted(
            (str(told.sentence), name) for name, told in EVENTS.items() if told.purpose == purpose
        )
        groups.append((str(purpose.label), [(name, sentence) for sentence, name in names]))
    return groups


def people() -> list[tuple[str, str]]:
    """Members of the organisation, ended ones too: whom a search with a purpose may name."""
    rows = Membership.objects.filter(owner_id=acting_id()).select_related("user")
    named = rows.order_by("user__name", "user_id")
    return [(str(row.user_id), f"{row.user.get_full_name()} ({row.user.email})") for row in named]


@dataclass(frozen=True, slots=True)
class Purposed:
    """A search for a person, as it was recorded."""

    person: uuid.UUID
    name: str
    purpose: str


def purposed(recorded: uuid.UUID, by: uuid.UUID | None) -> Purposed | None:
    """Whom a recorded search of this member's is for; None for another's, and for an old one."""
    row = AuditEvent.objects.filter(
        pk=recorded, event=SEARCHED, user_id=by, at__gte=clock.now() - SEARCH_HOLDS
    ).first()
    if row is None:
        return None
    person = uuid.UUID(row.detail["person"])
    members = Membership.objects.filter(owner_id=acting_id(), user_id=person)
    member = members.select_related("user").first()
    name = member.user.get_full_name() if member else _("Former member")
    return Purposed(person, name, str(SearchPurpose(row.detail["purpose"]).label))


def exports() -> QuerySet[RecordExport]:
    rows: QuerySet[RecordExport] = RecordExport.objects.all()
    return rows


# --- Files ----------------------------------------------------------------------------------------
COLUMNS: Final = (
    *("id", "at", "event", "sentence", "purpose", "subject_type", "subject_id"),
    *("by", "user_id", "detail", "digest"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def told(row: AuditEvent) -> dict[str, Any]:
    """An event as a line of a file: all of it, nothing summed up."""
    about = known(row.event)
    return {
        "id": str(row.pk),
        "at": row.at.isoformat(),
        "event": row.event,
        "sentence": str(about.sentence),
        "purpose": about.purpose.value,
        "subject_type": row.subject_type,
        "subject_id": str(row.subject_id or ""),
        "by": row.by,
        "user_id": str(row.user_id or ""),
        "detail": row.detail,
        "digest": row.digest,
    }


def cells(line: Mapping[str, Any]) -> Sequence[str]:
    """The same for a table: no cell is taken for a formula."""
    texts = (
        json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
        for value in (line[name] for name in COLUMNS)
    )
    return [
        f"'{text}" if text.lstrip(" \"'\u00a0").startswith(_FORMULA) else text for text in texts
    ]
