"""One world for a whole module: made once, in a transaction that every test's nests in."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.isolation.beyond import World, build


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_questionnaire", stdout=StringIO())
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, db: None) -> World:
    """The world as it was made, whatever the tests before did to it."""
    return made_world
