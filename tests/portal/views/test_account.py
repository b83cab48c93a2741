"""Signing in: constant answers, second factor from end to end, demonstration and production."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from portal import clock, demo, passwords, rooms
from portal.actions import members, people
from portal.headers import CONTENT_SECURITY_POLICY
from portal.models import AuditEvent, User
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db


def sign_in(client, who, password=cast.PASSWORD, **more):
    return client.post("/account/login/", {"login": who, "password": password} | more)


def test_signing_in_and_out(client, ines):
    assert sign_in(client, ines.user.email.upper()).url == "/"
    assert client.get("/you/").context["acting"].organisation == ines.organisation
    assert client.post("/account/logout/").url == "/account/login/"
    assert client.get("/you/").status_code == 302


def test_signing_in_leads_on_but_never_away(client, ines):
    assert sign_in(client, ines.user.email, next="/you/").url == "/you/"
    client.logout()
    assert sign_in(client, ines.user.email, next="https://evil.example/").url == "/"


def body(answer, *variable):
    text = re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^}]+', "", answer.content.decode()
    )
    for words in variable:
        text = text.replace(words, "…")
    return text


def test_known_and_unknown_addresses_get_one_answer(client, ines):
    known = sign_in(client, ines.user.email, "wrong password here")
    unknown = sign_in(Client(), "nobody@nowhere.example", "wrong password here")
    assert known.status_code == unknown.status_code == 200
    assert body(known, ines.user.email) == body(unknown, "nobody@nowhere.example")
    assert "do not belong together" in known.content.decode()


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("aaaaaaaaaaaa", False),
        ("qwertyuiop12", False),
        ("password1234", False),
        ("q7#Xv!2pZ$k", False),
        ("four grey doors hum", True),
    ],
)
def test_what_is_easy_to_guess_is_no_password(ines, browse, password, accepted):
    """What is said while it is typed, and what the form then does, agree."""
    client = browse(ines)
    told = client.post("/account/password/strength/", {"password1": password})
    assert told.json()["score"] in ({3, 4} if accepted else {0, 1, 2})
    assert ("hard to guess." in told.json()["says"].lower()) is accepted
    assert "no-store" in told["Cache-Control"]
    given = {"oldpassword": cast.PASSWORD, "password1": password, "password2": password}
    page = client.post("/account/password/change/", given)
    ines.user.refresh_from_db()
    assert ines.user.check_password(password) is accepted
    why = "would find this one" if len(password) >= 12 else "at least 12 characters"
    assert accepted or why in page.content.decode()


def test_the_longest_password_is_reckoned_soon_and_for_strangers_too(client, db):
    for password in ("p@ssw0rd" * 16, "4@8({[<369&#!1/|0$5+7%2" * 9, "x" * 100_000, ""):
        told = client.post("/account/password/strength/", {"password1": password})
        assert told.status_code == 200
        assert set(told.json()) == {"score", "says"}
    assert client.get("/account/password/strength/").status_code == 405


def test_no_mixture_of_signs_takes_long(monkeypatch):
    """Every reading of signs as letters is tried: of all kinds at once that takes two seconds."""
    read = []

    def reckon(password, **_options):
        read.append(password)
        return {"score": 4}

    monkeypatch.setattr("zxcvbn.zxcvbn", reckon)
    passwords.strength("4@8({[<369&#!1/|0$5+7%2" * 4)
    assert len(read[0]) == passwords.READ
    assert len(passwords.SIGNS & set(read[0])) == passwords.SIGNS_READ


def test_asking_for_a_new_password_gets_one_answer(client, ines, settings):
    settings.MAIL_ON = True
    known = client.post("/account/password/reset/", {"email": ines.user.email}, follow=True)
    unknown = Client().post(
        "/account/password/reset/", {"email": "nobody@nowhere.example"}, follow=True
    )
    assert body(known) == body(unknown)
    assert known.redirect_chain == unknown.redirect_chain
    assert [m.to for m in mail.outbox] == [[ines.user.email], ["nobody@nowhere.example"]]
    assert "no account" in mail.outbox[1].body


def test_a_failing_mail_server_gives_the_same_answer(client, ines, settings, monkeypatch):
    settings.MAIL_ON = True

    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    answer = client.post("/account/password/reset/", {"email": ines.user.email})
    assert answer.url == "/account/password/reset/done/"


def test_a_new_password_by_mail(client, settings):
    settings.MAIL_ON = True
    settings.PUBLIC_URL = "https://ajar.example"
    user = people.add(email="Nora@new.example", name="Nora", password=cast.PASSWORD)
    client.post("/account/password/reset/", {"email": user.email})
    address = re.search(r"https://ajar\.example(/\S+)", mail.outbox[0].body)[1]
    form = client.get(address, follow=True)
    action = form.redirect_chain[-1][0]
    weak = client.post(action, {"password1": "short", "password2": "short"})
    assert "password1" in weak.context["form"].errors
    endless = "a long story " * 10
    long = client.post(action, {"password1": endless, "password2": endless})
    assert "Use at most 128 characters." in str(long.context["form"].errors["password1"])
    new = "a window left open, 2026"
    done = client.post(action, {"password1": new, "password2": new})
    assert done.url == "/account/password/reset/key/done/"
    assert client.get(done.url).status_code == 200
    assert client.get("/you/").status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert "no longer works" in Client().get(address, follow=True).content.decode()


def test_without_mail_the_page_says_whom_to_ask(client):
    page = client.get("/account/password/reset/").content.decode()
    assert "sends no mail" in page
    assert 'name="email"' not in page


def test_nobody_signs_up(client):
    for answer in (client.get("/account/signup/"), client.get("/account/signup/?next=/")):
        assert "by invitation" in answer.content.decode()
    assert client.post("/account/signup/", {"email": "x@y.example"}).status_code == 405
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["email/", "confirm-email/", "password/set/", "3rdparty/"])
def test_unwanted_pages_of_allauth_are_not_there(ines, browse, address):
    assert browse(ines).get(f"/account/{address}").status_code == 404


def test_too_many_failures_are_stopped(client, ines, settings):
    settings.RATE_LIMITS_OBLIGATORY = True
    for _try in range(5):
        sign_in(client, ines.user.email, "wrong password here")
    assert "Too many attempts" in sign_in(client, ines.user.email).content.decode()


def test_a_password_is_changed(ines, browse):
    client = browse(ines)
    new = "a window left open, 2026"
    wrong = client.post(
        "/account/password/change/",
        {"oldpassword": "not this one", "password1": new, "password2": new},
    )
    assert "oldpassword" in wrong.context["form"].errors
    done = client.post(
        "/account/password/change/",
        {"oldpassword": cast.PASSWORD, "password1": new, "password2": new},
    )
    assert done.url == "/you/"
    assert client.get("/you/").status_code == 200


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def confirm(client):
    """Type the password once more, as pages that protect the account ask."""
    client.post("/account/step-up/", {"way": "password", "password": cast.PASSWORD})


def activate(client) -> str:
    form = client.get("/account/mfa/totp/activate/")
    secret = form.context["form"].secret
    done = client.post("/account/mfa/totp/activate/", {"code": code_of(secret)})
    assert done.url == "/account/mfa/recovery-codes/"
    return secret


def test_a_second_factor_from_end_to_end(client, ines):
    sign_in(client, ines.user.email)
    confirm(client)
    page = client.get("/account/mfa/totp/activate/").content.decode()
    assert "<svg" in page
    assert "data:" not in page
    wrong = client.post("/account/mfa/totp/activate/", {"code": "000000"})
    assert "code" in wrong.context["form"].errors
    secret = activate(client)
    assert "is on" in client.get("/account/mfa/").content.decode()
    shown = client.get("/account/mfa/recovery-codes/")
    codes = shown.context["unused_codes"]
    assert codes[0] in shown.content.decode()
    assert codes[0] not in client.get("/account/mfa/recovery-codes/").content.decode()
    client.logout()
    assert sign_in(client, ines.user.email).url == "/account/mfa/authenticate/"
    assert client.get("/you/").status_code == 302
    assert (
        "code"
        in client.post("/account/mfa/authenticate/", {"code": "000000"}).context["form"].errors
    )
    assert client.post("/account/mfa/authenticate/", {"code": code_of(secret, 1)}).url == "/"
    client.logout()
    sign_in(client, ines.user.email)
    assert client.post("/account/mfa/authenticate/", {"code": codes[0]}).url == "/"
    client.logout()
    sign_in(client, ines.user.email)
    again = client.post("/account/mfa/authenticate/", {"code": codes[0]})
    assert "code" in again.context["form"].errors


def test_new_recovery_codes_and_switching_off(client, ines):
    sign_in(client, ines.user.email)
    confirm(client)
    activate(client)
    before = client.get("/account/mfa/recovery-codes/").context["unused_codes"]
    assert client.get("/account/mfa/recovery-codes/generate/").status_code == 200
    client.post("/account/mfa/recovery-codes/generate/")
    assert client.get("/account/mfa/recovery-codes/").context["unused_codes"] != before
    assert client.get("/account/mfa/totp/deactivate/").status_code == 200
    assert client.post("/account/mfa/totp/deactivate/").url == "/account/mfa/"
    assert "password alone" in client.get("/account/mfa/").content.decode()


def test_protecting_pages_ask_who_it_is_after_a_while(ines, browse):
    client = browse(ines)
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        answer = client.get("/account/mfa/totp/activate/")
        assert answer.url == "/account/step-up/?next=%2Faccount%2Fmfa%2Ftotp%2Factivate%2F"
        assert client.get(answer.url).status_code == 200
        typed = {"way": "password", "to": "/account/mfa/totp/activate/"}
        wrong = client.post("/account/step-up/", typed | {"password": "wrong"})
        assert "password" in wrong.context["form"].errors
        done = client.post("/account/step-up/", typed | {"password": cast.PASSWORD})
        assert done.url == "/account/mfa/totp/activate/"
        assert client.get(done.url).status_code == 200


LOGINS = [{"role": "Research officer", "email": "o@a.ajar-demo.example", "organisation": "Alder"}]


def test_the_demonstration_offers_its_people(client, settings, monkeypatch):
    monkeypatch.setattr(rooms, "registered", lambda hook: iter([lambda: LOGINS]))
    page = client.get("/account/login/").content.decode()
    assert "Research officer, Alder" in page
    assert "?as=o%40a.ajar-demo.example" in page
    filled = client.get("/account/login/?as=o@a.ajar-demo.example").content.decode()
    assert 'value="o@a.ajar-demo.example"' in filled
    assert f'value="{demo.PASSWORD}"' in filled
    other = client.get("/account/login/?as=ines@elsewhere.example").content.decode()
    assert f'value="{demo.PASSWORD}"' not in other
    settings.DEMONSTRATION = False
    assert "Alder" not in client.get("/account/login/").content.decode()


def test_production_refuses_the_people_of_the_demonstration(client, settings):
    user = people.add(
        email="demo@a.example", name="Demo", password=cast.PASSWORD, demonstration=True
    )
    assert sign_in(client, user.email).status_code == 302
    settings.DEMONSTRATION = False
    assert client.get("/you/").status_code == 302, "a session from before ends as well"
    refused = sign_in(Client(), user.email)
    unknown = sign_in(Client(), "nobody@a.example")
    assert body(refused, user.email) == body(unknown, "nobody@a.example")


def test_a_closed_account_does_not_open(client, ines):
    User.objects.filter(pk=ines.user.pk).update(is_active=False)
    assert sign_in(client, ines.user.email).url == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert client.get("/you/").status_code == 302


INLINE = re.compile(r"<[^>]+\s(style|on\w+|hx-on\S*)=|<style|<script(?![^>]*\ssrc=)|[\"'(]data:")


def test_no_page_of_the_account_needs_an_exception_from_the_policy(client, stella):
    sign_in(client, stella.user.email)
    confirm(client)
    activated = [
        "/you/",
        "/account/password/change/",
        "/account/mfa/",
        "/account/mfa/totp/activate/",
        "/members/",
        "/members/invite/",
        "/units/",
        "/settings/",
        "/tokens/",
        "/tokens/new/",
        "/about/",
        "/accessibility/",
        "/account/logout/",
    ]
    for address in activated:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        found = INLINE.search(answer.content.decode())
        assert found is None, f"{address}: {found}"
    activate(client)
    for address in (
        "/account/mfa/",
        "/account/mfa/recovery-codes/",
        "/account/mfa/recovery-codes/generate/",
        "/account/mfa/totp/deactivate/",
        "/account/mfa/passkeys/",
        "/account/mfa/passkeys/add/",
        "/account/step-up/",
    ):
        assert INLINE.search(client.get(address).content.decode()) is None, address
    client.logout()
    for address in (
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/x-y/",
        "/account/inactive/",
    ):
        assert INLINE.search(client.get(address).content.decode()) is None, address


def test_the_demonstrations_people_are_offered_once_they_exist(client):
    assert client.get("/account/login/").context["demo_logins"] == []
    first = demo.logins()[0]
    people.add(email=first.email, name=first.name, password=demo.PASSWORD, demonstration=True)
    offered = client.get("/account/login/").context["demo_logins"]
    assert [login["email"] for login in offered] == [first.email]
    assert sign_in(client, first.email, demo.PASSWORD).status_code == 302


def recorded(who):
    with acting_for(who.organisation):
        events = AuditEvent.objects.filter(user_id=who.user.pk).order_by("at", "id")
        return list(events.values_list("event", flat=True))


def test_changes_of_the_way_in_go_on_record(client, ines, otto, django_capture_on_commit_callbacks):
    """Whoever gets hold of a session can't take the second factor off without a trace."""
    sign_in(client, ines.user.email)
    confirm(client)
    with django_capture_on_commit_callbacks(execute=True):
        activate(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/mfa/recovery-codes/generate/")
    client.post("/account/mfa/totp/deactivate/")
    new = "a window left open, 2026"
    client.post(
        "/account/password/change/",
        {"oldpassword": cast.PASSWORD, "password1": new, "password2": new},
    )
    assert set(recorded(ines)) == {
        "session.new_device",
        "second_factor.added",
        "recovery_codes.added",
        "recovery_codes.renewed",
        "second_factor.removed",
        "recovery_codes.removed",
        "password.changed",
    }
    assert recorded(otto) == []


def test_former_organisations_are_not_told(ines, stella, browse):
    with acting_for(stella.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    new = "a window left open, 2026"
    changed = browse(ines).post(
        "/account/password/change/",
        {"oldpassword": cast.PASSWORD, "password1": new, "password2": new},
    )
    assert changed.url == "/you/"
    assert recorded(ines) == []
