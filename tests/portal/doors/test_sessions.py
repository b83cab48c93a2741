"""Sessions end: idle, after hours, by hand and with the way in that began them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from portal import clock, devices, sessions, upkeep
from portal.enums import Permission
from portal.models import AuditEvent, KnownDevice, SecuritySettings, Tally
from portal.tenancy import acting_for
from tests import cast
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(who, agent: str = FIREFOX, client: Client | None = None) -> Client:
    client = client or Client(headers={"User-Agent": agent})
    done = client.post("/account/login/", {"login": who.user.email, "password": cast.PASSWORD})
    assert done.status_code == 302
    return client


def after(minutes: float):
    return clock.set_to(clock.now() + timedelta(minutes=minutes))


def test_a_session_without_requests_ends_and_leads_back(browse, ines):
    client = browse(ines)
    with after(29):
        assert client.get("/").status_code == 200
    with after(29 + 31):
        answer = client.get("/partnerships/?q=coastal")
        assert answer.url == "/account/login/?next=/partnerships/%3Fq%3Dcoastal"
        assert "away for more than 30 minutes" in client.get(answer.url).content.decode()
        assert client.get("/").status_code == 302, "it is over for good"


def test_a_session_in_use_ends_after_hours(browse, ines):
    client = browse(ines)
    for minutes in range(25, 12 * 60, 25):
        with after(minutes):
            assert client.get("/").status_code == 200
    with after(12 * 60 + 1):
        assert client.get("/").status_code == 302


def test_the_organisation_says_how_long(browse, ines, otto):
    with acting_for(ines.organisation):
        SecuritySettings.objects.create(idle_minutes=10, session_hours=1, by="test")
    client, other = browse(ines), browse(otto)
    with after(11):
        assert client.get("/").status_code == 302
        assert other.get("/").status_code == 200, "another organisation's rule"
    again = browse(ines)
    for minutes in (9, 18, 27, 36, 45, 54):
        with after(minutes):
            assert again.get("/").status_code == 200
    with after(61):
        assert again.get("/").status_code == 302


def test_a_form_that_comes_too_late_leads_back_to_its_page(browse, ines):
    client = browse(ines)
    with after(61):
        answer = client.post("/api/v1/partnerships/", {}, headers={"Referer": "http://testserver/"})
        assert answer.status_code == 401
        grid = {"X-Requested-With": "grid"}
        elsewhere = browse(ines)
    with after(200):
        answer = elsewhere.post(
            "/you/", {}, headers=grid | {"Referer": "https://evil.example/you/"}
        )
        assert answer.url == "/account/login/?next=/"
        again = browse(ines)
    with after(300):
        answer = again.post("/you/", {}, headers=grid | {"Referer": "http://testserver/you/"})
        assert answer.url == "/account/login/?next=/you/"


def test_the_interface_and_fragments_hear_it_in_their_way(browse, ines):
    client, other = browse(ines), browse(ines)
    with after(61):
        answer = client.get("/api/v1/partnerships/")
        assert answer.status_code == 401
        assert "away" in answer.json()["detail"]
        fragment = other.get("/", headers={"HX-Request": "true"})
        assert fragment.headers["HX-Redirect"].startswith("/account/login/")


def test_a_clock_that_was_set_back_ends_nothing(browse, ines):
    client = browse(ines)
    later = (clock.now() + timedelta(days=2)).timestamp()
    change_session(client, started_at=later, seen_at=later)
    assert client.get("/").status_code == 200


def test_operators_and_whoever_belongs_nowhere_have_the_same_rule(browse, olga):
    client = browse(olga)
    with after(61):
        assert client.get("/operations/").status_code == 302
        assert client.get("/operations/").url.startswith("/account/login/")


def test_a_session_in_use_is_noted_once_a_minute(ines, django_assert_num_queries):
    client = signed_in(ines)
    key = sessions.stored_key(client.session.session_key)
    first = UserSession.objects.get(session_key=key).last_seen_at
    client.get("/you/")
    assert UserSession.objects.get(session_key=key).last_seen_at == first
    with after(2):
        client.get("/you/")
    assert UserSession.objects.get(session_key=key).last_seen_at > first


def test_one_sees_and_ends_ones_own_sessions(ines, stella):
    here = signed_in(ines)
    there = signed_in(ines, "Mozilla/5.0 (iPhone) AppleWebKit Version/18 Safari/604.1")
    foreign = signed_in(stella)
    page = here.get("/you/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    rows = {row.session_key: row.pk for row in UserSession.objects.all()}

    def row_of(client):
        return rows[sessions.stored_key(client.session.session_key)]

    here.post(f"/you/sessions/{row_of(foreign)}/end/")
    assert foreign.get("/you/").status_code == 200, "nobody ends another person's"
    here.post(f"/you/sessions/{row_of(there)}/end/")
    assert there.get("/you/").status_code == 302
    here.post(f"/you/sessions/{row_of(here)}/end/")
    assert here.get("/you/").status_code == 200, "the present one is ended by signing out"


def test_all_others_end_at_once(ines):
    here, *others = (signed_in(ines) for _ in range(3))
    here.post("/you/sessions/end-others/")
    assert here.get("/you/").status_code == 200
    assert [other.get("/you/").status_code for other in others] == [302, 302]


def test_a_new_password_ends_the_others(ines):
    here, other = signed_in(ines), signed_in(ines)
    before = list(UserSession.objects.values_list("pk", flat=True))
    new = "a window left open, 2026"
    typed = {"oldpassword": cast.PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", typed).url == "/you/"
    assert here.get("/you/").status_code == 200
    assert other.get("/you/").status_code == 302
    assert not UserSession.objects.filter(pk__in=before).exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_ends_the_others_when_it_comes_and_when_it_goes(ines):
    from tests.portal.views.test_account import activate

    here, other = signed_in(ines), signed_in(ines)
    activate(here)
    assert other.get("/you/").status_code == 302
    assert here.get("/you/").status_code == 200


def test_a_steward_who_takes_a_factor_off_ends_that_members_sessions(browse, stella, ines):
    theirs = signed_in(ines)
    assert browse(stella).post(f"/members/{ines.membership.pk}/second-factor/").status_code == 302
    assert theirs.get("/you/").status_code == 302


def test_nobody_else_sees_when_or_where_somebody_works(browse, stella, ines, olga):
    signed_in(ines)
    for client in (browse(stella), browse(olga)):
        page = client.get("/you/sessions/").content.decode()
        assert "Firefox" not in page
    page = browse(stella).get(f"/members/{ines.membership.pk}/").content.decode()
    assert "Firefox" not in page


def test_a_new_browser_is_told_by_mail_once(ines, settings):
    settings.MAIL_ON = True
    client = signed_in(ines)
    assert [message.to for message in mail.outbox] == [[ines.user.email]]
    text = mail.outbox[0].body
    assert "Firefox on Linux" in text
    assert "/you/sessions/" in text
    client.post("/account/logout/")
    signed_in(ines, client=client)
    assert len(mail.outbox) == 1, "the same browser"
    signed_in(ines)
    assert len(mail.outbox) == 2
    with acting_for(ines.organisation):
        assert AuditEvent.objects.filter(event="session.new_device").count() == 2


def test_two_people_of_one_browser_share_no_row(ines, stella):
    client = signed_in(ines)
    client.post("/account/logout/")
    signed_in(stella, client=client)
    assert len(set(KnownDevice.objects.values_list("digest", flat=True))) == 2


def test_a_forged_cookie_is_a_new_browser(ines):
    client = signed_in(ines)
    client.post("/account/logout/")
    client.cookies[devices.COOKIE] = "forged:1:x"
    signed_in(ines, client=client)
    assert KnownDevice.objects.count() == 2


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.5", "An unknown browser"),
        ("", "An unknown browser"),
        ("<script>alert(1)</script>", "An unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(agent, label):
    assert devices.label_of(agent) == label


def test_what_is_over_is_cleared(ines):
    signed_in(ines)
    Tally.objects.create(key="x" * 64, until=clock.now() - timedelta(seconds=1), count=3)
    with after(13 * 60):
        assert upkeep.clear() == 2
    assert not Session.objects.exists()
    with after(60 * 24 * 400):
        upkeep.clear()
    assert not KnownDevice.objects.exists()


def test_stewards_set_the_rules(browse, stella, ines):
    client = browse(stella)
    assert client.get("/settings/security/").status_code == 200
    typed = {
        "idle_minutes": 4,
        "session_hours": 25,
        "markings": "X" * 61,
        "failures_told": 4,
    }
    errors = client.post("/settings/security/", typed).context["form"].errors
    assert set(errors) == {*typed, "password_sign_in"}
    typed = {
        "idle_minutes": 15,
        "session_hours": 8,
        "password_sign_in": "on",
        "failures_told": 3,
        "markings": "HOUSE SECRET\n\n HOUSE SECRET \nNUR FÜR UNS",
        "classified_channel": "Ring the registry",
    }
    assert client.post("/settings/security/", typed).url == "/settings/security/"
    with acting_for(stella.organisation):
        row = SecuritySettings.objects.get()
        event = AuditEvent.objects.get(event="security.settings_changed")
    assert row.markings == ["HOUSE SECRET", "NUR FÜR UNS"]
    assert row.failures_told == 3
    assert "HOUSE SECRET" not in str(event.detail)
    assert client.get("/you/").context["acting"].security.idle_minutes == 15
    assert browse(ines).get("/settings/security/").status_code == 403


def test_a_house_can_let_its_members_in_through_its_own_sign_in_alone(browse, ines, stella):
    from portal.models import IdentityProvider
    from portal.models.door import digest_of

    with acting_for(ines.organisation):
        row = SecuritySettings.objects.create(password_sign_in=False, by="test")
    client = browse(ines)
    assert client.get("/").status_code == 200, "no provider in use: the rule binds nobody"
    with acting_for(ines.organisation):
        IdentityProvider.objects.create(
            key="k", digest=digest_of("provider:k"), name="Sign-in", protocol="oidc",
            preset="plain", state="live", entity_id="https://id.example", by="test",
        )  # fmt: skip
    assert client.get("/").url == "/account/other-way/"
    assert "own sign-in alone" in client.get("/account/other-way/").content.decode()
    assert client.get("/api/v1/partnerships/").status_code == 403
    assert browse(stella).get("/").status_code == 200, "stewards keep a way of their own"
    change_session(client, bound=str(ines.organisation.pk))
    assert client.get("/").status_code == 200
    assert row.password_sign_in is False


def test_the_rules_of_a_session_need_a_right_that_stewards_have(stella, ines):
    assert Permission.MANAGE_SIGN_IN in stella.membership.permissions
    assert Permission.MANAGE_SIGN_IN not in ines.membership.permissions
    assert (sessions.IDLE_MINUTES, sessions.SESSION_HOURS) == (30, 12), "as ASVS asks at level 2"


def test_whoever_holds_a_link_needs_no_session(browse, ines):
    """A colleague's page is theirs who have the link, also where somebody's session has ended."""
    client = browse(ines)
    with after(61):
        answer = client.get("/ask/colleague_nothing/")
        assert answer.status_code == 410
        assert client.get("/").status_code == 302
