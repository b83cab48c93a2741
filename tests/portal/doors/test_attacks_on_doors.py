"""The doors as somebody sees them who has a password, a cookie or a token that is not theirs."""

import pytest
from django.test import Client

from portal.actions import members, tokens
from portal.enums import Role
from portal.models import Membership
from portal.tenancy import acting_for
from tests import cast
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db


def a_token(who) -> dict[str, str]:
    from datetime import timedelta

    from portal import clock

    with acting_for(who.organisation):
        _row, secret = tokens.create(
            by=who.actor, name="night", expires_at=clock.now() + timedelta(days=9)
        )
    return {"Authorization": f"Bearer {secret}"}


def test_a_factor_that_one_organisation_wants_is_no_way_round_through_another(
    strict, browse, stella, university_b
):
    with acting_for(university_b):
        there = Membership.objects.create(
            user=stella.user, roles=[Role.OFFICER], owner=university_b
        )
    client = browse(stella)
    key = a_token(stella)
    assert client.get("/members/").url == "/account/second-factor/"
    client.post("/switch/", {"membership": there.pk})
    assert client.get("/partnerships/").status_code == 200, "there it is not wanted"
    assert client.get("/members/").status_code == 403
    assert client.get("/api/v1/partnerships/").json()["results"] == []
    client.post("/switch/", {"membership": stella.membership.pk})
    for address in ("/members/", "/partnerships/", "/record/", "/search/?q=x"):
        assert client.get(address).url == "/account/second-factor/"
    assert client.get("/api/v1/partnerships/").status_code == 403
    assert client.get("/api/v1/schema/").status_code == 403
    assert Client().get("/api/v1/partnerships/", headers=key).status_code == 403


def test_who_was_removed_a_second_ago_does_nothing_more(browse, stella, ines):
    client, key = browse(ines), a_token(ines)
    assert client.get("/partnerships/").status_code == 200
    assert Client().get("/api/v1/partnerships/", headers=key).status_code == 200
    with acting_for(stella.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    assert client.get("/partnerships/").status_code in {302, 403}
    assert client.post("/partnerships/new/", {"title": "x"}).status_code in {302, 403}
    assert client.get("/api/v1/partnerships/").status_code in {401, 403}
    assert Client().get("/api/v1/partnerships/", headers=key).status_code == 401


def test_a_stolen_cookie_gets_no_way_in_of_its_own(strict, browse, ines, stale):
    thief = browse(ines)
    stale(thief)
    new = "a window left open, 2026"
    for address, typed in (
        (
            "/account/password/change/",
            {"oldpassword": cast.PASSWORD, "password1": new, "password2": new},
        ),
        ("/account/mfa/totp/activate/", {"code": "000000"}),
        ("/account/mfa/passkeys/add/", {"name": "x", "credential": "{}"}),
        ("/account/mfa/recovery-codes/generate/", {}),
    ):
        page = thief.post(address, typed)
        assert "Confirm that it is you" in page.content.decode(), address
    ines.user.refresh_from_db()
    assert ines.user.check_password(cast.PASSWORD)


def test_being_asked_at_one_page_confirms_nothing_for_another(strict, browse, ines, stale):
    """Opening the form of one page, then sending another's: every one asks by itself."""
    client = browse(ines)
    stale(client)
    assert client.get("/tokens/new/").url.startswith("/account/step-up/")
    sent = client.post("/tokens/new/", {"name": "x", "days": 30})
    assert "Confirm that it is you" in sent.content.decode()
    client.post("/account/step-up/", {"way": "password", "password": "wrong", "to": "/tokens/new/"})
    assert client.get("/tokens/new/").status_code == 302
    change_session(client, stepped_up_at="9e99")
    assert client.get("/tokens/new/").status_code == 302, "only an instant confirms"


def test_a_password_alone_opens_nothing_where_a_factor_is_set(strict, ines):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ines.user, generate_totp_secret())
    thief = Client()
    done = thief.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
    assert done.url.startswith("/account/mfa/authenticate/")
    for address in ("/partnerships/", "/you/", "/you/sessions/stay/", "/account/step-up/"):
        assert thief.get(address).url.startswith("/account/login/")
    assert thief.get("/api/v1/partnerships/").status_code in {401, 403}
    for _guess in range(12):
        last = thief.post("/account/mfa/authenticate/", {"code": "000000"})
    assert last.status_code == 429
