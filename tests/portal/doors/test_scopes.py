"""A token does what its maker ticked, never more than the member, and tells before it ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from portal import clock, policy, upkeep
from portal.actions import tokens
from portal.authority import Refused
from portal.enums import Permission, TokenScope
from portal.models import ApiToken
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db

ABSENT = "018f0000-0000-7000-8000-000000000000"


def caller(who, *scopes) -> Client:
    with acting_for(who.organisation, user=who.user.pk):
        _token, secret = tokens.create(
            by=who.actor,
            name=" ".join(scopes) or "none",
            expires_at=clock.now() + timedelta(days=30),
            scopes=[str(scope) for scope in scopes],
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


WRITES = {
    TokenScope.REGISTER: ("ines", "post", "/api/v1/partnerships/"),
    TokenScope.APPRAISE: ("ines", "post", f"/api/v1/appraisals/{ABSENT}/submit/"),
    TokenScope.ADVISE: ("ada", "post", f"/api/v1/referrals/{ABSENT}/advice/"),
    TokenScope.DECIDE: ("ines", "post", f"/api/v1/appraisals/{ABSENT}/decision/"),
    TokenScope.AUTHOR: ("petra", "post", "/api/v1/drafts/"),
}
"""For each scope that changes something: whose, and what it opens."""


def send(client, method, address):
    return getattr(client, method)(address, data="{}", content_type="application/json")


@pytest.mark.parametrize("scope", WRITES)
def test_a_scope_opens_what_it_says_and_no_other_does(scope, request):
    name, method, address = WRITES[scope]
    who = request.getfixturevalue(name)
    assert send(caller(who, scope), method, address).status_code in {400, 404, 409}
    others = [one for one in policy.scopes_open_to(who.membership.permissions) if one != scope]
    answer = send(caller(who, *others), method, address)
    assert answer.status_code == 403
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("ines", "/api/v1/partnerships/"),
        ("ines", "/api/v1/decisions/"),
        ("ada", "/api/v1/referrals/"),
        ("petra", "/api/v1/drafts/"),
    ],
)
def test_reading_reads_what_the_member_reads_and_writes_nothing(request, who, address):
    client = caller(request.getfixturevalue(who))
    assert client.get(address).status_code == 200
    for _scope, (_who, method, write) in WRITES.items():
        assert send(client, method, write).status_code == 403, write


def test_no_scope_reaches_what_opens_doors():
    reach = frozenset[Permission]().union(*policy.SCOPE_PERMISSIONS.values())
    closed = {
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_TOKENS,
        Permission.MANAGE_SETTINGS,
        Permission.MANAGE_SIGN_IN,
        Permission.MANAGE_PRIVACY,
        Permission.MANAGE_UNITS,
        Permission.VIEW_RECORD,
        Permission.OPERATE,
    }
    assert reach & closed == set()
    assert reach | closed == set(Permission), "every permission is placed"
    every = frozenset(Permission)
    for reading in (True, False):
        assert policy.within_scopes(every, TokenScope.values, reading=reading) & closed == set()


def test_reading_never_exports():
    every = frozenset(Permission)
    read = policy.within_scopes(every, ["read"], reading=True)
    assert Permission.EXPORT not in read
    assert Permission.ADVISE in read
    assert Permission.ADVISE not in policy.within_scopes(every, ["read"], reading=False)
    assert policy.within_scopes(every, [], reading=True) == frozenset()


def test_nobody_gives_a_token_more_than_they_hold(ines):
    with pytest.raises(Refused, match="does not include this"):
        caller(ines, TokenScope.ADVISE)
    with acting_for(ines.organisation):
        assert not ApiToken.objects.exists()


def test_a_role_taken_away_is_taken_from_the_token(ines):
    client = caller(ines, TokenScope.REGISTER)
    with acting_for(ines.organisation):
        type(ines.membership).objects.filter(pk=ines.membership.pk).update(roles=["decider"])
    assert send(client, "post", "/api/v1/partnerships/").status_code == 403


def test_the_form_offers_what_the_member_may_and_always_reads(browse, ines):
    client = browse(ines)
    form = client.get("/tokens/new/").context["form"]
    offered = [value for value, _label in form.fields["scopes"].choices]
    assert offered == ["register", "appraise", "decide", "export"]
    given = {
        "name": "Grants",
        "expires_on": str(clock.today() + timedelta(days=9)),
        "scopes": ["register"],
    }
    made = client.post("/tokens/new/", given)
    assert made.context["secret"]
    assert "advise" in str(client.post("/tokens/new/", given | {"name": "x", "scopes": ["advise"]}).context["form"].errors)  # fmt: skip  # noqa: E501
    with acting_for(ines.organisation):
        assert ApiToken.objects.get().scopes == ["read", "register"]
    page = client.get("/tokens/").content.decode()
    assert "Read, Register partnerships" in page


def test_its_maker_is_told_fourteen_and_three_days_ahead(ines, settings):
    settings.MAIL_ON = True
    start = clock.now()
    caller(ines)
    told = []
    for day in range(32):
        with clock.set_to(start + timedelta(days=day)):
            if upkeep.warn_tokens():
                told.append(30 - day)
    assert told == [14, 3]
    assert {message.to[0] for message in mail.outbox} == {ines.user.email}
    assert "/tokens/" in mail.outbox[0].body


def test_a_warning_that_could_not_be_sent_is_tried_the_next_day(ines, settings):
    caller(ines)
    with clock.set_to(clock.now() + timedelta(days=17)):
        assert upkeep.warn_tokens() == 0, "no mail here"
    settings.MAIL_ON = True
    with clock.set_to(clock.now() + timedelta(days=18)):
        assert upkeep.warn_tokens() == 1


def test_revoked_tokens_and_those_who_left_are_not_told(ines, settings):
    settings.MAIL_ON = True
    caller(ines)
    with acting_for(ines.organisation):
        type(ines.membership).objects.filter(pk=ines.membership.pk).update(
            active=False, ended_at=clock.now()
        )
    with clock.set_to(clock.now() + timedelta(days=17)):
        assert upkeep.warn_tokens() == 0
