"""Limits hold back who guesses, and never a campus behind one address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client

from portal import clock, limits
from portal.actions import tokens
from portal.models import Tally
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db

CAMPUS = "192.0.2.7"
ELSEWHERE = "198.51.100.9"


def sign_in(email, password=cast.PASSWORD, address=CAMPUS):
    client = Client(REMOTE_ADDR=address)
    return client.post("/account/login/", {"login": email, "password": password})


def succeeds(answer) -> bool:
    return bool(answer.status_code == 302)


def test_a_window_is_counted_and_ends(strict):
    limit = limits.LIMITS["sign_in"]
    assert [limits.take("sign_in", "a") for _ in range(limit.amount)] == [None] * limit.amount
    wait = limits.take("sign_in", "a")
    assert wait is not None
    assert 0 < wait.seconds <= limit.seconds
    assert limits.take("sign_in", "b") is None
    assert limits.take("sign_in", "a", "b") is None, "keys are not glued together"
    with clock.set_to(clock.now() + timedelta(seconds=limit.seconds + 1)):
        assert limits.take("sign_in", "a") is None


def test_what_is_stored_tells_neither_who_nor_from_where(strict, ines):
    sign_in(ines.user.email, "wrong password here")
    stored = str(list(Tally.objects.values()))
    assert ines.user.email not in stored
    assert CAMPUS not in stored


def test_three_hundred_people_behind_one_address_sign_in_while_one_is_attacked(
    strict, university_a
):
    people = [cast.member(university_a, f"Person {number}") for number in range(300)]
    victim = people[0].user.email
    for number, who in enumerate(people):
        if number % 10 == 0:
            assert not succeeds(sign_in(victim, f"guess {number} of the password"))
        # One in five mistypes once, as people do.
        if number % 5 == 1:
            assert not succeeds(sign_in(who.user.email, "mistyped password"))
        if number:
            assert succeeds(sign_in(who.user.email)), number
    # The victim is held back where the attack comes from, and still comes in from elsewhere.
    assert "Too many attempts" in sign_in(victim).content.decode()
    assert not succeeds(sign_in(victim))


def test_whoever_is_attacked_from_elsewhere_comes_in(strict, ines):
    for number in range(12):
        sign_in(ines.user.email, f"guess {number}", ELSEWHERE)
    assert succeeds(sign_in(ines.user.email))


def test_a_browser_one_signed_in_with_before_is_not_held_back_by_a_wide_attack(strict, ines):
    """An attack from many addresses slows strangers down, and not who was here before."""
    known = Client(REMOTE_ADDR=CAMPUS)
    given = {"login": ines.user.email, "password": cast.PASSWORD}
    assert succeeds(known.post("/account/login/", given))
    known.post("/account/logout/")
    for number in range(25):
        sign_in(ines.user.email, f"guess {number}", f"203.0.113.{number}")
    assert "Too many attempts" in sign_in(ines.user.email, address="203.0.113.99").content.decode()
    assert succeeds(known.post("/account/login/", given))


def test_known_and_unknown_accounts_are_held_back_alike(strict, ines, settings):
    def tries(email):
        return [sign_in(email, "wrong password here").content.count(b"Too many") for _ in range(7)]

    assert tries(ines.user.email) == tries("nobody@nowhere.example") == [0] * 5 + [1, 1]


def test_success_is_given_back(strict, ines):
    for _time in range(30):
        assert succeeds(sign_in(ines.user.email))
    assert not Tally.objects.filter(count__gt=0).exists()


def test_a_refusal_does_not_take_the_count_back(strict, browse, dora):
    """Counted before the member's transaction, which a refusal undoes."""
    client = browse(dora)
    limit = limits.LIMITS["export"]
    for _time in range(limit.amount):
        refused = client.get("/partnerships/export/?format=nothing")
        assert refused.status_code == 403
    answer = client.get("/partnerships/export/?format=nothing")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= limit.seconds
    assert "once more" in answer.content.decode()
    assert client.get("/partnerships/").status_code == 200, "nothing else is held back"


