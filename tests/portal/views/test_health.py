"""For load balancers: alive, and able to serve."""

import pytest
from django.conf import settings
from django.test import Client

from portal import readiness
from portal.views import health


def test_alive_asks_nobody(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "alive"}
    assert "sessionid" not in answer.cookies


@pytest.mark.django_db
def test_ready_when_every_part_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "database_problem", lambda: "")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "parts": {"database": "ready", "migrations": "ready", "broker": "ready"},
        "reason": "",
    }


@pytest.mark.django_db
def test_not_ready_names_the_part_and_keeps_the_address_to_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "database_problem", lambda: "connection to 10.1.2.3 failed")
    monkeypatch.setattr(health, "_up_to_date", {True})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "database": "not ready",
        "migrations": "ready",
        "broker": "ready",
    }
    assert "10.1.2.3" not in answer.content.decode()
    assert "database" in answer.json()["reason"]


@pytest.mark.django_db
def test_pending_migrations_are_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_up_to_date", set())
    monkeypatch.setattr(readiness, "migrations_problem", lambda: "portal 0009 is missing")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"] == "not ready"


def test_a_silent_broker_is_named_without_waiting_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "redis+socket:///tmp/nothing/here.sock")
    assert readiness.broker_problem().startswith("The broker can't be reached:")


@pytest.mark.django_db
def test_the_suite_runs_as_the_role_that_row_security_binds() -> None:
    assert readiness.database_problem() == ""
    assert readiness.migrations_problem() == ""
