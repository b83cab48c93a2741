"""No role logs in to an empty portal: where a role's rooms are not built, there is no login."""

import pytest

from portal import policy
from portal.enums import KIND_ROLES, ROLE_PERMISSIONS, OrganisationKind, Role, roles_open_to
from tests import cast

pytestmark = pytest.mark.django_db

OPEN = [(kind, role) for kind, roles in KIND_ROLES.items() for role in roles]


def _organisation(kind):
    research = kind == OrganisationKind.RESEARCH
    more = {} if research else {"type": "", "size_band": ""}
    country = "" if kind == OrganisationKind.COMMISSION else "NL"
    return cast.organisation(f"Some {kind}", kind=kind, country=country, **more)


@pytest.mark.parametrize(("kind", "role"), OPEN)
def test_every_role_one_can_be_invited_to_has_pages(kind, role, browse):
    member = cast.member(_organisation(kind), f"Some {role}", role)
    client = browse(member)
    start = client.get("/")
    assert start.status_code == 200
    items = start.context["navigation"]
    assert items, f"{role} has nothing to go to"
    for item in items:
        assert client.get(item["url"], follow=True).status_code == 200, item["url"]


@pytest.mark.parametrize("role", Role)
def test_a_role_is_open_exactly_where_it_has_rooms(role):
    assert (role in ROLE_PERMISSIONS) == any(role in roles for roles in KIND_ROLES.values())


@pytest.mark.parametrize("kind", OrganisationKind)
def test_kinds_without_rooms_take_no_members(kind):
    verdict = policy.may_have_members(_organisation(kind))
    assert bool(verdict) == bool(roles_open_to(kind))
    if not verdict:
        assert "empty portal" in verdict.reason
