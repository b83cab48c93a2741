"""What a steward's pages ask of other machines is asked between transactions, after every check."""

import json
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client

from portal import errands, fetch
from portal.models import IdentityProvider
from portal.tenancy import acting_for
from tests import cast
from tests.portal.sso import setting

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/settings/sign-in/new/plain_oidc/"
FORM = {"name": "University A", "entity_id": setting.ISSUER, "client_id": "ajar-client"}


class World:
    """The machines outside; `held` tells of each question whether a transaction was open."""

    def __init__(self) -> None:
        self.there = True
        self.held: list[bool] = []

    def __call__(self, **_options: Any) -> "World":
        return self

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_problem: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **_options: Any) -> requests.Response:
        self.held.append(connection.in_atomic_block)
        if not self.there:
            raise fetch.NotFetched("The address can't be reached.")
        answer = requests.Response()
        answer.status_code, answer.url = 200, url
        answer.headers["Content-Type"] = "application/json"
        answer._content = json.dumps(setting.DOCUMENT).encode()
        return answer


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    outside = World()
    monkeypatch.setattr(fetch, "session", outside)
    return outside


def client_of(member: cast.Member, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(member.user)
    return client


def rows(owner: Any) -> list[IdentityProvider]:
    with acting_for(owner):
        return list(IdentityProvider.objects.all())


def test_neither_setting_up_nor_changing_nor_reading_anew_waits_in_a_transaction(world, stella):
    client = client_of(stella)
    assert client.post(NEW, FORM).status_code == 302
    (row,) = rows(stella.organisation)
    moved = FORM | {"entity_id": setting.ISSUER + "/"}
    assert client.post(f"/settings/sign-in/{row.pk}/edit/", moved).status_code in {200, 302}
    documents = f"/settings/sign-in/{row.pk}/metadata/"
    assert client.post(documents, {"what": "fetch"}).status_code == 302
    assert world.held == [False, False, False]
    assert rows(stella.organisation)[0].fetched_at is not None


def test_what_can_not_be_fetched_stands_at_its_field_and_on_the_page(world, stella):
    client = client_of(stella)
    world.there = False
    page = client.post(NEW, FORM)
    assert "The address can&#x27;t be reached." in page.content.decode()
    assert not rows(stella.organisation)
    world.there = True
    client.post(NEW, FORM)
    (row,) = rows(stella.organisation)
    world.there = False
    client.post(f"/settings/sign-in/{row.pk}/metadata/", {"what": "fetch"})
    assert rows(stella.organisation)[0].fetch_problem == "The address can't be reached."
    assert world.held == [False, False, False]


def test_nothing_is_asked_for_whoever_may_not_or_without_the_forms_token(world, stella, ines):
    assert client_of(ines).post(NEW, FORM).status_code == 403
    assert client_of(stella, enforce_csrf_checks=True).post(NEW, FORM).status_code == 403
    assert client_of(stella).post(NEW, FORM | {"client_id": ""}).status_code == 200
    assert world.held == []


def test_no_page_asks_for_ever():
    done = []

    def ask(number: int) -> int:
        return errands.ask(number, lambda: done.append(number) or number)

    with errands.of_request() as asked:
        for number in range(errands.MOST):
            with pytest.raises(errands.Wanted):
                ask(number)
            assert asked.run()
            assert ask(number) == number
        assert not asked.run()
        with pytest.raises(errands.TooManyErrandsError):
            ask(errands.MOST)
        assert not asked.run()
    assert done == [0, 1, 2]
    assert ask(7) == 7, "outside a request at once"
