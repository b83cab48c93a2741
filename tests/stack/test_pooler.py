"""A transaction pooler lends one connection to everybody in turn: nobody finds another's rows.

Debian's pgbouncer with a pool of one, before the real database; in front of it the real web
process, whose threads serve two organisations at once.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import pytest
from django.urls import reverse

from portal.actions import units
from portal.embedded import place
from portal.enums import Role
from portal.models import Unit, User
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.factories import PartnershipFactory
from tests.stack.pooling import PROGRAM, Pooler, pooler, web
from tests.stack.running import Stack, Visitor

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not PROGRAM, reason="pgbouncer is not installed (packages.debian)"),
]

THREADS, REQUESTS = 4, 200


@dataclass
class House:
    """An organisation, whose mark stands in all its texts, and somebody who asks for them."""

    mark: str
    owner: Any
    visitor: Visitor
    partnership: Any
    unit: Any
    wrong: list[str] = field(default_factory=list)
    answered: int = 0


@pytest.fixture(scope="module")
def pooled(stack: Stack) -> Iterator[Pooler]:
    with pooler(stack) as found:
        yield found


@pytest.fixture
def houses(stack: Stack) -> tuple[House, House]:
    return _house(stack, "Zorvath"), _house(stack, "Quillon")


def _house(stack: Stack, word: str) -> House:
    mark = f"{word}{str(new_id())[-6:]}"
    with stack.database():
        home = cast.organisation(f"{mark} University")
        who = cast.member(home, f"Ines {mark}", Role.OFFICER, Role.STEWARD)
        # Stewards in earnest need a second factor, which is not what is tested here.
        User.objects.filter(pk=who.user.pk).update(demonstration=True)
        with acting_for(home, user=who.user.pk):
            unit = units.create(by=who.actor, name=f"{mark} Chemistry")
            row = PartnershipFactory(title=f"{mark} ice", unit=unit)
            for number in range(20):
                PartnershipFactory(title=f"{mark} dust {number}", unit=unit)
        return House(mark, home.pk, stack.visitor(who.user), row.pk, unit.pk)


def _go(house: House, other: House, port: int, count: int, at: threading.Barrier) -> None:
    """One browser of `house`: lists, rows, a search, somebody else's row, now and then a form."""
    visitor = Visitor(port, house.visitor.session)
    own = reverse("diligence:partnership-detail", args=[house.partnership])
    foreign = reverse("diligence:partnership-detail", args=[other.partnership])
    steps = [
        (reverse("diligence:partnership-list"), 200),
        (own, 200),
        (foreign, 404),
        (f"{reverse('portal:search')}?q={other.mark.lower()}", 200),
        (reverse("portal:units"), 200),
        (reverse("portal:unit", args=[other.unit]), 404),
        (reverse("api:partnerships"), 200),
    ]
    at.wait(60)
    for number in range(count):
        if number % 25 == 24:
            status, text = visitor.post(
                reverse("portal:units"), name=f"{house.mark} {new_id()}", reference=""
            )
            wanted = 302
        else:
            path, wanted = steps[number % len(steps)]
            status, text = visitor.get(path)
        # What was searched for stands in the box of the search itself, in small letters.
        if status != wanted or other.mark in text:
            house.wrong.append(f"{number}: {status} instead of {wanted}; {other.mark in text}")
        if wanted == 200 and "/search/" not in path and house.mark not in text:
            house.wrong.append(f"{number}: its own rows are missing")
        house.answered += 1


def test_two_organisations_take_turns_on_one_connection(
    stack: Stack, pooled: Pooler, houses: tuple[House, House]
):
    one, two = houses
    with web(stack, pooled, threads=THREADS) as port:
        at = threading.Barrier(THREADS)
        each = REQUESTS // 2
        pairs = [(one, two), (two, one)] * (THREADS // 2)
        browsers = [
            threading.Thread(target=_go, args=(house, other, port, each, at), daemon=True)
            for house, other in pairs
        ]
        for browser in browsers:
            browser.start()
        for browser in browsers:
            browser.join(timeout=300)
        assert not [browser for browser in browsers if browser.is_alive()]
        assert pooled.servers() == 1
    assert (one.wrong, two.wrong) == ([], [])
    assert one.answered == two.answered == REQUESTS
    for house in houses:
        with stack.database(), acting_for(house.owner):
            names = list(Unit._base_manager.values_list("name", flat=True))
        assert len(names) == 1 + 2 * (each // 25)
        assert all(name.startswith(house.mark) for name in names)


def test_nothing_is_left_on_the_connection_for_the_next(pooled: Pooler, houses: Any):
    one, _two = houses
    with pooled.connect() as first, first.cursor() as cursor:
        cursor.execute("SET LOCAL portal.acting_for = %s", [str(one.owner)])
        cursor.execute("SELECT count(*), pg_backend_pid() FROM portal_unit")
        ((seen, server),) = cursor.fetchall()
        assert seen == 1
    first.close()
    second = pooled.connect()
    second.autocommit = True
    with second.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), pg_backend_pid(), current_setting('portal.acting_for', true) "
            "FROM portal_unit"
        )
        assert cursor.fetchall() == [(0, server, "")]
    second.close()


def test_whoever_vanishes_within_a_transaction_leaves_nothing(pooled: Pooler, houses: Any):
    """The pooler closes a connection whose client is gone instead of lending it on."""
    one, _two = houses
    gone = pooled.connect()
    with gone.cursor() as cursor:
        cursor.execute("SET LOCAL portal.acting_for = %s", [str(one.owner)])
        cursor.execute("UPDATE portal_unit SET name = 'half done'")
    with socket.socket(fileno=gone.fileno()) as line:
        line.shutdown(socket.SHUT_RDWR)
        line.detach()
    with pytest.raises(psycopg2.Error), gone.cursor() as cursor:
        cursor.execute("SELECT 1")
    after = pooled.connect()
    with after, after.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_unit")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET LOCAL portal.acting_for = %s", [str(one.owner)])
        cursor.execute("SELECT count(*) FROM portal_unit WHERE name = 'half done'")
        assert cursor.fetchone() == (0,)
    after.close()


def test_what_the_pooler_lends_may_not_look_through(pooled: Pooler):
    line = pooled.connect()
    with line, line.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (place.APP_ROLE,)
        with pytest.raises(psycopg2.Error, match="permission denied"):
            cursor.execute("SELECT set_config('portal.acting_for', '', false)")
    line.close()
