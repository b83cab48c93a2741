"""Every task of the worker, called for B with the key of every kind of row of A's.

A message is two keys. One that names somebody else's row must do nothing: not to the row, not to
the bell that waits for it, not to a file.
"""

import uuid
from typing import Any, NamedTuple

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import models, transaction

from portal import matrix
from portal.celery import app
from portal.models import Bell, Organisation
from portal.tenancy import acting_for
from tests.isolation.beyond import World
from tests.isolation.world import owned_models, snapshot

pytestmark = pytest.mark.django_db

ACROSS = {
    "diligence.digest": "rings for members whose digest is due, organisation by organisation",
    "portal.clear": "removes sessions that ended, which belong to nobody",
    "portal.prune_record": "rings for organisations whose record has what is over its time",
    "portal.refresh_sign_ins": "reads what each organisation's providers publish, one by one",
    "portal.reseal_plain": "rings for organisations whose files are not sealed yet",
    "portal.retain": "rings for organisations that have something over its time",
    "portal.seal": "seals each organisation's record within that organisation",
    "portal.seal_factors": "seals second factors, which belong to people",
    "portal.seal_thoroughly": "the same as sealing, looking at everything again",
    "portal.sweep": "rings bells again; a bell is a kind and two keys",
    "portal.tell_security": "writes to whoever looks after one organisation's security, and reads",
    "portal.warn_of_failures": "tells each organisation of the accounts that are tried",
    "portal.warn_tokens": "writes to members whose own token ends, organisation by organisation",
    "reporting.collect_due": "rings for ministries that lack a quarter",
}
"""Tasks that name no row, and what they do with whom; each acts for one organisation at a time."""

NAMED = [entry.name for entry in matrix.tasks() if entry.names_row]


def test_every_task_names_one_row_or_says_why_not():
    ours = ("portal.", "diligence.", "advisory.", "reporting.")
    rest = {one.name for one in matrix.tasks() if one.name.startswith(ours)} - set(NAMED)
    assert rest - ACROSS.keys() == set(), "give it a bell, or list it in ACROSS with the reason"
    assert ACROSS.keys() - rest == set(), "listed without need"
    assert len(NAMED) >= 10


class Prey(NamedTuple):
    """Of each table a row of the victim's, whose it is, and who calls; how all of it stood."""

    rows: list[tuple[type[models.Model], uuid.UUID, Organisation, Organisation]]
    before: dict[tuple[str, str], list[Any]]
    files: set[str]


@pytest.fixture(scope="module")
def prey(made_world: World) -> Prey:
    found = []
    for model in owned_models():
        victim, intruder = made_world.whose(model)
        with acting_for(victim):
            row = model._base_manager.filter(owner_id=victim.pk).first()
        assert row is not None
        found.append((model, row.pk, victim, intruder))
    return Prey(found, snapshot(*made_world.victims), _files())


def _files() -> set[str]:
    found, folders = set(), [""]
    while folders:
        at = folders.pop()
        inner, files = default_storage.listdir(at)
        folders += [f"{at}/{each}".lstrip("/") for each in inner]
        found |= {f"{at}/{each}" for each in files}
    return found


@pytest.mark.parametrize("name", NAMED)
def test_a_task_does_nothing_with_a_foreign_row(world: World, prey: Prey, name: str):
    task: Any = app.tasks[name]
    Bell.objects.bulk_create(
        [
            Bell(kind=task.bell, subject=key, owner=victim, due_at="2026-01-01T00:00Z")
            for _model, key, victim, _intruder in prey.rows
        ],
        ignore_conflicts=True,
    )
    bells = _bells(prey)
    with transaction.atomic():
        for _model, key, _victim, intruder in prey.rows:
            try:
                with transaction.atomic():
                    task(str(key), str(intruder.pk))
            except (SoftTimeLimitExceeded, Exception):  # noqa: BLE001 - any way of refusing
                pass
        left = _bells(prey)
        assert [bell for bell in bells if bell not in left] == []
        assert snapshot(*world.victims) == prey.before
        transaction.set_rollback(True)
    assert prey.files <= _files()


def _bells(prey: Prey) -> list[Any]:
    """The bells of those whose rows are named."""
    owners = {victim.pk for _model, _key, victim, _intruder in prey.rows}
    return list(Bell.objects.filter(owner__in=owners).order_by("pk").values_list())


@pytest.mark.parametrize("name", ["diligence.digest", "portal.sweep", "reporting.collect_due"])
def test_a_task_for_all_leaves_each_row_with_its_owner(world: World, name: str):
    before = snapshot(*world.victims)
    with transaction.atomic():
        app.tasks[name]()
        owners = dict(Bell.objects.values_list("subject", "owner_id"))
        with acting_for(world.b.organisation):
            own = {
                row.pk
                for model in owned_models()
                for row in model._base_manager.filter(owner=world.b.organisation)
            }
        assert all(owners[key] == world.b.organisation.pk for key in owners.keys() & own)
        transaction.set_rollback(True)
    assert snapshot(*world.victims) == before
