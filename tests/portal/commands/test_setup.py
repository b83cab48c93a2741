"""`manage.py setup`: one-time links, nobody by being first, again on request."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.actions import invitations, operators
from portal.models import Organisation
from tests import cast

pytestmark = pytest.mark.django_db

FIRST = {
    "organisation": "Institute of Doors",
    "country": "se",
    "type": "rto",
    "size": "small",
    "steward_email": "sten@doors.example",
}


def run(**options) -> str:
    out = StringIO()
    call_command("setup", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def secret(text: str, page: str) -> str:
    return re.search(rf"/{page}/([\w-]+)/", text)[1]


def test_it_prints_the_operators_link(settings):
    settings.PUBLIC_URL = "https://ajar.example"
    text = run()
    assert "https://ajar.example/operator/" in text
    assert operators.find(secret(text, "operator")).is_open()


def test_again_makes_a_new_link_and_ends_the_old(db):
    old, new = secret(run(), "operator"), secret(run(), "operator")
    assert not operators.find(old).is_open()
    assert operators.find(new).is_open()


def test_with_an_operator_it_needs_again(olga):
    with pytest.raises(CommandError, match="--again"):
        run()
    assert "/operator/" in run(again=True)


def test_it_makes_the_first_organisation_with_its_stewards_link(db):
    text = run(**FIRST)
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.country) == ("Institute of Doors", "research", "SE")
    membership = invitations.accept_as_new(
        secret(text, "invitation"), name="Sten", password=cast.PASSWORD
    )
    assert membership.roles == ["steward"]
    with pytest.raises(CommandError, match="has a steward"):
        run(**FIRST)


def test_a_second_run_renews_the_stewards_link(db):
    old, new = secret(run(**FIRST), "invitation"), secret(run(**FIRST), "invitation")
    assert Organisation.objects.count() == 1
    assert not invitations.find(old).is_open()
    assert invitations.find(new).is_open()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steward_email": ""}, "--steward-email"),
        ({"steward_email": "nonsense"}, "not an e-mail address"),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"type": ""}, "--type and --size"),
        ({"country": "US"}, "Member State"),
        ({"kind": "funder", "type": "", "size": ""}, "no pages"),
    ],
)
def test_wrong_options_are_explained(db, change, words):
    with pytest.raises(CommandError, match=words):
        run(**FIRST | change)
    assert not operators.exists()
