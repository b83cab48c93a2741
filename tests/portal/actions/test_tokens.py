"""API tokens: bound to a member and an organisation, shown once, revocable."""

from datetime import timedelta

import pytest
from django.http import Http404

from portal import acting, authority, clock
from portal.actions import tokens
from portal.authority import Refused
from portal.models import ApiToken
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db


def made(who, name="Import", days=30):
    with acting_for(who.organisation):
        return tokens.create(by=who.actor, name=name, expires_at=clock.now() + timedelta(days=days))


def test_a_token_is_found_by_its_secret_and_stored_as_digest(ines):
    token, secret = made(ines)
    found = acting.by_token(secret)
    assert found == token
    assert (found.owner_id, found.membership_id) == (ines.organisation.pk, ines.membership.pk)
    with acting_for(ines.organisation):
        assert secret not in str(ApiToken.objects.values().get())


def test_a_token_ends_by_day_or_by_revocation(ines):
    token, secret = made(ines)
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert acting.by_token(secret) is None
    with acting_for(ines.organisation):
        tokens.revoke(token.pk, by=ines.actor)
    assert acting.by_token(secret) is None


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_token_lasts_between_now_and_a_year(ines, days):
    with pytest.raises(Refused, match="one year"):
        made(ines, days=days)


def test_names_are_unique_among_open_tokens(ines):
    token, _secret = made(ines)
    with pytest.raises(Refused, match="name"):
        made(ines)
    with acting_for(ines.organisation):
        tokens.revoke(token.pk, by=ines.actor)
    made(ines)


def test_members_revoke_their_own_and_stewards_any(ines, stella, otto):
    own, _secret = made(ines)
    stewards, _secret = made(stella)
    foreign, _secret = made(otto)
    with acting_for(ines.organisation):
        with pytest.raises(Http404):
            tokens.revoke(stewards.pk, by=ines.actor)
        with pytest.raises(Http404):
            tokens.revoke(foreign.pk, by=stella.actor)
        assert tokens.revoke(own.pk, by=stella.actor).revoked_at is not None


def test_the_product_itself_has_no_tokens(ines):
    with acting_for(ines.organisation), pytest.raises(Refused, match="members"):
        tokens.create(
            by=authority.product("task"), name="x", expires_at=clock.now() + timedelta(days=1)
        )


def test_a_token_opens_the_interface_only_while_its_member_may_enter(ines, client, settings):
    _token, secret = made(ines)

    def ask() -> int:
        header = {"Authorization": f"Bearer {secret}"}
        return client.get("/api/v1/nothing-here/", headers=header).status_code

    assert ask() == 404, "let in, and nothing there"
    type(ines.user).objects.filter(pk=ines.user.pk).update(demonstration=True)
    assert ask() == 404
    settings.DEMONSTRATION = False
    assert ask() == 401
    type(ines.user).objects.filter(pk=ines.user.pk).update(demonstration=False)
    assert ask() == 404
    with acting_for(ines.organisation):
        type(ines.organisation).objects.filter(pk=ines.organisation.pk).update(active=False)
    assert ask() == 401
