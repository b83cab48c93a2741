"""Production refuses invented people and default secrets, and makes no demonstration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal import policy, rooms
from portal.models import User
from tests.cast import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
SECRET = "x9" * 30


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` as an installation with this environment runs it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "AJAR_DATA") if name in os.environ}
    code = "from django.core.management import execute_from_command_line as e; e(['x', 'check'])"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_the_secret_of_the_demonstration():
    told = check(AJAR_MODE="production", AJAR_SECRET_KEY="ajar-demonstration-only-not-a-secret")
    assert told.returncode != 0
    assert "SECRET" in told.stderr.upper()


def test_there_is_no_third_mode():
    told = check(AJAR_MODE="staging")
    assert told.returncode != 0
    assert "demonstration or production" in told.stderr


@pytest.mark.django_db
def test_production_refuses_invented_people(settings):
    person = User.objects.create_user(
        "ida@invented.example", PASSWORD, name="Ida Invented", demonstration=True
    )
    assert policy.may_enter(person)
    settings.DEMONSTRATION = False
    assert "production" in policy.may_enter(person).reason
    client = Client()
    body = {"login": person.email, "password": PASSWORD}
    page = client.post(reverse("account_login"), body)
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
    assert rooms.demo_logins() == []


@pytest.mark.django_db
def test_an_open_session_of_an_invented_person_ends_with_the_demonstration(settings, browse):
    person = User.objects.create_user(
        "ida@invented.example", PASSWORD, name="Ida Invented", demonstration=True
    )
    client = browse(person)
    settings.DEMONSTRATION = False
    assert client.get(reverse("portal:you")).status_code == 302


@pytest.mark.django_db
def test_production_makes_no_demonstration(settings):
    settings.DEMONSTRATION = False
    with pytest.raises((CommandError, SystemExit)):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_demonstration_says_so_on_every_page_and_production_does_not(
    settings, ines, baseline, browse
):
    client = browse(ines)
    for name in ("portal:start", "diligence:partnership-list", "portal:you"):
        settings.DEMONSTRATION = True
        assert "emonstration" in client.get(reverse(name)).content.decode()
        settings.DEMONSTRATION = False
        assert "emonstration" not in client.get(reverse(name)).content.decode()


@pytest.mark.django_db
def test_the_gallery_is_not_there_in_production(settings):
    settings.DEMONSTRATION = False
    assert Client().get(reverse("portal:gallery")).status_code == 404
