"""A record to damage: events sealed as the worker seals them, and the owner's way to the tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from diligence.models import Appraisal
from portal import audit
from portal.actions import sealing
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories import consultations


@contextmanager
def _as_owner() -> Iterator[Callable[..., int]]:
    """Run statements as the owner of the tables, who is bound by no row policy."""
    with connection.cursor() as cursor:

        def run(statement: str, *values: object) -> int:
            cursor.execute(statement, values)
            return int(cursor.rowcount)

        cursor.execute("SET ROLE NONE")
        try:
            yield run
        finally:
            cursor.execute("SET ROLE portal_app")


@pytest.fixture
def as_owner() -> Callable[[], object]:
    return _as_owner


@pytest.fixture
def record(stella: Member) -> Callable[..., list[AuditEvent]]:
    """`record(5)`: five events of Stella's, sealed unless told otherwise."""

    def made(count: int, *, sealed: bool = True) -> list[AuditEvent]:
        with acting_for(stella.organisation):
            events = [
                audit.record("unit.renamed", None, by=stella.actor, detail={"to": f"Unit {n}"})
                for n in range(count)
            ]
            if sealed:
                assert sealing.seal_new() >= count
        return events

    return made


@pytest.fixture
def scored(baseline, ines: Member) -> Appraisal:
    with acting_for(ines.organisation):
        return consultations.scored(ines.actor)
