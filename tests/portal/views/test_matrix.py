"""The page that says who may what."""

import pytest
from django.urls import reverse

from portal import matrix
from portal.enums import KIND_PERMISSIONS, OrganisationKind, Permission

pytestmark = pytest.mark.django_db
PAGE = reverse("portal:who-may-what")


def test_every_permission_of_a_kind_is_on_its_page(browse, ines):
    for kind in matrix.kinds():
        html = browse(ines).get(PAGE, {"kind": kind.value}).content.decode()
        for permission in KIND_PERMISSIONS[kind]:
            if matrix.roles_with(permission, kind):
                assert str(matrix.WORDS[permission]).replace("’", "’") in html


def test_every_permission_has_words_but_that_of_no_role():
    assert set(Permission) - matrix.WORDS.keys() == {Permission.OPERATE}


def test_it_is_narrowed_by_role_and_by_words(browse, ines):
    client = browse(ines)
    for_decider = client.get(PAGE, {"role": "decider"}).content.decode()
    assert "Decide whatever the outcome" in for_decider
    assert "Invite members" not in for_decider
    found = client.get(PAGE, {"q": "/units/"}).content.decode()
    assert "Name and close units" in found
    assert "Decide whatever the outcome" not in found
    assert "Nothing matches" in client.get(PAGE, {"q": "zzzz"}).content.decode()


@pytest.mark.parametrize("wrong", [{"kind": "funder"}, {"kind": "x"}, {"role": "analyst"}])
def test_what_is_not_there_is_left_out(browse, ines, wrong):
    response = browse(ines).get(PAGE, wrong)
    assert response.status_code == 200
    assert response.context["kind"] == OrganisationKind.RESEARCH
    assert response.context["role"] == ""


def test_operators_read_it_too(browse, olga):
    response = browse(olga).get(reverse("portal:operations-who-may-what"), {"kind": "hub"})
    assert response.status_code == 200
    assert "Adviser" in response.content.decode()


def test_no_statement_is_sent_for_it_but_the_frames(browse, ines, django_assert_max_num_queries):
    client = browse(ines)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
