"""Who is told when a door is tried or changed: once, without secrets, the same for strangers."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import announce, clock, limits, upkeep
from portal.actions import tokens
from portal.enums import Role
from portal.models import AuditEvent, SecuritySettings
from portal.tenancy import acting_for
from tests import cast
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(strict, monkeypatch):
    """Mail on; what the worker would be asked is done at once."""
    strict.MAIL_ON = True
    monkeypatch.setattr(upkeep.warn_of_failures, "delay", upkeep.warn_of_failures)
    monkeypatch.setattr(announce, "after_commit", lambda announcement: announcement())
    monkeypatch.setattr(upkeep, "told_from", lambda: 3)
    monkeypatch.setitem(limits.LIMITS, "failed_domain", limits.Limit(5, 3600))
    return mail.outbox


def fail(email: str, times: int = 1) -> None:
    for _time in range(times):
        Client().post("/account/login/", {"login": email, "password": "not this one"})


def events(who, event: str) -> list[AuditEvent]:
    with acting_for(who.organisation):
        return list(AuditEvent.objects.filter(event=event))


def test_stewards_hear_once_that_an_account_is_tried(sent, ines, stella, otto):
    fail(ines.user.email, 2)
    assert sent == []
    fail(ines.user.email, 3)
    assert [message.to for message in sent] == [[stella.user.email]]
    whole = sent[0].subject + sent[0].body
    assert ines.user.email not in whole
    assert ines.user.name not in whole
    assert "/record/" in whole
    assert len(events(ines, "sign_in.failing")) == 1
    assert events(otto, "sign_in.failing") == []


def test_each_organisation_says_how_many_failures_are_too_many(sent, ines, stella, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(upkeep.warn_of_failures, "delay", upkeep.warn_of_failures)
    monkeypatch.setattr(announce, "after_commit", lambda announcement: announcement())
    with acting_for(ines.organisation):
        assert upkeep.told_from() == 10
        SecuritySettings.objects.create(failures_told=5, by="test")
    fail(ines.user.email, 4)
    assert events(ines, "sign_in.failing") == []
    fail(ines.user.email, 8)
    assert len(events(ines, "sign_in.failing")) == 1


def test_the_organisations_own_address_comes_before_its_stewards(sent, ines, stella):
    with acting_for(ines.organisation):
        SecuritySettings.objects.create(notify_email="soc@university-a.example", by="test")
    fail(ines.user.email, 3)
    assert [message.to for message in sent] == [["soc@university-a.example"]]


def test_a_spray_over_many_accounts_of_one_domain_is_told_once(sent, stella):
    domain = stella.user.email.partition("@")[2]
    for number in range(8):
        fail(f"nobody.{number}@{domain}")
    assert [message.to for message in sent] == [[stella.user.email]]
    (event,) = events(stella, "sign_in.failing")
    assert event.detail == {"domain": f"@{domain}"}


def test_an_account_that_is_not_there_costs_the_same_and_tells_nobody(strict, ines, monkeypatch):
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(upkeep.warn_of_failures, "delay", lambda *each: asked.append(each))
    monkeypatch.setattr(announce, "after_commit", lambda announcement: announcement())
    costs = []
    for email in ("first@elsewhere.example", ines.user.email, "nobody@university-a.example"):
        with CaptureQueriesContext(connection) as queries:
            fail(email, 5)
        costs.append(len(queries))
    assert costs[1] == costs[2]
    assert asked[2:] == [
        (email, failed)
        for email in (ines.user.email, "nobody@university-a.example")
        for failed in (3, 5)
    ]
    assert upkeep.warn_of_failures("nobody@elsewhere.example") == 0


@pytest.fixture
def few(sent, strict, monkeypatch):
    """One export, upload or request of the API, and no more."""
    strict.SECOND_FACTOR_OBLIGATORY = strict.STEP_UP_OBLIGATORY = False
    monkeypatch.setattr(upkeep.tell_security, "delay", upkeep.tell_security)
    for name in ("export", "upload", "api_session", "api_token"):
        monkeypatch.setitem(limits.LIMITS, name, limits.Limit(1, 3600))
    return sent


def read(answer) -> int:
    """To the end: a file is closed then."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/partnerships/export/?format=csv", "export"), ("/api/v1/partnerships/", "api_session")],
)
def test_whoever_does_more_than_people_do_is_told_once(
    few, ines, stella, otto, browse, path, limit
):
    client = browse(ines)
    client.get("/")
    assert read(client.get(path)) == 200
    assert [client.get(path).status_code for _time in range(3)] == [429, 429, 429]
    (event,) = events(ines, "limit.met")
    assert (event.detail, event.by) == ({"limit": limit}, ines.user.get_full_name())
    assert event.user_id == ines.user.pk
    assert events(otto, "limit.met") == []
    assert [message.to for message in few] == [[stella.user.email]]
    assert ines.user.email not in few[0].body


