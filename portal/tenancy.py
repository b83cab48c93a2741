"""The tenant wall, upper half: nothing owned is read or written without saying for whom.

`acting_for(organisation)` opens a transaction and tells both Python and PostgreSQL which
organisation is acting. The row policies of `portal.rowsecurity` are the lower half: they hold
even where a filter was forgotten.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import uuid_utils.compat
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


class NotActingError(RuntimeError):
    """Owned rows were touched without saying on whose behalf."""


class ForeignStatementError(DatabaseError):
    """A statement could have changed on whose behalf it runs; it was not sent."""


_acting: ContextVar[uuid.UUID | None] = ContextVar("acting_for", default=None)
_user: ContextVar[uuid.UUID | None] = ContextVar("acting_user", default=None)


def new_id() -> uuid.UUID:
    """A UUIDv7: sorts by time, guesses at nothing, reveals no other tenant's value."""
    return uuid_utils.compat.uuid7()


def acting_id() -> uuid.UUID:
    """The organisation on whose behalf this code runs. Raises NotActingError outside acting_for."""
    owner = _acting.get()
    if owner is None:
        raise NotActingError("Owned rows need `with acting_for(organisation):` around the work.")
    return owner


# As statements and not by `set_config`: the application's role may not call that function, so
# nothing that is put into a query of ours can.
_TELL = 'SET LOCAL portal.acting_for = %s; SET LOCAL portal."user" = %s'
_PRESENT = f"SET LOCAL portal.presented = %s; {_TELL}"
NOBODY = "SET portal.acting_for = ''; SET portal.\"user\" = ''; SET portal.presented = ''"
"""Said once to each new connection: a role may give itself defaults, and these would be some."""

FOREIGN = re.compile(
    r";|\bset_config\b|\bU&"
    r"|^\s*(?:SET(?!\s+(?:CONSTRAINTS|TRANSACTION)\b)|RESET|DISCARD|DO|ALTER|CREATE|COPY"
    r"|LOCK|LISTEN|NOTIFY)\b",
    re.IGNORECASE,
)
"""No statement of the product has this in its text; values travel beside it."""


def _refuse_foreign(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Send no statement that could change who is acting while somebody is."""
    acting = _acting.get() is not None or _user.get() is not None
    if acting and sql not in {_TELL, _PRESENT} and FOREIGN.search(str(sql)):
        raise ForeignStatementError("A statement of this form is not sent while somebody acts.")
    return execute(sql, params, many, context)


@receiver(connection_created)
def _watch(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    if _refuse_foreign not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_foreign)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(NOBODY)


def _tell_database(owner: uuid.UUID | None, user: uuid.UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [str(owner or ""), str(user or "")])


def _tell_again(owner: uuid.UUID | None, user: uuid.UUID | None) -> None:
    # A released savepoint keeps the inner setting, so the outer one is restored out here.
    if connection.in_atomic_block and not connection.needs_rollback:
        _tell_database(owner, user)


@contextmanager
def acting_for(
    organisation: "Tenant | uuid.UUID", *, user: uuid.UUID | None = None
) -> Iterator[None]:
    """Act on behalf of an organisation: one transaction, one tenant.

    Nested use is how a document crosses a border; it restores the outer organisation itself.
    The setting is local to the transaction, so a pooled connection never carries it over.
    """
    owner = organisation if isinstance(organisation, uuid.UUID) else organisation.pk
    outer, outer_user = _acting.get(), _user.get()
    token, user_token = _acting.set(owner), _user.set(user)
    try:
        with transaction.atomic():
            _tell_database(owner, user)
            yield
    finally:
        _acting.reset(token)
        _user.reset(user_token)
        _tell_again(outer, outer_user)


@contextmanager
def known_as(user: uuid.UUID) -> Iterator[None]:
    """See a user's own memberships before an organisation is chosen (the sign-in door)."""
    token = _user.set(user)
    try:
        with transaction.atomic():
            _tell_database(_acting.get(), user)
            yield
    finally:
        _user.reset(token)
        _tell_again(_acting.get(), _user.get())


@contextmanager
def presenting(digest: str) -> Iterator[None]:
    """See the one invitation, reset link or token whose digest was presented, and no other."""
    with transaction.atomic():
        _present(digest)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _present("")


def _present(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, [digest, str(_acting.get() or ""), str(_user.get() or "")])


class OwnedQuerySet(models.QuerySet[Any]):
    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        acting_id()
        return super().bulk_create(objs, *args, **kwargs)


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]  # made at run time
    """Only the acting organisation's rows; outside acting_for it raises."""

    def get_queryset(self) -> OwnedQuerySet:
        queryset: OwnedQuerySet = super().get_queryset().filter(owner_id=acting_id())
        return queryset


class Identified(models.Model):
    """A row with a UUIDv7 key made in Python."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Owned(Identified):
    """A row that belongs to exactly one organisation and is seen by it alone."""

    owner = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        default=acting_id,
        editable=False,
        related_name="+",
    )

    objects: OwnedManager = OwnedManager()

    class Meta:
        abstract = True


class Ledger(Owned):
    """An owned row that is written once: the database grants neither update nor delete."""

    class Meta:
        abstract = True


class Sealed(Identified):
    """An owned row that the application writes once and never reads; the collector alone does."""

    owner = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        default=acting_id,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class Directory(Identified):
    """A row everyone may read and only its owner may write."""

    class Meta:
        abstract = True


class Tenant(Directory):
    """On whose behalf one can act; `portal.models.Organisation` is the only one."""

    class Meta:
        abstract = True
