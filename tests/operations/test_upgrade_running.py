"""The release before at work on the tables of this one: its statements name its columns alone.

`BEGINS_AFTER` says where the last installation can stand. The models of that time are Django's own
history of them; they read, store and change rows of a world that this release made, as the role the
portal runs as, inside the walls. What must not happen is that the newer schema refuses what the
older code sends.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import GeneratedField

from portal.models import Organisation
from portal.tenancy import acting_for, new_id
from tests.architecture.test_sizes import ROOMS
from tests.architecture.test_upgrades import BEGINS_AFTER
from tests.isolation.beyond import World
from tests.isolation.conftest import made_world, world

__all__ = ["made_world", "world"]

UNIQUE, NOT_ALLOWED, MADE_ONCE = "23505", "42501", "P0001"
"""Of the copy of a row: its key is taken. NOT NULL, checks and policies were passed before that.
Of rows that are written once: nobody may change them, and neither could the older release."""

SEALED = {"reporting.SealedTally"}
"""Nobody reads these row by row, then as now: a function of the database does."""


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: Any) -> list[type[models.Model]]:
    """The models as the release before knows them."""
    with django_db_blocker.unblock():
        loader = MigrationLoader(connection)
    last = [
        (room, name)
        for room, name in loader.graph.nodes
        if room in ROOMS and int(name[:4]) == BEGINS_AFTER[room]
    ]
    assert len(last) == len(ROOMS)
    found = loader.project_state(last).apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.app_label in ROOMS and model._meta.label not in SEALED
    ]


def organisations(world: World) -> Iterator[Organisation]:
    for estate in (world.a, world.hub, world.ministry, world.commission):
        yield estate.organisation


def refusal_of(statement: Any) -> str:
    """The state with which the database refuses a statement, and what it says; '' if it doesn't."""
    try:
        with transaction.atomic():
            statement()
            transaction.set_rollback(True)
    except DatabaseError as problem:
        state = getattr(problem.__cause__, "pgcode", "") or "?"
        return f"{state} {str(problem).splitlines()[0]}"
    return ""


def copied(row: models.Model) -> None:
    """The same row once more, as the older release stores it: its columns, another key."""
    if isinstance(row._meta.pk, models.UUIDField):
        row.pk = new_id()
    elif not row._meta.pk.remote_field:
        row.pk = None
    row.save(force_insert=True)


def changed(model: type[models.Model], row: models.Model) -> None:
    """Every column written again with what stands in it."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and not isinstance(field, GeneratedField)
    }
    model._base_manager.filter(pk=row.pk).update(**values)


def stumbled(model: type[models.Model]) -> list[str] | None:
    """What the newer schema refuses of the older release; None where no row is to be seen."""
    name, seen = model._meta.label, []
    said = refusal_of(lambda: seen.extend(model._base_manager.all()[:1]))
    if said:
        return [f"{name}, read: {said}"]
    if not seen:
        return None
    found = []
    said = refusal_of(lambda: changed(model, seen[0]))
    if said and said[:5] not in {NOT_ALLOWED, MADE_ONCE}:
        found.append(f"{name}, changed: {said}")
    said = refusal_of(lambda: copied(seen[0]))
    if said and said[:5] not in {UNIQUE, NOT_ALLOWED, MADE_ONCE}:
        found.append(f"{name}, stored: {said}")
    return found


def test_the_release_before_reads_stores_and_changes_rows(
    world: World, before: list[type[models.Model]]
) -> None:
    found: list[str] = []
    tried: set[str] = set()
    for organisation in organisations(world):
        with acting_for(organisation):
            for model in before:
                told = stumbled(model)
                if told is not None:
                    tried.add(model._meta.label)
                    found += told
    assert sorted(set(found)) == []
    assert len(tried) > 90, f"only {len(tried)} of {len(before)} tables had rows to try"


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (
            "ALTER TABLE portal_unit ADD COLUMN later text NOT NULL DEFAULT '';"
            "ALTER TABLE portal_unit ALTER COLUMN later DROP DEFAULT",
            ["portal.Unit, stored: 23502"],
        ),
        ("ALTER TABLE portal_unit RENAME COLUMN name TO title", ["portal.Unit, read: 42703"]),
        (
            "ALTER TABLE portal_unit ADD CONSTRAINT longer CHECK (length(name) > 500) NOT VALID",
            ["portal.Unit, changed: 23514", "portal.Unit, stored: 23514"],
        ),
        ("ALTER TABLE portal_unit ADD COLUMN later text NOT NULL DEFAULT ''", []),
    ],
)
def test_what_would_make_it_stumble_is_found(
    world: World, before: list[type[models.Model]], later: str, found: list[str]
) -> None:
    unit = next(model for model in before if model._meta.label == "portal.Unit")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL ROLE NONE; {later};"
            "SET LOCAL ROLE portal_app; SET CONSTRAINTS ALL DEFERRED"
        )
    with acting_for(world.a.organisation):
        told = stumbled(unit) or []
    assert [one[: len(start)] for one, start in zip(told, found, strict=True)] == found