def test_it_is_counted_before_anybody_acts(strict, monkeypatch, browse, ines):
    order = []
    real = limits.take
    monkeypatch.setattr(limits, "take", lambda *a: order.append("count") or real(*a))
    import portal.middleware as middleware

    opened = middleware.acting_for
    monkeypatch.setattr(
        middleware, "acting_for", lambda *a, **k: order.append("act") or opened(*a, **k)
    )
    browse(ines).get("/partnerships/export/?format=nothing")
    assert order[:2] == ["count", "act"]


def test_a_token_is_held_back_by_itself(strict, ines, dora, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "api_token", limits.Limit(3, 60))
    with acting_for(ines.organisation, user=ines.user.pk):
        soon = clock.now() + timedelta(days=9)
        _one, secret = tokens.create(by=ines.actor, name="one", expires_at=soon)
        _two, other = tokens.create(by=ines.actor, name="two", expires_at=soon)
    ask = Client(headers={"Authorization": f"Bearer {secret}"})
    assert [ask.get("/api/v1/partnerships/").status_code for _ in range(3)] == [200] * 3
    answer = ask.get("/api/v1/partnerships/")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "seconds" in answer.json()["detail"]
    another = Client(headers={"Authorization": f"Bearer {other}"})
    assert another.get("/api/v1/partnerships/").status_code == 200


def test_a_session_is_held_back_at_the_interface(strict, browse, ines, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "api_session", limits.Limit(2, 60))
    client = browse(ines)
    codes = [client.get("/api/v1/partnerships/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.get("/partnerships/").status_code == 200


def test_guessing_tokens_is_held_back_by_address(strict, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "api_address", limits.Limit(2, 60))

    def guess(address):
        client = Client(REMOTE_ADDR=address, headers={"Authorization": "Bearer ajar_guess"})
        return client.get("/api/v1/partnerships/").status_code

    assert [guess(CAMPUS) for _ in range(3)] == [401, 401, 429]
    assert guess(ELSEWHERE) == 401


def test_guessing_links_is_held_back_and_colleagues_are_not(strict, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "link", limits.Limit(2, 60))

    def look(secret):
        return Client(REMOTE_ADDR=CAMPUS).get(f"/reset/{secret}/").status_code

    assert [look("reset_one") for _ in range(3)] == [410, 410, 429]
    assert look("reset_two") == 410, "another link, from the same campus"


def test_uploads_are_counted_when_they_are_sent(strict, browse, ines, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "upload", limits.Limit(2, 60))
    client = browse(ines)
    assert client.get("/imports/new/").status_code == 200
    codes = [client.post("/imports/new/", {}).status_code for _ in range(3)]
    assert codes[2] == 429
    assert 429 not in codes[:2]
    assert client.get("/imports/new/").status_code == 200, "the page itself opens"


def test_invitations_are_counted_when_they_are_sent(strict, browse, stella, monkeypatch):
    """The page behind an invitation's link tells whether its address has an account."""
    strict.SECOND_FACTOR_OBLIGATORY = strict.STEP_UP_OBLIGATORY = False
    monkeypatch.setitem(limits.LIMITS, "invite", limits.Limit(2, 60))
    client = browse(stella)
    url = "/members/invite/"
    assert client.get(url).status_code == 200
    codes = [client.post(url, {}).status_code for _ in range(3)]
    assert codes[2] == 429
    assert 429 not in codes[:2]
    assert client.get(url).status_code == 200, "the page itself opens"


def test_asking_for_a_new_password_is_held_back_without_telling(strict, ines, settings):
    settings.MAIL_ON = True
    from django.core import mail

    for email in (ines.user.email, "nobody@nowhere.example"):
        mail.outbox.clear()
        answers = {
            Client(REMOTE_ADDR=CAMPUS)
            .post("/account/password/reset/", {"email": email})
            .status_code
            for _ in range(8)
        }
        assert answers == {302}
        assert len(mail.outbox) == limits.LIMITS["recovery"].amount


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_between_processes(strict):
    def take(_number):
        try:
            return limits.take("api_session", "everybody")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(200)))
    assert Tally.objects.get().count == 200


def test_counting_asks_the_database_once(strict, django_assert_num_queries):
    limits.take("api_token", "quick")
    with django_assert_num_queries(1):
        limits.take("api_token", "quick")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_tally")
        assert cursor.fetchone() == (1,)