def test_a_token_that_asks_too_much_is_told_to_its_organisation(few, ines, stella):
    with acting_for(ines.organisation):
        until = clock.now() + timedelta(days=30)
        _token, secret = tokens.create(by=ines.actor, name="Night", expires_at=until)
    few.clear()
    headers = {"Authorization": f"Bearer {secret}"}
    codes = [Client().get("/api/v1/partnerships/", headers=headers).status_code for _ in range(3)]
    assert codes == [200, 429, 429]
    assert [event.detail for event in events(ines, "limit.met")] == [{"limit": "api_token"}]
    assert [message.to for message in few] == [[stella.user.email]]


def test_every_failed_try_is_logged_without_saying_whose(strict, ines, caplog):
    for email in (ines.user.email, "nobody@elsewhere.example", ines.user.email):
        fail(email)
    told = [one.getMessage() for one in caplog.records if one.name == "portal.upkeep"]
    assert len(told) == 3
    assert told[0] == told[2] != told[1]
    assert "@" not in "".join(told)


def test_codes_that_fail_count_as_well(sent, ines, stella, browse):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ines.user, generate_totp_secret())
    client = browse(ines)
    change_session(client, stepped_up_at=None, second_factor_set=True)
    for _time in range(3):
        client.post("/account/step-up/", {"way": "code", "code": "000000", "to": "/"})
    assert [message.to for message in sent] == [[stella.user.email]]


def test_a_recovery_code_that_is_used_is_told_to_its_owner(sent, ines):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ines.user, generate_totp_secret())
    codes = RecoveryCodes.activate(ines.user)
    client = Client()
    client.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
    client.post("/account/mfa/authenticate/", {"code": codes.get_unused_codes()[0]})
    subjects = [message.subject for message in sent if message.to == [ines.user.email]]
    assert "A recovery code was used" in subjects
    assert len(events(ines, "recovery_codes.used")) == 1


def test_a_code_that_is_used_a_second_time_is_told_to_its_owner(sent, ines):
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    TOTP.activate(ines.user, secret)

    def sign_in(code: str) -> bool:
        client = Client()
        client.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
        client.post("/account/mfa/authenticate/", {"code": code})
        return "_auth_user_id" in client.session

    def told() -> list[str]:
        subjects = [message.subject for message in sent if message.to == [ines.user.email]]
        return [subject for subject in subjects if "second time" in subject]

    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert not sign_in("000000" if code != "000000" else "111111")
    assert sign_in(code)
    assert told() == []
    assert not sign_in(code)
    assert told() == ["A code was used a second time"]
    assert len(events(ines, "second_factor.used_again")) == 1


def test_a_token_is_told_to_its_maker_without_its_secret(sent, ines, browse):
    client = browse(ines)
    until = (clock.today() + timedelta(days=30)).isoformat()
    page = client.post("/tokens/new/", {"name": "Night", "expires_on": until})
    secret = page.context["secret"]
    told = [message for message in sent if message.subject == "An API token was made"]
    assert [message.to for message in told] == [[ines.user.email]]
    assert secret not in told[0].body
    assert "Night" not in told[0].body


def test_a_factor_taken_off_and_a_link_used_are_told(sent, stella, ines, browse):
    from portal.actions import recovery

    Authenticator.objects.create(user=ines.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    steward = browse(stella)
    change_session(steward, second_factor_set=True)
    Authenticator.objects.create(
        user=stella.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    steward.post(f"/members/{ines.membership.pk}/second-factor/")
    with acting_for(stella.organisation):
        _membership, link = recovery.reset_link(ines.membership.pk, by=stella.actor)
    new = "a window left open, 2026"
    Client().post(f"/reset/{link.secret}/", {"password1": new, "password2": new})
    told = [message.subject for message in sent if message.to == [ines.user.email]]
    assert told == ["Your second factor was taken off", "A new password was set"]


@pytest.mark.django_db(transaction=True)
def test_allauths_own_notices_reach_the_person(sent, ines):
    from tests.portal.views.test_account import activate

    client = Client()
    client.post("/account/login/", {"login": ines.user.email, "password": cast.PASSWORD})
    activate(client)
    new = "a window left open, 2026"
    typed = {"oldpassword": cast.PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", typed)
    client.post("/account/mfa/totp/deactivate/", {})
    assert len([message for message in sent if message.to == [ines.user.email]]) >= 4
    assert new not in "".join(message.body for message in sent)
    assert Role.STEWARD not in ines.membership.roles
