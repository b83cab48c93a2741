"""Ways back in, and who may open them."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import Http404

from portal import clock
from portal.actions import members, operators, recovery
from portal.authority import Refused
from portal.models import AuditEvent, Membership, ResetLink
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "another way through the door"


def link_for(who, by):
    with acting_for(by.organisation, user=by.user.pk):
        _membership, link = recovery.reset_link(who.membership.pk, by=by.actor)
    return link


def test_a_steward_makes_a_link_that_works_once(stella, ines):
    link = link_for(ines, stella)
    user = recovery.use(link.secret, password=NEW)
    assert user == ines.user
    ines.user.refresh_from_db()
    assert ines.user.check_password(NEW)
    with pytest.raises(Refused, match="no longer valid"):
        recovery.use(link.secret, password="something else entirely")
    with acting_for(stella.organisation):
        recorded = list(AuditEvent.objects.order_by("at").values_list("event", flat=True))
    assert recorded == ["reset_link.made", "reset_link.used"]


def test_a_newer_link_ends_the_earlier(stella, ines):
    old, new = link_for(ines, stella), link_for(ines, stella)
    assert recovery.find(old.secret) is None
    assert recovery.find(new.secret).is_open()


def test_a_link_lapses_after_a_day(stella, ines):
    link = link_for(ines, stella)
    with clock.set_to(clock.now() + timedelta(hours=25)), pytest.raises(Refused):
        recovery.use(link.secret, password=NEW)


def test_only_the_digest_is_stored(stella, ines):
    link = link_for(ines, stella)
    with acting_for(stella.organisation):
        assert link.secret not in str(ResetLink.objects.values().get())


def test_an_unknown_link_is_not_found():
    with pytest.raises(Http404):
        recovery.use("reset_guessed", password=NEW)


@pytest.mark.parametrize("active", [True, False])
def test_a_person_known_elsewhere_is_helped_by_the_operator_alone(stella, ines, otto, olga, active):
    with acting_for(otto.organisation):
        Membership.objects.create(
            user=ines.user,
            roles=["officer"],
            active=active,
            ended_at=None if active else clock.now(),
        )
    with pytest.raises(Refused, match="operator"):
        link_for(ines, stella)
    link = recovery.help_in(ines.user, by=operators.actor(olga), second_factor=False)
    assert recovery.use(link.secret, password=NEW) == ines.user
    for organisation in (stella.organisation, otto.organisation):
        with acting_for(organisation):
            entry = AuditEvent.objects.get(event="member.helped_in")
            assert entry.by == "Olga Operator (operator)"


def test_an_ended_member_gets_no_link(stella, ines):
    with acting_for(stella.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    with pytest.raises(Refused, match="ended"):
        link_for(ines, stella)


def test_officers_make_no_links(stella, ines):
    with pytest.raises(Refused):
        link_for(stella, ines)


def test_members_of_other_organisations_are_not_there(stella, otto):
    with pytest.raises(Http404):
        link_for(otto, stella)


def test_a_lost_second_factor_is_taken_off(stella, ines):
    TOTP.activate(ines.user, generate_totp_secret())
    RecoveryCodes.activate(ines.user)
    assert recovery.has_second_factor(ines.user)
    with acting_for(stella.organisation):
        recovery.remove_second_factor(ines.membership.pk, by=stella.actor)
        assert AuditEvent.objects.filter(event="member.second_factor_removed").exists()
    assert not Authenticator.objects.filter(user=ines.user).exists()


def test_the_operator_helps_members_only(olga, ines):
    by = operators.actor(olga)
    with pytest.raises(Refused, match="on the server"):
        recovery.help_in(olga, by=by, second_factor=False)
    with pytest.raises(Refused, match="operators"):
        recovery.help_in(ines.user, by=ines.actor, second_factor=False)


def test_the_operator_takes_the_second_factor_off_when_asked(olga, ines):
    TOTP.activate(ines.user, generate_totp_secret())
    recovery.help_in(ines.user, by=operators.actor(olga), second_factor=False)
    assert recovery.has_second_factor(ines.user)
    recovery.help_in(ines.user, by=operators.actor(olga), second_factor=True)
    assert not recovery.has_second_factor(ines.user)
    ines.user.refresh_from_db()
    assert ines.user.check_password(cast.PASSWORD)


def test_a_kept_link_opens_no_other_organisations_door(stella, ines, otto):
    """A steward makes a link, keeps it, and the member joins elsewhere before it lapses."""
    link = link_for(ines, stella)
    with acting_for(otto.organisation):
        Membership.objects.create(user=ines.user, roles=["officer"])
    with pytest.raises(Refused, match="another organisation"):
        recovery.use(link.secret, password=NEW)
    ines.user.refresh_from_db()
    assert not ines.user.check_password(NEW)


def test_a_kept_link_ends_with_the_membership(stella, ines):
    link = link_for(ines, stella)
    with acting_for(stella.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    with pytest.raises(Refused, match="ended"):
        recovery.use(link.secret, password=NEW)
