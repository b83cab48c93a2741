"""Route × actor × method: what each of them gets, and that nothing of A leaves or changes.

Every test sends all requests of one actor and lists each answer that is not the one the matrix
expects, so that a failure names the route and the method.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from portal.authority import Actor
from portal.enums import Permission
from portal.models import User
from tests.cast import Member
from tests.isolation.matrix import MATRIX, Open, Who, routes
from tests.isolation.world import MARK, World, snapshot

pytestmark = pytest.mark.django_db

ABSENT = uuid.UUID("018f0000-0000-7000-8000-000000000000")

ENTRIES = [(name, method) for name, route in MATRIX.items() for method in route.methods]
OK = {200, 302}


def audience(name: str, method: str) -> Who:
    return MATRIX[name].methods[method]


def for_members() -> Iterator[tuple[str, str]]:
    for name, method in ENTRIES:
        if isinstance(audience(name, method), Permission):
            yield name, method


def is_of_a_row(name: str) -> bool:
    return MATRIX[name].about not in {"", "edition"}


def is_hidden(name: str, method: str) -> bool:
    """Whether the route names a row of A, or is for operators: to strangers it is not there."""
    who = audience(name, method)
    return who is Open.OPERATOR or (isinstance(who, Permission) and is_of_a_row(name))


class Browser:
    """One actor's browser, aimed at organisation A."""

    def __init__(self, world: World, who: Member | User | None) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        if who is not None:
            self.client.force_login(who if isinstance(who, User) else who.user)

    def send(self, name: str, method: str, pk: uuid.UUID | None = None) -> Any:
        """The route with A's row, or with the row `pk`."""
        route, estate = MATRIX[name], self.world.a
        kwargs = route.kwargs(estate) | ({"pk": pk} if pk else {})
        path = reverse(name, kwargs=kwargs)
        if method == "get":
            return _read(self.client.get(f"{path}?{route.query}" if route.query else path))
        options: dict[str, Any] = {}
        if name.startswith("api:"):
            options["content_type"] = "application/json"
        return getattr(self.client, method)(path, route.body(estate), **options)

    def same_as_absent(self, name: str, method: str, response: Any) -> bool:
        route = MATRIX[name]
        if not route.about:
            return True
        missing = self.send(name, method, ABSENT)
        return shape(response, route.kwargs(self.world.a)["pk"]) == shape(missing, ABSENT)


def content(response: HttpResponseBase) -> bytes:
    body: bytes = getattr(response, "read", b"") or getattr(response, "content", b"")
    return body


def _read(response: Any) -> Any:
    """A file's body has to be read once, and then the file is closed."""
    if response.streaming:
        response.read = b"".join(response.streaming_content)
    return response


def shape(response: Any, key: uuid.UUID) -> tuple[int, bytes]:
    """Status and body without what differs from request to request: keys, CSRF tokens."""
    body = content(response).replace(str(key).encode(), b"KEY")
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)
    return response.status_code, re.sub(rb'"X-CSRFToken": "[^"]+"', b"", body)


def leaks(response: Any) -> bool:
    return MARK.encode() in content(response)


def reason_of(response: Any) -> str:
    if response.headers["Content-Type"].startswith("application/json"):
        return str(response.json()["detail"])
    told = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    return told.group(0) if told else ""


def _as_expected_of_nobody(name: str, method: str, response: Any) -> bool:
    who = audience(name, method)
    if who is Open.ANYBODY:
        return response.status_code in {*OK, 401, 403, 503}
    if who is Open.BEARER:
        return response.status_code in {404, 410}
    if name.startswith("api:"):
        return response.status_code in {401, 403} and bool(response.json()["detail"])
    return response.status_code == 302 and response.url.startswith(reverse("account_login"))


def test_every_route_is_in_the_matrix():
    assert sorted(set(routes())) == sorted(MATRIX)
    assert len(routes()) == len(set(routes())), "two addresses share a name"


def test_anonymous(world: World):
    before, browser = snapshot(world.a), Browser(world, None)
    wrong = []
    for name, method in ENTRIES:
        response = browser.send(name, method)
        if leaks(response) or not _as_expected_of_nobody(name, method, response):
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(world.a) == before


