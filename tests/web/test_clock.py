"""A clock that jumps: nobody is locked out for good, nothing due waits for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from portal import acting, bells, clock, limits, sessions
from portal.actions import tokens
from portal.enums import Role
from portal.models import Bell
from portal.sessions import Rule
from portal.tenancy import acting_for, new_id
from tests import cast

YEAR = timedelta(days=365)


@pytest.fixture
def member(db: None) -> cast.Member:
    return cast.member(cast.organisation("University A"), "Stella Steward", Role.STEWARD)


@override_settings(RATE_LIMITS_OBLIGATORY=True)
@pytest.mark.django_db
def test_a_limit_met_by_a_clock_in_the_future_does_not_last_until_then() -> None:
    with clock.set_to(clock.now() + YEAR):
        for _try in range(6):
            limits.take("sign_in", "198.51.100.7", "ines@a.example")
        assert limits.take("sign_in", "198.51.100.7", "ines@a.example")
    assert limits.take("sign_in", "198.51.100.7", "ines@a.example") is None
    # A window that has just begun is no such window: nobody gets around it.
    for _try in range(4):
        limits.take("sign_in", "198.51.100.7", "ines@a.example")
    assert limits.take("sign_in", "198.51.100.7", "ines@a.example")


@pytest.mark.django_db
def test_a_bell_of_a_clock_in_the_future_is_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its message was lost as well; the sweeper does not wait for the year to pass."""
    monkeypatch.setitem(bells.TASKS, "test", "test.task")
    organisation = cast.organisation("University A")
    with acting_for(organisation):
        far, soon = new_id(), new_id()
        bells.ring_later("test", far)
        bells.ring_later("test", soon)
        Bell.objects.filter(subject=far).update(due_at=datetime.now(UTC) + YEAR)
        Bell.objects.filter(subject=soon).update(due_at=datetime.now(UTC) + bells.LONGEST_LEASE)
    claimed = {subject for _kind, subject, _owner, _at in bells.claim_due()}
    assert far in claimed
    assert soon not in claimed


def test_a_session_begun_in_the_future_counts_from_now() -> None:
    now, rule = clock.now(), Rule.of(None)
    session: dict[str, float] = {}
    with clock.set_to(now + YEAR):
        sessions.started(session)
    assert sessions.why_over(session, rule) == ""
    # The clock goes on from there: the session does end.
    with clock.set_to(now + YEAR + rule.at_all + timedelta(minutes=1)):
        assert sessions.why_over(session, rule)


@pytest.mark.django_db
def test_a_jump_ahead_signs_out_and_destroys_nothing(member: cast.Member) -> None:
    client = Client()
    client.force_login(member.user)
    assert client.get(reverse("portal:you")).status_code == 200
    with clock.set_to(clock.now() + YEAR):
        away = client.get(reverse("portal:you"))
        assert away.status_code == 302
        assert "login" in away.headers["Location"]
    client.force_login(member.user)
    assert client.get(reverse("portal:you")).status_code == 200


@pytest.mark.django_db
def test_a_token_that_a_jump_ended_lives_again_when_the_clock_is_right(
    member: cast.Member,
) -> None:
    """Reading that it has ended writes nothing."""
    ends = clock.now() + timedelta(days=30)
    with acting_for(member.organisation, user=member.user.pk):
        _token, secret = tokens.create(by=member.actor, name="Import", expires_at=ends)
    with clock.set_to(clock.now() + YEAR):
        assert acting.by_token(secret) is None
    assert acting.by_token(secret) is not None
