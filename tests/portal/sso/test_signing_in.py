"""Coming through an OpenID provider: who is let in, with which roles, into what kind of session."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.enums import Role
from portal.models import AuditEvent, Membership, Organisation, User
from portal.tenancy import acting_for
from tests.portal.sso import setting
from tests.portal.sso.setting import arrive, leave

pytestmark = pytest.mark.django_db

STAFF = {"eduperson_scoped_affiliation": ["staff@university-a.example"]}


def test_somebody_new_gets_an_account_and_no_role(row, them, membership):
    client = Client()
    answer = arrive(client, row, them)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    mine = membership("nora@university-a.example")
    assert (mine.roles, mine.granted, mine.joined_by) == ([], [], "provider")
    assert mine.user.name == "Nora New"
    assert not mine.user.has_usable_password()
    assert client.get("/members/").status_code == 403
    account = SocialAccount.objects.get(user=mine.user)
    assert (account.provider, account.uid, account.extra_data) == (row.key, "nora-1", {})


def test_the_session_is_bound_to_the_organisation(row, them, university_a):
    client = Client()
    arrive(client, row, them, acr="https://refeds.org/profile/mfa")
    session = client.session
    assert session["bound"] == str(university_a.pk)
    assert session["signed_in_by"] == str(row.pk)
    assert session["contexts"] == ["https://refeds.org/profile/mfa"]
    assert "stepped_up_at" not in session


def test_a_request_has_pkce_a_nonce_and_our_own_address(row, them, settings):
    taken = leave(Client(HTTP_HOST="localhost"), row)
    assert taken["code_challenge_method"] == "S256"
    assert len(taken["nonce"]) == 32
    assert taken["redirect_uri"] == f"{settings.PUBLIC_URL}/account/sso/{row.key}/answer/"
    assert "offline_access" not in taken["scope"]


def test_the_code_is_redeemed_with_the_verifier_and_the_secret(row, them):
    arrive(Client(), row, them)
    asked = them.asked[0]
    assert asked["client_secret"] == "the secret"
    assert len(asked["code_verifier"]) >= 43


def test_a_rule_gives_a_role_and_takes_it_back(row, them, rule, membership, university_a):
    rule("staff@university-a.example", "officer")
    arrive(Client(), row, them, **STAFF)
    mine = membership("nora@university-a.example")
    assert (mine.roles, mine.granted) == (["officer"], ["officer"])
    arrive(Client(), row, them, eduperson_scoped_affiliation=["alum@university-a.example"])
    mine = membership(mine.user.email)
    assert (mine.roles, mine.granted) == ([], [])
    with acting_for(university_a):
        told = AuditEvent.objects.filter(event="member.roles_by_claims").order_by("pk")
        assert [each.detail["because"] for each in told] == [
            ["+officer: affiliation is staff@university-a.example"],
            ["-officer: no rule gives it any more"],
        ]


def test_what_was_given_by_hand_stays(row, them, rule, ines, membership):
    rule("staff@university-a.example", "decider")
    email = ines.user.email
    said = {"sub": "ines-1", "email": email}
    arrive(Client(), row, them, **said, **STAFF)
    mine = membership(email)
    assert (mine.roles, mine.granted) == (["officer", "decider"], ["decider"])
    arrive(Client(), row, them, **said)
    mine = membership(mine.user.email)
    assert (mine.roles, mine.granted) == (["officer"], [])


def test_the_last_steward_stays_one(row, them, rule, stella, membership, university_a):
    with acting_for(university_a):
        Membership.objects.filter(pk=stella.membership.pk).update(granted=["steward"])
    answer = arrive(Client(), row, them, sub="stella-1", email=stella.user.email)
    assert answer.status_code == 302
    assert membership(stella.user.email).roles == ["steward"]
    with acting_for(university_a):
        assert AuditEvent.objects.filter(event="member.steward_kept").count() == 1


def test_a_scope_of_somebody_else_is_not_believed(row, them, rule, membership):
    rule("staff@university-b.example", "officer")
    arrive(Client(), row, them, eduperson_scoped_affiliation=["staff@university-b.example"])
    assert membership("nora@university-a.example").roles == []


def test_nobody_known_to_another_organisation_is_linked(
    row, them, otto, university_a, problem, university_b
):
    """Else the operator of A's provider would open B's doors by naming an address."""
    setting.domain(university_a, otto.user.email.partition("@")[2], row)
    client = Client()
    answer = arrive(client, row, them, sub="otto-1", email=otto.user.email)
    assert answer.status_code == 403
    assert problem()[0] == "elsewhere"
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_bound_session_knows_no_other_organisation(row, them, university_b, membership):
    client = Client()
    arrive(client, row, them)
    mine = membership("nora@university-a.example")
    with acting_for(university_b):
        other = Membership.objects.create(user=mine.user, roles=[Role.OFFICER])
    answer = client.post("/switch/", {"membership": str(other.pk)})
    assert answer.status_code == 403
    assert "University B" not in client.get("/you/").content.decode()
    session = client.session
    session["acting"] = [str(other.pk), str(university_b.pk)]
    session.save()
    assert "University A" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"email": None}, "no_address"),
        ({"email_verified": False}, "no_address"),
        ({"email_verified": "false"}, "no_address"),
        ({"email": "nora@elsewhere.example"}, "domain"),
        ({"email": "nora@sub.university-a.example"}, "domain"),
    ],
)
def test_who_is_not_let_in_and_why(row, them, problem, said, kind):
    client = Client()
    answer = arrive(client, row, them, **said)
    assert answer.status_code == 403
    assert problem()[0] == kind
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


def test_without_making_accounts_only_members_come_in(row, them, problem):
    with acting_for(row.owner):
        type(row).objects.filter(pk=row.pk).update(creates_accounts=False)
    assert arrive(Client(), row, them).status_code == 403
    assert problem()[0] == "no_account"


def test_an_ended_membership_stays_ended(row, them, membership, problem):
    arrive(Client(), row, them)
    mine = membership("nora@university-a.example")
    with acting_for(row.owner):
        Membership.objects.filter(pk=mine.pk).update(active=False, ended_at=mine.since)
    assert arrive(Client(), row, them).status_code == 403
    assert problem()[0] == "ended"


def test_signing_in_by_password_afterwards_is_not_bound(row, them, membership):
    client = Client()
    arrive(client, row, them)
    user = membership("nora@university-a.example").user
    user.set_password("a long password of Nora")
    user.save()
    client.post("/account/logout/")
    client.post("/account/login/", {"login": user.email, "password": "a long password of Nora"})
    session: Any = client.session
    assert session["_auth_user_id"]
    assert "bound" not in session
    assert "signed_in_by" not in session


def test_the_address_alone_leads_to_the_organisation(row, client):
    answer = client.post(
        "/account/login/", {"login": "Anybody@University-A.example", "next": "/you/"}
    )
    assert answer["Location"] == f"/account/sso/{row.key}/?next=%2Fyou%2F"
    assert client.post("/account/login/", {"login": "a@b.example"}).status_code == 200
    outward = client.post(
        "/account/login/", {"login": "a@university-a.example", "next": "https://evil.example/"}
    )
    assert outward["Location"] == f"/account/sso/{row.key}/"


def test_known_and_unknown_people_get_the_same_answer(
    row, client, stella, django_assert_num_queries
):
    told = []
    for who in ("nobody", stella.user.email.partition("@")[0]):
        with django_assert_num_queries(_count(client, who)):
            told.append(
                client.post("/account/login/", {"login": f"{who}@university-a.example"})["Location"]
            )
    assert told[0] == told[1]


def _count(client: Client, who: str) -> int:

    with CaptureQueriesContext(connection) as queries:
        client.post("/account/login/", {"login": "someone@university-a.example"})
    return len(queries)


def test_a_link_of_the_page_works_once_and_here_alone(row, them):
    client = Client()
    page = client.get(f"/account/sso/{row.key}/")
    go = page.context["go"]
    assert Client().get(go)["Location"] == f"/account/sso/{row.key}/"
    assert client.get(go)["Location"].startswith("https://id.university-a.example/authorize?")
    assert client.get(go)["Location"] == f"/account/sso/{row.key}/"
    assert client.get(f"/account/sso/{row.key}/go/")["Location"] == f"/account/sso/{row.key}/"


def test_an_unused_sign_in_lets_nobody_in(row, them):
    with acting_for(row.owner):
        type(row).objects.filter(pk=row.pk).update(state="off")
    assert Client().get(f"/account/sso/{row.key}/").status_code == 403
    assert Client().get("/account/sso/nothing/").status_code == 404


def test_the_person_is_told_a_code_and_the_steward_the_cause(row, them, stella, university_a):
    answer = arrive(Client(), row, them, aud="somebody-else")
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert "audience" not in answer.content.decode()
    steward = Client()
    steward.force_login(stella.user)
    page = steward.get("/settings/sign-in/problems/", {"code": code}).content.decode()
    assert code in page
    assert "another client" in page


def test_a_suspended_organisation_has_no_sign_in(row, them):
    with acting_for(row.owner):
        Organisation.objects.filter(pk=row.owner_id).update(active=False)
    assert Client().get(f"/account/sso/{row.key}/").status_code == 404