def test_the_officer_and_steward_of_another_organisation(world: World):
    before, browser = snapshot(world.a), Browser(world, world.stranger)
    wrong = []
    # Hidden ones first: the message of something that was saved stands on the next page.
    for name, method in sorted(ENTRIES, key=lambda entry: not is_hidden(*entry)):
        response = browser.send(name, method)
        good = not leaks(response) and (response.status_code < 500 or name == "readyz")
        if is_hidden(name, method):
            good = good and response.status_code == 404
            good = good and browser.same_as_absent(name, method, response)
        if not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(world.a) == before


def test_an_officer_limited_to_another_unit(world: World):
    # The record of their own export is the only thing this may add.
    before = snapshot(world.a, without=frozenset({"AuditEvent"}))
    browser = Browser(world, world.limited)
    wrong = []
    for name, method in for_members():
        if not MATRIX[name].by_unit:
            continue
        response = browser.send(name, method)
        if response.status_code != 404 or not browser.same_as_absent(name, method, response):
            wrong.append((name, method, response.status_code))
    for name in ("partnership-list", "register-export", "appraisal-list"):
        response = _read(browser.client.get(reverse(f"diligence:{name}")))
        if f"{MARK} ice".encode() in content(response):
            wrong.append((name, "get", "lists other units' rows"))
    assert wrong == []
    assert snapshot(world.a, without=frozenset({"AuditEvent"})) == before


@pytest.mark.parametrize("who", ["steward", "officer"])
def test_a_role_gets_what_it_includes_and_else_the_reason(world: World, who: str):
    """Nothing of their own organisation is hidden from them: a 404 for everybody is no wall."""
    member: Member = getattr(world.a, who)
    before, browser = snapshot(world.a), Browser(world, member)
    wrong = []
    for name, method in for_members():
        needed = audience(name, method)
        assert isinstance(needed, Permission)
        with transaction.atomic():
            response = browser.send(name, method)
            transaction.set_rollback(True)
        refusal = Actor("Nobody").may(needed).reason
        if member.actor.may(needed):
            # What the row's state forbids is told as well: 403 with a reason, 400, 409 or 422.
            good = response.status_code in {*OK, 201, 400, 403, 409, 422}
            good = good and (response.status_code != 403 or refusal not in reason_of(response))
        else:
            good = response.status_code == 403 and refusal in reason_of(response)
        if not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(world.a) == before


@pytest.mark.parametrize("who", ["operator", "ended", "suspended"])
def test_whoever_is_no_active_member_gets_nothing(world: World, who: str):
    before, browser = snapshot(world.a), Browser(world, getattr(world, who))
    wrong = []
    for name, method in for_members():
        response = browser.send(name, method)
        if name.startswith("api:"):
            good = response.status_code in {401, 403} and bool(response.json()["detail"])
        elif who == "operator" and method == "get":
            good = response.status_code == 302 and response.url == reverse("portal:operations")
        else:
            good = response.status_code == 403 and "not an active member" in reason_of(response)
        if leaks(response) or not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(world.a) == before


def test_operators_see_the_directory_and_no_rows(world: World):
    browser = Browser(world, world.operator)
    wrong = []
    for name, method in ENTRIES:
        if audience(name, method) is not Open.OPERATOR:
            continue
        with transaction.atomic():
            response = browser.send(name, method)
            transaction.set_rollback(True)
        page = content(response).decode().replace(world.a.organisation.name, "")
        if response.status_code not in {*OK, 403} or MARK in page:
            wrong.append((name, method, response.status_code))
    assert wrong == []


def test_methods_that_are_not_in_the_matrix_are_refused(world: World):
    browser = Browser(world, world.a.officer)
    wrong = []
    for name, route in MATRIX.items():
        if not all(isinstance(who, Permission) for who in route.methods.values()):
            continue
        for method in sorted({"post", "patch", "put", "delete"} - set(route.methods)):
            status = browser.send(name, method).status_code
            if status not in {403, 405}:
                wrong.append((name, method, status))
    assert wrong == []


def test_the_matrix_is_large():
    """So that a refactoring that empties it is noticed."""
    assert len(ENTRIES) > 110
