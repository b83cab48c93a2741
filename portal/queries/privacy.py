"""Where a person is named in the acting organisation's rows."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from portal import clock
from portal.enums import PersonRequestState
from portal.models import AuditEvent, LegalHold, Membership, PersonRequest, RetentionRun, User
from portal.privacy.people import Names, Part, all_names, all_standing
from portal.privacy.retention import Leaving, RetentionClass
from portal.tenancy import Owned, acting_id

RENAMED = "person.renamed"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the rows may know them: account, membership, every name they ever had here.

    `shared` are names that another member has too: rows without a key can't be told apart by them.
    """

    called: frozenset[str]
    email: str = ""
    user_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    shared: frozenset[str] = frozenset()


def person_of(membership: Membership) -> Person:
    """A member, with the names they had before."""
    user: User = membership.user
    called = {user.get_full_name(), *_former_names(user.pk)} - {""}
    others = Membership.objects.filter(owner_id=acting_id()).exclude(pk=membership.pk)
    shared = others.filter(user__name__in=called).values_list("user__name", flat=True)
    return Person(
        frozenset(called | {user.email}), user.email, user.pk, membership.pk, frozenset(shared)
    )


def _former_names(user_id: uuid.UUID) -> set[str]:
    told = AuditEvent.objects.filter(event=RENAMED, subject_id=user_id)
    details = told.values_list("detail", flat=True)
    return {str(each.get(key, "")) for each in details for key in ("from", "to")}


def member_called(text: str) -> Membership | None:
    """The one member, active or not, with this address or name; None where there are several."""
    rows = Membership.objects.filter(owner_id=acting_id()).select_related("user")
    found = list(rows.filter(Q(user__email__iexact=text) | Q(user__name__iexact=text))[:2])
    return found[0] if len(found) == 1 else None


def rows_naming(names: Names, person: Person) -> QuerySet[Any]:
    """The rows in which these columns name the person: by key, else by what they are called."""
    condition = Q()
    key = person.membership_id if names.by_membership else person.user_id
    if names.key and key is not None:
        condition |= Q(**{names.key: key})
    if names.email and person.email:
        condition |= Q(**{f"{names.email}__iexact": person.email})
    if names.label:
        by_name = Q(**{f"{names.label}__in": person.called - person.shared})
        # A row with a key says itself whom it names: a namesake's stays out.
        condition |= by_name & Q(**{names.key: None}) if names.key else by_name
    manager: Any = names.of
    if not condition:
        return manager.objects.none()  # type: ignore[no-any-return]  # one manager for all models
    rows: QuerySet[Any] = manager.objects.filter(condition)
    # Managers of doors do not filter by owner themselves.
    return rows if issubclass(names.of, Owned) else rows.filter(owner_id=acting_id())


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in which a person is named in one part."""

    names: Names
    ids: tuple[uuid.UUID, ...]


def everywhere(person: Person, parts: Collection[Part] = tuple(Part)) -> list[Found]:
    """All columns that name the person, with the rows; those without any left out."""
    told = []
    for names in all_names():
        if names.part in parts:
            ids = tuple(rows_naming(names, person).values_list("pk", flat=True))
            if ids:
                told.append(Found(names, ids))
    return told


def mentions(person: Person) -> Iterator[tuple[type[Model], str, list[uuid.UUID]]]:
    """Free texts and documents in which a name or the address stands, column by column."""
    words = [word for word in {*person.called, person.email} if len(word) > 3]
    for standing in all_standing():
        model, column = _column(standing.model, standing.column)
        rows: Any = model
        whole = rows.objects.all()
        if isinstance(column, JSONField):
            whole = whole.annotate(told=Cast(standing.column, TextField()))
        found = Q()
        name = "told" if isinstance(column, JSONField) else standing.column
        for word in words:
            found |= Q(**{f"{name}__icontains": word})
        if words and isinstance(column, CharField | TextField | JSONField):
            ids = list(whole.filter(found).values_list("pk", flat=True))
            if ids and _owned(model):
                yield model, standing.column, ids


def _owned(model: type[Model]) -> bool:
    return any(field.name == "owner" for field in model._meta.get_fields())


def _column(label: str, name: str) -> tuple[type[Model], Any]:
    model = apps.get_model(label)
    return model, model._meta.get_field(name)


# --- What goes next -----------------------------------------------------------------------------
BIT_BY_BIT = frozenset({"inactive", "record_names"})
"""Classes of which a run may rightly leave something: the last steward, and many old names."""


@dataclass(frozen=True, slots=True)
class Ready:
    """How much has had its time and goes at the next run."""

    count: int
    late: bool
    """Whether a nightly run should have taken some of it already."""


def ready(found: Iterable[tuple[RetentionClass, Iterable[Leaving]]]) -> Ready:
    """What of these goes at the next run; what is held does not."""
    today = clock.today()
    free = [
        (of.key, row.on)
        for of, rows in found
        for row in rows
        if row.hold is None and row.on <= today
    ]
    missed = today - timedelta(days=2)
    return Ready(len(free), any(on <= missed and key not in BIT_BY_BIT for key, on in free))


# --- Lists --------------------------------------------------------------------------------------
def open_requests() -> QuerySet[PersonRequest]:
    """Requests of people that are not answered yet, the most urgent first."""
    rows: QuerySet[PersonRequest] = PersonRequest.objects.exclude(state=PersonRequestState.CLOSED)
    return rows.order_by("due_on", "pk")


def requests(*, closed: bool) -> QuerySet[PersonRequest]:
    if not closed:
        return open_requests()
    rows: QuerySet[PersonRequest] = PersonRequest.objects.filter(state=PersonRequestState.CLOSED)
    return rows.order_by("-closed_at", "-pk")


def own_requests(user_id: uuid.UUID) -> QuerySet[PersonRequest]:
    rows: QuerySet[PersonRequest] = PersonRequest.objects.filter(user_id=user_id)
    return rows.order_by("-received_on", "-pk")


def holds(*, released: bool) -> QuerySet[LegalHold]:
    rows: QuerySet[LegalHold] = LegalHold.objects.filter(released_at__isnull=not released)
    return rows.order_by("-placed_at", "-pk")


def runs() -> QuerySet[RetentionRun]:
    rows: QuerySet[RetentionRun] = RetentionRun.objects.order_by("-at", "-pk")
    return rows
