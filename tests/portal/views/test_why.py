"""The page that explains a refusal: roles, units, factors, stewards; never a row."""

import re
import uuid

import pytest
from django.urls import reverse

from portal.authority import Actor, Refused, require
from portal.enums import Permission, Role
from portal.models import Unit, UnitAssignment
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db
WHY = reverse("portal:why")


def test_a_refusal_keeps_which_permission_was_missing():
    with pytest.raises(Refused) as told:
        require(Actor("Nobody").may(Permission.DECIDE))
    assert told.value.permission is Permission.DECIDE
    with pytest.raises(Refused) as told:
        require(Actor("Nobody", unit_ids=frozenset()).works_on(uuid.uuid4()))
    assert told.value.by_unit
    assert told.value.permission is None


def test_the_page_that_refuses_leads_to_the_reason(browse, ines, stella):
    client = browse(ines)
    refused = client.get(reverse("portal:members"))
    assert refused.status_code == 403
    told = refused.content.decode()
    assert "Invite members, give roles, end memberships" in told, "what it needs stands there"
    assert re.search(r"Your roles here</dt><dd>[^<]*[Oo]fficer", told)
    link = re.search(r'href="(/why/[^"]+)"', told)
    assert link
    page = client.get(link[1].replace("&amp;", "&"))
    html = page.content.decode()
    assert "Your roles don’t include this" in html
    assert "Invite members, give roles, end memberships" in html
    assert "Stella Steward" in html
    assert "/members/" in html


def test_what_no_role_of_this_kind_includes_is_said(browse, ines):
    html = browse(ines).get(WHY, {"needs": "advise"}).content.decode()
    assert "Nobody, in an organisation of this kind" in html
    assert "Advisory hub" in html


def test_units_are_named(browse, ines):
    with acting_for(ines.organisation):
        unit = Unit.objects.create(name="Chemistry")
        UnitAssignment.objects.create(membership=ines.membership, unit=unit)
    html = browse(ines).get(WHY).content.decode()
    assert "Chemistry" in html
    assert "What belongs to another unit is not there for you" in html


def test_a_role_that_is_held_is_not_the_reason(browse, ines):
    html = browse(ines).get(WHY, {"at": "diligence:partnership-list"}).content.decode()
    assert "something else stands in the way" in html


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"at": "no:such"},
        {"at": "x" * 5000},
        {"needs": "operate"},
        {"needs": "'; DROP"},
        {"how": "brew"},
        {"at": "portal:start"},
        {"at": "account_login"},
        {"at": "diligence:decide", "how": "post"},
        {"at": "diligence:appraisal-send"},
    ],
)
def test_whatever_is_asked_is_answered(browse, ines, asked):
    assert browse(ines).get(WHY, asked).status_code == 200


def test_a_foreign_row_and_an_absent_one_are_explained_alike(browse, ines, otto):
    """They stay a 404, whose page leads nowhere; and this page can't be asked about a row."""
    with acting_for(otto.organisation):
        unit = Unit.objects.create(name="Secret unit")
    steward = cast.member(ines.organisation, "Sally Steward", Role.STEWARD)
    client = browse(steward)
    pages = [client.get(reverse("portal:unit", args=[key])) for key in (unit.pk, uuid.uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    assert all("/why/" not in page.content.decode() for page in pages)
    html = client.get(WHY, {"at": "portal:unit", "pk": str(unit.pk)}).content.decode()
    assert "Secret unit" not in html


def test_an_organisation_without_steward_is_told_whom_to_ask(browse, ines):
    assert "Ask the operator" in browse(ines).get(WHY).content.decode()
