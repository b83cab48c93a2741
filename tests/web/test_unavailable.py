"""What somebody sees when database or disk fail: a page that says so, and nothing is kept."""

import errno
import os
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from portal import unavailable
from portal.enums import Role
from portal.headers import SecurityHeadersMiddleware
from portal.models import Unit
from portal.tenancy import acting_for
from portal.unavailable import Cause, cause_of
from portal.views import units
from tests import cast


def failing(code: str) -> BaseException:
    """What Django raises when PostgreSQL answers with this state."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
    except DatabaseError as problem:
        return problem
    raise AssertionError("it did not fail")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("53100", Cause.DISK),
        ("53300", Cause.DATABASE),
        ("57P01", Cause.DATABASE),
        ("57P03", Cause.DATABASE),
        ("08006", Cause.DATABASE),
        ("40P01", Cause.BUSY),
        ("40001", Cause.BUSY),
        ("55P03", Cause.BUSY),
        ("57014", Cause.BUSY),
        ("53200", Cause.BUSY),
        ("42P01", None),
        ("23505", None),
        ("22P02", None),
    ],
)
def test_what_the_server_says_is_understood(code: str, cause: Cause | None) -> None:
    assert cause_of(failing(code)) is cause


def test_a_full_disk_is_found_behind_what_it_caused() -> None:
    problem = RuntimeError("could not store")
    problem.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert cause_of(problem) is Cause.DISK
    assert cause_of(FileNotFoundError(errno.ENOENT, "gone")) is None
    assert cause_of(ValueError("a mistake of ours")) is None
    assert cause_of(None) is None


@pytest.fixture
def steward(db: None) -> tuple[Client, cast.Member]:
    member = cast.member(cast.organisation("University A"), "Stella Steward", Role.STEWARD)
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    return client, member


def break_connection() -> None:
    """The line to the server is cut, as when it is stopped: the next statement finds that out."""
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.fixture
def stored_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Let a unit be made, and then something fail in the same request."""

    def then(fail: Callable[[], Any]) -> None:
        real = units.units.create

        def create(*args: Any, **options: Any) -> Any:
            real(*args, **options)
            fail()

        monkeypatch.setattr(units.units, "create", create)

    return then


def add_unit(client: Client) -> Any:
    return client.post(reverse("portal:units"), {"name": "Faculty of Physics"})


@pytest.mark.django_db(transaction=True)
def test_a_database_that_ends_in_the_middle_keeps_nothing_of_the_request(
    steward: tuple[Client, cast.Member], stored_first: Callable[[Callable[[], Any]], None]
) -> None:
    client, member = steward
    stored_first(break_connection)
    answer = add_unit(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"The database can't be reached" in answer.content
    assert "Content-Security-Policy" in answer.headers
    assert "sessionid" not in answer.cookies, "the session was thrown away"
    with acting_for(member.organisation):
        assert not Unit.objects.exists()
    assert client.get(reverse("portal:units")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_keeps_nothing_of_the_request(
    steward: tuple[Client, cast.Member], stored_first: Callable[[Callable[[], Any]], None]
) -> None:
    client, member = steward

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stored_first(full)
    answer = add_unit(client)
    assert answer.status_code == 507
    assert b"no room left" in answer.content
    with acting_for(member.organisation):
        assert not Unit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_from_the_start(
    steward: tuple[Client, cast.Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Already the session can't be read; nobody is signed out by that."""
    client, _member = steward
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    for path, kind in (("/", "text/html"), ("/api/v1/partnerships/", "application/json")):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Retry-After"] == "30"
        assert "Content-Security-Policy" in answer.headers
        assert "sessionid" not in answer.cookies
    assert "Traceback" not in answer.content.decode()
    assert client.get("/healthz").status_code == 200
    connection.close()


def test_the_pages_need_nothing_that_may_be_away() -> None:
    """Rendered with a request that knows neither session nor user."""
    request = RequestFactory().get("/anything/")
    for cause in Cause:
        told = unavailable.TOLD[cause]
        page = unavailable.answer(request, cause)
        assert page.status_code == told.status
        text = page.content.decode()
        assert "<h1" in text
        assert "kept" in text
        api = unavailable.answer(RequestFactory().get("/api/v1/x/"), cause)
        assert told.detail in api.content.decode()


class _Unknowable(AnonymousUser):
    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        raise DatabaseError


def test_headers_stand_on_an_answer_whose_visitor_nobody_can_look_up() -> None:
    request = RequestFactory().get("/")
    request.user = _Unknowable()
    answer = SecurityHeadersMiddleware(lambda one: unavailable.answer(one, Cause.DATABASE))(request)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
