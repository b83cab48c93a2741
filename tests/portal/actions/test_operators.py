"""Operators come by a link made on the server and belong to no organisation."""

from datetime import timedelta

import pytest

from portal import clock
from portal.actions import operators
from portal.authority import Refused
from portal.models import OperatorLink, User
from tests import cast

pytestmark = pytest.mark.django_db


def become(link, email="op@run.example"):
    return operators.become(link.secret, email=email, name="Oda", password=cast.PASSWORD)


def test_the_link_makes_one_operator(db):
    link = operators.make_link()
    user = become(link)
    assert user.is_operator
    assert operators.exists()
    with pytest.raises(Refused, match="no longer valid"):
        become(link, "second@run.example")
    assert link.secret not in str(OperatorLink.objects.values().get())


def test_the_address_of_the_link_wins(db):
    user = become(operators.make_link(email="Named@run.example"), "other@run.example")
    assert user.email == "named@run.example"


def test_a_newer_link_ends_the_earlier(db):
    old = operators.make_link()
    operators.make_link()
    with pytest.raises(Refused):
        become(old)


def test_a_link_lapses(db):
    link = operators.make_link()
    with clock.set_to(clock.now() + timedelta(hours=49)), pytest.raises(Refused):
        become(link)


def test_a_member_does_not_become_operator(ines):
    with pytest.raises(Refused, match="not members"):
        become(operators.make_link(), ines.user.email)
    assert not User.objects.get(pk=ines.user.pk).is_operator


def test_an_operator_who_lost_access_gets_a_new_password(olga):
    user = operators.become(
        operators.make_link().secret, email=olga.email, name="Olga", password="quite another one"
    )
    assert user == olga
    assert user.check_password("quite another one")


def test_operators_hold_no_permission_inside_organisations(olga):
    assert {str(p) for p in operators.actor(olga).permissions} == {"operate"}
