"""What counts as use: a page that lies open keeps nobody signed in, and nothing typed is lost."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve

from portal import clock, sessions, stepup
from tests import cast
from tests.portal.doors.conftest import change_session

TEMPLATES = Path(settings.BASE_DIR) / "templates"
POLL = re.compile(
    r"""hx-get="\{% url '(?P<name>[\w:-]+)'[^"]*"[^>]*hx-trigger="(?:load delay|every)"""
)


def after(minutes: float):
    return clock.set_to(clock.now() + timedelta(minutes=minutes))


def names(patterns, space="") -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= names(pattern.url_patterns, inner)
        elif pattern.name:
            found.add(f"{space}{pattern.name}")
    return found


def test_whatever_a_page_polls_is_known_here():
    polled = {
        match["name"]
        for path in TEMPLATES.rglob("*.html")
        for match in POLL.finditer(path.read_text())
    }
    assert polled | {"diligence:appraisal-progress"} == set(sessions.POLLED)
    assert set(sessions.POLLED) <= names(get_resolver().url_patterns)


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/you/", {}, False),
        ("/you/", {"X-Background": "1"}, True),
        ("/you/data/", {}, False),
        ("/you/data/?progress", {}, True),
        ("/you/data/?progress", {"X-Background": ""}, True),
        ("/record/copies/9a8b7c6d-0000-4000-8000-000000000000/progress/", {}, True),
    ],
)
def test_what_counts_as_use(path, headers, expected):
    request = RequestFactory().get(path, headers=headers)
    request.resolver_match = resolve(request.path)
    assert sessions.by_itself(request) is expected


@pytest.mark.django_db
def test_polling_keeps_nobody_signed_in(browse, ines):
    client = browse(ines)
    with after(1):
        assert client.get("/you/").status_code == 200
    for minutes in (10, 20, 30):
        with after(minutes):
            assert client.get("/you/data/?progress").status_code == 200
            assert client.get("/you/", headers={"X-Background": "1"}).status_code == 200
    with after(32):
        over = client.get("/you/data/?progress", headers={"HX-Request": "true"})
    assert over.status_code == 401
    assert "HX-Redirect" not in over.headers, "the page with what was typed stays"
    assert client.get("/you/").status_code == 302


@pytest.mark.django_db
def test_a_page_asks_how_long_its_session_lasts_and_whoever_acts_stays(browse, ines):
    client = browse(ines)
    client.get("/you/")
    with after(20):
        told = client.get("/you/sessions/stay/", headers={"X-Background": "1"}).json()
        assert (told["idle"], told["most"]) == (600, 11 * 3600 + 2400)
        assert told["hat"] == str(ines.membership.pk)
        assert client.get("/you/sessions/stay/").json()["idle"] == 1800
    with after(40):
        assert client.get("/you/").status_code == 200
    with after(12 * 60 - 1):
        change_session(client, seen_at=clock.now().timestamp())
        assert client.get("/you/sessions/stay/").json()["idle"] <= 60, "longer it never lasts"
    assert Client().get("/you/sessions/stay/").status_code == 302


@pytest.mark.django_db
def test_every_page_knows_when_its_session_ends(browse, ines):
    page = browse(ines).get("/you/").content.decode()
    assert 'data-idle="1800"' in page
    assert f'data-hat="{ines.membership.pk}"' in page
    assert "data-idle" not in Client().get("/account/login/").content.decode()


def late(client: Client, **typed: str) -> str:
    """What the page keeps of a form that came too late."""
    with after(31):
        answer = client.post("/you/", {"name": "Inés <b> Typed"} | typed)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "away for more than 30 minutes" in text
    assert "Typed" not in text, "who finds the browser open reads none of it"
    found = re.search(r'name="late" value="([^"]+)"', text)
    assert found
    return found[1]


@pytest.mark.django_db
def test_a_form_that_comes_too_late_is_sent_on_after_signing_in(browse, ines):
    client = browse(ines)
    kept = late(client)
    still_out = client.post("/account/late/", {"late": kept})
    assert still_out.status_code == 403
    assert 'name="late"' in still_out.content.decode()
    client.force_login(ines.user)
    page = client.post("/account/late/", {"late": kept})
    text = page.content.decode()
    assert 'action="/you/"' in text
    assert "Inés &lt;b&gt; Typed" in text
    assert "csrfmiddlewaretoken" in text
    ines.user.refresh_from_db()
    assert "Typed" not in ines.user.name, "opening it sends nothing"


@pytest.mark.django_db
def test_nobody_else_opens_what_somebody_typed(browse, ines, dora, otto):
    kept = late(browse(ines))
    for other in (dora, otto):
        page = browse(other).post("/account/late/", {"late": kept})
        assert page.status_code == 403
        assert "Typed" not in page.content.decode()
    for forged in ("", "x", kept[:-8] + "AAAAAAA="):
        assert browse(ines).post("/account/late/", {"late": forged}).url == "/"
    with after(13 * 60 + 31):
        assert stepup.opened_late_form(kept) is None


@pytest.mark.django_db
def test_what_another_site_sends_is_not_kept(ines):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ines.user)
    with after(31):
        answer = client.post("/you/", {"name": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_the_database_opens_no_session(browse, ines):
    client = Client()
    client.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
    key = client.session.session_key
    change_session(client, secret_of_a_form="totp-seed")
    row = sessions.Session.objects.get()
    listed = UserSession.objects.get()
    assert row.session_key == listed.session_key == sessions.stored_key(key)
    assert key not in row.session_key + row.session_data + repr(listed.__dict__)
    assert sessions.db.SessionStore().decode(row.session_data) == {}, "sealed"
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert thief.get("/you/").status_code == 302


@pytest.mark.django_db
def test_a_row_copied_over_another_opens_nothing(browse, ines, stella):
    mine, theirs = browse(ines), browse(stella)
    rows = sessions.Session.objects
    of_stella = rows.get(pk=sessions.stored_key(theirs.session.session_key))
    rows.filter(pk=sessions.stored_key(mine.session.session_key)).update(
        session_data=of_stella.session_data
    )
    assert mine.get("/you/").status_code == 302
    assert theirs.get("/you/").status_code == 200


@pytest.mark.django_db
def test_a_session_of_before_is_over(ines):
    client = Client()
    before = sessions.db.SessionStore()
    before["_auth_user_id"] = str(ines.user.pk)
    before.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before.session_key
    assert client.get("/you/").status_code == 302


@pytest.mark.django_db
def test_a_new_password_by_a_link_ends_what_is_listed(browse, stella, ines):
    from portal.actions import recovery
    from portal.tenancy import acting_for

    theirs = Client()
    theirs.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
    with acting_for(stella.organisation):
        _membership, link = recovery.reset_link(ines.membership.pk, by=stella.actor)
    new = "a window left open, 2026"
    done = Client().post(f"/reset/{link.secret}/", {"password1": new, "password2": new})
    assert done.status_code == 302
    assert theirs.get("/you/").status_code == 302
    assert not UserSession.objects.filter(user=ines.user).exists()


@pytest.mark.parametrize(
    ("method", "given"),
    [("load", ()), ("exists", ("key",)), ("create", ()), ("save", (True,)), ("delete", ("key",))],
)
def test_what_does_not_wait_asks_as_what_waits(monkeypatch, method, given):
    """The ways that look a session up by its digest, and no way of Django's own beside them."""
    asked = []

    def answer(_store, *arguments):
        asked.append(arguments)
        return method

    monkeypatch.setattr(sessions.SessionStore, method, answer)
    waiting = getattr(sessions.SessionStore("key"), f"a{method}")
    # A thread without a loop: a browser may be driven by one in this.
    with ThreadPoolExecutor(1) as apart:
        told = apart.submit(asyncio.run, waiting(*given)).result()
    assert asked == [given]
    assert told == (method if method in {"load", "exists"} else None)
